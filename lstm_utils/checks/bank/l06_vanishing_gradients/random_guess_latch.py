"""Lesson 06: guessing all weights. Judged by what any right answer has.

A right answer may draw its weights in any order, so nothing is compared with the reference.
For sure: the net that is returned gets every sequence right, no weight is outside +-10, tries
run from 1 to max_tries, None comes where the labels contradict each other, the same generator
gives the same net and another one another.

Nearly for sure, by SINGLES cases of one sequence of one step: there a net is right with a
probability of exactly 1/2 (swap its outputs: change the signs of W_out and b_out). So being
right says nothing of the sizes of the 7 * SINGLES numbers, which are uniform in 0 to 10, nor
of W_hh. A right answer is refused with a probability of at most: none of 60 nets right,
40 * 2^-60; always the first, never the first, or all W_hh of one sign, 4 * 2^-40; fewer than
FEW_LARGE of the 280 numbers beyond +-5, 7e-13; more than MANY_TRIES nets for 40 that are
right, 1e-66; no net right about one of 10 latches, 3e-12 (one net in 20 to 83 is right about
six sequences, in 6,000 measured draws, and one in 31 to 152 about thirty, in 900). Together
**less than one right answer in 10^11 is refused**.
"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Layout, Seed, exercise
from lstm_utils.tasks.latch import latch_batch

from ._guesses import SHAPES, WIDTH, all_right, answers, net, row, search, uniform

SINGLES, MOST, MOST_OF_30 = 40, 2400, 4000
FEW_LARGE, MANY_TRIES = 82, 400

random_guess_latch = exercise(
    "random-guess-latch",
    lesson="06_vanishing_gradients",
    reference=nets.random_guess_latch,
    outputs=("params", "tries"),
    layouts=(Layout.READ_ONLY, Layout.STRIDED),
    hints=[
        "A loop over tries = 1, 2, ... max_tries: draw a net, let it read all sequences, "
        "return at once if it is right about every one. What is left to return after the loop?",
        "nets.elman_init(1, 1, 2, rng) draws all five arrays uniformly between -1 and 1 for "
        "one unit. What makes them uniform between -10 and 10?",
        "z, _ = nets.elman_forward(params, x); the answers are z[-1].argmax(axis=1), due after "
        "the last step. (answers == y).all() says whether all are right.",
    ],
)


@random_guess_latch.cases
def _(rng):
    def seed():
        return Seed(int(rng.integers(10_000, 2**31)))

    for k in range(SINGLES):
        x, y = np.full((1, 1, 1), rng.choice([-1.0, 1.0])), np.array([k % 2])
        yield "one sequence of one step", dict(x=x, y=y, rng=seed(), max_tries=60)
    x, y = latch_batch(6, 3, rng)
    latch = dict(x=x, y=y, rng=seed(), max_tries=MOST)
    yield "six sequences, lag 3", latch
    yield "the same, with the same generator", latch
    yield "the same, with another generator", latch | dict(rng=seed())
    for lag in (2, 3, 4, 2, 3, 4, 3):
        x, y = latch_batch(30, lag, rng, n_signal=2)  # enough to see that 90 % is not all
        label = f"thirty sequences, lag {lag}, the sign comes twice"
        yield label, dict(x=x, y=y, rng=seed(), max_tries=MOST_OF_30)
    impossible = dict(x=np.ones((3, 2, 1)), y=np.array([0, 1]))
    for n in (7, 1):
        again = impossible | dict(rng=seed(), max_tries=n)
        yield f"two equal sequences of two classes, max_tries = {n}", again


NOT_ALL = "some sequences are right, not all: return a net only if (answers == y).all()."
FIRST_STEP = "the answer is read after the first step, z[0]: it is due after the last, z[-1]."
FLIPPED = (
    "the classes are turned round: output 0 stands for class 0, the larger one is the answer, "
    "argmax."
)
FRESH = (
    "the net that is returned is not right: compare z[-1].argmax(axis=1) with y, and return "
    "the very net that you tested."
)
NARROW = (
    "the weights are too small: draw them between -10 and 10. Small ones can neither saturate "
    "nor keep."
)
WHOLE = "the weights are whole numbers: rng.uniform(-10, 10) draws those in between as well."
AFRESH = (
    "the generator is made afresh for every net, so all nets are the same: draw from the "
    "argument rng."
)
WIDE = "there are weights outside +-10: draw them uniformly between -10 and 10."
POSITIVE = "the recurrent weight always has the same sign: draw it between -10 and 10."
NO_BIAS = "biases are 0: all seven numbers are guessed, b and b_out too."
OWN = "a generator of your own with a fixed seed: draw from the argument rng."
GLOBAL = (
    "the same rng gave two different nets: draw from the argument rng only, not from np.random."
)
FROM_TWO = "tries is one too large: the first net is try 1, range(1, max_tries + 1)."
FROM_ZERO = "tries counts from 0: the net that is right counts too, so the first try is 1."
ALWAYS_ONE = "tries is always 1: count every net that was tried."
ALWAYS_MAX = "tries is always max_tries: return how many nets were tried until one was right."
LAST = "no net can be right here, yet one is returned: after max_tries tries return None."
LEFT = "tries says how many were left: count the nets that were tried, 1, 2, 3, ..."
ALIKE = "some of the seven numbers are always equal: draw each by itself."
ONE_MORE = "one net too many: stop after max_tries, and return (None, max_tries)."


@random_guess_latch.property
def _is_right(inputs, value):
    """Say what is wrong with one answer, whatever the others are."""
    if len(value) != 2:
        return f"expected 2 values (params, tries), got {len(value)}"
    (params, tries), most = value, inputs["max_tries"]
    if params is not None and _alike(np.array(row(params))):
        return ALIKE
    if _impossible(inputs):
        if params is not None:
            return LAST
        more = f"tries: expected {most}, got {tries}"
        return None if tries == most else ONE_MORE if tries == most + 1 else more
    if not 1 <= tries <= most:
        return FROM_ZERO if tries == 0 else f"tries: expected 1 to {most}, got {tries}"
    if not np.abs(row(params)).max() <= WIDTH * (1 + 1e-9):
        return WIDE
    wrong = int((_answers(params, inputs["x"]) != inputs["y"]).sum())
    return f"the net that is returned gets {wrong} of {len(inputs['y'])} wrong" if wrong else ""


def _alike(numbers):
    """Tell whether two of a net's numbers are equal, leaving out zeros and whole numbers."""
    numbers = numbers[numbers != np.round(numbers)]
    return len(np.unique(numbers)) < len(numbers)


