"""Lesson 11: after how many steps is half of a cell state left?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "half-life",
    lesson="11_forget_gate",
    reference=nets.half_life,
    outputs="steps",
    hints=[
        "f**k = 1/2 with f = sigmoid(b_f). Take the logarithm of both sides and solve for k.",
        "k = ln(1/2) / ln(sigmoid(b_f)), and ln(sigmoid(b_f)) = -ln(1 + exp(-b_f)): both are negative, so the signs cancel.",
        "np.log(2) / np.log1p(np.exp(-b_f)).",
    ],
)


@ex.cases
def _(rng):
    yield "five biases", dict(b_f=rng.normal(scale=3, size=5))
    yield "b_f = 0: one step", dict(b_f=0.0)
    yield "b_f = 1", dict(b_f=1.0)
    yield "b_f = 5", dict(b_f=5.0)
    yield "b_f = -2: less than a step", dict(b_f=-2.0)
    yield "b_f = 30, where 1 - sigmoid(b_f) is 1e-13", dict(b_f=30.0)
    yield "from -50 to 50", dict(b_f=np.linspace(-50, 50, 21))
    yield "b_f = 200", dict(b_f=200.0)
    yield "b_f = -200", dict(b_f=-200.0)
    yield "an array (2, 3)", dict(b_f=rng.uniform(-1, 6, size=(2, 3)))
    yield "an array (1, 2, 2)", dict(b_f=rng.uniform(-4, 4, size=(1, 2, 2)))


ANSWER = "np.log(2) / np.log1p(np.exp(-b_f))"
mistakes(
    ex,
    {
        "sigmoid(b_f) is rounded to 1 for large b_f: compute ln(sigmoid(b_f)) as -np.log1p(np.exp(-b_f)).": (
            ANSWER,
            "np.log(0.5) / np.log(nets.sigmoid(b_f))",
        ),
        "1 + exp(-b_f) is rounded to 1 for large b_f: use np.log1p(np.exp(-b_f)).": (
            "np.log1p(np.exp(-b_f))",
            "np.log(1 + np.exp(-b_f))",
        ),
        "the exponent is limited: exp(-b_f) overflows only below -700, take it as it is.": (
            "np.exp(-b_f)",
            "np.exp(np.clip(-b_f, -100, 100))",
        ),
        "the sign is wrong: ln(1/2) and ln(sigmoid(b_f)) are both negative, their ratio is positive.": (
            "np.log(2)",
            "np.log(0.5)",
        ),
        "the ratio is upside down: divide ln(1/2) by ln(sigmoid(b_f)).": (ANSWER, "np.log1p(np.exp(-b_f)) / np.log(2)"),
        "b_f has the wrong sign: sigmoid(b) = 1 / (1 + exp(-b)).": ("np.exp(-b_f)", "np.exp(b_f)"),
        "b_f is taken for the gate itself: f = sigmoid(b_f).": (ANSWER, "np.log(0.5) / np.log(np.abs(b_f) + 1e-300)"),
        "the time scale 1 + exp(b_f) is returned: that is 1 / (1 - f), not the steps to one half.": (ANSWER, "1 + np.exp(b_f)"),
        "the half-life is taken as ln 2 of the time scale 1 / (1 - f): that is near only for large b_f.": (
            ANSWER,
            "np.log(2) * (1 + np.exp(b_f))",
        ),
        "the half-life is taken as ln 2 exp(b_f): that is near only for large b_f; use log1p(exp(-b_f)).": (
            ANSWER,
            "np.log(2) * np.exp(b_f)",
        ),
        "the steps until 1/e is left are returned: ln(1/2) belongs in the numerator.": ("np.log(2)", "1.0"),
        "the logarithms differ: use np.log in both, or the same base in both.": ("np.log(2)", "np.log10(2)"),
        "the numerator is 1/2: it is ln(1/2).": ("np.log(2)", "0.5"),
        "the steps are rounded: a half-life may have fractions.": (ANSWER, f"np.round({ANSWER})"),
        "the steps are rounded up: a half-life may have fractions.": (ANSWER, f"np.ceil({ANSWER})"),
        "one number is returned for all biases: the result has the shape of b_f.": (ANSWER, f"np.mean({ANSWER})"),
        "the shape is lost: the result has the shape of b_f.": (ANSWER, f"np.ravel({ANSWER})"),
        "ln(1/2) is divided by the gate: divide it by the logarithm of the gate.": (ANSWER, "np.log(2) * (1 + np.exp(-b_f))"),
        "b_f - ln(1 + exp(b_f)) loses all digits for large b_f: use -np.log1p(np.exp(-b_f)).": (
            ANSWER,
            "np.log(0.5) / (b_f - np.log1p(np.exp(b_f)))",
        ),
        "what is left after one step is returned, the gate: solve f**k = 1/2 for k.": (ANSWER, "1 / (1 + np.exp(-b_f))"),
    },
)


equivalents(
    ex,
    {
        "np.logaddexp": (ANSWER, "np.log(0.5) / -np.logaddexp(0, -b_f)"),
        "base 2": (ANSWER, "1 / (np.log1p(np.exp(-b_f)) / np.log(2))"),
        "one after the other": """
        import math

        flat = [math.log(2) / math.log1p(math.exp(-b)) for b in np.ravel(b_f)]
        return np.reshape(flat, np.shape(b_f))
    """,
        "the logarithm of the sigmoid in SciPy": """
        from scipy.special import log_expit

        return np.log(0.5) / log_expit(np.asarray(b_f, dtype=float))
    """,
    },
)
