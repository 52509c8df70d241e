"""Lesson 04: draw a string of the Reber grammar. Judged by language and statistics."""

import json

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
        "Write the figure as a list: entry n is a dict from each symbol that leaves state n to "
        "the state it leads to. State 0 is {'B': 1}. State 2 has a loop: {'S': 2, ...}.",
        "Start in state 0. While the state has arrows: draw one of its symbols, append it, and "
        "follow its arrow. State 7 has none, so the walk ends there.",
        "choices = list(arrows[state]); symbol = choices[rng.integers(len(choices))]; then "
        "state = arrows[state][symbol]. Return ''.join(symbols).",
    ],
)

reber.cases(strings.seeds)

# State -> its arrows, if they are wrong. The likelihood of the strings finds the mistake.
WRONG_ARROWS = {
    "the S loop is missing: the upper S leads from state 2 back to state 2.": {2: {"S": 4, "X": 4}},
    "the S loop goes back to state 1: S leads from state 2 to state 2.": {2: {"S": 1, "X": 4}},
    "the T loop is missing: the lower T leads from state 3 back to state 3.": {3: {"T": 5, "V": 5}},
    "the T loop goes back to state 1: T leads from state 3 to state 3.": {3: {"T": 1, "V": 5}},
    "the symbols of the two loops are swapped: S is the loop of state 2, T that of state 3.": {
        2: {"T": 2, "X": 4},
        3: {"S": 3, "V": 5},
    },
    "T and P are swapped at the first fork: T leads up to state 2, P down to state 3.": {1: {"P": 2, "T": 3}},
    "X and S are swapped at state 4: X leads back down to state 3, S on to state 6.": {4: {"S": 3, "X": 6}},
    "P and V are swapped at state 5: P leads up to state 4, V on to state 6.": {5: {"V": 4, "P": 6}},
    "S and X are swapped at state 2: S is the loop, X leads on to state 4.": {2: {"X": 2, "S": 4}},
    "T and V are swapped at state 3: T is the loop, V leads on to state 5.": {3: {"V": 3, "T": 5}},
    "the X of state 4 leads to state 5 here: it leads down to state 3.": {4: {"X": 5, "S": 6}},
    "the X of state 2 leads to state 5 here: it leads straight on to state 4.": {2: {"S": 2, "X": 5}},
    "the P of state 5 leads back to state 3 here: it leads up to state 4.": {5: {"P": 3, "V": 6}},
    "the S of state 2 is missing: S leads from state 2 back to state 2.": {2: {"X": 4}},
    "the T of state 3 is missing: T leads from state 3 back to state 3.": {3: {"V": 5}},
    "the P of state 1 is missing: P leads down from state 1 to state 3.": {1: {"T": 2}},
    "the T of state 1 is missing: T leads up from state 1 to state 2.": {1: {"P": 3}},
    "the S of state 4 is missing: S leads from state 4 on to state 6.": {4: {"X": 3}},
    "the V of state 5 is missing: V leads from state 5 on to state 6.": {5: {"P": 4}},
    "the way back is missing: X leads from state 4 down to state 3.": {4: {"S": 6}},
    "the way up is missing: P leads from state 5 to state 4.": {5: {"V": 6}},
}
GRAMMARS = {words: [wrong.get(state, arrows) for state, arrows in enumerate(task.REBER)] for words, wrong in WRONG_ARROWS.items()}

NO_E = "the final E is missing: append the symbol of the last arrow too, then stop at state 7."
NO_B = "the first B is missing: start in state 0; its only arrow is B."
SAME = (
    "every string is the same: rng.integers(n) draws 0 to n - 1 at each fork; a generator made inside starts again at each call."
)
OWN = "the same seed gives another string each time: draw from the argument rng and nothing else."
TOO_SHORT = "long strings are missing: a string ends at state 7 and nowhere else, however long it gets."
REPEATS = "strings from one generator repeat each other: draw each fork from rng, which moves on with every draw."
DEPENDS = "the ways depend on earlier draws: at each fork both are equally likely, independently of earlier draws."
UNFAIR = "the two ways out of a fork are not equally likely: rng.integers(len(choices))."


@reber.property
@strings.each
def _legal(string):
    return strings.legal_symbols_only(string) or strings.first_wrong(string, task.REBER)


@reber.property_of_all
def _all_of_them(pairs):
    """Return what is wrong with all strings together, None if nothing."""
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


def tests(in_order):
    """Return the evidence against legal strings from one generator, by test."""
    return strings.tests(task.REBER, in_order) | {"cut short": strings.cut_short(task.REBER, in_order)}


def _beyond_chance(drawn, in_order):
    """Return what is wrong with legal strings, "" if they may be chance."""
    found = tests(in_order)
    strongest = evidence.strongest(found)
    if strongest in ("", "cut short"):
        return strongest and TOO_SHORT
    if len(set(in_order)) == 1 or strongest == "repeats":
        return REPEATS
    words = strings.likeliest(drawn, {UNFAIR: task.REBER} | GRAMMARS)
    if words in GRAMMARS and not evidence.strongest(strings.tests(GRAMMARS[words], in_order)):
        return words
    return UNFAIR if found["ways"] > evidence.threshold(len(found)) else DEPENDS


def _arrows(wrong):
    """Return the edits that write wrong arrows into the list of the model answer."""
    return [(json.dumps(task.REBER[state]), json.dumps(arcs)) for state, arcs in wrong.items()]


mistakes(reber, {words: _arrows(wrong) for words, wrong in WRONG_ARROWS.items()})

mistakes(
    reber,
    {
        NO_E: ("while arrows[state]:", "while state != 6:"),
        NO_B: ("state, symbols = 0", "state, symbols = 1"),
        SAME: ("    state, symbols", "    rng = np.random.default_rng(0)\n    state, symbols"),
        OWN: ("    state, symbols", "    rng = np.random.default_rng()\n    state, symbols"),
        TOO_SHORT: """
        while True:
            string = task.reber(rng)
            if len(string) <= 14:
                return string
    """,
        UNFAIR: ("rng.integers(len(choices))", "len(choices) > 1 and rng.random() > 0.42"),
        "the walk goes on after state 7, which has no arrows: stop there, while arrows[state].": (
            "while arrows[state]:",
            "while True:",
        ),
        "the result is a list of symbols: join them, ''.join(symbols).": ('"".join(symbols)', "symbols"),
        "rng.integers(2) is used where only one arrow leaves, too: rng.integers(len(choices)).": ("len(choices)", "2"),
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


equivalents(
    reber,
    {
        "rng.choice among the symbols": """
        state, text = 0, ""
        while state != 7:
            symbol = rng.choice(sorted(task.REBER[state]))
            text += symbol
            state = task.REBER[state][symbol]
        return text
    """,
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
        "any symbol, rejected unless it is legal": """
        state, text = 0, ""
        while task.REBER[state]:
            symbol = task.SYMBOLS[rng.integers(7)]
            if symbol in task.REBER[state]:
                text, state = text + symbol, task.REBER[state][symbol]
        return text
    """,
    },
)
