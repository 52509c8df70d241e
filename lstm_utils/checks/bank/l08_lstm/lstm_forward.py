"""Lesson 08: the LSTM over a sequence."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, exercise, probe

from ._draw import weights


@functools.wraps(nets.lstm_forward)
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    """Run a step over a sequence; the caches of the steps come back as a list."""
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


ex = exercise(
    "lstm-forward",
    lesson="08_lstm",
    reference=lstm_forward,
    outputs=("hs", "c", "caches"),
    hints=[
        "x has shape (T, B, I): `for x_t in x` gives the steps in order, (B, I) each. Two "
        "things go from step to step.",
        "Start with h, c = h0, c0. In the loop: h, c, cache = step(x_t, h, c, W_ih, W_hh, b).",
        "Collect h and cache in two lists. After the loop np.stack(hs) is (T, B, H); return it "
        "with the last c and the list of caches.",
    ],
)


@probe("a step without gates")
def _(x, h, c, W_ih, W_hh, b):
    H = h.shape[1]
    c_next = c / 2 + x @ W_ih[:H].T
    h_next = np.tanh(c_next + h @ W_hh[:H].T + b[:H])
    return h_next, c_next, {"x": x, "h_prev": h, "c_prev": c}


@ex.cases
def _(rng):
    def case(T, B, I, H, **given):
        sizes = dict(x=(T, B, I), h0=(B, H), c0=(B, H))
        drawn = {name: rng.normal(size=size) for name, size in sizes.items()}
        return drawn | weights(rng, I, H) | given

    yield "T=4, B=3, I=2, H=5", case(4, 3, 2, 5)
    yield "T=1", case(1, 2, 3, 2)
    yield "T=6, B=1", case(6, 1, 2, 3)
    yield "T=B=I=H=3", case(3, 3, 3, 3)
    yield "from a state of 0", case(3, 2, 4, 2, h0=np.zeros((2, 2)), c0=np.zeros((2, 2)))
    yield "another step", case(5, 2, 3, 4, step=Probe("a step without gates"))


def _carried(words, carry):
    """Register a mistake in what is carried from step to step."""

    @ex.mistake(words)
    def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
        h, c, hs, caches = h0, c0, [], []
        for x_t in x:
            h_next, last, cache = step(x_t, h, c, W_ih, W_hh, b)
            hs.append(h_next)
            caches.append(cache)
            h, c = carry((h, c), (h_next, last))
        return np.stack(hs), last, caches


def _returned(words, change):
    """Register a mistake in what comes back after a right loop."""

    @ex.mistake(words)
    def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
        return change(h0, *lstm_forward(x, h0, c0, W_ih, W_hh, b, step))


_carried(
    "c is not carried on: every step starts from c0. Hand on the c of the step before.",
    lambda old, new: (new[0], old[1]),
)
_carried(
    "h is not carried on: every step starts from h0. Hand on the h of the step before.",
    lambda old, new: (old[0], new[1]),
)
_carried("neither h nor c is carried on: every step starts from h0, c0.", lambda old, new: old)


@ex.mistake("what step returns is taken in the wrong order: h, c, cache = step(...).")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        c, h, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


@ex.mistake("h and c are handed to step in the wrong order: step(x_t, h, c, ...).")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = step(x_t, c, h, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


@ex.mistake("the sequence starts from 0: begin with h0 and c0.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x, np.zeros_like(h0), np.zeros_like(c0), W_ih, W_hh, b, step)


@ex.mistake("h0 and c0 have changed places at the start.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x, c0, h0, W_ih, W_hh, b, step)


@ex.mistake(
    "the caches share states that were overwritten later (h[...] = and c *= reuse one array): "
    "make new arrays in every step."
)
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0.copy(), c0.copy(), [], []
    for x_t in x:
        h_next, c_next, cache = step(x_t, h, c, W_ih, W_hh, b)
        h[...], c[...] = h_next, c_next
        hs.append(h_next)
        caches.append(cache)
    return np.stack(hs), c, caches


@ex.mistake("c is overwritten in place, the cached c_prev with it: make a new c each time.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0.copy(), [], []
    for x_t in x:
        h, c_next, cache = step(x_t, h, c, W_ih, W_hh, b)
        c[...] = c_next
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches


@ex.mistake("h0 and c0 are changed in place: h, c = step(...) gives the names to new arrays.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    hs, c, caches = lstm_forward(x, h0, c0, W_ih, W_hh, b, step)
    h0[...], c0[...] = hs[-1], c
    return hs, c, caches


@ex.mistake("the sequence is read from its end: go through x in its own order.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x[::-1], h0, c0, W_ih, W_hh, b, step)


@ex.mistake("every step reads the first input: x[t], not x[0].")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(np.stack([x[0]] * len(x)), h0, c0, W_ih, W_hh, b)


@ex.mistake("the loop runs over the batch: x is (T, B, I), time is its first axis.")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x.swapaxes(0, 1), h0, c0, W_ih, W_hh, b, step)


_returned(
    "all of hs is the last h: one buffer was filled again and again. Append new arrays.",
    lambda h0, hs, c, caches: (np.stack([hs[-1]] * len(hs)), c, caches),
)
_returned(
    "hs begins with h0: it holds the states after each step, T of them.",
    lambda h0, hs, c, caches: (np.concatenate([h0[None], hs]), c, caches),
)
_returned(
    "hs is one step late: it holds h before each step; append after the step.",
    lambda h0, hs, c, caches: (np.concatenate([h0[None], hs[:-1]]), c, caches),
)
_returned(
    "hs is a list: np.stack(hs) makes one (T, B, H) array of it.",
    lambda h0, hs, c, caches: (list(hs), c, caches),
)
_returned(
    "only the last h comes back: return those of all steps, (T, B, H).",
    lambda h0, hs, c, caches: (hs[-1], c, caches),
)
_returned(
    "hs has the batch in front: stack along axis 0, (T, B, H).",
    lambda h0, hs, c, caches: (hs.swapaxes(0, 1), c, caches),
)
_returned(
    "the states are joined along the batch, (T*B, H): np.stack gives (T, B, H).",
    lambda h0, hs, c, caches: (np.concatenate(list(hs)), c, caches),
)
_returned(
    "the cell states of all steps come back: return only the last c, (B, H).",
    lambda h0, hs, c, caches: (hs, np.stack([*(v["c_prev"] for v in caches[1:]), c]), caches),
)
_returned(
    "the last h comes back in place of the last c: return hs, c, caches.",
    lambda h0, hs, c, caches: (hs, hs[-1], caches),
)
_returned(
    "only the last step's cache comes back: append each step's cache to a list.",
    lambda h0, hs, c, caches: (hs, c, caches[-1]),
)
_returned(
    "the caches are missing: return hs, c and the list of the steps' caches.",
    lambda h0, hs, c, caches: (hs, c),
)
_returned(
    "hs holds the cell states: collect h, which step returns first.",
    lambda h0, hs, c, caches: (
        np.stack([*(v["c_prev"] for v in caches[1:]), c]),
        c,
        caches,
    ),
)


@ex.mistake(
    "the argument `step` is not called: call step(x_t, h, c, W_ih, W_hh, b), not a fixed step."
)
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x, h0, c0, W_ih, W_hh, b)


@ex.mistake("the first step is left out: go through x from x[0].")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    return lstm_forward(x[1:], h0, c0, W_ih, W_hh, b, step) if len(x) > 1 else np.stack([])


_returned(
    "the last step is left out: go through all T steps.",
    lambda h0, hs, c, caches: (hs[:-1], caches[-1]["c_prev"], caches[:-1]),
)


@ex.same("an array that is filled")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    T, B, _ = x.shape
    hs, caches = np.zeros((T, B, h0.shape[1])), [None] * T
    h, c = h0, c0
    for t in range(T):
        h, c, caches[t] = step(x[t], h, c, W_ih, W_hh, b)
        hs[t] = h
    return hs, c, caches


@ex.same("the state before is hs[t - 1], caches in a tuple")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    hs, cs, caches = [h0.copy()], [c0.copy()], ()
    for t in range(x.shape[0]):
        h, c, cache = step(x[t], hs[-1], cs[-1], W_ih, W_hh, b)
        hs.append(h)
        cs.append(c)
        caches += (cache,)
    return np.array(hs[1:]), cs[-1], caches


@ex.same("states in a tuple that is unpacked")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    state, outs = (h0, c0), []
    for t in range(len(x)):
        *state, cache = step(x[t], *state, W_ih, W_hh, b)
        outs.append((*state, cache))
    hs, cs, caches = zip(*outs, strict=True)
    return np.concatenate([h[None] for h in hs]), cs[-1], list(caches)


@ex.same("recursion on the rest of the sequence")
def _(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    def run(x, h, c):
        if not len(x):
            return [], c, []
        h, c, cache = step(x[0], h, c, W_ih, W_hh, b)
        hs, last, caches = run(x[1:], h, c)
        return [h, *hs], last, [cache, *caches]

    hs, c, caches = run(x, h0, c0)
    return np.stack(hs), c, caches
