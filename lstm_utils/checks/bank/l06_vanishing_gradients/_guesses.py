"""Lesson 06: the properties of every right answer of random-guess-latch, and its mistakes.

A right answer may draw its weights in any order, so nothing is compared with the reference.
Certain properties: the net that is returned gets every sequence right, no weight is outside
+-10, tries run from 1 to max_tries, None is returned where the labels contradict each other,
the same generator gives the same net and another generator another net.

Nearly certain properties come from SINGLES cases of one sequence of one step: there a net is
right with a probability of exactly 1/2 (swap its outputs: change the signs of W_out and b_out).
So being right says nothing about the sizes of the 7 * SINGLES numbers, which are uniform in 0
to 10, nor about W_hh. A right answer is rejected with a probability of at most: none of 60 nets
right, 40 * 2^-60; always the first, never the first, or all W_hh of one sign, 4 * 2^-40; in 40
more cases with max_tries = 1, no net right, 2^-40; fewer than FEW_LARGE of the 280 numbers
beyond +-5, 7e-13; more than MANY_TRIES nets for 40 that are right, 1e-66; no net right about one
of 10 latches, 3e-12 (one net in 20 to 83 is right about six sequences, in 6,000 measured draws,
and one in 31 to 152 about thirty, in 900). Together **less than one right answer in 10^11 is
rejected**.
"""

import numpy as np

import lstm_utils.numpy_nets as nets

WIDTH = 10.0
NAMES = ("W_ih", "W_hh", "b", "W_out", "b_out")
SINGLES, FEW_LARGE, MANY_TRIES = 40, 82, 400

NOT_ALL = "some sequences are right, not all: return a net only if (answers == y).all()."
FIRST_STEP = "the answer is read after the first step, z[0]: read it after the last step, z[-1]."
EVERY_STEP = "the answer is tested at every step: test it after the last step only, z[-1]."
FLIPPED = "the classes are swapped: output 0 is class 0; the answer is the larger output, argmax."
FRESH = "the net that is returned is not right: return the same net that you tested against y."
NARROW = "the weights are too small to saturate a unit: draw them between -10 and 10."
WHOLE = "the weights are whole numbers: rng.uniform(-10, 10) draws all numbers in between."
SAME_NET = "every try makes a new generator, so all nets are the same: draw from the argument rng."
WIDE = "there are weights outside +-10: draw them uniformly between -10 and 10."
CLIPPED = "some weights are exactly -10 or 10, as np.clip makes them: draw with rng.uniform."
POSITIVE = "the recurrent weight always has the same sign: draw it between -10 and 10."
NO_BIAS = "biases are 0: all seven numbers are random, b and b_out too."
OWN = "a new generator with a fixed seed is used: draw from the argument rng."
GLOBAL = "the same rng gave two different nets: draw from the argument rng, not from np.random."
FROM_TWO = "tries is one too large: the first net is try 1, range(1, max_tries + 1)."
FROM_ZERO = "tries counts from 0: the net that is right counts too, so the first try is 1."
ALWAYS_ONE = "tries is always 1: count every net that was tried."
ALWAYS_MAX = "tries is always max_tries: return how many nets were tried until one was right."
LAST = "no net can be right here, yet one is returned: after max_tries tries return None."
LEFT = "tries counts the nets that are left: count the nets that were tried, 1, 2, 3, ..."
ALIKE = "some of the seven numbers are always equal: draw each separately."
ONE_MORE = "one net too many: stop after max_tries, and return (None, max_tries)."
ONE_LESS = "one net too few: with max_tries = 1 draw one net, range(1, max_tries + 1)."


def row(params):
    """Return the seven numbers of a net as a tuple."""
    return tuple(float(v) for name in NAMES for v in np.ravel(params[name]))