def _impossible(inputs):
    return inputs["x"].shape == (3, 2, 1)


def _answers(params, x, step=-1):
    return nets.elman_forward(params, x)[0][step].argmax(axis=1)


@random_guess_latch.property_of_all
def _are_random(pairs):
    """Say what is wrong with all answers: with the nets, then with how they were drawn."""
    if any(len(value) != 2 for _, value in pairs):
        return ""
    found = [(inputs, *value) for inputs, value in pairs if not _impossible(inputs)]
    singles = [answer for answer in found if answer[0]["x"].shape == (1, 1, 1)]
    latches = [answer for answer in found if answer[0]["x"].shape != (1, 1, 1)]
    return _wrong_nets(singles, latches) or _same_nets(found, latches) or _not_spread(singles)


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


def _half_normal(rng, n):
    rows = uniform(rng, n)
    rows[:, 1] = np.abs(rows[:, 1])
    return rows


for _words, _swap in {
    NOT_ALL: dict(accept=lambda rows, x, y: (answers(rows, x) == y).mean(axis=1) > 0.7),
    FIRST_STEP: dict(accept=lambda rows, x, y: all_right(rows, x[:1], y)),
    FLIPPED: dict(accept=lambda rows, x, y: all_right(rows, x, 1 - y)),
    NARROW: dict(draw=lambda rng, n: uniform(rng, n) / WIDTH),  # as elman_init draws them
    ALIKE: dict(draw=lambda rng, n: uniform(rng, n)[:, [0, 1, 2, 3, 4, 5, 5]]),
    WHOLE: dict(draw=lambda rng, n: np.round(uniform(rng, n))),
    AFRESH: dict(draw=lambda rng, n: np.tile(uniform(np.random.default_rng(0), 1), (n, 1))),
    WIDE: dict(draw=lambda rng, n: rng.normal(scale=WIDTH, size=(n, 7))),
    POSITIVE: dict(draw=_half_normal),
    NO_BIAS: dict(draw=lambda rng, n: uniform(rng, n) * [1, 1, 0, 1, 1, 1, 1]),
    OWN: dict(draw=lambda rng, n: uniform(np.random.default_rng(0), n)),
    GLOBAL: dict(draw=lambda rng, n: np.random.uniform(-WIDTH, WIDTH, size=(n, 7))),
}.items():

    @random_guess_latch.mistake(_words)
    def _(x, y, rng, max_tries, swap=_swap):
        return search(x, y, rng, max_tries, **swap)


for _words, _after in {
    FRESH: lambda params, tries, most, rng: (params and net(uniform(rng, 1)[0]), tries),
    FROM_TWO: lambda params, tries, most, rng: (params, tries + 1 if params else most),
    FROM_ZERO: lambda params, tries, most, rng: (params, tries - 1 if params else most),
    ALWAYS_ONE: lambda params, tries, most, rng: (params, 1 if params else most),
    ALWAYS_MAX: lambda params, tries, most, rng: (params, most),
    LEFT: lambda params, tries, most, rng: (params, most - tries + 1 if params else most),
    LAST: lambda params, tries, most, rng: (params or net(uniform(rng, 1)[0]), tries),
    ONE_MORE: lambda params, tries, most, rng: (params, tries if params else most + 1),
}.items():

    @random_guess_latch.mistake(_words)
    def _(x, y, rng, max_tries, after=_after):
        return after(*search(x, y, rng, max_tries), max_tries, rng)


@random_guess_latch.same("the unit written out, array by array")
def _(x, y, rng, max_tries):
    for tries in range(1, max_tries + 1):
        params = {name: rng.uniform(-10, 10, size=shape) for name, shape in SHAPES.items()}
        h = np.zeros((x.shape[1], 1))
        for x_t in x:
            h = np.tanh(x_t @ params["W_ih"].T + h @ params["W_hh"].T + params["b"])
        if np.array_equal(np.argmax(h @ params["W_out"].T + params["b_out"], axis=1), y):
            return params, tries
    return None, max_tries


@random_guess_latch.same("all nets at once")
def _(x, y, rng, max_tries):
    return search(x, y, rng, max_tries)


@random_guess_latch.same("while, one sequence at a time, dropped at its first mistake")
def _(x, y, rng, max_tries):
    tries = 0
    while tries < max_tries:
        tries += 1
        params = {name: 20 * rng.random(shape) - 10 for name, shape in SHAPES.items()}
        for n in range(x.shape[1]):
            z, _ = nets.elman_forward(params, x[:, n : n + 1])
            if (z[-1, 0, 1] > z[-1, 0, 0]) != (y[n] == 1):
                break
        else:
            return [params, np.int64(tries)]
    return [None, max_tries]
