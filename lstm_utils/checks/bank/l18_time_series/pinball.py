"""Lesson 18: the pinball loss of quantile forecasts, and its gradient."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "pinball",
    lesson="18_time_series",
    reference=nets.pinball,
    outputs=("loss", "dq"),
    fresh=True,
    hints=[
        "y[:, None] > q is (N, K): where did more come than was forecast? There an error costs tau, elsewhere 1 - tau.",
        "With slope = -tau where y > q and 1 - tau elsewhere, each of the N K losses is slope * (q - y). slope is also its derivative.",
        "slope = np.where(y[:, None] > q, -tau, 1 - tau); loss = (slope * (q - y[:, None])).mean(); dq = slope / q.size.",
    ],
)


@ex.cases
def _(rng):
    def case(N, taus, low=0.0):
        y = rng.normal(size=N)
        return dict(y=y, q=rng.normal(size=(N, len(taus))) + low, tau=np.array(taus))

    yield "6 days, 3 quantiles", case(6, [0.1, 0.45, 0.8])
    yield "one quantile", case(7, [0.9])
    yield "one day", case(1, [0.05, 0.5, 0.95])
    yield "one day, one quantile", case(1, [0.3])
    yield "as many days as quantiles", case(3, [0.2, 0.5, 0.7])
    yield "all forecasts too high", case(5, [0.1, 0.9], 10.0)
    yield "all forecasts too low", case(5, [0.1, 0.9], -10.0)
    yield (
        "forecasts that hit: the gradient is that of q >= y",
        dict(y=np.array([2.0, 3.0]), q=np.array([[2.0, 1.0], [4.0, 3.0]]), tau=np.array([0.2, 0.7])),
    )
    yield (
        "forecasts that miss by a billionth",
        dict(y=np.array([2.0, 3.0]), q=np.array([[2 - 1e-9, 2 + 1e-9], [3 + 1e-9, 3 - 1e-9]]), tau=np.array([0.2, 0.7])),
    )
    yield "quantiles that cross, in any order", case(8, [0.9, 0.1, 0.6, 0.2])
    yield "nine quantiles", case(20, [k / 10 for k in range(1, 10)])
    yield "300 days", case(300, [0.01, 0.99])
    yield "the median: half the absolute error", case(9, [0.5])
    yield "forecasts thousands too high", case(5, [0.3, 0.6], 1e4)


SLOPE = "np.where(y[:, None] > q, -tau, 1 - tau)"
LOSS, DQ = "(slope * (q - y[:, None])).mean()", "slope / q.size"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("return loss,", "return min(loss, 100.0),"),
        "tau and 1 - tau are exchanged: where y > q, an error costs tau.": (SLOPE, "np.where(y[:, None] > q, tau - 1, tau)"),
        "the gradient has the wrong sign: where y > q, a higher q lowers the loss.": (DQ, "-slope / q.size"),
        "the loss has the wrong sign: each term is slope * (q - y), 0 or more.": (LOSS, "-(slope * (q - y[:, None])).mean()"),
        "the gradient is that of the sum: divide by N K.": (DQ, "slope"),
        "the gradient is divided by N alone: the loss is a mean over N K forecasts.": (DQ, "slope / len(y)"),
        "the gradient is divided by K alone: the loss is a mean over N K forecasts.": (DQ, "slope / len(tau)"),
        "the loss is a sum: take the mean over N K forecasts.": (".mean()", ".sum()"),
        "the loss is summed over the quantiles: take the mean over N K forecasts.": (LOSS, f"{LOSS} * len(tau)"),
        "where q = y, the gradient is that of y > q: it is (1 - tau) / (N K) there.": ("y[:, None] > q", "y[:, None] >= q"),
        "where q = y, the gradient is 0: it is (1 - tau) / (N K) there.": (DQ, "np.where(y[:, None] == q, 0.0, slope) / q.size"),
        "forecasts close to y count as hits: compare exactly, y > q.": ("y[:, None] > q", "y[:, None] > q + 1e-8"),
        "forecasts that are too high cost nothing: they cost (1 - tau) (q - y).": (SLOPE, "np.where(y[:, None] > q, -tau, 0.0)"),
        "forecasts that are too low cost nothing: they cost tau (y - q).": (SLOPE, "np.where(y[:, None] > q, 0.0, 1 - tau)"),
        "tau is not used: this is the absolute error.": (SLOPE, "np.where(y[:, None] > q, -1.0, 1.0)"),
        "the errors are squared: the pinball loss is linear.": (LOSS, "(abs(slope) * (q - y[:, None]) ** 2).mean()"),
        "only the first quantile is used: tau has one number for each column.": (
            SLOPE,
            "np.where(y[:, None] > q, -tau[0], 1 - tau[0])",
        ),
        "one mean quantile is used: tau has one number for each column.": (
            SLOPE,
            "np.where(y[:, None] > q, -tau.mean(), 1 - tau.mean())",
        ),
        "the quantiles are sorted: they belong to their columns.": (
            SLOPE,
            "np.where(y[:, None] > q, -np.sort(tau), 1 - np.sort(tau))",
        ),
        "q is sorted first: judge each column with its own tau.": (
            "y[:, None] > q, -tau",
            "y[:, None] > np.sort(q, axis=1), -tau",
        ),
        "the gradient contains the error: the loss is linear in q, its slope is -tau or 1 - tau.": (
            DQ,
            "slope * (q - y[:, None]) / q.size",
        ),
        "the loss is doubled: at tau = 1/2 it is half the absolute error.": [(LOSS, f"2 * {LOSS}"), (DQ, "2 * slope / q.size")],
        "only the loss is returned: return loss, dq.": (f", {DQ}", ""),
        "the gradient is summed over the days: dq is (N, K).": (DQ, "slope.sum(axis=0) / q.size"),
    },
)


equivalents(
    ex,
    {
        "the maximum of two lines": """
        error = y.reshape(-1, 1) - q
        loss = np.maximum(tau * error, (tau - 1) * error).mean()
        return loss, ((error <= 0) - tau) / error.size
    """,
        "a mask": """
        too_low = (q < y[:, None]).astype(q.dtype)
        N, K = q.shape
        weight = too_low * tau + (1 - too_low) * (1 - tau)
        return np.sum(weight * np.abs(q - y[:, None])) / (N * K), (1 - too_low - tau) / (N * K)
    """,
        "loops": """
        N, K = q.shape
        loss, dq = 0.0, np.zeros((N, K))
        for n in range(N):
            for k in range(K):
                e = y[n] - q[n, k]
                loss += tau[k] * e if e > 0 else (tau[k] - 1) * e
                dq[n, k] = -tau[k] if e > 0 else 1 - tau[k]
        return loss / (N * K), dq / (N * K)
    """,
    },
)
