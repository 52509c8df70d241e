"""Lesson 14: batches of a long text, of which every column continues in the next batch."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "stream-batches",
    lesson="14_language_model",
    reference=nets.stream_batches,
    outputs="the list of batches",
    hints=[
        "Cut the text into B long pieces first, one below the other: reshape(B, n). Only then cut time into batches.",
        "x is ids[: B * n].reshape(B, n).T, so that time is the first axis. y is the same piece of the text, one character later.",
        "y = ids[1 : B * n + 1].reshape(B, n).T; the batches are x[t : t + T], y[t : t + T] for t in range(0, n - T + 1, T).",
    ],
)


@ex.cases
def _(rng):
    def case(N, B, T):
        return f"{N} characters, B={B}, T={T}", dict(ids=rng.permutation(N) + 100, B=B, T=T)

    yield case(25, 3, 4)
    yield case(33, 4, 2)
    yield case(40, 2, 6)
    yield case(13, 4, 3)
    yield case(30, 3, 5)
    yield case(12, 1, 3)
    yield case(21, 5, 1)
    yield case(7, 2, 3)
    yield case(8, 1, 7)
    yield case(int(rng.integers(200, 260)), 7, 5)
    counted = np.arange(19) % 4
    yield "an alphabet of 4", dict(ids=counted, B=3, T=2)
    text = np.array([2, 0, 0, 1, 2, 2, 1, 0, 2, 1, 1, 0, 1, 2, 0, 2, 2, 0, 1])
    yield "a symbol is not always followed by the same", dict(ids=rng.permutation(3)[text], B=3, T=2)


LENGTH, ROWS = "n = (len(ids) - 1) // B", "ids[: B * n].reshape(B, n).T"
NEXT, STARTS = "ids[1 : B * n + 1].reshape(B, n).T", "range(0, n - T + 1, T)"
PAIR = "(x[t : t + T], y[t : t + T])"
mistakes(
    ex,
    {
        "neighbours in the text are side by side in a batch: reshape(B, n).T, so that time runs down a column.": [
            (ROWS, "ids[: B * n].reshape(n, B)"),
            (NEXT, "ids[1 : B * n + 1].reshape(n, B)"),
        ],
        "the columns do not continue in the next batch: cut the text into B streams first, then time into batches.": """
        batches = []
        for start in range(0, (len(ids) - 1) // (B * T) * B * T, B * T):
            x = ids[start : start + B * T].reshape(B, T).T
            y = ids[start + 1 : start + B * T + 1].reshape(B, T).T
            batches.append((x, y))
        return batches
    """,
        "y is x: y is the character that comes next in the text, one later.": (NEXT, ROWS),
        "y is two characters later: it is the next one.": [
            (LENGTH, "n = (len(ids) - 1) // B\n    ids = np.append(ids, ids[-1])"),
            (NEXT, "ids[2 : B * n + 2].reshape(B, n).T"),
        ],
        "y is the character before x: it is the one after x.": (NEXT, "np.roll(ids, 1)[: B * n].reshape(B, n).T"),
        "the last target of a batch is the batch's first character: take y from the text, not from x.": (
            PAIR,
            "(x[t : t + T], np.roll(x[t : t + T], -1, axis=0))",
        ),
        "the last target of a stream is the stream's first character: take y from the text, not from x.": (
            NEXT,
            "np.roll(x, -1, axis=0)",
        ),
        "the batches are (B, T): time is the first axis, so transpose.": (PAIR, "(x[t : t + T].T, y[t : t + T].T)"),
        "the last batch is shorter than T: leave it out.": (STARTS, "range(0, n, T)"),
        "the last full batch is missing: the range ends at n - T + 1.": (STARTS, "range(0, n - T, T)"),
        "n is one too large where B divides N: the last character has no target, so n is (N - 1) // B.": (
            LENGTH,
            "n = len(ids) // B",
        ),
        "the batches overlap: step by T, so that each character is read once.": (STARTS, "range(n - T + 1)"),
        "x and y have changed places: a batch is (x, y).": (PAIR, "(y[t : t + T], x[t : t + T])"),
        "only x is returned: a batch is (x, y).": (PAIR, "x[t : t + T]"),
        "the streams are cut to full batches before they are laid out: stream b begins at b n, n = (N - 1) // B.": (
            LENGTH,
            "n = (len(ids) - 1) // (B * T) * T",
        ),
        "the batches are in reverse order: the text begins in the first.": (STARTS, "range((n // T - 1) * T, -1, -T)"),
        "only the first batch is returned: return a list of all.": (STARTS, "[0]"),
        "y is cut from each stream, so that streams are one step short: y is ids shifted by one, then cut.": [
            ("    y = ", "    y = x[1:]\n    x = x[:-1]\n    n = n - 1\n    assert n >= T\n    _ = ")
        ],
        "each x has T + 1 steps: y is one later, but as long as x.": (PAIR, "(x[t : t + T + 1], y[t : t + T])"),
        "the streams begin at the end of the text: stream 0 is its beginning.": [
            (ROWS, f"{ROWS}[:, ::-1]"),
            (NEXT, f"{NEXT}[:, ::-1]"),
        ],
    },
)


equivalents(
    ex,
    {
        "stream by stream": """
        n = (len(ids) - 1) // B
        batches = []
        for t in range(0, n // T * T, T):
            starts = [b * n + t for b in range(B)]
            x = np.stack([ids[s : s + T] for s in starts], axis=1)
            y = np.stack([ids[s + 1 : s + T + 1] for s in starts], axis=1)
            batches.append((x, y))
        return batches
    """,
        "a table of places, lists for tuples": """
        n = (len(ids) - 1) // B
        place = np.arange(n)[:, None] + n * np.arange(B)
        parts = [place[k * T : (k + 1) * T] for k in range(n // T)]
        return [[ids[part], ids[part + 1]] for part in parts]
    """,
        "np.split into full batches": """
        n = (len(ids) - 1) // B
        x = np.transpose(np.reshape(ids[: n * B], (B, n)))
        y = np.transpose(np.reshape(ids[1:][: n * B], (B, n)))
        K = n // T
        return list(zip(np.split(x[: K * T], K), np.split(y[: K * T], K)))
    """,
    },
)
