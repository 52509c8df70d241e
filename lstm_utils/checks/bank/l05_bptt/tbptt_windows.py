"""Lesson 05: which losses go back through which steps."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON

tbptt_windows = exercise(
    "tbptt-windows",
    lesson=LESSON,
    reference=nets.tbptt_windows,
    outputs="windows",
    hints=[
        "A loop over `due` in range(0, T, k1) visits the start of each piece.",
        "The piece that starts at due ends k1 steps later, but not after T. That end is `stop`; it is excluded, as in a slice.",
        "The k2 steps that end at stop start at stop - k2, but not below 0: `max` and `min` limit both ends.",
    ],
)


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
    yield case(300, int(rng.integers(60, 90)), 128)
    yield case(int(rng.integers(150, 250)), 1, int(rng.integers(50, 100)))


START, WINDOW = "max(0, stop - k2)", "(max(0, stop - k2), due, stop)"
mistakes(
    tbptt_windows,
    {
        "the last, shorter piece is dropped: its losses count too; range(0, T, k1) includes its start.": (
            "range(0, T, k1)",
            "range(0, T - k1 + 1, k1)",
        ),
        "the last window ends after the sequence: stop is at most T.": ("min(due + k1, T)", "due + k1"),
        "a window starts before the sequence: start is at least 0.": (START, "stop - k2"),
        "k2 is counted from the start of the piece: the window includes the piece, so stop - k2.": (START, "max(0, due - k2)"),
        "k2 is not used, each window is only its piece: it starts k2 steps before stop.": (START, "due"),
        "windows are one step too long: stop is excluded, so start at stop - k2.": ("stop - k2", "stop - k2 - 1"),
        "windows are one step too short: stop is excluded, so start at stop - k2.": ("stop - k2", "stop - k2 + 1"),
        "the pieces are k2 long: a backward pass is due every k1 steps.": [
            ("range(0, T, k1)", "range(0, T, k2)"),
            ("due + k1", "due + k2"),
        ],
        "k1 and k2 are exchanged: pieces have k1 steps, windows have k2.": [
            ("range(0, T, k1)", "range(0, T, k2)"),
            ("due + k1", "due + k2"),
            ("stop - k2", "stop - k1"),
        ],
        "all losses of the window are due: those before the piece went back with an earlier window.": (
            "due, stop)",
            "max(0, stop - k2), stop)",
        ),
        "stop is one too small: as in a slice, x[start:stop], it is excluded.": ("due, stop)", "due, stop - 1)"),
        "1 is added to start, due and stop: they are bounds of slices, and the first window starts at 0.": (
            WINDOW,
            "(max(0, stop - k2) + 1, due + 1, stop + 1)",
        ),
        "the windows are in reverse order: start with the earliest piece.": ("return windows", "return windows[::-1]"),
        "start, stop, due is another order: a window is (start, due, stop).": ("due, stop)", "stop, due)"),
        "due, start, stop is another order: a window is (start, due, stop).": (WINDOW, "(due, max(0, stop - k2), stop)"),
        "`due` is missing: a window is (start, due, stop), three numbers.": ("due, stop)", "stop)"),
        "the short piece is the first one: pieces start at 0, k1, 2 k1, ...; the last one may be short.": """
        stops = range(T % k1 or k1, T + 1, k1)
        return [(max(0, s - k2), max(0, s - k1), s) for s in stops] or [(max(0, T - k2), 0, T)]
    """,
        "the start of the last window is counted from due + k1: its stop is T, so it starts at T - k2.": (
            START,
            "max(0, due + k1 - k2)",
        ),
        "a pass is due at every step: make one every k1 steps, for k1 losses together.": [
            ("range(0, T, k1)", "range(T)"),
            ("due + k1", "due + 1"),
        ],
        "the last piece is moved back to have k1 steps: it starts where the previous one ended.": (
            "due, stop)",
            "max(0, stop - k1), stop)",
        ),
        "every window starts at 0: it covers the k2 steps before stop, no more.": (START, "0"),
        "windows are k1 + k2 long: they have k2 steps in all, counted back from stop.": ("stop - k2", "stop - k1 - k2"),
        "an array is returned: return a list of (start, due, stop).": ("return windows", "return np.array(windows)"),
        "the loop steps by k2: a pass is due every k1 steps, range(0, T, k1).": ("range(0, T, k1)", "range(0, T, k2)"),
        "windows run k2 steps forward from the piece: they end with their piece, and start k2 steps before its end.": [
            ("max(0, stop - k2)", "due"),
            ("due + k1", "due + k2"),
        ],
    },
)


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
        "edges first": """
        edges = [*range(0, T, k1), T]
        return tuple((max(b - k2, 0), a, b) for a, b in zip(edges, edges[1:]))
    """,
    },
)
