"""Lesson 18: the Nash-Sutcliffe efficiency."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "nse",
    lesson="18_time_series",
    reference=nets.nse,
    outputs="nse",
    numbers=("nse",),
    hints=[
        "Two sums of squares: of the errors y - forecast, and of y - y.mean(), the errors of the best constant.",
        "The result is 1 less their ratio: 1 for a perfect forecast, 0 for the mean, below 0 for worse.",
        "return 1 - ((y - forecast) ** 2).sum() / ((y - y.mean()) ** 2).sum().",
    ],
)


@ex.cases
def _(rng):
    def case(N, noise, bias=0.0, level=3.0, scale=1.0):
        y = rng.normal(size=N) + level
        return dict(y=scale * y, forecast=scale * (y + noise * rng.normal(size=N) + bias))

    yield "12 days", case(12, 0.4)
    yield "worse than the mean: below 0", case(9, 3.0)
    yield "too high by 1", case(15, 0.2, bias=1.0)
    yield "a perfect forecast", case(6, 0.0)
    mean = rng.normal(size=8)
    yield "the mean itself: 0", dict(y=mean, forecast=np.full(8, mean.mean()))
    yield "two days", dict(y=np.array([1.0, 4.0]), forecast=np.array([2.0, 3.0]))
    yield "forecast varies more than y", dict(y=np.array([1.0, 2, 3, 2]), forecast=np.array([0.0, 4, 9, -2]))
    yield "a constant forecast", dict(y=np.array([1.0, 5, 3]), forecast=np.array([2.0, 2, 2]))
    yield "1,000 days", case(1000, 0.5)
    yield "small numbers", case(16, 0.6, scale=1e-6)
    yield "negative values", case(20, 0.5, level=-7.0)
    yield "around 100,000", case(14, 0.5, level=1e5)
    yield "a forecast that is 1,000 times too high", dict(y=np.array([1.0, 2, 4]), forecast=np.array([1000.0, 2000, 4000]))
    yield "the opposite: perfectly correlated, and wrong", dict(y=np.array([1.0, 2, 4]), forecast=np.array([-1.0, -2, -4]))


SSE, TOTAL = "((y - forecast) ** 2).sum()", "((y - y.mean()) ** 2).sum()"
LAST = "return float(1 - errors / total)"
mistakes(
    ex,
    {
        "the ratio is not taken from 1: a perfect forecast has an efficiency of 1.": (LAST, "return float(errors / total)"),
        "the mean squared error is returned: divide the sum of squares by that around the mean of y.": (
            LAST,
            "return float(errors / len(y))",
        ),
        "divided by the sum of y squared: subtract the mean of y first.": (TOTAL, "(y**2).sum()"),
        "divided by the squares of the forecast: the mean forecast is that of y.": (
            TOTAL,
            "max(((forecast - forecast.mean()) ** 2).sum(), 1e-9)",
        ),
        "the mean of the forecast is subtracted: compare with the mean of y.": (TOTAL, "((y - forecast.mean()) ** 2).sum()"),
        "errors are measured from the mean of y: the first sum is of y - forecast.": (SSE, "((forecast - y.mean()) ** 2).sum()"),
        "absolute errors are summed: square them.": [(SSE, "abs(y - forecast).sum()"), (TOTAL, "abs(y - y.mean()).sum()")],
        "the squared correlation is returned: it forgives a wrong level and a wrong scale.": (
            LAST,
            "return float(np.corrcoef(y, forecast)[0, 1] ** 2)",
        ),
        "the correlation is returned: it forgives a wrong level and a wrong scale.": (
            LAST,
            "return float(np.corrcoef(y, forecast)[0, 1])",
        ),
        "the share of explained variance is returned: a constant error counts, too.": (
            SSE,
            "((y - forecast - (y - forecast).mean()) ** 2).sum()",
        ),
        "a root is taken: the sums of squares are divided as they are.": (LAST, "return float(1 - np.sqrt(errors / total))"),
        "negative values are set to 0: below 0 is worse than the mean, report it.": (
            LAST,
            "return float(max(0, 1 - errors / total))",
        ),
        "the ratio is upside down: errors / total.": (LAST, "return float(1 - total / max(errors, 1e-9))"),
        "the errors' mean is divided by the sum: both are sums.": (SSE, "((y - forecast) ** 2).mean()"),
        "the sum is squared: square each error, then add.": (SSE, "(y - forecast).sum() ** 2"),
        "compared with yesterday's value: the baseline of this score is the mean of y.": (TOTAL, "((y[1:] - y[:-1]) ** 2).sum()"),
        "the variance is divided by N - 1: the sums are divided as they are.": (
            LAST,
            "return float(1 - errors / len(y) / (total / (len(y) - 1)))",
        ),
        "compared with the median of y: the baseline is its mean.": (TOTAL, "((y - np.median(y)) ** 2).sum()"),
        "the sum of squares less N squared means is rounding beside a high level: subtract the mean first.": (
            TOTAL,
            "((y**2).sum() - len(y) * y.mean() ** 2)",
        ),
        "a small number is added below the line: divide by the sum of squares as it is.": (
            LAST,
            "return float(1 - errors / (total + 1e-12))",
        ),
        "values below -100 are cut: a forecast may be worse by any factor.": (
            LAST,
            "return float(max(-100.0, 1 - errors / total))",
        ),
        "the result is in percent: 1 is perfect.": (LAST, "return float(100 * (1 - errors / total))"),
    },
)


equivalents(
    ex,
    {
        "means instead of sums": """
        return 1 - np.mean((y - forecast) ** 2) / np.var(y)
    """,
        "scikit-learn": """
        from sklearn.metrics import r2_score

        return r2_score(y, forecast)
    """,
        "dot products": """
        error, around = y - forecast, y - y.sum() / len(y)
        return 1 - (error @ error) / (around @ around)
    """,
        "a loop": """
        mean = sum(y) / len(y)
        return 1 - sum((a - b) ** 2 for a, b in zip(y, forecast)) / sum((a - mean) ** 2 for a in y)
    """,
    },
)
