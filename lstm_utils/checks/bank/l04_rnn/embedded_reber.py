"""Lesson 04: a string within a frame that has to be remembered. Judged by statistics too."""

import re

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import reber as task

from . import _strings as strings

embedded_reber = exercise(
    "embedded-reber",
    lesson="04_rnn",
    reference=task.embedded_reber,
    outputs="the string",
    hints=[
        "The frame is B, a letter, ..., the same letter, E. How often do you draw the letter?",
        "letter = 'TP'[rng.integers(2)], once. What stands between comes whole, its own B and "
        "E included, from task.reber(rng).",
        "Glue five parts together: 'B', the letter, the inner string, the letter, 'E'.",
    ],
)

embedded_reber.cases(strings.seeds)

_I = strings.LANGUAGE.pattern
_CORE = _I.removeprefix("B").removesuffix("E")
MISMATCH = (
    "the second T or P does not always match the first: draw the letter once and use it twice."
)
OPPOSITE = "the letter at the end is the other one: it repeats the letter of the beginning."
NO_E = "the final E is left out: after the second letter comes one more E."
NO_B = "the first B is left out: the frame has its own B, before that of the inner string."
NO_FRAME_E_B = "the frame has no B and no E of its own: they stand outside the two letters."
BARE = "the inner string has lost its own B and E: put all of task.reber(rng) between."
NO_INNER_E = "the inner string has lost its E: put all of task.reber(rng) between."
NO_INNER_B = "the inner string has lost its B: put all of task.reber(rng) between."
DOUBLE = "the inner string has a second B and E around it: task.reber(rng) brings its own."
NO_FAR = "the letter does not come back: it stands before the last E once more."
NO_NEAR = "the letter is missing at the beginning: it stands right after the first B."
PLAIN = "this is the inner string alone: the frame around it is missing."
E_FIRST = "E comes before the second letter: letter first, then the last E."
B_AFTER = "the letter comes before the first B: B first, then the letter."
DEEPER = "the inner string is itself embedded: draw it with task.reber(rng)."
TWICE = "two inner strings follow each other: one is enough."

# The first form that all strings have tells the mistake.
FORMS = {
    OPPOSITE: f"B(?:T{_I}P|P{_I}T)E",
    MISMATCH: f"B[TP]{_I}[TP]E",
    NO_E: f"B(?:T{_I}T|P{_I}P)",
    NO_B: f"(?:T{_I}T|P{_I}P)E",
    NO_FRAME_E_B: f"(?:T{_I}T|P{_I}P)",
    BARE: f"B(?:T{_CORE}T|P{_CORE}P)E",
    DOUBLE: f"B(?:TB{_I}ET|PB{_I}EP)E",
    NO_INNER_E: f"B(?:TB{_CORE}T|PB{_CORE}P)E",
    NO_INNER_B: f"B(?:T{_CORE}ET|P{_CORE}EP)E",
    NO_FAR: f"B[TP]{_I}E",
    NO_NEAR: f"B{_I}[TP]E",
    PLAIN: _I,
    E_FIRST: f"B(?:T{_I}ET|P{_I}EP)",
    B_AFTER: f"(?:TB{_I}T|PB{_I}P)E",
    DEEPER: f"B([TP])B([TP]){_I}\\2E\\1E",
    TWICE: f"B([TP]){_I}{_I}\\1E",
}
FORMS = {words: re.compile(form) for words, form in FORMS.items()}

AFRESH = (
    "every string is the same: use the rng that you are given. A generator that is made inside "
    "starts afresh at each call."
)
OWN = (
    "the same seed gives another string each time: draw from the argument rng and nothing else."
)
ONLY_T = "the letter is always T: draw it, 'TP'[rng.integers(2)]."
ONLY_P = "the letter is always P: draw it, 'TP'[rng.integers(2)]."
BORROWED = (
    "the letter is that of the inner string's first fork: draw it by itself, or it can be read "
    "off the inside."
)
READ_OFF = (
    "the letter can be read off the inner string: draw it by itself, 'TP'[rng.integers(2)]."
)
SAME_INSIDE = (
    "the inner string is always the same: draw it with the rng that you are given, "
    "task.reber(rng)."
)
REPEATS = (
    "strings from one generator repeat each other: draw from rng itself, which moves on with "
    "every draw."
)
IN_TURN = "the letter depends on the string before: draw it each time, 'TP'[rng.integers(2)]."
INSIDE = "the inner strings are not drawn as the grammar says: use task.reber(rng)."
UNFAIR = "T and P are not equally likely as the letter: 'TP'[rng.integers(2)]."


@embedded_reber.property
@strings.each
def _legal(string):
    return strings.legal_symbols_only(string) or strings.first_wrong(
        string, task.EMBEDDED_REBER
    )


@embedded_reber.property_of_all
def _all_of_them(pairs):
    """Say what is wrong with all strings together, None if nothing."""
    drawn, in_order, faithful = strings.in_pairs(pairs)
    legal = f"B(?:T{_I}T|P{_I}P)E"
    if len(set(drawn)) == 1 and re.fullmatch(legal, drawn[0]):
        return AFRESH
    if not all(re.fullmatch(legal, string) for string in drawn):
        return next((w for w, form in FORMS.items() if all(map(form.fullmatch, drawn))), "")
    letters, inside = [s[1] for s in drawn], [s[2:-2] for s in drawn]
    if len(set(letters)) == 1:
        return {"T": ONLY_T, "P": ONLY_P}[letters[0]]
    if len(set(inside)) == 1:
        return SAME_INSIDE
    if all(letter == string[1] for letter, string in zip(letters, inside, strict=True)):
        return BORROWED
    return _beyond_chance(in_order) or (None if faithful else OWN)


