"""Lesson 05: which losses go back how far."""

from itertools import pairwise

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON

tbptt_windows = exercise(
    "tbptt-windows",
    lesson=LESSON,
    reference=nets.tbptt_windows,
    outputs="windows",
    hints=[
        "A loop over `due` in range(0, T, k1) visits the beginning of each piece.",
        "The piece that begins at due ends k1 steps later, but never after T. That end is "
        "`stop`, and it does not count itself, as in a slice.",
        "k2 steps that end at stop begin at stop - k2, but never before 0: `max` and `min` "
        "take care of both ends.",
    ],
)


def _windows(T, k1, k2, *, dues=None, stop=None, start=None):
    """List the windows; each part can be swapped for a wrong one."""
    stop = stop or (lambda due: min(due + k1, T))
    start = start or (lambda due, stop: max(0, stop - k2))
    return [
        (start(due, stop(due)), due, stop(due))
        for due in (range(0, T, k1) if dues is None else dues)
    ]


@tbptt_windows.cases
def _(rng):
    def case(T, k1, k2):
        return f"{T} steps, k1={k1}, k2={k2}", dict(T=T, k1=k1, k2=k2)

    yield case(7, 3, 5)
    yield case(10, 2, 5)
    yield case(6, 3, 3)
    yield case(5, 1, 3)
    yield case(9, 4, 7)
    yield case(4, 2, 9)
    yield case(3, 5, 5)
    yield case(1, 1, 1)
    k1 = int(rng.integers(2, 6))
    yield case(int(rng.integers(20, 40)), k1, k1 + int(rng.integers(1, 6)))


@tbptt_windows.mistake(
    "the last, shorter piece is dropped: its losses count, too; range(0, T, k1) begins it."
)
def _(T, k1, k2):
    return _windows(T, k1, k2, dues=range(0, T - k1 + 1, k1))


@tbptt_windows.mistake("the last window ends after the sequence: stop is at most T.")
def _(T, k1, k2):
    return _windows(T, k1, k2, stop=lambda due: due + k1)


@tbptt_windows.mistake("a window begins before step 0: start is at least 0.")
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: stop - k2)


@tbptt_windows.mistake(
    "k2 is counted from the beginning of the piece: the window has k2 steps with the piece, so "
    "stop - k2."
)
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: max(0, due - k2))


@tbptt_windows.mistake(
    "k2 is not used, each window is only its piece: it begins k2 steps before stop."
)
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: due)


@tbptt_windows.mistake("windows are one step too long: stop is not included, so stop - k2.")
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: max(0, stop - k2 - 1))


@tbptt_windows.mistake("windows are one step too short: stop is not included, so stop - k2.")
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: max(0, stop - k2 + 1))


@tbptt_windows.mistake("the pieces are k2 long: a backward pass is due every k1 steps.")
def _(T, k1, k2):
    return _windows(T, k2, k2)


@tbptt_windows.mistake("k1 and k2 are exchanged: pieces have k1 steps, windows k2.")
def _(T, k1, k2):
    return _windows(T, k2, k1)


@tbptt_windows.mistake(
    "all losses of the window are due: those before the piece went back with an earlier window."
)
def _(T, k1, k2):
    return [(start, start, stop) for start, _, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake("stop is the last step itself: as in a slice, it is the one after.")
def _(T, k1, k2):
    return [(start, due, stop - 1) for start, due, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake("steps are counted from 1: the first is step 0, as in Python.")
def _(T, k1, k2):
    return [tuple(n + 1 for n in window) for window in _windows(T, k1, k2)]


@tbptt_windows.mistake("the windows come in the wrong order: the earliest piece first.")
def _(T, k1, k2):
    return _windows(T, k1, k2)[::-1]


@tbptt_windows.mistake("a window is (start, due, stop): yours is (start, stop, due).")
def _(T, k1, k2):
    return [(start, stop, due) for start, due, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake("a window is (start, due, stop): yours is (due, start, stop).")
def _(T, k1, k2):
    return [(due, start, stop) for start, due, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake("`due` is missing: a window is (start, due, stop), three numbers.")
def _(T, k1, k2):
    return [(start, stop) for start, _, stop in _windows(T, k1, k2)]


mistakes(
    tbptt_windows,
    {
        "the short piece is the first one: cut from the beginning, 0, k1, 2 k1, ..., and let the last be short.": """
        stops = range(T % k1 or k1, T + 1, k1)
        return [(max(0, s - k2), max(0, s - k1), s) for s in stops] or [(max(0, T - k2), 0, T)]
    """,
    },
)


@tbptt_windows.mistake(
    "the last window is cut to k1 before T: its stop is T, so it begins at T - k2."
)
def _(T, k1, k2):
    return _windows(T, k1, k2, start=lambda due, stop: max(0, due + k1 - k2))


@tbptt_windows.mistake(
    "a pass is due at every step: only every k1 steps, for k1 losses together."
)
def _(T, k1, k2):
    return _windows(T, 1, k2)


@tbptt_windows.mistake(
    "the last piece is moved back to be full: it begins where the one before ended, so no loss "
    "is counted twice."
)
def _(T, k1, k2):
    return [(start, max(0, stop - k1), stop) for start, _, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake("every window begins at 0: it reaches back k2 steps from stop, no more.")
def _(T, k1, k2):
    return [(0, due, stop) for _, due, stop in _windows(T, k1, k2)]


@tbptt_windows.mistake(
    "windows are k1 + k2 long: they have k2 steps in all, counted back from stop."
)
def _(T, k1, k2):
    return _windows(T, k1, k1 + k2)


@tbptt_windows.mistake("an array comes back: return a list of (start, due, stop).")
def _(T, k1, k2):
    return np.array(_windows(T, k1, k2))


equivalents(
    tbptt_windows,
    {
        "a comprehension": "return [(max(0, min(d + k1, T) - k2), d, min(d + k1, T)) for d in range(0, T, k1)]",
        "a while loop, lists for tuples": """
        windows, due = [], 0
        while due < T:
            stop = due + k1 if due + k1 < T else T
            windows.append([stop - k2 if stop > k2 else 0, due, stop])
            due = stop
        return windows
    """,
        "NumPy integers": """
        due = np.arange(0, T, k1)
        stop = np.minimum(due + k1, T)
        return list(zip(np.maximum(stop - k2, 0), due, stop, strict=True))
    """,
    },
)


@tbptt_windows.same("edges first")
def _(T, k1, k2):
    edges = [*range(0, T, k1), T]
    return tuple((max(b - k2, 0), a, b) for a, b in pairwise(edges))
