"""Lesson 06: guess all weights at random."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Layout, Seed, equivalents, exercise, mistakes
from lstm_utils.tasks.latch import latch_batch

from . import _guesses

MOST, MOST_OF_30 = 2400, 4000

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

    for k in range(_guesses.SINGLES):
        x, y = np.full((1, 1, 1), rng.choice([-1.0, 1.0])), np.array([k % 2])
        yield "one sequence of one step", dict(x=x, y=y, rng=seed(), max_tries=60)
        yield "one sequence of one step, one try", dict(x=x, y=y, rng=seed(), max_tries=1)
    for k in range(2):
        x, y = np.full((1, 1, 1), rng.choice([-1.0, 1.0])), np.array([k])
        many = dict(x=x, y=y, rng=seed(), max_tries=60)
        yield f"{_guesses.MANY:,} nets from one generator", many, _guesses.MANY
    x, y = latch_batch(6, 3, rng)
    latch = dict(x=x, y=y, rng=seed(), max_tries=MOST)
    yield "six sequences, lag 3", latch
    yield "the same, with the same generator", latch
    yield "the same, with another generator", latch | dict(rng=seed())
    for lag in (2, 3, 4, 2, 3, 4, 3, 2, 3, 2, 3, 2):
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


random_guess_latch.property(_guesses.each_is_right)
random_guess_latch.property_of_all(_guesses.are_random)

DRAW = "{name: 10 * value for name, value in nets.elman_init(1, 1, 2, rng).items()}"
READ = "        z, _ = "
FOUND, NONE = "return params, tries", "return None, max_tries"
mistakes(
    random_guess_latch,
    {
        _guesses.NOT_ALL: ("(z[-1].argmax(axis=1) == y).all()", "(z[-1].argmax(axis=1) == y).mean() > 0.7"),
        _guesses.FIRST_STEP: ("z[-1]", "z[0]"),
        _guesses.BEFORE_LAST: ("z[-1]", "z[max(len(z) - 2, 0)]"),
        _guesses.ELSEWHERE: ("z[-1]", "z.mean(axis=0)"),
        _guesses.EVERY_STEP: ("z[-1].argmax(axis=1)", "z.argmax(axis=2)"),
        _guesses.FLIPPED: ("argmax", "argmin"),
        _guesses.FRESH: (FOUND, f"return {DRAW}, tries"),
        _guesses.NARROW: ("10 * value", "3 * value"),
        _guesses.ALIKE: (READ, f'        params["b_out"] = np.repeat(params["b_out"][:1], 2)\n{READ}'),
        _guesses.WHOLE: ("10 * value", "np.round(10 * value)"),
        _guesses.WIDE: ("10 * value", "rng.normal(scale=10, size=value.shape)"),
        _guesses.CLIPPED: ("10 * value", "np.clip(rng.normal(scale=10, size=value.shape), -10, 10)"),
        _guesses.POSITIVE: (READ, f'        params["W_hh"] = np.abs(params["W_hh"])\n{READ}'),
        _guesses.NO_BIAS: (READ, f'        params["b"] = np.zeros(1)\n{READ}'),
        _guesses.NOT_UNIFORM: ("10 * value", "10 * value * np.abs(value)"),
        _guesses.MISCOUNTED: (FOUND, "return params, (tries + 1) // 2"),
        _guesses.DEPENDS: (READ, f'        params["W_out"][1] = -params["W_out"][0]\n{READ}'),
        _guesses.OWN: ("    for tries", "    rng = np.random.default_rng(0)\n    for tries"),
        _guesses.GLOBAL: ("10 * value", "np.random.uniform(-10, 10, size=value.shape)"),
        _guesses.FROM_TWO: (FOUND, "return params, tries + 1"),
        _guesses.FROM_ZERO: (FOUND, "return params, tries - 1"),
        _guesses.ALWAYS_ONE: (FOUND, "return params, 1"),
        _guesses.ALWAYS_MAX: (FOUND, "return params, max_tries"),
        _guesses.LEFT: (FOUND, "return params, max_tries - tries + 1"),
        _guesses.LAST: (NONE, "return params, max_tries"),
        _guesses.ONE_MORE: [("max_tries + 1", "max_tries + 2"), (NONE, "return None, tries")],
        _guesses.ONE_LESS: ("max_tries + 1", "max_tries"),
    },
)


@random_guess_latch.mistake(_guesses.SAME_NET)
def _(x, y, rng, max_tries):
    """Try one net; all other tries would give the same, but take seconds."""
    params, _ = nets.random_guess_latch(x, y, np.random.default_rng(0), 1)
    return (params, 1) if params else (None, max_tries)


@random_guess_latch.mistake(_guesses.ONE_CLASS)
def _(x, y, rng, max_tries):
    """Draw positive numbers without biases: all tries give a single step the same class."""
    w, u, a, b = rng.uniform(0, 10, size=4)
    params = {"W_ih": w, "W_hh": u, "b": 0.0, "W_out": [x.flat[0] * a, -x.flat[0] * b], "b_out": [0.0, 0.0]}
    shapes = {name: value.shape for name, value in nets.elman_init(1, 1, 2, rng).items()}
    params = {name: np.reshape(params[name], shape) for name, shape in shapes.items()}
    z, _ = nets.elman_forward(params, x)
    return (params, 1) if (z[-1].argmax(axis=1) == y).all() else (None, max_tries)


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