def _beyond_chance(in_order):
    """Say what is wrong with legal strings from one generator, "" if they may be chance."""
    inside = [string[2:-2] for string in in_order]
    letters = [int(string[1] == "T") for string in in_order]
    half, last = (0.5, 0.5), [None, *letters]
    contexts = {
        "letter": [None] * len(letters),
        "letter by inside": [string[:4] for string in inside],
        "letter by length": [len(string) % 4 for string in inside],
        "letter by last": last[:-1],
    }
    found = {
        name: evidence.against(zip(before, letters, strict=True), half, 9)
        for name, before in contexts.items()
    }
    found |= strings.tests(task.REBER, inside)
    strongest = evidence.strongest(found)
    if len(set(in_order)) == 1 or strongest == "repeats":
        return REPEATS
    words = {"letter": UNFAIR, "letter by last": IN_TURN, "": ""}
    return words.get(strongest, READ_OFF if strongest in contexts else INSIDE)


def _parts(rng):
    return "TP"[rng.integers(2)], task.reber(rng)


MADE = {
    OPPOSITE: lambda c, s: f"B{c}{s}{'PT'['TP'.index(c)]}E",
    NO_E: lambda c, s: f"B{c}{s}{c}",
    NO_B: lambda c, s: f"{c}{s}{c}E",
    NO_FRAME_E_B: lambda c, s: f"{c}{s}{c}",
    BARE: lambda c, s: f"B{c}{s[1:-1]}{c}E",
    DOUBLE: lambda c, s: f"B{c}B{s}E{c}E",
    NO_INNER_E: lambda c, s: f"B{c}{s[:-1]}{c}E",
    NO_INNER_B: lambda c, s: f"B{c}{s[1:]}{c}E",
    NO_FAR: lambda c, s: f"B{c}{s}E",
    NO_NEAR: lambda c, s: f"B{s}{c}E",
    PLAIN: lambda c, s: s,
    E_FIRST: lambda c, s: f"B{c}{s}E{c}",
    B_AFTER: lambda c, s: f"{c}B{s}{c}E",
    ONLY_T: lambda c, s: f"BT{s}TE",
    ONLY_P: lambda c, s: f"BP{s}PE",
    BORROWED: lambda c, s: f"B{s[1]}{s}{s[1]}E",
    READ_OFF: lambda c, s: f"B{'TP'[len(s) % 2]}{s}{'TP'[len(s) % 2]}E",
    SAME_INSIDE: lambda c, s: f"B{c}{task.reber(strings.afresh())}{c}E",
}
for _words, _make in MADE.items():

    @embedded_reber.mistake(_words)
    def _(rng, make=_make):
        return make(*_parts(rng))


mistakes(
    embedded_reber,
    {
        MISMATCH: """
        first, second = ("TP"[rng.integers(2)] for _ in range(2))
        return f"B{first}{task.reber(rng)}{second}E"
    """,
        DEEPER: (
            '"B" + letter + task.reber(rng) + letter + "E"',
            'f"B{letter}{task.embedded_reber(rng)}{letter}E"',
        ),
    },
)


@embedded_reber.mistake(TWICE)
def _(rng):
    letter, inner = _parts(rng)
    return f"B{letter}{inner}{task.reber(rng)}{letter}E"


@embedded_reber.mistake(AFRESH)
def _(rng):
    return task.embedded_reber(strings.afresh())


@embedded_reber.mistake(OWN)
def _(rng):
    return task.embedded_reber(np.random.default_rng())


mistakes(
    embedded_reber,
    {
        UNFAIR: """
        letter = "T" if rng.random() < 0.6 else "P"
        return f"B{letter}{task.reber(rng)}{letter}E"
    """,
    },
)


_memo, _last = {}, [None, ""]


@embedded_reber.mistake(REPEATS)
def _(rng):
    own = np.random.default_rng(len(_memo))
    return _memo.setdefault(str(rng.bit_generator.state), task.embedded_reber(own))


@embedded_reber.mistake(IN_TURN)
def _(rng):
    letter, inner = _parts(rng)
    if _last[0] is rng:
        letter = "TP"[_last[1] == "T"]
    _last[:] = rng, letter
    return f"B{letter}{inner}{letter}E"


@embedded_reber.mistake(INSIDE)
def _(rng):
    letter, inner = "TP"[rng.integers(2)], strings.walk(task.REBER, rng, _mostly_second)
    return f"B{letter}{inner}{letter}E"


def _mostly_second(rng, n):
    return int(n > 1 and rng.random() < 0.6)


@embedded_reber.mistake("a list of parts: join them, ''.join(...).")
def _(rng):
    letter, inner = _parts(rng)
    return ["B", letter, inner, letter, "E"]


equivalents(
    embedded_reber,
    {
        "inner string first, rng.choice": """
        inner = task.reber(rng)
        letter = str(rng.choice(["T", "P"]))
        return "B" + letter + inner + letter + "E"
    """,
        "a coin as a condition": """
        if rng.random() < 0.5:
            return f"BT{task.reber(rng)}TE"
        return f"BP{task.reber(rng)}PE"
    """,
    },
)


@embedded_reber.same("a walk through the large automaton")
def _(rng):
    return strings.walk(task.EMBEDDED_REBER, rng)


equivalents(
    embedded_reber,
    {
        "a join around a join": """
        letter = rng.permutation(list("TP"))[0]
        return letter.join(["B", task.reber(rng), "E"])
    """,
    },
)
