"""Lesson 06: the properties of every right answer of random-guess-latch, and its mistakes.

A right answer may draw its weights in any order, so nothing is compared with the reference.
Certain properties: the net that is returned gets every sequence right, no weight is outside
+-10, tries run from 1 to max_tries, None is returned where the labels contradict each other,
the same generator gives the same net and another generator another net.

Random properties are tested on 2 MANY nets that are right about one sequence of one step. Change
the signs of W_out and b_out, and such a net is wrong; so exactly half of all nets are right,
whatever W_ih, W_hh, b and, but for a common sign, W_out and b_out are. These seven numbers of the
nets that are returned are therefore independent, and uniform between -10 and 10 (the size of
W_out[0] is spread over that range), and tries has the law 1/2, 1/4, 1/8, ... `tests` compares
both with what was drawn (see `lstm_utils.checks.evidence`).

A right answer is refused there with a probability of at most evidence.ALPHA. Besides, at most: none
of 60 nets right, 540 * 2^-60; in SINGLES cases with max_tries = 1 no net right, 2^-40; always the
first or never the first of 2 MANY right, 2 * 2^-500; no net right about one of 15 latches, 5e-12
(one net in 20 to 83 is right about six sequences, in 6,000 measured draws, and one in 31 to 152
about thirty, in 900). Together **less than one right answer in 10^9 - 10^7 is refused**.
"""

import math
from itertools import pairwise, permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import evidence

WIDTH = 10.0
NAMES = ("W_ih", "W_hh", "b", "W_out", "b_out")
SINGLES, MANY = 40, 250
FINE, COARSE = 20, 4  # bins of the range -10 to 10
MOST_TRIES = 8  # all later ones count as this one

NOT_ALL = "the net gets some sequences right, not all: return it only if z[-1].argmax(axis=1) equals y in all of them."
FIRST_STEP = "the answer is read after the first step, z[0]: read it after the last step, z[-1]."
BEFORE_LAST = "the answer is read before the last step, z[-2]: read it after the last step, z[-1]."
ELSEWHERE = "the answer is not read after the last step, but from several steps: it is z[-1].argmax(axis=1)."
EVERY_STEP = "the answer is tested at every step: test it after the last step only, z[-1]."
FLIPPED = "the classes are swapped: output 0 is class 0; the answer is the larger output, argmax."
FRESH = "the net that is returned is not right: return the same net that you tested against y."
NARROW = "the weights are too small to saturate a unit: draw them between -10 and 10."
WHOLE = "the weights are whole numbers: rng.uniform(-10, 10) draws all numbers in between."
SAME_NET = "all tries give the same net: draw new weights in each try, from the argument rng."
WIDE = "there are weights outside +-10: draw them uniformly between -10 and 10."
CLIPPED = "some weights are exactly -10 or 10, as np.clip makes them: draw with rng.uniform."
POSITIVE = "a weight or a bias always has the same sign: draw all between -10 and 10."
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
NOT_UNIFORM = "the weights are not uniform between -10 and 10: rng.uniform(-10, 10) draws each of the seven numbers."
MISCOUNTED = "tries is not the number of nets that were tried: count each net once, until one is right."
DEPENDS = "the seven numbers depend on each other or on earlier draws: draw each separately, in each try."
ONE_CLASS = "no net of 60 gives the class of one sequence: all seven numbers are random, the signs and biases too."
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


READINGS = (
    (FIRST_STEP, lambda z: z[0]),
    (BEFORE_LAST, lambda z: z[-2]),
    (ELSEWHERE, lambda z: z.mean(axis=0)),
    (ELSEWHERE, lambda z: z.max(axis=0)),
)


def _answers(params, x, read=lambda z: z[-1]):
    if x.size == 1:  # one sequence of one step, as for most nets
        w, _, b, first, second, b_first, b_second = row(params)
        h = math.tanh(w * x.flat[0] + b)
        return np.array([int(second * h + b_second > first * h + b_first)])
    return read(nets.elman_forward(params, x)[0]).argmax(axis=1)


def answers(value):
    """Return the answers in a value, [params, tries] each: it is one, or a list of them."""
    return value if isinstance(value[0], list) else [value]


def each_is_right(inputs, value):
    """Return what is wrong with one answer or several, independent of the others."""
    return next((words for answer in answers(value) if (words := is_right(inputs, answer))), None)


def are_random(pairs):
    """Return what is wrong with all answers: with the nets, then with how they were drawn."""
    several = [(inputs, answer) for inputs, value in pairs for answer in answers(value)]
    if any(len(answer) != 2 for _, answer in several):
        return ""
    every = [(inputs, *answer) for inputs, answer in several if not _impossible(inputs)]
    found = [answer for answer in every if answer[1] is not None]
    singles = [answer for answer in found if _single(answer[0]) and answer[0]["max_tries"] > 1]
    latches = [answer for answer in found if not _single(answer[0]) and not _only_last(answer[0])]
    if len(singles) < SINGLES + 2 * MANY or not latches:
        return _too_few(singles)
    if not any(inputs["max_tries"] == 1 for inputs, *_ in found):
        return ONE_LESS
    if words := _wrong_nets(singles, latches):
        return words
    if not any(_only_last(inputs) for inputs, *_ in found):
        return EVERY_STEP
    return _same_nets(found, latches) or _not_spread(singles) or _beyond_chance(pairs)


