"""Lesson 05: read a long sequence in chunks and carry the state along."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, equivalents, exercise, mistakes, probe

from ._nets import LESSON, inputs_of


@functools.wraps(nets.read_in_chunks)
def _reference(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, chunks = h0, []
    for start in range(0, len(x), k):
        chunks.append(forward(x[start : start + k], h, W_ih, W_hh, b))
        h = chunks[-1][-1]
    return np.concatenate(chunks)


read_in_chunks = exercise(
    "read-in-chunks",
    lesson=LESSON,
    reference=_reference,
    outputs="hs",
    hints=[
        "One chunk is x[start : start + k]. A slice may extend beyond the end: it is then "
        "shorter, so the last chunk needs no special case.",
        "Keep the state in a variable h. It starts as h0. After each chunk, which of the "
        "chunk's states does the next chunk start from?",
        "Append what forward returns to a list, set h to its last state, [-1], and join the list along time with np.concatenate.",
    ],
)


@probe("a forward that counts the steps of its chunk")
def _(x, h0, W_ih, W_hh, b):
    return np.cumsum(x @ W_ih.T + b + len(x), axis=0) + h0 @ W_hh.T


@read_in_chunks.cases
def _(rng):
    def net(T, B, I, H, k):
        return inputs_of(rng, T, B, I, H) | dict(k=k)

    yield "7 steps, k = 3: the last chunk has one step", net(7, 2, 3, 4, 3)
    yield "6 steps, k = 3", net(6, 3, 1, 2, 3)
    yield "8 steps, k = 5: the last chunk has three steps", net(8, 4, 2, 3, 5)
    yield "chunks of one step", net(4, 2, 3, 5, 1)
    yield "one chunk for the whole sequence", net(5, 3, 2, 4, 5)
    yield "a chunk longer than the sequence", net(3, 2, 4, 1, 10)
    yield "one row", net(7, 1, 2, 3, 2)
    yield "T = 1", net(1, 2, 3, 4, 2)
    counts = dict(forward=Probe("a forward that counts the steps of its chunk"))
    yield "another forward, 7 steps, k = 3", net(7, 2, 3, 4, 3) | counts
    yield "another forward, 9 steps, k = 4", net(9, 3, 2, 5, 4) | counts


JOIN = "np.concatenate(chunks)"
mistakes(
    read_in_chunks,
    {
        "the state is set to 0 after each chunk: the next chunk starts from the last state of this one.": (
            "h = chunks[-1][-1]",
            "h = np.zeros_like(h0)",
        ),
        "every chunk starts from 0: the first starts from h0, the others from the last state before them.": [
            ("k], h,", "k], np.zeros_like(h0),")
        ],
        "the first chunk starts from 0: the state before it is h0, which may be nonzero.": (
            "h, chunks = h0",
            "h, chunks = np.zeros_like(h0)",
        ),
        "every chunk starts from h0: after each chunk, set h to its last state.": ("k], h,", "k], h0,"),
        "the last, shorter chunk is dropped: range(0, T, k) includes its start.": [
            ("[]", "[np.zeros((0, *h0.shape))]"),
            ("range(0, len(x), k)", "range(0, len(x) - k + 1, k)"),
        ],
        "the first state of the chunk is carried on: the next chunk starts from the last, [-1].": (
            "chunks[-1][-1]",
            "chunks[-1][0]",
        ),
        "the mean of the chunk's states is carried on: carry its last state, [-1].": (
            "chunks[-1][-1]",
            "chunks[-1].mean(axis=0)",
        ),
        "chunks overlap by one step: start at 0, k, 2k, ..., so that each step is read once.": ("start + k]", "start + k + 1]"),
        "a chunk lacks its last step: x[start : start + k] has k steps, the end is excluded.": ("start + k]", "start + k - 1]"),
        "only the states of the last chunk are returned: collect all chunks and concatenate them.": (JOIN, "chunks[-1]"),
        "only the last state is returned: return the states of all steps, (T, B, H).": (JOIN, "h"),
        "a list of chunks is returned: join them with np.concatenate.": (JOIN, "chunks"),
        "only the last state of each chunk is returned: return the states of all steps, (T, B, H).": (
            JOIN,
            "np.stack([chunk[-1] for chunk in chunks])",
        ),
        "chunks are joined along the batch: time is the first axis, so np.concatenate along axis 0.": (
            JOIN,
            "np.concatenate(chunks, axis=1)",
        ),
        "the batch is split, not time: time is the first axis of x.": """
        chunks = []
        for n in range(0, x.shape[1], k):
            chunks.append(forward(x[:, n : n + k], h0[n : n + k], W_ih, W_hh, b))
        return np.concatenate(chunks)
    """,
        "np.stack needs chunks of one length and adds an axis: np.concatenate joins along time.": (JOIN, "np.stack(chunks)"),
        "the argument `forward` is not called: call it for each chunk, not a fixed function.": (
            "append(forward",
            "append(nets.rnn_forward",
        ),
        "k is not used: the states are right, but one call reads the whole sequence. Read k steps per call.": """
        return forward(x, h0, W_ih, W_hh, b)
    """,
        "k is not used: the states are right, but each call reads one step. Read k steps per call.": [
            ("range(0, len(x), k)", "range(len(x))"),
            ("start + k]", "start + 1]"),
        ],
        "k is not used: every call reads a fixed number of steps. Read k steps per call.": [
            ("range(0, len(x), k)", "range(0, len(x), 3)"),
            ("start + k]", "start + 3]"),
        ],
        "a chunk starts at every step, so chunks overlap: step by k, range(0, T, k).": [
            ("range(0, len(x), k)", "range(len(x))"),
            ("np.concatenate(chunks)", "np.concatenate(chunks)[: len(x)]"),
        ],
        "k is the number of chunks, not their length: a chunk has k steps, x[start : start + k].": """
        h, chunks = h0, []
        for piece in np.array_split(x, min(k, len(x))):
            chunks.append(forward(piece, h, W_ih, W_hh, b))
            h = chunks[-1][-1]
        return np.concatenate(chunks)
    """,
        "the chunks have equal sizes, as np.array_split makes them: all have k steps, the last one the rest.": """
        h, chunks = h0, []
        for piece in np.array_split(x, -(-len(x) // k)):
            chunks.append(forward(piece, h, W_ih, W_hh, b))
            h = chunks[-1][-1]
        return np.concatenate(chunks)
    """,
        "x[start : k] ends at step k in every chunk: write x[start : start + k].": ("start + k]", "k]"),
        "the whole chunk is carried on: the state is its last one, chunks[-1][-1].": ("chunks[-1][-1]", "chunks[-1]"),
        "all later chunks start from the end of the first: each starts from the end of the one before.": (
            "h = chunks[-1][-1]",
            "h = chunks[0][-1]",
        ),
        "a chunk starts from the end of the last chunk but one: it starts from the end of the one before.": (
            "h = chunks[-1][-1]",
            "h = chunks[max(0, len(chunks) - 2)][-1]",
        ),
    },
)


equivalents(
    read_in_chunks,
    {
        "a while loop into an array": """
        hs, h, start = np.zeros((len(x), *h0.shape), dtype=h0.dtype), h0, 0
        while start < len(x):
            stop = min(start + k, len(x))
            hs[start:stop] = forward(x[start:stop], h, W_ih, W_hh, b)
            h, start = hs[stop - 1], stop
        return hs
    """,
        "recursion": """
        def read(x, h):
            first = forward(x[:k], h, W_ih, W_hh, b)
            return np.concatenate([first, read(x[k:], first[-1])]) if len(x) > k else first

        return read(x, h0)
    """,
        "np.split, and vstack": """
        hs = h0[None]
        for piece in np.split(x, range(k, len(x), k)):
            hs = np.vstack([hs, forward(piece, hs[-1], W_ih, W_hh, b)])
        return hs[1:]
    """,
    },
)
