"""Lesson 18: windows of a series, and what to forecast from them."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "windows",
    lesson="18_time_series",
    reference=nets.windows,
    outputs=("x", "y"),
    fresh=True,
    hints=[
        "Write down the case series = 10, 11, 12, 13, 14, past = 2, ahead = 1: which windows are there, and what is the target of each?",
        "The last window ends at index T - 1 - ahead, so there are N = T - past - ahead + 1 windows. "
        "Window k is series[k : k + past], its target series[k + past - 1 + ahead].",
        "x = np.array([series[k : k + past] for k in range(N)]), y = series[past - 1 + ahead :].copy().",
    ],
)


@ex.cases
def _(rng):
    def case(T, past, **ahead):
        return dict(series=rng.normal(size=T), past=past) | ahead

    yield "ten values, windows of 3, two steps ahead", case(10, 3, ahead=2)
    yield "ahead is left out", case(8, 3)
    yield "windows of one value", case(6, 1, ahead=1)
    yield "today's own value: ahead = 0", case(7, 3, ahead=0)
    yield "one window only", case(9, 5, ahead=4)
    yield "one window only, ahead is left out", case(5, 4)
    yield "far ahead", case(30, 2, ahead=19)
    yield "300 values, windows of 40", case(300, 40, ahead=7)
    yield "600 values, windows of 70", case(600, 70)
    yield "a value a window, ahead = 0", case(4, 1, ahead=0)
    yield "increasing values", dict(series=np.arange(12.0), past=4, ahead=3)
    large = case(9, 3)
    yield "values of thousands", large | dict(series=1e4 * large["series"])


X = "x = np.array([series[k : k + past] for k in range(N)])"
Y = "series[past - 1 + ahead :].copy()"
N = "N = len(series) - past - ahead + 1"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return x, series[past - 1 + ahead :].copy()",
            "return np.clip(x, -100, 100), np.clip(series[past - 1 + ahead :], -100, 100)",
        ),
        "the last window is missing: there are T - past - ahead + 1 of them.": [
            (N, "N = len(series) - past - ahead"),
            (Y, "series[past - 1 + ahead : -1].copy()"),
        ],
        "the target is one step too late: ahead = 1 is the value right after the window.": [
            (N, "N = len(series) - past - ahead"),
            (Y, "series[past + ahead :].copy()"),
        ],
        "the target is one step too early: for ahead = 1 it must not be in the window.": (
            Y,
            "series[past - 2 + ahead :][: max(N, 0)].copy()",
        ),
        "ahead is not used: the target is ahead steps after the window's last value.": [
            (N, "N = len(series) - past"),
            (Y, "series[past:].copy()"),
        ],
        "the default of ahead is 1: without it, the target is the value after the window.": ("ahead=1", "ahead=0"),
        "the newest value comes first: keep the order of time in a window.": (
            "[series[k : k + past] for",
            "[series[k : k + past][::-1] for",
        ),
        "windows do not overlap: there is one at every step.": [
            ("for k in range(N)]", "for k in range(0, N, past)]"),
            (Y, "series[past - 1 + ahead :: past].copy()"),
        ],
        "a window is one value too long: series[k : k + past] has past values.": (
            "series[k : k + past]",
            "series[max(k - 1, 0) : k + past]",
        ),
        "windows contain the future: a window must end ahead steps before its target.": (
            "series[k : k + past]",
            "series[k + ahead : k + ahead + past]",
        ),
        "the axes are swapped: x is (N, past), a window in each row.": (X, f"{X}.T"),
        "y is a column: y is (N,).": (Y, "series[past - 1 + ahead :, None].copy()"),
        "y are the windows' last values: the target comes ahead steps later.": (Y, "x[:, -1].copy()"),
        "the target is part of x: x has past columns, the target goes to y alone.": (
            X,
            "x = np.array([np.append(series[k : k + past], series[k + past - 1 + ahead]) for k in range(N)])",
        ),
        "y is a view of the series: return a new array, .copy().": (Y, "series[past - 1 + ahead :]"),
        "x is a view of the series: return a new array, .copy().": (
            X,
            "x = np.lib.stride_tricks.sliding_window_view(series, past)[:N]",
        ),
        "the windows wrap around the end: leave out those without a target.": (
            X,
            "x = np.array([np.roll(series, -k)[:past] for k in range(len(series))])",
        ),
        "windows without a target are returned: only N windows have one.": ("range(N)]", "range(len(series) - past + 1)]"),
        "only the last window is returned: return all N.": [
            ("for k in range(N)]", "for k in [N - 1]]"),
            (Y, "series[-1:].copy()"),
        ],
        "x is a list of arrays of different lengths, or y is cut: all windows have past values.": (
            Y,
            "series[past - 1 + ahead : past - 1 + ahead + past].copy()",
        ),
        "the order is x, y: windows first.": (
            "return x, series[past - 1 + ahead :].copy()",
            "return series[past - 1 + ahead :].copy(), x",
        ),
        "for ahead = 0 nothing is left: x[:-0] is empty, use the number of windows.": (
            X,
            "x = np.array([series[k : k + past] for k in range(len(series) - past + 1)])[:-ahead]",
        ),
        "at most 256 windows are returned: a series may have any length.": [
            ("range(N)]", "range(min(N, 256))]"),
            (Y, "series[past - 1 + ahead :][:256].copy()"),
        ],
        "differences are returned: x has the values themselves.": (
            X,
            "x = np.array([series[k : k + past] - series[k] for k in range(N)])",
        ),
    },
)


equivalents(
    ex,
    {
        "an array of indices": """
        N = len(series) - past - ahead + 1
        k = np.arange(N)[:, None] + np.arange(past)
        return series[k], series[np.arange(N) + past + ahead - 1]
    """,
        "lists": """
        x, y = [], []
        for end in range(past - 1, len(series) - ahead):
            x.append([series[end - back] for back in range(past - 1, -1, -1)])
            y.append(series[end + ahead])
        return np.array(x), np.array(y)
    """,
        "a sliding view, copied": """
        view = np.lib.stride_tricks.sliding_window_view(series, past)
        return view[: len(series) - past - ahead + 1].copy(), np.array(series[past - 1 + ahead :])
    """,
        "columns": """
        N = len(series) - (past - 1 + ahead)
        return np.stack([series[j : j + N] for j in range(past)], axis=1), series[-N:].copy()
    """,
    },
)
