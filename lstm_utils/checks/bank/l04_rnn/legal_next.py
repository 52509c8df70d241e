"""Lesson 04: which symbols may follow the beginning of a string."""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import reber as task

from . import _strings as strings

legal_next = exercise(
    "legal-next",
    lesson="04_rnn",
    reference=task.legal_next,
    outputs="the symbols",
    hints=[
        "Start in state 0 and follow the arrow of each symbol of the prefix. The answer is the "
        "symbols on the arrows that leave the last state.",
        "for symbol in prefix: state = grammar[state][symbol]. After the loop grammar[state] "
        "is a dict; its keys are the answer, but they can have another order than task.SYMBOLS.",
        "Loop over task.SYMBOLS, keep the symbols that are in grammar[state], and ''.join them.",
    ],
)

ZIGZAG = [{"E": 1, "X": 1, "B": 2}, {"V": 2, "T": 0}, {"P": 3, "S": 0, "B": 2}, {}]


@legal_next.cases
def _(rng):
    yield "after B", dict(prefix="B", grammar=task.EMBEDDED_REBER)
    yield "the far letter is due", dict(prefix="BPBTSXSE", grammar=task.EMBEDDED_REBER)
    yield "two symbols, not in the alphabet's order", dict(prefix="BTX", grammar=task.REBER)
    yield "an empty prefix", dict(prefix="", grammar=task.EMBEDDED_REBER)
    yield "a complete string", dict(prefix="BPVVE", grammar=task.REBER)
    yield "another grammar", dict(prefix="XTBB", grammar=ZIGZAG)
    yield "another grammar, an empty prefix", dict(prefix="", grammar=ZIGZAG)
    for n in range(6):
        grammar = (task.REBER, task.EMBEDDED_REBER)[n % 2]
        string = strings.walk(grammar, rng)
        prefix = string[: int(rng.integers(2, len(string)))]
        yield f"a prefix of {len(prefix)} symbols", dict(prefix=prefix, grammar=grammar)


MAY = '"".join(symbol for symbol in task.SYMBOLS if symbol in grammar[state])'

mistakes(
    legal_next,
    {
        "the symbols have another order: loop over task.SYMBOLS and keep those in the dict.": (MAY, '"".join(grammar[state])'),
        "the symbols are in alphabetical order: use the order of task.SYMBOLS.": (MAY, '"".join(sorted(grammar[state]))'),
        "the result is a list of symbols: join them, ''.join(...).": (MAY, f"list({MAY})"),
        "a set has no order and is not a string: join the symbols in the order of task.SYMBOLS.": (MAY, "set(grammar[state])"),
        "the result is the dict of arrows: return only its symbols, in one string.": (MAY, "grammar[state]"),
        "only one symbol is returned: where two arrows leave, both are legal.": (MAY, f"{MAY}[:1]"),
        "the last symbol of the prefix is ignored: follow its arrow, too.": ("in prefix:", "in prefix[:-1]:"),
        "only the last symbol is used: the next symbol depends on the state, so walk the complete prefix from state 0.": """
        last = prefix[-1:]
        after = [grammar[arcs[last]] for arcs in grammar if last in arcs] or grammar[:1]
        return "".join(s for s in task.SYMBOLS if any(s in arcs for arcs in after))
    """,
        "only the last symbol is used, and an empty prefix gives '': walk the complete prefix, from state 0.": """
        after = [grammar[arcs[prefix[-1]]] for arcs in grammar if prefix and prefix[-1] in arcs]
        return "".join(s for s in task.SYMBOLS if any(s in arcs for arcs in after))
    """,
        "the symbols of all states on the way are collected: use those of the last state only.": [
            ("state = 0", "state, seen = 0, {*grammar[0]}"),
            ("[symbol]\n", "[symbol]\n        seen |= {*grammar[state]}\n"),
            ("in grammar[state])", "in seen)"),
        ],
        "the argument grammar is not used: walk grammar, not EMBEDDED_REBER.": (
            "state = 0",
            "state, grammar = 0, task.EMBEDDED_REBER",
        ),
        "the argument grammar is not used: walk grammar, not REBER.": ("state = 0", "state, grammar = 0, task.REBER"),
        "these are the numbers of the next states: return the symbols on the arrows.": (
            MAY,
            '"".join(map(str, grammar[state].values()))',
        ),
        "this is the number of the state: return the symbols of its arrows.": (MAY, "state"),
        "the symbols are separated: put nothing between them, 'TP'.": ('""', '" "'),
        "the walk starts in state 1: start in state 0, B is a symbol of the prefix.": ("state = 0", "state = 1"),
        "the walk skips the first symbol and starts in state 1: start in state 0, with the first symbol.": [
            ("state = 0", "state = 1"),
            ("in prefix:", "in prefix[1:]:"),
        ],
        "the state is reset inside the loop, so each symbol is looked up in state 0: set state = 0 before the loop.": (
            "grammar[state][symbol]",
            "grammar[0][symbol]",
        ),
        "the `return` is inside the loop: walk to the end of the prefix first.": (
            f"    return {MAY}",
            f"        return {MAY}\n    return {MAY}",
        ),
        "after a complete string no symbol is legal: return '', not 'E'.": (MAY, f'{MAY} or "E"'),
        "an empty prefix gives '': in state 0 the first symbol is legal.": (MAY, f'{MAY} if prefix else ""'),
        "`if grammar[state].get(symbol)` is False for an arrow to state 0: use `if symbol in grammar[state]`.": (
            "if symbol in grammar[state]",
            "if grammar[state].get(symbol)",
        ),
        "the state is not the number of symbols read: walk, state = grammar[state][symbol] for each of them.": (
            "state = grammar[state][symbol]",
            "state += 1",
        ),
    },
)


equivalents(
    legal_next,
    {
        "sorted by the position in the alphabet": (MAY, '"".join(sorted(grammar[state], key=task.SYMBOLS.index))'),
        "recursion, symbol by symbol": """
        def walk(rest, state):
            return walk(rest[1:], grammar[state][rest[0]]) if rest else state

        return "".join(filter(grammar[walk(prefix, 0)].__contains__, task.SYMBOLS))
    """,
        "functools.reduce": """
        from functools import reduce

        arcs = reduce(lambda arcs, symbol: grammar[arcs[symbol]], prefix, grammar[0])
        text = ""
        for symbol in "BTSXPVE":
            if symbol in arcs:
                text += symbol
        return text
    """,
    },
)
