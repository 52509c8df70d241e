"""Lesson 04: a Reber string inside a frame. Judged by language and statistics."""

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
        "letter = 'TP'[rng.integers(2)], once. The inner string is all of task.reber(rng), with its own B and E.",
        "Join five parts together: 'B', the letter, the inner string, the letter, 'E'.",
    ],
)

embedded_reber.cases(strings.seeds)

_I = strings.LANGUAGE.pattern
_CORE = _I.removeprefix("B").removesuffix("E")
MISMATCH = "the second T or P does not always match the first: draw the letter once and use it twice."
OPPOSITE = "the letter at the end is the other one: it repeats the letter of the beginning."
NO_E = "the final E is missing: add E after the second letter."
NO_B = "the first B is missing: the frame has its own B, before that of the inner string."
NO_FRAME_E_B = "the B and the E of the frame are missing: add B before the first letter, E after the second."
BARE = "the inner string has lost its own B and E: use all of task.reber(rng)."
NO_INNER_E = "the inner string has lost its E: use all of task.reber(rng)."
NO_INNER_B = "the inner string has lost its B: use all of task.reber(rng)."
DOUBLE = "the inner string has a second B and E around it: task.reber(rng) has its own."
NO_FAR = "the second letter is missing: repeat the letter before the last E."
NO_NEAR = "the first letter is missing: add it right after the first B."
PLAIN = "this is the inner string alone: add the frame around it."
E_FIRST = "E comes before the second letter: add the letter first, then the last E."
B_AFTER = "the letter comes before the first B: start with B, then the letter."
DEEPER = "the inner string is embedded itself: draw it with task.reber(rng)."
OTHER = "the letter is not always T or P: draw one of these two, 'TP'[rng.integers(2)]."
TWICE = "two inner strings follow each other: use one."

# The first form that fits all strings names the mistake.
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
    OTHER: f"B([BTSXPVE]){_I}\\1E",
}
FORMS = {words: re.compile(form) for words, form in FORMS.items()}

AFRESH = "every string is the same: use the argument rng. A generator made inside starts again at each call."
OWN = "the same seed gives another string each time: draw from the argument rng and nothing else."
ONLY_T = "the letter is always T: draw it, 'TP'[rng.integers(2)]."
ONLY_P = "the letter is always P: draw it, 'TP'[rng.integers(2)]."
BORROWED = "the letter is that of the inner string's first fork: draw it separately, or the inner string gives it away."
READ_OFF = "the letter depends on the inner string: draw it separately, 'TP'[rng.integers(2)]."
SAME_INSIDE = "the inner string is always the same: draw it with the argument rng, task.reber(rng)."
REPEATS = "strings from one generator repeat each other: draw from rng, which moves on with every draw."
IN_TURN = "the letter depends on the previous string: draw it each time, 'TP'[rng.integers(2)]."
INSIDE = "the inner strings do not have the probabilities of the grammar: use task.reber(rng)."
UNFAIR = "T and P are not equally likely as the letter: 'TP'[rng.integers(2)]."


@embedded_reber.property
@strings.each
def _legal(string):
    return strings.legal_symbols_only(string) or strings.first_wrong(string, task.EMBEDDED_REBER)


@embedded_reber.property_of_all
def _all_of_them(pairs):
    """Return what is wrong with all strings together, None if nothing."""
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


LETTER_TESTS = ("letter", "letter by inside", "letter by length", "letter by last")


def tests(in_order):
    """Return the evidence against legal strings from one generator, by test."""
    inside = [string[2:-2] for string in in_order]
    letters = [int(string[1] == "T") for string in in_order]
    before = (
        [None] * len(letters),
        [string[:4] for string in inside],
        [len(string) % 4 for string in inside],
        [None, *letters[:-1]],
    )
    pairs = [zip(contexts, letters, strict=True) for contexts in before]
    found = [evidence.against(those, (0.5, 0.5), 9) for those in pairs]
    return dict(zip(LETTER_TESTS, found, strict=True)) | strings.tests(task.REBER, inside)


