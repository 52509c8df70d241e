"""Lesson 17: reverse each sequence of a batch, and leave the padding behind it."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import batch

ex = exercise(
    "reverse-padded",
    lesson="17_both_ways",
    reference=nets.reverse_padded,
    outputs="the reversed batch",
    fresh=True,
    hints=[
        "Sequence n has lengths[n] steps. Which of its steps belongs in row 0, and which in row lengths[n] - 1?",
        "Row t gets step lengths[n] - 1 - t where t < lengths[n]; below, the padding stays: row t gets row t.",
        "source = np.where(t < lengths, lengths - 1 - t, t) with t = np.arange(T)[:, None] is (T, B); x[source, np.arange(B)].",
    ],
)


@ex.cases
def _(rng):
    yield "T=5, lengths 5, 3, 1, 4", batch(rng, 5, [5, 3, 1, 4], 2)
    yield "zeros in the padding", batch(rng, 6, [2, 6, 4], 3, pad=0.0)
    yield "nan in the padding", batch(rng, 4, [4, 2], 3, pad=np.nan)
    yield "no sequence reaches T", batch(rng, 7, [3, 5, 4, 2, 5], 2)
    yield "all as long as T", batch(rng, 4, [4, 4, 4], 2)
    yield "one step", batch(rng, 1, [1, 1], 3)
    yield "one sequence", batch(rng, 6, [4], 1)
    yield "T = B = I", batch(rng, 4, [2, 4, 3, 1], 4)
    yield "integers", dict(x=rng.integers(-9, 9, size=(5, 3, 2)), lengths=np.array([3, 5, 2]))
    yield "lengths in int32", batch(rng, 5, np.array([2, 5, 3], dtype=np.int32), 2)
    yield "a step equal to 0 inside", _with_zero(batch(rng, 5, [4, 3], 2, pad=0.0))
    drawn = rng.integers(1, 41, size=23)
    yield "T=40, 23 sequences", batch(rng, 40, drawn, 2)
    yield "300 steps", batch(rng, 300, [300, 290, 257], 1)
    large = batch(rng, 5, [4, 5, 2], 2)
    yield "values of thousands", large | dict(x=1e4 * large["x"])


def _with_zero(case):
    case["x"][[0, 3], 0] = 0.0
    return case


T_LINE, SOURCE = "t = np.arange(len(x))[:, None]", "np.where(t < lengths, lengths - 1 - t, t)"
PICK = "x[source, np.arange(len(lengths))]"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return x[source, np.arange(len(lengths))]",
            "return np.clip(x[source, np.arange(len(lengths))], -100, 100)",
        ),
        "the padding is reversed to the front: reverse only the first lengths[n] steps of sequence n.": (
            f"return {PICK}",
            "return x[::-1].copy()",
        ),
        "the batch is reversed, too: flip along time, axis 0, only.": (PICK, "x[source, np.arange(len(lengths))[::-1]]"),
        "the order of the sequences is reversed, not their steps: time is axis 0.": (PICK, "x[:, ::-1].copy()"),
        "the inputs of a step are reversed, not the steps: time is axis 0.": (PICK, "x[:, :, ::-1].copy()"),
        "each sequence starts one step too late (off by one): row 0 is step lengths[n] - 1.": (
            SOURCE,
            "np.where(t < lengths, np.minimum(lengths - t, len(x) - 1), t)",
        ),
        "each sequence starts one step too early (off by one): row 0 is step lengths[n] - 1.": (
            SOURCE,
            "np.where(t < lengths, np.maximum(lengths - 2 - t, 0), t)",
        ),
        "the last step stays in its place (off by one): t < lengths are all steps of a sequence.": (
            SOURCE,
            "np.where(t < lengths - 1, lengths - 1 - t, t)",
        ),
        "all are reversed within the shortest length: each sequence has its own.": (
            SOURCE,
            "np.where(t < lengths.min(), lengths.min() - 1 - t, t)",
        ),
        "all are reversed within the longest length: each sequence has its own.": (
            SOURCE,
            "np.where(t < lengths.max(), lengths.max() - 1 - t, t)",
        ),
        "all are reversed within the first sequence's length: each has its own.": (
            SOURCE,
            "np.where(t < lengths[0], lengths[0] - 1 - t, t)",
        ),
        "the padding is set to 0: leave it as it is in x.": (
            f"return {PICK}",
            f"return np.where((t < lengths)[..., None], {PICK}, 0)",
        ),
        "the steps are rolled, not reversed: row t is step lengths[n] - 1 - t.": (
            SOURCE,
            "np.where(t < lengths, (t - 1) % lengths, t)",
        ),
        "negative indices wrap around (lengths - 1 - t below 0): in the padding row t is row t of x.": (
            SOURCE,
            "lengths - 1 - t",
        ),
        "the result is a view of x, or x itself: return a new array.": """
        for n, length in enumerate(lengths):
            x[:length, n] = x[:length, n][::-1].copy()
        return x
    """,
        "x is overwritten while it is read: half of the steps come twice, read from a copy.": """
        new = x.copy()
        for n, length in enumerate(lengths):
            for t in range(length):
                new[t, n] = new[length - 1 - t, n]
        return new
    """,
        "the zeros are taken for padding: lengths says where a sequence ends, not its numbers.": """
        new = x.copy()
        for n in range(x.shape[1]):
            steps = np.flatnonzero((x[:, n] != 0).any(axis=1))
            new[steps, n] = x[steps[::-1], n]
        return new
    """,
        "nothing is reversed: row t gets step lengths[n] - 1 - t.": (SOURCE, "np.where(t < lengths, t, t)"),
        "the end of each sequence is aligned to T: a reversed sequence starts in row 0.": (
            f"return {PICK}",
            "return np.stack([np.roll(x[:, n], len(x) - length, axis=0)[::-1] for n, length in enumerate(lengths)], axis=1)[::-1]",
        ),
        "the batch comes first in the result: keep (T, B, I).": (f"return {PICK}", f"return {PICK}.swapaxes(0, 1)"),
        "only 256 steps are reversed: a uint8 counter overflows, use integers as they are.": (
            T_LINE,
            "t = np.arange(len(x)).astype(np.uint8).astype(int)[:, None]",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop over the sequences": """
        new = x.copy()
        for n, length in enumerate(lengths):
            new[:length, n] = x[:length, n][::-1]
        return new
    """,
        "np.take_along_axis": """
        t = np.arange(x.shape[0]).reshape(-1, 1)
        source = np.abs(lengths - 1 - t)
        source = np.where(t >= lengths, t, source)
        return np.take_along_axis(x, source[:, :, np.newaxis], axis=0)
    """,
        "sequence by sequence, joined": """
        parts = [np.concatenate([x[:k, n][::-1], x[k:, n]]) for n, k in enumerate(lengths.tolist())]
        return np.stack(parts, axis=1)
    """,
        "step by step, with two loops": """
        new = np.empty_like(x)
        for n in range(x.shape[1]):
            for t in range(len(x)):
                new[t, n] = x[lengths[n] - 1 - t if t < lengths[n] else t, n]
        return new
    """,
    },
)
