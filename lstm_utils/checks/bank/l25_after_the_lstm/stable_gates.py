"""Lesson 25: an exponential input gate and a forget gate that cannot overflow."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "stable-gates",
    lesson="25_after_the_lstm",
    reference=nets.stable_gates,
    outputs=("i", "f", "m"),
    follows={"i": "m", "f": "m"},
    fresh=True,
    hints=[
        "The logarithm of sigmoid(a) is -log(1 + exp(-a)). np.logaddexp(0, -a) computes log(1 + exp(-a)) without overflow.",
        "Two exponents compete: kept = log f + m and a_i. The new m is the larger of both, element by element: np.maximum.",
        "kept = m - np.logaddexp(0, -a_f); new = np.maximum(kept, a_i); return np.exp(a_i - new), np.exp(kept - new), new.",
    ],
)


@ex.cases
def _(rng):
    def case(*shape, scale=1.5):
        return {name: scale * rng.normal(size=shape) for name in ("a_i", "a_f", "m")}

    yield "B=3, H=4", case(3, 4)
    yield "the task's first example", dict(a_i=np.array([2.0]), a_f=np.array([0.0]), m=np.array([1.0]))
    yield "the task's second example", dict(a_i=np.array([2.0]), a_f=np.array([0.0]), m=np.array([3.0]))
    yield "before the first step: m is -inf", case(2, 3) | dict(m=np.full((2, 3), -np.inf))
    first = case(2, 5)
    first["m"][:, [0, 3]] = -np.inf
    first["a_i"][0, 0], first["a_i"][1, 3] = -20_000.0, 1000.0
    yield "some cells before their first step, a_i of -20,000 and 1,000", first
    yield "one number for each of 7 sequences", case(7)
    yield "a_i of thousands, up and down", case(2, 3) | dict(a_i=np.array([[3000.0, -3000, 5], [710, -750, 90]]))
    yield "a_f of thousands, up and down", case(2, 3) | dict(a_f=np.array([[3000.0, -3000, 40], [-710, 750, -40]]))
    closed = dict(a_i=np.array([[-2000.0, -999.0]]), a_f=np.array([[-1000.0, -1000.0]]), m=np.array([[3.0, 2.0]]))
    yield "forget gate nearly closed, input gate more or less so", closed
    yield "forget gate nearly open: log f is tiny", case(1, 4) | dict(a_f=np.array([[20.0, 30, 36, 45]]), m=np.zeros((1, 4)))
    yield "both exponents equal", dict(a_i=np.array([0.5, 1.0]) + np.log(0.5), a_f=np.zeros(2), m=np.array([0.5, 1.0]))
    yield "all numbers 0", {name: np.zeros((2, 2)) for name in ("a_i", "a_f", "m")}
    yield "m far below, m far above", case(3, 2) | dict(m=np.array([[-500.0, 500], [-900, 900], [20, -20]]))
    yield "three axes", case(2, 3, 2)
    yield "B=24, H=20", case(24, 20, scale=3)


KEPT, M = "kept = m - np.logaddexp(0, -a_f)", "m = np.maximum(kept, a_i)"
RETURN = "return np.exp(a_i - m), np.exp(kept - m), m"
mistakes(
    ex,
    {
        "m ignores the input gate: the new m is the larger of log f + m and a_i.": (M, "m = kept + 0 * a_i"),
        "m ignores what is kept: the new m is the larger of log f + m and a_i.": (M, "m = a_i.copy()"),
        "the old m is missing: what is kept has the exponent log f + m.": (KEPT, "kept = -np.logaddexp(0, -a_f) + 0 * m"),
        "f is not made a logarithm: what is kept has the exponent log f + m.": (KEPT, "kept = m + 1 / (1 + np.exp(-a_f))"),
        "the forget gate is exponential: here f = sigmoid(a_f), so log f = -log(1 + exp(-a_f)).": (KEPT, "kept = m + a_f"),
        "log f has the wrong sign of a_f: log sigmoid(a) = -log(1 + exp(-a)).": (KEPT, "kept = m - np.logaddexp(0, a_f)"),
        "log f has the wrong sign: log sigmoid(a) = -log(1 + exp(-a)), never above 0.": (
            KEPT,
            "kept = m + np.logaddexp(0, -a_f)",
        ),
        "log(sigmoid) is -inf for a closed gate: use -np.logaddexp(0, -a_f), which stays finite.": (
            KEPT,
            "kept = m + np.log(nets.sigmoid(a_f))",
        ),
        "log f is cut off at -50: it has no lower bound.": (KEPT, "kept = m + np.maximum(-np.logaddexp(0, -a_f), -50)"),
        "a_i is clipped: it has no bound, m takes care of it.": (M, "a_i = np.clip(a_i, -80, 80)\n    m = np.maximum(kept, a_i)"),
        "m is not allowed below 0: it is the larger exponent, also a negative one.": (
            M,
            "m = np.maximum(np.maximum(kept, a_i), 0)",
        ),
        "-inf is replaced: before the first step the old m is -inf, f is 0 and m is a_i.": (
            KEPT,
            "m = np.maximum(m, -5000)\n    kept = m - np.logaddexp(0, -a_f)",
        ),
        "one m for all cells: the maximum is taken element by element.": (
            M,
            "m = np.full_like(kept, np.maximum(kept, a_i).max())",
        ),
        "the smaller exponent is taken: m is the larger one, so that no gate exceeds 1.": (M, "m = np.minimum(kept, a_i)"),
        "the mean of the exponents is taken: m is the larger one.": (M, "m = np.where(np.isinf(kept), a_i, (kept + a_i) / 2)"),
        "m is a soft maximum: the new m is the larger of both exponents, no more.": (M, "m = np.logaddexp(kept, a_i)"),
        "i is not divided by exp(m): i' = exp(a_i - m').": (RETURN, RETURN.replace("np.exp(a_i - m)", "np.exp(a_i)")),
        "f is not divided by exp(m): f' = exp(log f + m - m').": (
            RETURN,
            RETURN.replace("np.exp(kept - m)", "nets.sigmoid(a_f)"),
        ),
        "i and f are exchanged: return i, f, m.": (RETURN, "return np.exp(kept - m), np.exp(a_i - m), m"),
        "the old m is returned: return the new one.": [
            (M, "new = np.maximum(kept, a_i)"),
            (RETURN, "return np.exp(a_i - new), np.exp(kept - new), m.copy()"),
        ],
        "logarithms are returned: i and f are exponentials.": (RETURN, "return a_i - m, kept - m, m"),
        "m is changed in place: make a new array.": (M, "m[...] = np.maximum(kept, a_i)"),
        "only 16 sequences are computed: B can be larger.": (
            RETURN,
            "f = np.exp(kept - m)\n    f[16:] = 1\n    return np.exp(a_i - m), f, m",
        ),
        "only 16 columns are computed: H can be larger.": (
            RETURN,
            "i = np.exp(a_i - m)\n    i[..., 16:] = 1\n    return i, np.exp(kept - m), m",
        ),
    },
)


equivalents(
    ex,
    {
        "log1p by the sign": """
        log_f = np.where(a_f > 0, 0.0, a_f) - np.log1p(np.exp(-np.abs(a_f)))
        old = log_f + m
        new = np.where(old > a_i, old, a_i)
        return [np.exp(a_i - new), np.exp(old - new), new]
    """,
        "scipy's log_expit": """
        from scipy.special import log_expit

        exponents = np.stack([a_i, log_expit(a_f) + m])
        m = exponents.max(axis=0)
        i, f = np.exp(exponents - m)
        return i, f, m
    """,
        "one gate is always 1": """
        d = a_i - (m - np.logaddexp(0.0, -a_f))
        i, f = np.exp(np.minimum(d, 0)), np.exp(np.minimum(-d, 0))
        return i, f, np.maximum(a_i, m - np.logaddexp(0.0, -a_f))
    """,
    },
)
