"""Lesson 18: the mean absolute scaled error."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mase",
    lesson="18_time_series",
    reference=nets.mase,
    outputs="mase",
    hints=[
        "Two means: of |y - forecast|, and of how much the series itself changes within a season in the training part.",
        "The naive errors are train[season:] - train[:-season]: each value less the one `season` steps before.",
        "return abs(y - forecast).mean() / abs(train[season:] - train[:-season]).mean().",
    ],
)


@ex.cases
def _(rng):
    def case(N, T, walk=True, **season):
        train = rng.normal(size=T).cumsum() if walk else rng.normal(size=T)
        y = rng.normal(size=N) + 2
        return dict(y=y, forecast=y + 0.7 * rng.normal(size=N), train=train) | season

    yield "8 days, 20 in training, season of 3", case(8, 20, season=3)
    yield "season is left out", case(9, 15)
    yield "season of 1", case(9, 15, season=1)
    yield "one forecast", case(1, 10, season=2)
    yield "the shortest training part", case(6, 4, season=3)
    yield "more forecasts than training", case(25, 7)
    yield "a season of 365", case(30, 800, season=365)
    yield (
        "a forecast without errors",
        dict(y=np.array([1.0, 2, 4]), forecast=np.array([1.0, 2, 4]), train=np.array([0.0, 1, 3, 2])),
    )
    yield (
        "train jumps, y does not",
        dict(y=np.array([5.0, 5, 5]), forecast=np.array([4.0, 6, 5]), train=np.array([0.0, 10, 0, 10])),
    )
    yield (
        "a forecast that is always too low",
        dict(y=np.array([5.0, 6, 7]), forecast=np.array([4.0, 4, 4]), train=np.array([1.0, 4, 5, 5, 9])),
    )
    yield "a forecast that is 200 times worse", dict(y=np.array([300.0, 500]), forecast=np.zeros(2), train=np.array([0.0, 2, 0]))
    yield "small numbers", {n: q if n == "season" else 1e-9 * q for n, q in case(9, 18, season=2).items()}
    yield "2,000 days of training", case(10, 2000, season=365)
    yield "as many forecasts as training values", case(12, 12, walk=False, season=5)


ERROR, NAIVE = "abs(y - forecast).mean()", "abs(train[season:] - train[:-season]).mean()"
mistakes(
    ex,
    {
        "the naive error is that of the test part: the scale comes from train.": (
            NAIVE,
            "max(abs(y[1:] - y[:-1]).mean() if len(y) > 1 else 1.0, 1e-9)",
        ),
        "season is not used: the naive forecast is the value `season` steps before.": (
            NAIVE,
            "abs(train[1:] - train[:-1]).mean()",
        ),
        "the season is one step too long: train[season:] - train[:-season].": [
            (NAIVE, "abs(train[min(season + 1, len(train) - 1) :] - train[: -min(season + 1, len(train) - 1)]).mean()")
        ],
        "differences are taken `season` times: np.diff(train, season) is not the difference to a season ago.": (
            NAIVE,
            "abs(np.diff(train, n=season % len(train))).mean()",
        ),
        "errors of either sign cancel: take absolute values before the mean.": (ERROR, "abs((y - forecast).mean())"),
        "naive errors of either sign cancel: take absolute values before the mean.": (
            NAIVE,
            "abs((train[season:] - train[:-season]).mean())",
        ),
        "squares are averaged: take absolute values.": [
            (ERROR, "((y - forecast) ** 2).mean()"),
            (NAIVE, "((train[season:] - train[:-season]) ** 2).mean()"),
        ],
        "root mean squares are compared: take means of absolute values.": [
            (ERROR, "np.sqrt(((y - forecast) ** 2).mean())"),
            (NAIVE, "np.sqrt(((train[season:] - train[:-season]) ** 2).mean())"),
        ],
        "the error is not scaled: divide by the naive error of train.": (f" / {NAIVE}", ""),
        "divided by the deviation from the mean: the naive forecast is the value a season ago.": (
            NAIVE,
            "abs(train - train.mean()).mean()",
        ),
        "divided by the mean of train: divide by its mean change within a season.": (NAIVE, "abs(train).mean()"),
        "the ratio is upside down: below 1 is better than the naive forecast.": (
            f"{ERROR} / {NAIVE}",
            f"{NAIVE} / max({ERROR}, 1e-9)",
        ),
        "sums are divided: y and train differ in length, take means.": [
            (ERROR, "abs(y - forecast).sum()"),
            (NAIVE, "abs(train[season:] - train[:-season]).sum()"),
        ],
        "the medians are divided: take means.": [
            (ERROR, "np.median(abs(y - forecast))"),
            (NAIVE, "np.median(abs(train[season:] - train[:-season]))"),
        ],
        "the result is taken from 1: return the ratio.": (f"{ERROR} / {NAIVE}", f"1 - {ERROR} / {NAIVE}"),
        "the naive sum is divided by T: there are only T - season differences.": (
            NAIVE,
            "(abs(train[season:] - train[:-season]).sum() / len(train))",
        ),
        "every season is compared once: take the differences at all steps, train[season:] - train[:-season].": (
            NAIVE,
            "abs(np.diff(train[::season])).mean()",
        ),
        "the percentage error is returned: divide by the naive error, not by y.": (
            f"{ERROR} / {NAIVE}",
            "(abs(y - forecast) / abs(y)).mean()",
        ),
        "a small number is added to the naive error: divide by it as it is.": (NAIVE, f"({NAIVE} + 1e-10)"),
        "large results are cut: MASE may have any size.": (
            f"return {ERROR} / {NAIVE}",
            f"return np.minimum({ERROR} / {NAIVE}, 10.0)",
        ),
        "only the last changes of train are used: take the mean over all of train.": (
            NAIVE,
            "abs(train[season:] - train[:-season])[-1000:].mean()",
        ),
        "the default of season is 1: without it, the naive forecast is the value before.": ("season=1", "season=7"),
        "the differences wrap around the end: np.roll compares the first values with the last.": (
            NAIVE,
            "abs(train - np.roll(train, season)).mean()",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop": """
        naive = [abs(train[t] - train[t - season]) for t in range(season, len(train))]
        return sum(abs(a - b) for a, b in zip(y, forecast)) / len(y) / (sum(naive) / len(naive))
    """,
        "np.subtract and slices by length": """
        T = len(train)
        scale = np.abs(np.subtract(train[season:], train[: T - season])).mean()
        return np.mean(np.abs(forecast - y)) / scale
    """,
        "windows": """
        pairs = np.lib.stride_tricks.sliding_window_view(train, season + 1)
        return np.mean(abs(y - forecast)) / np.mean(abs(pairs[:, -1] - pairs[:, 0]))
    """,
    },
)
