"""Lesson 15: a linear probe, fitted and tested on different states."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "probe",
    lesson="15_inside_the_cell",
    reference=nets.probe,
    outputs=("accuracy", "w"),
    numbers=("accuracy",),
    tolerance=1e-7,
    hints=[
        "Append a column of ones to the states: np.hstack([states, np.ones((N, 1))]). Its weight is the constant.",
        "Fit on the rows ~test alone, with targets 2 * labels - 1, which are -1 and 1: "
        "np.linalg.lstsq(X[~test], y[~test], rcond=None)[0].",
        "On the rows test, the prediction is 1 where X @ w > 0. accuracy is the mean of prediction == label.",
    ],
)


@ex.cases
def _(rng):
    def case(N, H, noise, share=0.4, offset=2.0, **given):
        labels = rng.permutation(np.arange(N) % 2)
        direction = rng.normal(size=H)
        states = noise * rng.normal(size=(N, H)) + np.outer(2 * labels - 1, direction) + offset
        test = rng.permutation(np.arange(N) < round(share * N))
        return dict(states=states, labels=labels, test=test) | given

    yield "40 states of 3 units", case(40, 3, 2.0)
    yield "60 states of 5 units, noisy", case(60, 5, 6.0)
    yield "one unit", case(30, 1, 1.0)
    yield "far from 0: the constant matters", case(40, 2, 1.0, offset=50.0)
    yield "a label that can be read exactly", case(50, 4, 0.01)
    yield "one state to test", case(30, 2, 1.0, share=1 / 30)
    yield "most states to test", case(60, 3, 2.0, share=0.8)
    yield "one label in three", case(60, 2, 2.0, labels=rng.permutation(np.arange(60) % 3 // 2))
    yield "no relation", case(80, 4, 1.0, labels=rng.permutation(np.arange(80) % 2))
    yield "far more states to test than to fit, tied to each", case(33, 3, 1.5, share=0.7)


X = "np.hstack([states, np.ones((len(states), 1))])"
FIT = "np.linalg.lstsq(X[~test], 2.0 * labels[~test] - 1, rcond=None)[0]"
RIGHT = "(X[test] @ w > 0) == (labels[test] == 1)"
mistakes(
    ex,
    {
        "the probe is tested on the states that it was fitted to: test it on those where test is True.": (
            RIGHT,
            "(X[~test] @ w > 0) == (labels[~test] == 1)",
        ),
        "the probe is fitted to all states: leave out those of the test, X[~test].": (
            FIT,
            "np.linalg.lstsq(X, 2.0 * labels - 1, rcond=None)[0]",
        ),
        "fitted and tested on all states: fit on ~test, and measure on test.": [
            (FIT, "np.linalg.lstsq(X, 2.0 * labels - 1, rcond=None)[0]"),
            (RIGHT, "(X @ w > 0) == (labels == 1)"),
        ],
        "fitted to all but measured on train: fit on ~test, and measure on test.": [
            (FIT, "np.linalg.lstsq(X, 2.0 * labels - 1, rcond=None)[0]"),
            (RIGHT, "(X[~test] @ w > 0) == (labels[~test] == 1)"),
        ],
        "the two parts are exchanged: fit on ~test, and measure on test.": [
            (FIT, "np.linalg.lstsq(X[test], 2.0 * labels[test] - 1, rcond=None)[0]"),
            (RIGHT, "(X[~test] @ w > 0) == (labels[~test] == 1)"),
        ],
        "fitted to the test states: fit on ~test, X[~test].": (
            FIT,
            "np.linalg.lstsq(X[test], 2.0 * labels[test] - 1, rcond=None)[0]",
        ),
        "measured on all states: the accuracy is that of the test states alone.": (RIGHT, "(X @ w > 0) == (labels == 1)"),
        "the constant is missing: append a column of ones to the states.": (X, "states"),
        "the constant comes first: the column of ones is the last one.": (X, "np.hstack([np.ones((len(states), 1)), states])"),
        "the targets are 0 and 1, but the limit is 0: fit to -1 and 1, 2 * labels - 1.": (
            "2.0 * labels[~test] - 1",
            "1.0 * labels[~test]",
        ),
        "the targets are 0 and 1 with a limit of 1/2: the accuracy is the same, but w belongs to -1 and 1.": [
            ("2.0 * labels[~test] - 1", "1.0 * labels[~test]"),
            ("@ w > 0", "@ w > 0.5"),
        ],
        "the limit is 1/2: with targets of -1 and 1 it is 0.": ("@ w > 0", "@ w > 0.5"),
        "label 0 has the target +1: the rule is positive for label 1, use 2 * labels - 1.": [
            ("2.0 * labels[~test] - 1", "1 - 2.0 * labels[~test]"),
            ("@ w > 0", "@ w < 0"),
        ],
        "the share of errors is returned, or the sign is the wrong way round: the label is 1 where the sum is positive.": (
            "@ w > 0",
            "@ w < 0",
        ),
        "the number of right labels is returned: take the mean.": ("right.mean()", "right.sum()"),
        "an array of right and wrong is returned: return its mean.": ("float(right.mean())", "right"),
        "w is missing: return accuracy, w.": ("return float(right.mean()), w", "return float(right.mean())"),
        "the order is accuracy, w: the accuracy comes first.": ("float(right.mean()), w", "w, float(right.mean())"),
        "the constant is missing in w: w has H + 1 numbers.": ("float(right.mean()), w", "float(right.mean()), w[:-1]"),
        "all that lstsq returns is taken: its first item is w, [0].": [
            ("rcond=None)[0]", "rcond=None)"),
            ("@ w > 0", "@ w[0] > 0"),
        ],
        "the states are normalised first: w belongs to the states as they are.": (
            X,
            "np.hstack([(states - states.mean(0)) / states.std(0), np.ones((len(states), 1))])",
        ),
        "a ridge is added: least squares alone, np.linalg.lstsq.": (
            FIT,
            "np.linalg.solve(X[~test].T @ X[~test] + np.eye(X.shape[1]), X[~test].T @ (2.0 * labels[~test] - 1))",
        ),
        "the accuracy is in percent: return a share from 0 to 1.": ("right.mean()", "100 * right.mean()"),
        "the sums are compared with the labels: compare whether they are above 0.": (RIGHT, "X[test] @ w == labels[test]"),
        "the first rows are fitted: test says which ones, X[~test].": [
            (FIT, "np.linalg.lstsq(X[: (~test).sum()], 2.0 * labels[: (~test).sum()] - 1, rcond=None)[0]"),
            (RIGHT, "(X[(~test).sum() :] @ w > 0) == (labels[(~test).sum() :] == 1)"),
        ],
    },
)


equivalents(
    ex,
    {
        "the pseudo-inverse": """
        N = len(states)
        X = np.concatenate([states, np.ones((N, 1))], axis=1)
        y = np.where(labels == 1, 1.0, -1.0)
        train = np.logical_not(test)
        w = np.linalg.pinv(X[train]) @ y[train]
        return np.mean(np.sign(X[test] @ w) == y[test]), w
    """,
        "scikit-learn": """
        from sklearn.linear_model import LinearRegression

        line = LinearRegression().fit(states[~test], 2 * labels[~test] - 1)
        guess = (line.predict(states[test]) > 0).astype(int)
        return (guess == labels[test]).mean(), np.append(line.coef_, line.intercept_)
    """,
        "indices instead of masks": """
        fit, check = np.flatnonzero(~test), np.flatnonzero(test)
        X = np.column_stack([states, np.ones(len(states))])
        w, *_ = np.linalg.lstsq(X[fit], labels[fit] * 2.0 - 1.0, rcond=None)
        return sum((X[n] @ w > 0) == labels[n] for n in check) / len(check), w
    """,
    },
)
