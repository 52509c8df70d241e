"""Lesson 11: the size of the states at each step, and how fast it grows."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "state-growth",
    lesson="11_forget_gate",
    reference=nets.state_growth,
    outputs=("size", "rate"),
    follows={"rate": "size"},
    hints=[
        "Absolute values first, then the mean over axes 1 and 2: streams and units. What remains has one number for each step.",
        "np.polyfit(t, size, 1) fits a line; its first number is the slope, its second the value at t = 0.",
        "size = np.abs(cs).mean(axis=(1, 2)); rate = np.polyfit(np.arange(len(size)), size, 1)[0].",
    ],
)


@ex.cases
def _(rng):
    def growing(T, B, H, rate, noise=0.3):
        signs = rng.choice([-1.0, 1.0], size=(1, B, H))
        lines = rng.uniform(0.5, 1.5, size=(1, B, H)) * (1 + rate * np.arange(T)[:, None, None])
        return dict(cs=signs * (lines + noise * rng.normal(size=(T, B, H))))

    yield "T=6, B=3, H=4", growing(6, 3, 4, 2.0)
    yield "one unit: 1, -2, 3", dict(cs=np.array([1.0, -2.0, 3.0]).reshape(3, 1, 1))
    yield "two steps", growing(2, 4, 3, 0.7)
    yield "T=B=H=5", growing(5, 5, 5, -0.05, 0.1)
    yield "one stream, states of both signs", growing(9, 1, 6, 0.4)
    yield "one unit", growing(7, 5, 1, 1.3)
    yield "in the thousands", growing(12, 2, 3, 400.0, 50.0)
    yield "a saw-tooth", dict(cs=np.tile([1.0, 2.0, 3.0, 4.0], 3)[:, None, None] * rng.choice([-1.0, 1.0], size=(12, 2, 3)))
    yield "a jump at the end", dict(cs=np.where(np.arange(8)[:, None, None] == 7, -9.0, 1.0) * np.ones((8, 2, 3)))


SIZE = "np.abs(cs).mean(axis=(1, 2))"
RATE = "np.polyfit(np.arange(len(size)), size, 1)[0]"
mistakes(
    ex,
    {
        "states of both signs cancel: take np.abs(cs) before the mean.": (SIZE, "cs.mean(axis=(1, 2))"),
        "the absolute value comes after the mean: states of both signs cancel before it.": (SIZE, "np.abs(cs.mean(axis=(1, 2)))"),
        "the root of the mean square is returned: size is the mean of |c|.": (SIZE, "np.sqrt((cs**2).mean(axis=(1, 2)))"),
        "the length of the state vector is returned: size is the mean of |c|.": (SIZE, "np.linalg.norm(cs, axis=2).mean(axis=1)"),
        "the squares are averaged: size is the mean of |c|.": (SIZE, "(cs**2).mean(axis=(1, 2))"),
        "the largest state is returned: size is the mean of |c|.": (SIZE, "np.abs(cs).max(axis=(1, 2))"),
        "the states are summed: size is the mean of |c| over streams and units.": (SIZE, "np.abs(cs).sum(axis=(1, 2))"),
        "the states are averaged over steps as well: size has one number for each step.": (
            SIZE,
            "np.full(len(cs), np.abs(cs).mean())",
        ),
        "the mean runs over the steps and streams: axis 0 is time and remains, use axis=(1, 2).": [
            (SIZE, "np.abs(cs).mean(axis=(0, 1))"),
            (RATE, "0.0"),
        ],
        "the streams are not averaged: take the mean over axes 1 and 2.": [
            (SIZE, "np.abs(cs).mean(axis=2)"),
            ("size, 1)[0]", "size.mean(axis=1), 1)[0]"),
        ],
        "only the first stream is measured: take the mean over all streams.": (SIZE, "np.abs(cs[:, 0]).mean(axis=1)"),
        "tanh of the state is measured: size is the mean of |c| itself.": (SIZE, "np.abs(np.tanh(cs)).mean(axis=(1, 2))"),
        "the median is returned: size is the mean of |c|.": (SIZE, "np.median(np.abs(cs), axis=(1, 2))"),
        "the rate is that of the first and last step: fit a line to all of them.": (
            RATE,
            "(size[-1] - size[0]) / (len(size) - 1)",
        ),
        "the rate is divided by T: there are T - 1 steps between the first and the last; fit a line to all.": (
            RATE,
            "(size[-1] - size[0]) / len(size)",
        ),
        "the mean of the states is divided by T: rate is the slope of a line.": (RATE, "size.mean() / len(size)"),
        "the growth over all steps is returned: rate is per step, the slope of a line.": (RATE, "size[-1] - size[0]"),
        "the growth of each step is returned: rate is one number, the slope of a line.": (RATE, "np.gradient(size)"),
        "the intercept is returned: np.polyfit returns the slope first.": ("1)[0]", "1)[1]"),
        "slope and intercept are returned: rate is the slope alone.": ("1)[0]", "1)"),
        "t and size are swapped: np.polyfit(t, size, 1), x first.": (RATE, "np.polyfit(size, np.arange(len(size)), 1)[0]"),
        "the line goes through 0: the fit has a free intercept.": (
            RATE,
            "np.arange(len(size)) @ size / (np.arange(len(size)) ** 2).sum()",
        ),
        "the logarithm of size is fitted: rate is per step, of size itself.": ("size, 1)[0]", "np.log(size), 1)[0]"),
        "a parabola is fitted: rate is the slope of a straight line.": ("size, 1)[0]", "size, 2)[0]"),
        "the median of the steps' differences is taken: fit a line by least squares.": (RATE, "np.median(np.diff(size))"),
        "rate and size are swapped: return size, rate.": ("return size, rate", "return rate, size"),
        "only the rate is returned: return size, rate.": ("return size, rate", "return rate"),
        "only the size is returned: return size, rate.": ("return size, rate", "return size"),
        "cs is changed: np.abs(cs) is a new array, cs *= ... and np.abs(cs, out=cs) are not.": (
            SIZE,
            "np.abs(cs, out=cs).mean(axis=(1, 2))",
        ),
    },
)


equivalents(
    ex,
    {
        "covariance over variance": (RATE, "np.cov(np.arange(len(size)), size)[0, 1] / np.var(np.arange(len(size)), ddof=1)"),
        "a loop over the steps": """
        size = [float(np.mean(abs(c))) for c in cs]
        T = len(size)
        t = [k - (T - 1) / 2 for k in range(T)]
        rate = sum(a * b for a, b in zip(t, size, strict=True)) / sum(a * a for a in t)
        return np.array(size), rate
    """,
        "np.linalg.lstsq": """
        size = np.abs(cs.reshape(len(cs), -1)).mean(axis=1)
        A = np.stack([np.ones(len(size)), np.arange(len(size))], axis=1)
        return size, np.linalg.lstsq(A, size, rcond=None)[0][1]
    """,
        "scipy's linregress": """
        from scipy.stats import linregress

        size = np.absolute(cs).mean(axis=2).mean(axis=1)
        return size, linregress(np.arange(1, len(size) + 1), size).slope
    """,
    },
)
