"""Lesson 18: a linear probe for a number, judged by its efficiency on other days."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "probe-snow",
    lesson="18_time_series",
    reference=nets.probe_snow,
    outputs=("efficiency", "w"),
    numbers=("efficiency",),
    tolerance=1e-7,
    hints=[
        "As lesson 15's probe, but the target is the snow itself, not -1 or 1, and the score is nse on the test days.",
        "X = np.hstack([cs, np.ones((N, 1))]); w = np.linalg.lstsq(X[~test], snow[~test], rcond=None)[0].",
        "return nets.nse(snow[test], X[test] @ w), w.",
    ],
)


@ex.cases
def _(rng):
    def case(N, H, noise, share=0.4, **given):
        cs = rng.normal(size=(N, H)) + 1.5
        snow = cs @ rng.normal(size=H) + noise * rng.normal(size=N) + 20
        test = rng.permutation(np.arange(N) < round(share * N))
        return dict(cs=cs, snow=snow, test=test) | given

    yield "40 days, 3 units", case(40, 3, 0.5)
    yield "60 days, 5 units, noisy", case(60, 5, 4.0)
    yield "one unit", case(30, 1, 1.0)
    yield "snow that can be read exactly", case(35, 4, 0.0)
    yield "two days to test", case(30, 2, 1.0, share=2 / 30)
    yield "most days to test", case(70, 3, 1.0, share=0.8)
    yield "no relation: below 0 is possible", case(33, 4, 0.0, snow=rng.normal(size=33))
    yield "the test days come last", case(50, 3, 1.0, test=np.arange(50) >= 35)
    yield "the test days come first", case(50, 3, 1.0, test=np.arange(50) < 20)
    yield "600 days, 8 units", case(600, 8, 3.0)
    alike = rng.normal(size=(40, 1)) + 0.02 * rng.normal(size=(40, 3))
    yield "units that are nearly equal", case(40, 3, 1.0, cs=alike, snow=alike @ [30.0, -40, 20] + rng.normal(size=40))
    yield "more snow in the test", case(48, 2, 1.0, snow=np.linspace(0, 90, 48) + rng.normal(size=48), test=np.arange(48) >= 30)
    large = case(40, 3, 0.5)
    yield "snow in thousands", large | dict(snow=1e4 * large["snow"])


X = "np.hstack([cs, np.ones((len(cs), 1))])"
FIT = "np.linalg.lstsq(X[~test], snow[~test], rcond=None)[0]"
SCORE = "nets.nse(snow[test], X[test] @ w)"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "X[test] @ w), w",
            "X[test] @ w), np.clip(w, -100, 100)",
        ),
        "the probe is fitted to all days: leave out those of the test, X[~test].": (
            FIT,
            "np.linalg.lstsq(X, snow, rcond=None)[0]",
        ),
        "the probe is tested on the days that it was fitted to: test it on X[test].": (
            SCORE,
            "nets.nse(snow[~test], X[~test] @ w)",
        ),
        "fitted and tested on all days: fit on ~test, and score on test.": [
            (FIT, "np.linalg.lstsq(X, snow, rcond=None)[0]"),
            (SCORE, "nets.nse(snow, X @ w)"),
        ],
        "the two parts are exchanged: fit on ~test, and score on test.": [
            (FIT, "np.linalg.lstsq(X[test], snow[test], rcond=None)[0]"),
            (SCORE, "nets.nse(snow[~test], X[~test] @ w)"),
        ],
        "fitted to the test days: fit on X[~test].": (FIT, "np.linalg.lstsq(X[test], snow[test], rcond=None)[0]"),
        "scored on all days: the efficiency is that of the test days alone.": (SCORE, "nets.nse(snow, X @ w)"),
        "the constant is missing: append a column of ones to the states.": (X, "cs"),
        "the constant comes first: the column of ones is the last one.": (X, "np.hstack([np.ones((len(cs), 1)), cs])"),
        "the squared correlation is returned: it forgives a wrong level, use nse.": (
            SCORE,
            "float(np.corrcoef(snow[test], X[test] @ w)[0, 1] ** 2)",
        ),
        "the mean squared error is returned: use nse.": (SCORE, "float(((snow[test] - X[test] @ w) ** 2).mean())"),
        "compared with the mean of the fitted days: nse takes the mean of the test days.": (
            SCORE,
            "float(1 - ((snow[test] - X[test] @ w) ** 2).sum() / ((snow[test] - snow[~test].mean()) ** 2).sum())",
        ),
        "the arguments of nse are exchanged: what happened comes first.": (SCORE, "nets.nse(X[test] @ w, snow[test])"),
        "the targets are signs: fit the number itself.": (
            FIT,
            "np.linalg.lstsq(X[~test], np.sign(snow[~test] - snow.mean()), rcond=None)[0]",
        ),
        "a ridge is added: least squares alone, np.linalg.lstsq.": (
            FIT,
            "np.linalg.solve(X[~test].T @ X[~test] + np.eye(X.shape[1]), X[~test].T @ snow[~test])",
        ),
        "directions with small changes are cut, rcond=0.02: least squares uses all of them, rcond=None.": (
            FIT,
            FIT.replace("rcond=None", "rcond=0.02"),
        ),
        "the mean of snow is subtracted: the constant in w does that.": (
            FIT,
            "np.linalg.lstsq(X[~test], snow[~test] - snow[~test].mean(), rcond=None)[0]",
        ),
        "the states are normalised first: w belongs to the states as they are.": (
            X,
            "np.hstack([(cs - cs.mean(0)) / cs.std(0), np.ones((len(cs), 1))])",
        ),
        "only the first days of the fit are used: fit all of X[~test].": (FIT, FIT.replace("[~test]", "[~test][:200]")),
        "forecasts below 0 are set to 0: score X[test] @ w as it is.": (
            SCORE,
            "nets.nse(snow[test], np.maximum(X[test] @ w, 0))",
        ),
        "w is missing: return efficiency, w.": (f"return {SCORE}, w", f"return {SCORE}"),
        "the order is efficiency, w: the efficiency comes first.": (f"{SCORE}, w", f"w, {SCORE}"),
        "the constant is missing in w: w has H + 1 numbers.": (f"{SCORE}, w", f"{SCORE}, w[:-1]"),
        "below 0 the efficiency is set to 0: report it as it is.": (SCORE, f"max(0.0, {SCORE})"),
        "the first days are fitted: test says which ones, X[~test].": [
            (FIT, "np.linalg.lstsq(X[: (~test).sum()], snow[: (~test).sum()], rcond=None)[0]"),
            (SCORE, "nets.nse(snow[(~test).sum() :], X[(~test).sum() :] @ w)"),
        ],
    },
)


equivalents(
    ex,
    {
        "the pseudo-inverse": """
        X = np.concatenate([cs, np.ones((len(cs), 1))], axis=1)
        w = np.linalg.pinv(X[~test]) @ snow[~test]
        error, y = snow[test] - X[test] @ w, snow[test]
        return 1 - error @ error / ((y - y.mean()) @ (y - y.mean())), w
    """,
        "scikit-learn": """
        from sklearn.linear_model import LinearRegression

        line = LinearRegression().fit(cs[~test], snow[~test])
        return line.score(cs[test], snow[test]), np.append(line.coef_, line.intercept_)
    """,
        "indices": """
        fit, rest = np.flatnonzero(~test), np.flatnonzero(test)
        X = np.column_stack([cs, np.ones(len(cs))])
        w, *_ = np.linalg.lstsq(X[fit], snow[fit], rcond=None)
        return nets.nse(snow[rest], X[rest] @ w), w
    """,
    },
)