def is_right(inputs, value):
    """Return what is wrong with one answer, independent of the others."""
    if len(value) != 2:
        return f"expected 2 values (params, tries), got {len(value)}"
    (params, tries), most = value, inputs["max_tries"]
    if params is None:
        return _is_none_right(inputs, tries)
    if _alike(np.array(row(params))):
        return ALIKE
    if _impossible(inputs):
        return LAST
    if not 1 <= tries <= most:
        return FROM_ZERO if tries == 0 else f"tries: expected 1 to {most}, got {tries}"
    if not np.abs(row(params)).max() <= WIDTH * (1 + 1e-9):
        return WIDE
    wrong = int((_answers(params, inputs["x"]) != inputs["y"]).sum())
    return f"the net that is returned gets {wrong} of {len(inputs['y'])} wrong" if wrong else ""


def _is_none_right(inputs, tries):
    """Return what is wrong with None, which is right where no net or only one was tried."""
    most = inputs["max_tries"]
    if _impossible(inputs) or most == 1:
        more = f"tries: expected {most}, got {tries}"
        return None if tries == most else ONE_MORE if tries == most + 1 else more
    return "params: expected a dict, got None"


def _alike(numbers):
    """Return whether two of a net's numbers are equal, except zeros and whole numbers."""
    numbers = numbers[numbers != np.round(numbers)]
    return len(np.unique(numbers)) < len(numbers)


def _impossible(inputs):
    return inputs["x"].shape == (3, 2, 1)


def _only_last(inputs):
    return inputs["x"].shape == (4, 2, 1)


def _single(inputs):
    return inputs["x"].shape == (1, 1, 1)


def _answers(params, x, step=-1):
    return nets.elman_forward(params, x)[0][step].argmax(axis=1)


def are_random(pairs):
    """Return what is wrong with all answers: with the nets, then with how they were drawn."""
    if any(len(value) != 2 for _, value in pairs):
        return ""
    every = [(inputs, *value) for inputs, value in pairs if not _impossible(inputs)]
    found = [answer for answer in every if answer[1] is not None]
    singles = [answer for answer in found if _single(answer[0]) and answer[0]["max_tries"] > 1]
    latches = [answer for answer in found if not _single(answer[0]) and not _only_last(answer[0])]
    if len(singles) < SINGLES or not latches:
        return SAME_NET if singles else ""
    if not any(inputs["max_tries"] == 1 for inputs, *_ in found):
        return ONE_LESS
    if words := _wrong_nets(singles, latches):
        return words
    if not any(_only_last(inputs) for inputs, *_ in found):
        return EVERY_STEP
    return _same_nets(found, latches) or _not_spread(singles)


def _wrong_nets(singles, latches):
    wrong = [_answers(params, i["x"])[0] != i["y"][0] for i, params, _ in singles]
    if any(wrong):
        return FLIPPED if all(wrong) else FRESH
    right = [_answers(params, i["x"]) == i["y"] for i, params, _ in latches]
    if all(r.all() for r in right):
        return ""
    if all(r.mean() > 0.65 for r in right):
        return NOT_ALL
    early = [_answers(params, i["x"], 0) == i["y"] for i, params, _ in latches]
    return FIRST_STEP if all(e.all() for e in early) else NOT_ALL


def _same_nets(found, latches):
    """Compare nets of different generators, then of the same one."""
    generator = {}
    for inputs, params, _ in found:
        if generator.setdefault(row(params), inputs["rng"]) != inputs["rng"]:
            return OWN
    return GLOBAL if row(latches[0][1]) != row(latches[1][1]) else ""


def _not_spread(singles):
    rows = np.array([row(params) for _, params, _ in singles])  # (singles, 7)
    if all(tries == 1 for *_, tries in singles):
        return ALWAYS_ONE
    if all(tries == inputs["max_tries"] for inputs, _, tries in singles):
        return ALWAYS_MAX
    if sum(tries for *_, tries in singles) > MANY_TRIES:
        return LEFT
    if all(tries > 1 for *_, tries in singles):
        return FROM_TWO
    if (rows[:, 2] == 0).all() or (rows[:, 5:] == 0).all():
        return NO_BIAS
    if (rows == np.round(rows)).all():
        return WHOLE
    if (np.abs(rows) == WIDTH).any():
        return CLIPPED
    if (np.abs(rows) > WIDTH / 2).sum() < FEW_LARGE:
        return NARROW
    recurrent = rows[:, 1]
    return POSITIVE if (recurrent > 0).all() or (recurrent < 0).all() else ""
