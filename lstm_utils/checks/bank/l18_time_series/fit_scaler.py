"""Lesson 18: scale by the training part alone."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "fit-scaler",
    lesson="18_time_series",
    reference=nets.fit_scaler,
    outputs=("mean", "scale"),
    fresh=True,
    hints=[
        "train is (T, I), a series in each column. Mean and standard deviation run over time, axis 0.",
        "A column that never changes has a range of exactly 0: np.ptp(train, axis=0) == 0. There np.where puts 1.",
        "return train.mean(axis=0), np.where(np.ptp(train, axis=0) == 0, 1.0, train.std(axis=0)).",
    ],
)


@ex.cases
def _(rng):
    def case(T, I, constant=()):
        train = rng.normal(size=(T, I)) * np.resize([3, 0.2, 40], I) + np.resize([5, -2, 0], I)
        train[:, list(constant)] = 2.5
        return dict(train=train)

    yield "9 days of 3 series", case(9, 3)
    yield "one series", case(6, 1)
    yield "as many days as series", case(4, 4)
    yield "a constant column", case(7, 3, [1])
    yield "only constant columns", case(5, 2, [0, 1])
    yield "two days", case(2, 3)
    yield "one day: all is constant", case(1, 2)
    yield "400 days", case(400, 2)
    yield "small numbers", dict(train=1e-6 * rng.normal(size=(8, 2)))
    yield "tiny numbers", dict(train=1e-12 * rng.normal(size=(9, 2)))
    yield "constant columns with rounding: 0.1 and -0.7", dict(train=np.tile([0.1, -0.7, 1000 / 3], (12, 1)))
    yield "a constant 0.1 beside a series", dict(train=np.column_stack([np.full(30, 0.1), rng.normal(size=30)]))
    yield "changes in the middle alone", dict(train=np.array([[4.0, 1, 2], [4, 5, 2], [9, 3, 2], [4, 1, 2]]))
    level = 1000 + rng.uniform(-0.004, 0.004, size=(9, 2))
    yield "small changes around 1,000", dict(train=level)
    late = np.column_stack([np.full(300, 4.0), rng.normal(size=300)])
    late[-1, 0] = 5.0
    yield "a series that changes on the last of 300 days", dict(train=late)
    yield "a column of zeros", dict(train=np.array([[0.0, 1], [0, 3], [0, 8]]))
    yield "values of thousands", dict(train=1e4 * rng.normal(size=(7, 2)))


CONSTANT = "np.ptp(train, axis=0) == 0"
SCALE = "np.where(constant, 1.0, train.std(axis=0))"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "train.std(axis=0))",
            "np.minimum(train.std(axis=0), 100))",
        ),
        "one mean for all series: the mean is over time alone, axis=0.": [
            ("train.mean(axis=0)", "np.full(train.shape[1], train.mean())")
        ],
        "one scale for all series: the standard deviation is over time alone, axis=0.": (
            "train.std(axis=0)",
            "np.full(train.shape[1], train.std())",
        ),
        "mean and scale run over the series: time is axis 0.": [
            ("train.mean(axis=0)", "train.mean(axis=1)"),
            ("train.std(axis=0)", "train.std(axis=1)"),
        ],
        "a constant column gets a scale of 0: return 1 for it, or scaling divides by 0.": (SCALE, "train.std(axis=0)"),
        "the scale of a constant column is tiny: return 1 for it, do not add a small number.": (
            SCALE,
            "train.std(axis=0) + 1e-8",
        ),
        "the variance is returned: the scale is its square root, the standard deviation.": ("train.std(", "train.var("),
        "the variance is divided by T - 1: np.std divides by T.": (
            "train.std(axis=0)",
            "np.nan_to_num(train.std(axis=0, ddof=min(1, len(train) - 1)))",
        ),
        "the scale is the range: it is the standard deviation.": ("train.std(axis=0)", "np.ptp(train, axis=0)"),
        "the median is returned: the task asks for the mean.": ("train.mean(axis=0)", "np.median(train, axis=0)"),
        "the minimum is returned: the task asks for the mean.": ("train.mean(axis=0)", "train.min(axis=0)"),
        "the scale is 1 over the standard deviation: return the standard deviation.": (SCALE, f"1 / {SCALE}"),
        "small scales are replaced: only that of a series that never changes becomes 1.": (CONSTANT, "train.std(axis=0) < 1e-3"),
        "scales near 0 are replaced: ask whether the series changes, np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "np.isclose(train.std(axis=0), 0)",
        ),
        "a deviation of exactly 0 is asked for: rounding leaves about 1e-17, so use np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "train.std(axis=0) == 0",
        ),
        "the first and last values alone are compared: compare all of them, np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "train[0] == train[-1]",
        ),
        "the first two values alone are compared: compare all of them, np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "train[0] == train[min(1, len(train) - 1)]",
        ),
        "a column counts as constant if its changes are small beside its level: ask np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "np.isclose(train, train[0], rtol=1e-5, atol=0).all(axis=0)",
        ),
        "only the first 100 values are compared: compare all of them, np.ptp(train, axis=0) == 0.": (
            CONSTANT,
            "np.ptp(train[:100], axis=0) == 0",
        ),
        "the mean square less the squared mean is rounding beside a high level: subtract the mean first, as np.std does.": (
            "train.std(axis=0)",
            "np.sqrt(np.maximum((train**2).mean(axis=0) - train.mean(axis=0) ** 2, 0))",
        ),
        "small scales are raised to 0.001: only that of a series that never changes becomes 1.": (
            "1.0, train.std(axis=0)",
            "1.0, np.maximum(train.std(axis=0), 1e-3)",
        ),
        "scales are at least 1: only that of a series that never changes becomes 1.": (
            SCALE,
            "np.maximum(train.std(axis=0), 1.0)",
        ),
        "scale is a row: it is (I,), not (1, I).": (SCALE, f"{SCALE}[None]"),
        "the order is mean, scale: the mean comes first.": (f"train.mean(axis=0), {SCALE}", f"{SCALE}, train.mean(axis=0)"),
        "the scaled series is returned: return mean and scale, they serve the test part, too.": (
            f"return train.mean(axis=0), {SCALE}",
            f"scale = {SCALE}\n    return (train - train.mean(axis=0)) / scale, scale",
        ),
        "a constant column gets a mean of 0: only its scale is replaced.": (
            "train.mean(axis=0), np",
            "np.where(constant, 0.0, train.mean(axis=0)), np",
        ),
        "the deviation is measured from 0: subtract the mean first, as np.std does.": (
            "train.std(axis=0)",
            "np.sqrt((train**2).mean(axis=0))",
        ),
        "the mean absolute deviation is returned: the scale is np.std.": (
            "train.std(axis=0)",
            "abs(train - train.mean(axis=0)).mean(axis=0)",
        ),
    },
)


equivalents(
    ex,
    {
        "column by column": """
        columns = [train[:, i] for i in range(train.shape[1])]
        scale = [float(np.std(q)) for q in columns]
        scale = [1.0 if (q == q[0]).all() else s for q, s in zip(columns, scale)]
        return np.array([q.mean() for q in columns]), np.array(scale)
    """,
        "from squares": """
        mean = train.sum(axis=0) / len(train)
        scale = np.sqrt(((train - mean) ** 2).sum(axis=0) / len(train))
        scale[train.min(axis=0) == train.max(axis=0)] = 1
        return mean, scale
    """,
        "differences": """
        changes = np.diff(train, axis=0).any(axis=0)
        return np.mean(train, 0), np.where(changes, train.std(0), 1)
    """,
        "scikit-learn": """
        from sklearn.preprocessing import StandardScaler

        scaler = StandardScaler().fit(train)
        return scaler.mean_, scaler.scale_
    """,
    },
)