def _beyond_chance(in_order):
    """Return what is wrong with legal strings from one generator, "" if they may be chance."""
    strongest = evidence.strongest(tests(in_order))
    if len(set(in_order)) == 1 or strongest == "repeats":
        return REPEATS
    words = {"letter": UNFAIR, "letter by last": IN_TURN, "": ""}
    return words.get(strongest, READ_OFF if strongest in LETTER_TESTS else INSIDE)


LETTER, OUT = '"TP"[rng.integers(2)]', '"B" + letter + inner + letter + "E"'
DRAWN = f"letter = {LETTER}\n    inner = task.reber(rng)"

mistakes(
    embedded_reber,
    {
        MISMATCH: (OUT, f'"B" + letter + inner + {LETTER} + "E"'),
        OPPOSITE: (OUT, '"B" + letter + inner + "PT"["TP".index(letter)] + "E"'),
        NO_E: (' + "E"', ""),
        NO_B: ('"B" + ', ""),
        NO_FRAME_E_B: (OUT, "letter + inner + letter"),
        BARE: ("+ inner", "+ inner[1:-1]"),
        DOUBLE: ("+ inner", '+ "B" + inner + "E"'),
        NO_INNER_E: ("+ inner", "+ inner[:-1]"),
        NO_INNER_B: ("+ inner", "+ inner[1:]"),
        NO_FAR: ("inner + letter", "inner"),
        NO_NEAR: ("letter + inner", "inner"),
        PLAIN: (OUT, "inner"),
        E_FIRST: ('letter + "E"', '"E" + letter'),
        B_AFTER: ('"B" + letter', 'letter + "B"'),
        OTHER: (LETTER, '"TV"[rng.integers(2)]'),
        ONLY_T: (LETTER, '"T"'),
        ONLY_P: (LETTER, '"P"'),
        BORROWED: (DRAWN, "inner = task.reber(rng)\n    letter = inner[1]"),
        READ_OFF: (DRAWN, 'inner = task.reber(rng)\n    letter = "TP"[len(inner) % 2]'),
        SAME_INSIDE: ("task.reber(rng)", "task.reber(np.random.default_rng(0))"),
        DEEPER: ("task.reber", "task.embedded_reber"),
        TWICE: ("= task.reber(rng)", "= task.reber(rng) + task.reber(rng)"),
        AFRESH: (DRAWN, f"rng = np.random.default_rng(0)\n    {DRAWN}"),
        OWN: (DRAWN, f"rng = np.random.default_rng()\n    {DRAWN}"),
        UNFAIR: (LETTER, '"T" if rng.random() < 0.6 else "P"'),
        INSIDE: ("= task.reber(rng)", "= max(task.reber(rng), task.reber(rng), key=len)"),
        "the result is a list of parts: join them, ''.join(...).": (OUT, '["B", letter, inner, letter, "E"]'),
    },
)

_memo, _last = {}, [None, ""]


@embedded_reber.mistake(REPEATS)
def _(rng):
    own = np.random.default_rng(len(_memo))
    return _memo.setdefault(str(rng.bit_generator.state), task.embedded_reber(own))


@embedded_reber.mistake(IN_TURN)
def _(rng):
    letter, inner = "TP"[rng.integers(2)], task.reber(rng)
    if _last[0] is rng:
        letter = "TP"[_last[1] == "T"]
    _last[:] = rng, letter
    return f"B{letter}{inner}{letter}E"


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
        "a walk through the large automaton": """
        state, text = 0, ""
        while ways := list(task.EMBEDDED_REBER[state]):
            text += ways[rng.integers(len(ways))]
            state = task.EMBEDDED_REBER[state][text[-1]]
        return text
    """,
        "a join around a join": """
        letter = rng.permutation(list("TP"))[0]
        return letter.join(["B", task.reber(rng), "E"])
    """,
    },
)
