"""Lesson 05: a long sequence in chunks, the state carried along."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, exercise, probe

from ._nets import LESSON, inputs_of


def _chunks(x, h0, W_ih, W_hh, b, k, forward, *, carry=lambda h, hs: hs[-1], starts=None):
    """Read the chunks that begin at `starts`; `carry` says what the next one starts from."""
    h, out = h0, []
    for start in range(0, len(x), k) if starts is None else starts:
        out.append(forward(x[start : start + k], h, W_ih, W_hh, b))
        h = carry(h, out[-1])
    return out


@functools.wraps(nets.read_in_chunks)
def _reference(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(_chunks(x, h0, W_ih, W_hh, b, k, forward))


read_in_chunks = exercise(
    "read-in-chunks",
    lesson=LESSON,
    reference=_reference,
    outputs="hs",
    hints=[
        "One chunk is x[start : start + k]. A slice may reach beyond the end: it just comes "
        "out shorter, so the last chunk needs no special care.",
        "Keep the state in a variable h. It begins as h0. After each chunk, which of the "
        "chunk's states does the next chunk start from?",
        "Collect what rnn_forward returns in a list, set h to its last state, [-1], and join "
        "the list along time with np.concatenate.",
    ],
)


@probe("a forward that counts the steps of its chunk")
def _(x, h0, W_ih, W_hh, b):
    return np.cumsum(x @ W_ih.T + b + len(x), axis=0) + h0 @ W_hh.T


@read_in_chunks.cases
def _(rng):
    def net(T, B, I, H, k):
        return inputs_of(rng, T, B, I, H) | dict(k=k)

    yield "7 steps by 3, the last chunk has one", net(7, 2, 3, 4, 3)
    yield "6 steps by 3", net(6, 3, 1, 2, 3)
    yield "8 steps by 5, the last chunk has three", net(8, 4, 2, 3, 5)
    yield "chunks of one step", net(4, 2, 3, 5, 1)
    yield "one chunk holds it all", net(5, 3, 2, 4, 5)
    yield "a chunk longer than the sequence", net(3, 2, 4, 1, 10)
    yield "one row", net(7, 1, 2, 3, 2)
    yield "T = 1", net(1, 2, 3, 4, 2)
    counts = dict(forward=Probe("a forward that counts the steps of its chunk"))
    yield "another forward, 8 steps by 3", net(8, 2, 3, 4, 3) | counts


@read_in_chunks.mistake(
    "the state is set to 0 at each chunk: the next chunk starts from the last state of the "
    "one before."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(
        _chunks(x, h0, W_ih, W_hh, b, k, forward, carry=lambda h, hs: np.zeros_like(h))
    )


@read_in_chunks.mistake(
    "every chunk starts from 0, the first one too: it starts from h0, the others from the "
    "state before them."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    zero = np.zeros_like(h0)
    return np.concatenate(_chunks(x, zero, W_ih, W_hh, b, k, forward, carry=lambda h, hs: zero))


@read_in_chunks.mistake(
    "the first chunk starts from 0: the state before it is h0, which need not be 0."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(_chunks(x, np.zeros_like(h0), W_ih, W_hh, b, k, forward))


@read_in_chunks.mistake(
    "every chunk starts from h0: set h to the last state of the chunk that was just read."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(_chunks(x, h0, W_ih, W_hh, b, k, forward, carry=lambda h, hs: h))


@read_in_chunks.mistake(
    "the last, shorter chunk is dropped: range(0, T, k) begins a chunk there, too."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    starts = range(0, len(x) - k + 1, k)
    nothing = np.zeros((0, *h0.shape))
    return np.concatenate([nothing, *_chunks(x, h0, W_ih, W_hh, b, k, forward, starts=starts)])


@read_in_chunks.mistake(
    "the chunk's first state is carried on: the next chunk starts from its last, [-1]."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(_chunks(x, h0, W_ih, W_hh, b, k, forward, carry=lambda h, hs: hs[0]))


@read_in_chunks.mistake(
    "the mean of a chunk's states is carried on: carry its last state, [-1]."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(
        _chunks(x, h0, W_ih, W_hh, b, k, forward, carry=lambda h, hs: hs.mean(axis=0))
    )


@read_in_chunks.mistake(
    "chunks overlap by a step: start at 0, k, 2k, ..., each step is read once."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    out, h = [], h0
    for start in range(0, len(x), k):
        out.append(forward(x[start : start + k + 1], h, W_ih, W_hh, b))
        h = out[-1][-1]
    return np.concatenate(out)


@read_in_chunks.mistake(
    "a chunk lacks its last step: x[start : start + k] has k steps, the end is not included."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    out, h = [np.zeros((0, *h0.shape))], h0
    for start in range(0, len(x), k):
        piece = x[start : start + k - 1]
        if len(piece):
            out.append(forward(piece, h, W_ih, W_hh, b))
            h = out[-1][-1]
    return np.concatenate(out)


@read_in_chunks.mistake(
    "only the last chunk's states come back: collect the chunks in a list and concatenate."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return _chunks(x, h0, W_ih, W_hh, b, k, forward)[-1]


@read_in_chunks.mistake(
    "only the last state comes back: return the states of all steps, (T, B, H)."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return _chunks(x, h0, W_ih, W_hh, b, k, forward)[-1][-1]


@read_in_chunks.mistake("a list of chunks comes back: join them with np.concatenate.")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return _chunks(x, h0, W_ih, W_hh, b, k, forward)


@read_in_chunks.mistake(
    "only the last state of each chunk comes back: return the states of all steps, (T, B, H)."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.stack([hs[-1] for hs in _chunks(x, h0, W_ih, W_hh, b, k, forward)])


@read_in_chunks.mistake(
    "chunks are joined side by side: time is the first axis, so np.concatenate along axis 0."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.concatenate(_chunks(x, h0, W_ih, W_hh, b, k, forward), axis=1)


@read_in_chunks.mistake("the batch is cut, not time: time is the first axis of x.")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    pieces = [
        forward(x[:, n : n + k], h0[: x[:, n : n + k].shape[1]], W_ih, W_hh, b)
        for n in range(0, x.shape[1], k)
    ]
    return np.concatenate(pieces)


@read_in_chunks.mistake(
    "np.stack wants chunks of one length and makes a new axis: np.concatenate joins along time."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return np.stack(_chunks(x, h0, W_ih, W_hh, b, k, forward))


@read_in_chunks.mistake(
    "the argument `forward` is not called: call it for each chunk, not a fixed function."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return _reference(x, h0, W_ih, W_hh, b, k)


@read_in_chunks.mistake(
    "k is not used: the states are right, but the whole sequence is read at once. Read k steps."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return forward(x, h0, W_ih, W_hh, b)


@read_in_chunks.mistake(
    "k is not used: the states are right, but one step is read at a time. Read k steps."
)
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return _reference(x, h0, W_ih, W_hh, b, 1, forward)


@read_in_chunks.mistake("x[start : k] ends at step k for every chunk: x[start : start + k].")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, chunks = h0, []
    for start in range(0, len(x), k):
        chunks.append(forward(x[start:k], h, W_ih, W_hh, b))
        h = chunks[-1][-1]
    return np.concatenate(chunks)


@read_in_chunks.mistake("the whole chunk is carried on: the state is its last one, chunk[-1].")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, chunks = h0, []
    for start in range(0, len(x), k):
        h = forward(x[start : start + k], h, W_ih, W_hh, b)
        chunks.append(h)
    return np.concatenate(chunks)


@read_in_chunks.same("a while loop into an array")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    hs, h, start = np.zeros((len(x), *h0.shape), dtype=h0.dtype), h0, 0
    while start < len(x):
        stop = min(start + k, len(x))
        hs[start:stop] = forward(x[start:stop], h, W_ih, W_hh, b)
        h, start = hs[stop - 1], stop
    return hs


@read_in_chunks.same("recursion")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    def read(x, h):
        first = forward(x[:k], h, W_ih, W_hh, b)
        return np.concatenate([first, read(x[k:], first[-1])]) if len(x) > k else first

    return read(x, h0)


@read_in_chunks.same("np.split, and vstack")
def _(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    hs = h0[None]
    for piece in np.split(x, range(k, len(x), k)):
        hs = np.vstack([hs, forward(piece, hs[-1], W_ih, W_hh, b)])
    return hs[1:]
