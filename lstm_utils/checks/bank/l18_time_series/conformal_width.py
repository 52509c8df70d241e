"""Lesson 18: the width of a conformal interval."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "conformal-width",
    lesson="18_time_series",
    reference=nets.conformal_width,
    outputs="w",
    numbers=("w",),
    hints=[
        "Sort the absolute values. With n residuals, the next one has each of n + 1 ranks equally often.",
        "k = ceil((n + 1) * (1 - alpha)), counted from 1, so the index is k - 1. Python: math.ceil, or int(np.ceil(...)).",
        "k = int(np.ceil((n + 1) * (1 - alpha))); return float(np.sort(abs(residuals))[k - 1]) if k <= n else np.inf.",
    ],
)


@ex.cases
def _(rng):
    def case(n, alpha, scale=1.0, bias=0.0):
        return dict(residuals=scale * rng.normal(size=n) + bias, alpha=alpha)

    yield "30 residuals, alpha .2", case(30, 0.2)
    yield "19 residuals, alpha .1: the 18th", case(19, 0.1)
    yield "18 residuals, alpha .1: the 18th", case(18, 0.1)
    yield "9 residuals, alpha .1: the largest", case(9, 0.1)
    yield "8 residuals, alpha .1: infinity", case(8, 0.1)
    yield "one residual, alpha .6", case(1, 0.6)
    yield "one residual, alpha .3: infinity", case(1, 0.3)
    yield "negative residuals", dict(residuals=np.array([-5.0, -1, -3, -2, -4]), alpha=0.45)
    yield "all the same", dict(residuals=np.full(12, -0.5), alpha=0.25)
    yield "365 residuals, alpha .1", case(365, 0.1)
    yield "1,000 residuals, alpha .05", case(1000, 0.05, 3.0)
    yield "wide: alpha .9", case(40, 0.9)
    yield "a model that is always too high", case(50, 0.3, 0.2, -4.0)
    yield "3,000 residuals, alpha .0004: the largest", case(3000, 0.0004)
    yield "99 residuals, alpha .09995: the 91st", case(99, 0.09995)
    yield "2,000 residuals, alpha .0999497: the 1,802nd", case(2000, 0.0999497)
    yield "alpha .013, which is no percentage", case(230, 0.013)


ABS, K = "np.sort(abs(residuals))", "math.ceil((n + 1) * (1 - alpha))"
LAST = "return float(ordered[k - 1]) if k <= n else math.inf"
mistakes(
    ex,
    {
        "k is counted from 0: the k-th smallest is ordered[k - 1].": (LAST, "return float(ordered[k]) if k < n else math.inf"),
        "n is used instead of n + 1: the next residual counts, too.": (K, "math.ceil(n * (1 - alpha))"),
        "k is rounded down: use ceil, or the interval is too narrow.": (K, "max(1, math.floor((n + 1) * (1 - alpha)))"),
        "k is rounded to the nearest number: use ceil.": (K, "max(1, round((n + 1) * (1 - alpha)))"),
        "np.quantile interpolates between two residuals: take the k-th smallest.": (
            LAST,
            "return float(np.quantile(ordered, 1 - alpha))",
        ),
        "np.quantile with method='higher' goes one too far: take ordered[k - 1].": (
            LAST,
            "return float(np.quantile(ordered, k / n, method='higher')) if k <= n else math.inf",
        ),
        "signs are kept: sort the absolute residuals.": (ABS, "np.sort(residuals)"),
        "the residuals are not sorted: take the k-th smallest.": (ABS, "abs(residuals)"),
        "sorted first, absolute values then: take the absolute values first.": (ABS, "abs(np.sort(residuals))"),
        "sorted from the largest on: the k-th smallest is wanted.": (ABS, "np.sort(abs(residuals))[::-1]"),
        "alpha is taken for the coverage: the interval is right with probability 1 - alpha.": (
            K,
            "max(1, math.ceil((n + 1) * alpha))",
        ),
        "alpha is halved: |residual| has both sides in it already.": (K, "math.ceil((n + 1) * (1 - alpha / 2))"),
        "k = n + 1 gives the largest residual: with so few residuals the width is infinite.": (
            LAST,
            "return float(ordered[min(k, n) - 1])",
        ),
        "k = n + 1 gives an error: return infinity if k > n.": (LAST, "return float(ordered[k - 1])"),
        "k = n + 1 gives nan: return infinity if k > n.": ("math.inf", "math.nan"),
        "k = n gives infinity: the largest residual is the n-th smallest.": ("k <= n", "k < n"),
        "a normal distribution is assumed: take the k-th smallest |residual|, whatever its distribution.": (
            LAST,
            "from scipy.stats import norm\n    return float(norm.ppf(1 - alpha / 2) * residuals.std())",
        ),
        "the full width is returned: forecast +- w, so w is half of it.": (
            LAST,
            "return float(2 * ordered[k - 1]) if k <= n else math.inf",
        ),
        "k is returned: return the k-th smallest |residual|.": (LAST, "return float(k)"),
        "the mean of the residuals is subtracted: take |residual| as it is.": (ABS, "np.sort(abs(residuals - residuals.mean()))"),
        "the squared residual is returned: take its absolute value.": (ABS, "np.sort(residuals**2)"),
        "equal residuals are counted once: sort all of them.": (ABS, "np.unique(abs(residuals))"),
        "alpha is rounded to hundredths: use it as it is.": ("(1 - alpha)", "(1 - round(alpha, 2))"),
        "alpha is rounded to thousandths: use it as it is.": ("(1 - alpha)", "(1 - round(alpha, 3))"),
        "k is rounded up only from a hundredth on: use math.ceil.": (K, "max(1, int((n + 1) * (1 - alpha) + 0.99))"),
        "k is rounded up only from a thousandth on: use math.ceil.": (K, "math.ceil((n + 1) * (1 - alpha) - 1e-3)"),
        "only the last 1,000 residuals are used: n may be any number.": (
            "ordered, n = np",
            "residuals = residuals[-1000:]\n    ordered, n = np",
        ),
    },
)


equivalents(
    ex,
    {
        "np.quantile with a higher method": """
        n = len(residuals)
        k = int(np.ceil((n + 1) * (1 - alpha)))
        return np.inf if k > n else np.partition(np.abs(residuals), k - 1)[k - 1]
    """,
        "sorted with infinity": """
        ranked = sorted(abs(r) for r in residuals) + [float("inf")]
        return ranked[math.ceil(len(ranked) * (1 - alpha)) - 1]
    """,
        "count": """
        n = len(residuals)
        need = (n + 1) * (1 - alpha)
        for w in np.sort(np.abs(residuals)):
            if (np.abs(residuals) <= w).sum() >= need:
                return float(w)
        return float("inf")
    """,
    },
)