def _too_few(singles):
    """Return why 60 nets gave none that is right about one sequence, "" if all cases did."""
    if not singles:
        return ""
    one_net = len({row(params) for _, params, _ in singles}) == 1
    return SAME_NET if one_net else ONE_CLASS


def _wrong_nets(singles, latches):
    wrong = [_answers(params, i["x"])[0] != i["y"][0] for i, params, _ in singles]
    if any(wrong):
        return FLIPPED if all(wrong) else FRESH
    right = [_answers(params, i["x"]) == i["y"] for i, params, _ in latches]
    if all(r.all() for r in right):
        return ""
    found = [
        words for words, read in READINGS if all((_answers(params, i["x"], read) == i["y"]).all() for i, params, _ in latches)
    ]
    return found[0] if len(found) == 1 else ELSEWHERE if found else NOT_ALL


def _same_nets(found, latches):
    """Compare nets of different generators, then of the same one."""
    generator = {}
    for inputs, params, _ in found:
        drawn = any(row(params))
        if drawn and generator.setdefault(row(params), inputs["rng"]) != inputs["rng"]:
            return OWN
    (one, net, _), (other, again, _) = latches[0], latches[-1] if len(latches) < 2 else latches[1]
    return GLOBAL if one["rng"] == other["rng"] and row(net) != row(again) else ""


def _not_spread(singles):
    """Name what is drawn in a way that every net shows."""
    rows = np.array([row(params) for _, params, _ in singles])  # (singles, 7)
    tried = np.array([tries for *_, tries in singles])
    if (tried == 1).all():
        return ALWAYS_ONE
    if all(tries == inputs["max_tries"] for inputs, _, tries in singles):
        return ALWAYS_MAX
    if np.median(tried) > MOST_TRIES:  # by chance: never, the median is 1 or 2
        return LEFT
    if (tried > 1).all():
        return FROM_TWO
    if (rows[:, 2] == 0).all() or (rows[:, 5:] == 0).all():
        return NO_BIAS
    if (rows == np.round(rows)).all():
        return WHOLE
    if (np.abs(rows) == WIDTH).any():
        return CLIPPED
    if np.abs(rows).max() < 0.99 * WIDTH:
        return NARROW
    signs = np.sign(rows[:, :3])  # of W_ih, W_hh and b, which a right net leaves free
    return POSITIVE if (signs == signs[0]).all(axis=0).any() else ""


def free(params):
    """Return seven numbers of a net that are independent and uniform if the net is right."""
    *into, first, second, b_first, b_second = row(params)
    sign = 1.0 if first > 0 else -1.0
    return (*into, 2 * abs(first) - WIDTH, sign * second, sign * b_first, sign * b_second)


def tests(nets_drawn, tries):
    """Return the evidence against nets and tries drawn one after the other, by test.

    Args:
        nets_drawn: the seven numbers of each net that was right, as `free` returns them.
        tries: how many nets were tried for each.
    """
    numbers = np.array(nets_drawn)  # (nets, 7)
    fine, coarse = _bins(numbers, FINE), _bins(numbers, COARSE)
    uniform, quarters, half = [1 / FINE] * FINE, [1 / COARSE] * COARSE, (0.5, 0.5)
    later = np.minimum(tries, MOST_TRIES)
    before = [0, *later[:-1].tolist()]
    which = range(numbers.shape[1])
    tosses = [(t, k, int(k == n)) for t, n in zip(before, tries, strict=True) for k in range(1, n + 1)]
    by_last = [((i, a[i]), b[i]) for a, b in pairwise(coarse.tolist()) for i in which]
    by_tries = [((i, t), net[i]) for t, net in zip(later.tolist(), coarse.tolist(), strict=True) for i in which]
    return {
        "number": evidence.against([(i, net[i]) for net in fine.tolist() for i in which], uniform, 7),
        "number by number": evidence.mean([
            evidence.against(zip(coarse[:, i].tolist(), coarse[:, j].tolist(), strict=True), quarters, COARSE)
            for i, j in permutations(which, 2)
        ]),
        "number by net before": evidence.against(by_last, quarters, 7 * COARSE),
        "number by tries": evidence.against(by_tries, quarters, 7 * (MOST_TRIES + 1)),
        "tries": evidence.against([(min(k, MOST_TRIES), end) for _, k, end in tosses], half, MOST_TRIES + 1),
        "tries by tries before": evidence.against([(t, end) for t, _, end in tosses], half, MOST_TRIES + 1),
    }  # fmt: skip


def _bins(numbers, k):
    return np.clip((numbers + WIDTH) * k / (2 * WIDTH), 0, k - 1).astype(int)


def of_many(pairs):
    """Return the nets and the tries of the calls with one generator."""
    drawn = [answer for _, value in pairs if isinstance(value[0], list) for answer in value]
    return [free(params) for params, _ in drawn], [int(tries) for _, tries in drawn]


def _beyond_chance(pairs):
    """Return what is wrong with how valid nets were drawn, "" if it may be chance."""
    found = tests(*of_many(pairs))
    strongest = evidence.strongest(found)
    if not strongest or any(each_is_right(inputs, value) for inputs, value in pairs):
        return ""
    if found["tries"] > evidence.threshold(len(found)):
        return MISCOUNTED
    return NOT_UNIFORM if strongest == "number" else DEPENDS
