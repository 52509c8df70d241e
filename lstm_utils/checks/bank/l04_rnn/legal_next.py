"""Lesson 04: which symbols may follow the beginning of a string."""

from lstm_utils.checks.declare import equivalents, exercise
from lstm_utils.tasks import reber as task

from . import _strings as strings

legal_next = exercise(
    "legal-next",
    lesson="04_rnn",
    reference=task.legal_next,
    outputs="the symbols",
    hints=[
        "Walk: a state that starts at 0 and follows the arrow of each symbol of the prefix. "
        "What you are asked for are the arrows that leave the state where you end up.",
        "for symbol in prefix: state = grammar[state][symbol]. After the loop grammar[state] "
        "is a dict; its keys are the answer, but perhaps not in the order of task.SYMBOLS.",
        "Go through task.SYMBOLS, keep what is in grammar[state], and ''.join it.",
    ],
)

ZIGZAG = [{"E": 1, "X": 1, "B": 2}, {"V": 2, "T": 0}, {"P": 3, "S": 0, "B": 2}, {}]


@legal_next.cases
def _(rng):
    yield "after B", dict(prefix="B", grammar=task.EMBEDDED_REBER)
    yield "the far letter is due", dict(prefix="BPBTSXSE", grammar=task.EMBEDDED_REBER)
    yield "two ways, not in the alphabet's order", dict(prefix="BTX", grammar=task.REBER)
    yield "nothing read yet", dict(prefix="", grammar=task.EMBEDDED_REBER)
    yield "a complete string", dict(prefix="BPVVE", grammar=task.REBER)
    yield "another grammar", dict(prefix="XTBB", grammar=ZIGZAG)
    yield "another grammar, nothing read yet", dict(prefix="", grammar=ZIGZAG)
    for n in range(6):
        grammar = (task.REBER, task.EMBEDDED_REBER)[n % 2]
        string = strings.walk(grammar, rng)
        prefix = string[: int(rng.integers(2, len(string)))]
        yield f"a beginning of {len(prefix)} symbols", dict(prefix=prefix, grammar=grammar)


def _walk(prefix, grammar, state=0):
    for symbol in prefix:
        state = grammar[state][symbol]
    return state


def _in_order(symbols):
    return "".join(s for s in task.SYMBOLS if s in symbols)


@legal_next.mistake(
    "right symbols in another order: go through task.SYMBOLS and keep those that are in the "
    "dict."
)
def _(prefix, grammar):
    return "".join(grammar[_walk(prefix, grammar)])


@legal_next.mistake(
    "the symbols are in alphabetical order: the order of task.SYMBOLS is asked."
)
def _(prefix, grammar):
    return "".join(sorted(grammar[_walk(prefix, grammar)]))


@legal_next.mistake("a list of symbols: join them, ''.join(...).")
def _(prefix, grammar):
    return list(_in_order(grammar[_walk(prefix, grammar)]))


@legal_next.mistake(
    "a set has no order and is no string: join the symbols in task.SYMBOLS' order."
)
def _(prefix, grammar):
    return set(grammar[_walk(prefix, grammar)])


@legal_next.mistake(
    "the arrows themselves, a dict: only its symbols are asked for, in one string."
)
def _(prefix, grammar):
    return grammar[_walk(prefix, grammar)]


@legal_next.mistake("only one symbol: where two arrows leave, both may come.")
def _(prefix, grammar):
    return _in_order(grammar[_walk(prefix, grammar)])[:1]


@legal_next.mistake(
    "the last symbol was not walked: these symbols might have come in its place. Follow its "
    "arrow too."
)
def _(prefix, grammar):
    return _in_order(grammar[_walk(prefix[:-1], grammar)])


@legal_next.mistake(
    "only the last symbol is looked at: what may follow depends on the state, so walk the "
    "whole prefix from state 0."
)
def _(prefix, grammar):
    last = prefix[-1:]
    after = [grammar[arcs[last]] for arcs in grammar if last in arcs] or [grammar[0]]
    return _in_order({s for arcs in after for s in arcs})


