"""Lesson 06: guess all weights. Judged by properties that every right answer has.

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
from lstm_utils.checks.declare import Layout, Seed, equivalents, exercise, mistakes
from lstm_utils.tasks.latch import latch_batch

WIDTH = 10.0
NAMES = ("W_ih", "W_hh", "b", "W_out", "b_out")
SINGLES, MOST, MOST_OF_30 = 40, 2400, 4000
FEW_LARGE, MANY_TRIES = 82, 400

random_guess_latch = exercise(
    "random-guess-latch",
    lesson="06_vanishing_gradients",
    reference=nets.random_guess_latch,
    outputs=("params", "tries"),
    varies=("params",),
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "A loop over tries = 1, 2, ... max_tries: draw a net, run it on all sequences, return "
        "it if it is right about every one. What do you return after the loop?",
        "nets.elman_init(1, 1, 2, rng) draws all five arrays uniformly between -1 and 1 for "
        "one unit. What makes them uniform between -10 and 10?",
        "z, _ = nets.elman_forward(params, x); the answers after the last step are "
        "z[-1].argmax(axis=1). (answers == y).all() is True if all are right.",
    ],
)


@random_guess_latch.cases
def _(rng):
    def seed():
        return Seed(int(rng.integers(10_000, 2**31)))

    for k in range(SINGLES):
        x, y = np.full((1, 1, 1), rng.choice([-1.0, 1.0])), np.array([k % 2])
        yield "one sequence of one step", dict(x=x, y=y, rng=seed(), max_tries=60)
        yield "one sequence of one step, one try", dict(x=x, y=y, rng=seed(), max_tries=1)
    x, y = latch_batch(6, 3, rng)
    latch = dict(x=x, y=y, rng=seed(), max_tries=MOST)
    yield "six sequences, lag 3", latch
    yield "the same, with the same generator", latch
    yield "the same, with another generator", latch | dict(rng=seed())
    for lag in (2, 3, 4, 2, 3, 4, 3):
        x, y = latch_batch(30, lag, rng, n_signal=2)  # enough to see that 90 % is not all
        label = f"thirty sequences, lag {lag}, the sign comes twice"
        yield label, dict(x=x, y=y, rng=seed(), max_tries=MOST_OF_30)
    x = np.array([[0.5, 0.5], [-0.25, -0.25], [0.75, 0.75], [1.0, -1.0]])[:, :, None]
    last = dict(x=x, y=np.array([1, 0]), rng=seed(), max_tries=MOST)
    yield "two sequences that differ only at the last step", last
    impossible = dict(x=np.ones((3, 2, 1)), y=np.array([0, 1]))
    for n in (7, 1):
        again = impossible | dict(rng=seed(), max_tries=n)
        yield f"two equal sequences of two classes, max_tries = {n}", again


NOT_ALL = "some sequences are right, not all: return a net only if (answers == y).all()."
FIRST_STEP = (
    "the answer is read after the first step, z[0]: read it after the last step, z[-1]."
)
EVERY_STEP = "the answer is tested at every step: test it after the last step only, z[-1]."
FLIPPED = (
    "the classes are swapped: output 0 is class 0; the answer is the larger output, argmax."
)
FRESH = "the net that is returned is not right: return the same net that you tested against y."
NARROW = "the weights are too small to saturate a unit: draw them between -10 and 10."
WHOLE = "the weights are whole numbers: rng.uniform(-10, 10) draws all numbers in between."
AFRESH = (
    "every try makes a new generator, so all nets are the same: draw from the argument rng."
)
WIDE = "there are weights outside +-10: draw them uniformly between -10 and 10."
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


@random_guess_latch.property
def _is_right(inputs, value):
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


@random_guess_latch.property_of_all
def _are_random(pairs):
    """Return what is wrong with all answers: with the nets, then with how they were drawn."""
    if any(len(value) != 2 for _, value in pairs):
        return ""
    every = [(inputs, *value) for inputs, value in pairs if not _impossible(inputs)]
    found = [answer for answer in every if answer[1] is not None]
    singles = [answer for answer in found if _single(answer[0]) and answer[0]["max_tries"] > 1]
    latches = [
        answer for answer in found if not _single(answer[0]) and not _only_last(answer[0])
    ]
    if len(singles) < SINGLES or not latches:
        return AFRESH if singles else ""
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
    if (np.abs(rows) > WIDTH / 2).sum() < FEW_LARGE:
        return NARROW
    recurrent = rows[:, 1]
    return POSITIVE if (recurrent > 0).all() or (recurrent < 0).all() else ""


DRAW = "{name: 10 * value for name, value in nets.elman_init(1, 1, 2, rng).items()}"
READ = "        z, _ = "
FOUND, NONE = "return params, tries", "return None, max_tries"
mistakes(
    random_guess_latch,
    {
        NOT_ALL: (
            "(z[-1].argmax(axis=1) == y).all()",
            "(z[-1].argmax(axis=1) == y).mean() > 0.7",
        ),
        FIRST_STEP: ("z[-1]", "z[0]"),
        EVERY_STEP: ("z[-1].argmax(axis=1)", "z.argmax(axis=2)"),
        FLIPPED: ("argmax", "argmin"),
        FRESH: (FOUND, f"return {DRAW}, tries"),
        NARROW: ("10 * value", "3 * value"),
        ALIKE: (READ, f'        params["b_out"] = np.repeat(params["b_out"][:1], 2)\n{READ}'),
        WHOLE: ("10 * value", "np.round(10 * value)"),
        WIDE: ("10 * value", "rng.normal(scale=10, size=value.shape)"),
        POSITIVE: (READ, f'        params["W_hh"] = np.abs(params["W_hh"])\n{READ}'),
        NO_BIAS: (READ, f'        params["b"] = np.zeros(1)\n{READ}'),
        OWN: ("    for tries", "    rng = np.random.default_rng(0)\n    for tries"),
        GLOBAL: ("10 * value", "np.random.uniform(-10, 10, size=value.shape)"),
        FROM_TWO: (FOUND, "return params, tries + 1"),
        FROM_ZERO: (FOUND, "return params, tries - 1"),
        ALWAYS_ONE: (FOUND, "return params, 1"),
        ALWAYS_MAX: (FOUND, "return params, max_tries"),
        LEFT: (FOUND, "return params, max_tries - tries + 1"),
        LAST: (NONE, "return params, max_tries"),
        ONE_MORE: [("max_tries + 1", "max_tries + 2"), (NONE, "return None, tries")],
        ONE_LESS: ("max_tries + 1", "max_tries"),
    },
)


@random_guess_latch.mistake(AFRESH)
def _(x, y, rng, max_tries):
    """Try one net; all other tries would give the same, but take seconds."""
    params, _ = nets.random_guess_latch(x, y, np.random.default_rng(0), 1)
    return (params, 1) if params else (None, max_tries)


equivalents(
    random_guess_latch,
    {
        "the unit written out, array by array": """
        shapes = {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}
        for tries in range(1, max_tries + 1):
            params = {name: rng.uniform(-10, 10, size=shape) for name, shape in shapes.items()}
            h = np.zeros((x.shape[1], 1))
            for x_t in x:
                h = np.tanh(x_t @ params["W_ih"].T + h @ params["W_hh"].T + params["b"])
            if np.array_equal(np.argmax(h @ params["W_out"].T + params["b_out"], axis=1), y):
                return params, tries
        return None, max_tries
    """,
        "all nets at once": """
        W_ih, W_hh, b, V0, V1, c0, c1 = rng.uniform(-10, 10, size=(7, max_tries, 1))
        h = np.zeros((max_tries, x.shape[1]))
        for x_t in x:
            h = np.tanh(W_ih * x_t[:, 0] + W_hh * h + b)
        right = ((V1 * h + c1 > V0 * h + c0) == y).all(axis=1)
        if not right.any():
            return None, max_tries
        n = int(right.argmax())
        V, c = np.array([V0[n], V1[n]]), np.array([c0[n, 0], c1[n, 0]])
        first = {"W_ih": W_ih[n : n + 1], "W_hh": W_hh[n : n + 1], "b": b[n]}
        return first | {"W_out": V, "b_out": c}, n + 1
    """,
        "while, one sequence at a time, dropped at its first mistake": """
        tries = 0
        while tries < max_tries:
            tries += 1
            sizes = nets.elman_init(1, 1, 2, rng)
            params = {name: 20 * rng.random(value.shape) - 10 for name, value in sizes.items()}
            for n in range(x.shape[1]):
                z, _ = nets.elman_forward(params, x[:, n : n + 1])
                if (z[-1, 0, 1] > z[-1, 0, 0]) != (y[n] == 1):
                    break
            else:
                return [params, np.int64(tries)]
        return [None, max_tries]
    """,
    },
)
