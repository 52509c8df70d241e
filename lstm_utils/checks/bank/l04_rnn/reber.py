"""Lesson 04: draw a string of the Reber grammar. Judged by language and statistics."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import reber as task

from . import _strings as strings

reber = exercise(
    "reber",
    lesson="04_rnn",
    reference=task.reber,
    outputs="the string",
    hints=[
        "Write the picture down as a list: entry n is a dict that says which symbols leave "
        "state n and where each leads. State 0 is {'B': 1}. State 2 has a loop: {'S': 2, ...}.",
        "Start in state 0. While the state has arrows: pick one of its symbols, append it, go "
        "where it leads. State 7 has none, so the walk ends there.",
        "choices = list(arrows[state]); symbol = choices[rng.integers(len(choices))]; then "
        "state = arrows[state][symbol]. Return ''.join(symbols).",
    ],
)

reber.cases(strings.seeds)

# What is drawn wrong where: found by likelihood.
WRONG_ARROWS = {
    "the S loop is missing: the upper S leads from state 2 back to state 2.": dict(
        s2={"S": 4, "X": 4}
    ),
    "the S loop goes back to state 1: S leads from state 2 to state 2.": dict(
        s2={"S": 1, "X": 4}
    ),
    "the T loop is missing: the lower T leads from state 3 back to state 3.": dict(
        s3={"T": 5, "V": 5}
    ),
    "the T loop goes back to state 1: T leads from state 3 to state 3.": dict(
        s3={"T": 1, "V": 5}
    ),
    "the loops have each other's symbols: S belongs to state 2, T to state 3.": dict(
        s2={"T": 2, "X": 4}, s3={"S": 3, "V": 5}
    ),
    "T and P are swapped at the first fork: T leads up to state 2, P down to state 3.": dict(
        s1={"P": 2, "T": 3}
    ),
    "X and S are swapped at state 4: X leads back down to state 3, S on to state 6.": dict(
        s4={"S": 3, "X": 6}
    ),
    "P and V are swapped at state 5: P leads up to state 4, V on to state 6.": dict(
        s5={"V": 4, "P": 6}
    ),
    "S and X are swapped at state 2: S is the loop, X leads on to state 4.": dict(
        s2={"X": 2, "S": 4}
    ),
    "T and V are swapped at state 3: T is the loop, V leads on to state 5.": dict(
        s3={"V": 3, "T": 5}
    ),
    "the X of state 4 leads to state 5 here: follow its arrow down to state 3.": dict(
        s4={"X": 5, "S": 6}
    ),
    "the X of state 2 leads to state 5 here: it goes straight on to state 4.": dict(
        s2={"S": 2, "X": 5}
    ),
    "the P of state 5 leads back to state 3 here: its arrow goes up to state 4.": dict(
        s5={"P": 3, "V": 6}
    ),
    "the way back is missing: X leads from state 4 down to state 3.": dict(s4={"S": 6}),
    "the way up is missing: P leads from state 5 to state 4.": dict(s5={"V": 6}),
}
GRAMMARS = {words: strings.changed(**arcs) for words, arcs in WRONG_ARROWS.items()}

NO_E = "the final E is left out: append the symbol of the last arrow too, then stop at state 7."
NO_B = "the first B is left out: start in state 0, whose only arrow is B."
SAME = (
    "every string is the same: draw a number for each fork from the rng that you are given, "
    "and make no generator inside."
)
OWN = (
    "the same seed gives another string each time: draw from the argument rng and nothing else."
)
TOO_SHORT = (
    "long strings are missing: a string ends at state 7 and nowhere else, however long it gets."
)
REPEATS = (
    "strings from one generator repeat each other: draw each fork from rng itself, which moves "
    "on with every draw."
)
DEPENDS = (
    "the ways depend on earlier draws: at each fork both are equally likely, whatever came "
    "before."
)
UNFAIR = "the two ways out of a fork are not equally likely: rng.integers(len(choices))."


@reber.property
@strings.each
def _legal(string):
    return strings.legal_symbols_only(string) or strings.first_wrong(string, task.REBER)


@reber.property_of_all
def _all_of_them(pairs):
    """Say what is wrong with all strings together, None if nothing."""
    drawn, in_order, faithful = strings.in_pairs(pairs)
    if len(set(drawn)) == 1 and strings.LANGUAGE.fullmatch(drawn[0]):
        return SAME
    if all(map(strings.LANGUAGE.fullmatch, drawn)):
        return _beyond_chance(drawn, in_order) or (None if faithful else OWN)
    if all(strings.LANGUAGE.fullmatch(string + "E") for string in drawn):
        return NO_E
    if all(strings.LANGUAGE.fullmatch("B" + string) for string in drawn):
        return NO_B
    return strings.likeliest(drawn, GRAMMARS)


def _beyond_chance(drawn, in_order):
    """Say what is wrong with legal strings, "" if they may be chance."""
    found = strings.tests(task.REBER, in_order)
    found["cut short"] = strings.cut_short(task.REBER, in_order)
    strongest = evidence.strongest(found)
    if strongest in ("", "cut short"):
        return strongest and TOO_SHORT
    if len(set(in_order)) == 1 or strongest == "repeats":
        return REPEATS
    words = strings.likeliest(drawn, {UNFAIR: task.REBER} | GRAMMARS)
    if words in GRAMMARS and not evidence.strongest(strings.tests(GRAMMARS[words], in_order)):
        return words
    return UNFAIR if found["ways"] > evidence.threshold(len(found)) else DEPENDS


for _words, _grammar in GRAMMARS.items():

    @reber.mistake(_words)
    def _(rng, grammar=_grammar):
        return strings.walk(grammar, rng)


mistakes(
    reber,
    {
        NO_E: "return task.reber(rng)[:-1]",
        NO_B: "return task.reber(rng)[1:]",
    },
)


@reber.mistake(SAME)
def _(rng):
    return task.reber(strings.afresh())


@reber.mistake(OWN)
def _(rng):
    return task.reber(np.random.default_rng())


mistakes(
    reber,
    {
        TOO_SHORT: """
        while True:
            string = task.reber(rng)
            if len(string) <= 14:
                return string
    """,
    },
)


_memo, _last = {}, [None, ""]


@reber.mistake(REPEATS)
def _(rng):
    own = np.random.default_rng(len(_memo))
    return _memo.setdefault(str(rng.bit_generator.state), task.reber(own))


@reber.mistake(DEPENDS)
def _(rng):
    string = task.reber(rng)
    turn = "T" if _last[1] == "P" else "P"
    while _last[0] is rng and string[1] != turn:  # T and P take turns
        string = task.reber(rng)
    _last[:] = rng, string[1]
    return string


@reber.mistake(UNFAIR)
def _(rng):
    return strings.walk(task.REBER, rng, lambda rng, n: int(n > 1 and rng.random() > 0.42))


mistakes(
    reber,
    {
        "a list of symbols: join them, ''.join(symbols).": "return list(task.reber(rng))",
    },
)


@reber.mistake("rng.integers(2) also where one arrow leaves: rng.integers(len(choices)).")
def _(rng):
    return strings.walk(task.REBER, rng, lambda rng, n: int(rng.integers(2)))


@reber.same("rng.choice among the symbols")
def _(rng):
    arrows = strings.changed()
    state, text = 0, ""
    while state != 7:
        symbol = rng.choice(sorted(arrows[state]))
        text += symbol
        state = arrows[state][symbol]
    return text


equivalents(
    reber,
    {
        "a coin at every fork, written out": """
        text, state = "B", 1
        table = {
            1: (("T", 2), ("P", 3)),
            2: (("S", 2), ("X", 4)),
            3: (("T", 3), ("V", 5)),
            4: (("X", 3), ("S", 6)),
            5: (("P", 4), ("V", 6)),
        }
        while state in table:
            symbol, state = table[state][rng.random() < 0.5]
            text += symbol
        return text + "E"
    """,
        "recursion": """
        def rest(state):
            ways = list(task.REBER[state].items())
            if not ways:
                return ""
            symbol, target = ways[rng.integers(len(ways))]
            return symbol + rest(target)

        return rest(0)
    """,
        "any symbol, thrown away unless it fits": """
        state, text = 0, ""
        while task.REBER[state]:
            symbol = task.SYMBOLS[rng.integers(7)]
            if symbol in task.REBER[state]:
                text, state = text + symbol, task.REBER[state][symbol]
        return text
    """,
    },
)