@legal_next.mistake(
    "the symbols of all states on the way are collected: take those of the last state only."
)
def _(prefix, grammar):
    return _in_order(
        {s for n in range(len(prefix) + 1) for s in grammar[_walk(prefix[:n], grammar)]}
    )


@legal_next.mistake("the argument grammar is not used: walk grammar, not EMBEDDED_REBER.")
def _(prefix, grammar):
    return _in_order(task.EMBEDDED_REBER[_walk(prefix, task.EMBEDDED_REBER)])


@legal_next.mistake("the argument grammar is not used: walk grammar, not REBER.")
def _(prefix, grammar):
    return _in_order(task.REBER[_walk(prefix, task.REBER)])


@legal_next.mistake("these are the numbers of the next states: return the arrows' symbols.")
def _(prefix, grammar):
    return "".join(str(n) for n in grammar[_walk(prefix, grammar)].values())


@legal_next.mistake("this is the state's number: return the symbols of its arrows.")
def _(prefix, grammar):
    return _walk(prefix, grammar)


@legal_next.mistake("the symbols are separated: put nothing between them, 'TP'.")
def _(prefix, grammar):
    return " ".join(_in_order(grammar[_walk(prefix, grammar)]))


@legal_next.mistake("the walk starts in state 1: it starts in 0, B is a symbol of the prefix.")
def _(prefix, grammar):
    return _in_order(grammar[_walk(prefix, grammar, state=1)])


@legal_next.mistake(
    "the state is reset inside the loop, so each symbol is looked up in state 0: set state = 0 "
    "before the loop."
)
def _(prefix, grammar):
    state = 0
    for symbol in prefix:
        state = grammar[0][symbol]
    return _in_order(grammar[state])


@legal_next.mistake("a return inside the loop: walk to the end of the prefix first.")
def _(prefix, grammar):
    state = 0
    for symbol in prefix:
        state = grammar[state][symbol]
        return _in_order(grammar[state])
    return _in_order(grammar[state])


@legal_next.mistake("after a complete string nothing may come: return '', not 'E'.")
def _(prefix, grammar):
    return _in_order(grammar[_walk(prefix, grammar)]) or "E"


@legal_next.mistake(
    "nothing read yet is no reason for '': in state 0 the first symbol may come."
)
def _(prefix, grammar):
    return _in_order(grammar[_walk(prefix, grammar)]) if prefix else ""


@legal_next.mistake(
    "`if grammar[state].get(symbol)` is False for an arrow to state 0: ask "
    "`if symbol in grammar[state]`."
)
def _(prefix, grammar):
    arcs = grammar[_walk(prefix, grammar)]
    return _in_order([symbol for symbol in arcs if arcs[symbol]])


@legal_next.mistake(
    "the state is not the number of symbols read: walk, state = grammar[state][symbol] for "
    "each of them."
)
def _(prefix, grammar):
    return _in_order(grammar[len(prefix)])


equivalents(
    legal_next,
    {
        "sorted by the place in the alphabet": (
            "symbol for symbol in task.SYMBOLS if symbol in grammar[state]",
            "sorted(grammar[state], key=task.SYMBOLS.index)",
        ),
        "recursion, symbol by symbol": """
        def walk(rest, state):
            return walk(rest[1:], grammar[state][rest[0]]) if rest else state

        return "".join(filter(grammar[walk(prefix, 0)].__contains__, task.SYMBOLS))
    """,
    },
)


@legal_next.same("functools.reduce")
def _(prefix, grammar):
    from functools import reduce

    arcs = reduce(lambda arcs, symbol: grammar[arcs[symbol]], prefix, grammar[0])
    text = ""
    for symbol in "BTSXPVE":
        if symbol in arcs:
            text += symbol
    return text
