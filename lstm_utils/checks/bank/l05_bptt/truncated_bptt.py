"""Lesson 05: backpropagation through time, cut after k2 steps."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise, mistakes

from ._nets import LESSON, cache_of, previous, unpack

NAMES = ("dx", "dW_ih", "dW_hh", "db", "dh0")

truncated_bptt = exercise(
    "truncated-bptt",
    lesson=LESSON,
    reference=nets.truncated_bptt,
    outputs=NAMES,
    hints=[
        "nets.tbptt_windows lists the passes. A pass is rnn_backward on a small cache: x and "
        "hs cut to start:stop, and the state before start as its h0. Which state is that?",
        "cache | {...} makes a new dict with some entries replaced. Copy the window's dhs "
        "before you set those to 0 that are not due: a slice is a view of the caller's array.",
        "Add what each pass returns: dx to dx[start:stop], three sums for the weights. What "
        "comes out at the early end is dh0 only if the window starts at step 0.",
    ],
)


def _state_before(cache, start):
    return cache["hs"][start - 1] if start > 0 else cache["h0"]


def _cut(dhs, cache, k1, k2, *, windows=None, before=_state_before, due_only=True, **swap):
    """Sum the passes over some windows; each part can be swapped for a wrong one."""
    add = swap.get("add", lambda old, new: old + new)
    dx = np.zeros_like(cache["x"])
    sums = [np.zeros_like(q) for q in (cache["W_ih"], cache["W_hh"], cache["W_hh"][0])]
    dh0 = np.zeros_like(cache["h0"])
    for start, due, stop in windows or nets.tbptt_windows(len(dhs), k1, k2):
        window = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop]}
        window["h0"] = before(cache, start)
        part = dhs[start:stop].copy()
        part[: due - start if due_only else 0] = 0
        dx_part, *weights, first = nets.rnn_backward(part, window)
        dx[start:stop] = swap.get("add_dx", add)(dx[start:stop], dx_part)
        sums = [add(old, new) for old, new in zip(sums, weights, strict=True)]
        dh0 = swap.get("dh0", lambda old, new, start: old + new * (start == 0))(
            dh0, first, start
        )
    return dx, *sums, dh0


def _own_windows(T, k1, k2):
    """List the pieces by themselves, without the steps before them."""
    return [(due, due, stop) for _, due, stop in nets.tbptt_windows(T, k1, k2)]


@truncated_bptt.cases
def _(rng):
    def net(T, B, I, H, k1, k2):
        dhs = rng.normal(size=(T, B, H))
        return dict(dhs=dhs, cache=cache_of(rng, T, B, I, H), k1=k1, k2=k2)

    yield "T=7, k1=2, k2=4", net(7, 2, 3, 4, 2, 4)
    yield "T=9, k1=3, k2=5", net(9, 4, 2, 3, 3, 5)
    yield "k1 = k2: chunks that do not overlap", net(8, 3, 2, 4, 3, 3)
    yield "k1 = 1: a pass for every loss", net(6, 2, 1, 3, 1, 3)
    yield "k2 = T: nothing is cut", net(5, 3, 2, 4, 2, 5)
    yield "k1 = k2 = 1: no way back at all", net(4, 3, 1, 2, 1, 1)
    last = net(8, 3, 2, 4, 3, 4)
    last["dhs"][:-1] = 0
    yield "a loss at the last step only", last
    yield "a piece longer than the sequence", net(3, 2, 4, 5, 5, 6)
    yield "one row, one unit", net(7, 1, 2, 1, 2, 3)


mistakes(
    truncated_bptt,
    {
        "the gradients are right, but your function changed its input dhs: a slice is a view, so dhs[start:stop].copy() before you set some to 0.": """
        right = nets.truncated_bptt(dhs, cache, k1, k2)
        for start, due, _ in nets.tbptt_windows(len(dhs), k1, k2):
            dhs[start:due] = 0
        dhs[0] = 0
        return right
    """,
        "the cache was changed, it is the caller's dict: build a new one for each window, cache | {...}.": """
        right = nets.truncated_bptt(dhs, cache, k1, k2)
        cache["x"] = cache["x"][-1:] * 2
        return right
    """,
    },
)


@truncated_bptt.mistake(
    "the state is 0 at the beginning of each window: only the gradient is cut, the state goes "
    "on, hs[start - 1]."
)
def _(dhs, cache, k1, k2):
    return _cut(
        dhs,
        cache,
        k1,
        k2,
        before=lambda c, start: np.zeros_like(c["h0"]) if start else c["h0"],
    )


@truncated_bptt.mistake(
    "each window gets the h0 of the whole sequence: before step start there was hs[start - 1]."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, before=lambda c, start: c["h0"])


@truncated_bptt.mistake(
    "the window's h0 is hs[start], which its first step makes: the state before is "
    "hs[start - 1]."
)
def _(dhs, cache, k1, k2):
    return _cut(
        dhs, cache, k1, k2, before=lambda c, start: c["hs"][start] if start else c["h0"]
    )


@truncated_bptt.mistake(
    "for start = 0, hs[start - 1] is the last state of all: the state before step 0 is h0."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, before=lambda c, start: c["hs"][start - 1])


@truncated_bptt.mistake(
    "the last, shorter piece is dropped: its losses go back, too; stop is min(due + k1, T)."
)
def _(dhs, cache, k1, k2):
    full = [w for w in nets.tbptt_windows(len(dhs), k1, k2) if w[2] - w[1] == k1]
    return _cut(dhs, cache, k1, k2, windows=iter(full))


@truncated_bptt.mistake(
    "losses are counted again in each window that covers them: set those before `due` to 0."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, due_only=False)


@truncated_bptt.mistake(
    "k2 is not used, the cut is at each piece's beginning: a window reaches back k2 steps from "
    "stop."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, windows=_own_windows(len(dhs), k1, k2))


mistakes(
    truncated_bptt,
    {
        "nothing is cut: losses go back through the steps of their window only.": "return nets.rnn_backward(dhs, cache)",
        "a pass is made for every loss, k1 is not used: the losses of a piece go back together.": "return nets.truncated_bptt(dhs, cache, 1, k2)",
        "pieces are k2 long: a pass is due every k1 steps.": "return nets.truncated_bptt(dhs, cache, k2, k2)",
        "windows are one step too long: they begin at stop - k2.": "return nets.truncated_bptt(dhs, cache, k1, k2 + 1)",
    },
)


@truncated_bptt.mistake(
    "windows reach back k2 steps from the beginning of the piece: k2 counts from its end, stop."
)
def _(dhs, cache, k1, k2):
    T = len(dhs)
    windows = [(max(0, due - k2), due, stop) for _, due, stop in _own_windows(T, k1, k2)]
    return _cut(dhs, cache, k1, k2, windows=windows)


@truncated_bptt.mistake(
    "the last window is too short: its stop is T, so it begins at T - k2; cut stop first, then "
    "count back."
)
def _(dhs, cache, k1, k2):
    T = len(dhs)
    windows = [(max(0, due + k1 - k2), due, min(due + k1, T)) for due in range(0, T, k1)]
    return _cut(dhs, cache, k1, k2, windows=windows)


@truncated_bptt.mistake(
    "only the last window counts: the passes add up, each with the losses of its piece."
)
def _(dhs, cache, k1, k2):
    windows = nets.tbptt_windows(len(dhs), k1, k2)[-1:]
    return _cut(dhs, cache, k1, k2, windows=windows)


@truncated_bptt.mistake(
    "the weights' gradients are overwritten by each window: the passes add up, +=."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, add=lambda old, new: new, add_dx=lambda old, new: old + new)


@truncated_bptt.mistake(
    "dx is overwritten where windows overlap: add to it, dx[start:stop] += ..."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, add_dx=lambda old, new: new)


mistakes(
    truncated_bptt,
    {
        "the weights' gradients are divided by the number of windows: the passes add up.": """
        n = len(nets.tbptt_windows(len(dhs), k1, k2))
        dx, *weights, dh0 = nets.truncated_bptt(dhs, cache, k1, k2)
        return dx, *(dW / n for dW in weights), dh0
    """,
    },
)


@truncated_bptt.mistake(
    "what comes out of every window is added to dh0: only a window with start 0 reaches h0."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, dh0=lambda old, new, start: old + new)


@truncated_bptt.mistake(
    "dh0 is what the last window leaves: only windows with start 0 reach h0, and they add up."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, dh0=lambda old, new, start: new)


@truncated_bptt.mistake(
    "dh0 is the first window's alone: with k2 > k1, later windows start at 0, too; add up."
)
def _(dhs, cache, k1, k2):
    *rest, _ = nets.truncated_bptt(dhs, cache, k1, k2)
    first = _cut(dhs, cache, k1, k2, windows=nets.tbptt_windows(len(dhs), k1, k2)[:1])
    return *rest, first[-1]


@truncated_bptt.mistake(
    "dh0 is the last window's that starts at 0: all windows that start at 0 add up."
)
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, dh0=lambda old, new, start: old if start else new)


@truncated_bptt.mistake("dh0 is 0: a window that starts at step 0 reaches h0, no cut is there.")
def _(dhs, cache, k1, k2):
    return _cut(dhs, cache, k1, k2, dh0=lambda old, new, start: old)


@truncated_bptt.mistake(
    "dx belongs to the window: put it back at its place, dx[start:stop] += ..., (T, B, I)."
)
def _(dhs, cache, k1, k2):
    parts = []
    for window in nets.tbptt_windows(len(dhs), k1, k2):
        part = _cut(dhs, cache, k1, k2, windows=[window])[0]
        parts.append(part[window[0] : window[2]])
    return np.concatenate(parts), *nets.truncated_bptt(dhs, cache, k1, k2)[1:]


@truncated_bptt.mistake(
    "dx is kept for the piece only: what goes back through the rest of the window belongs to "
    "dx, too; dx[start:stop] += ..."
)
def _(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    for window in nets.tbptt_windows(len(dhs), k1, k2):
        _, due, stop = window
        dx[due:stop] = _cut(dhs, cache, k1, k2, windows=[window])[0][due:stop]
    return dx, *nets.truncated_bptt(dhs, cache, k1, k2)[1:]


@truncated_bptt.mistake(
    "`due` counts from the beginning of the sequence: in the window's own array that is "
    "due - start, so part[: due - start] = 0."
)
def _(dhs, cache, k1, k2):
    found = []
    for window in nets.tbptt_windows(len(dhs), k1, k2):
        start, due, stop = window
        part = dhs[start:stop].copy()
        part[:due] = 0
        padded = np.zeros_like(dhs)
        padded[start:stop] = part
        found.append(_cut(padded, cache, k1, k2, windows=[window], due_only=False))
    return tuple(map(sum, zip(*found, strict=True)))


@truncated_bptt.mistake(
    "the window's h0 is the state before the piece, hs[due - 1]: its first step is start, so "
    "hs[start - 1]."
)
def _(dhs, cache, k1, k2):
    found = []
    for window in nets.tbptt_windows(len(dhs), k1, k2):
        due = window[1]
        state = cache["hs"][due - 1] if due else cache["h0"]
        cut = _cut(dhs, cache, k1, k2, windows=[window], before=lambda c, start, h=state: h)
        found.append(cut)
    return tuple(map(sum, zip(*found, strict=True)))


@truncated_bptt.same("every loss by itself, term by term")
def _(dhs, cache, k1, k2):
    x, h0, hs, W_ih, W_hh = unpack(cache)
    dx, dW_ih, dW_hh, dh0 = map(np.zeros_like, (x, W_ih, W_hh, h0))
    db, before = np.zeros_like(W_hh[0]), previous(cache)
    for start, due, stop in nets.tbptt_windows(len(x), k1, k2):
        for t in range(due, stop):
            dh = dhs[t]
            for k in range(t, start - 1, -1):
                da = dh * (1 - hs[k] ** 2)
                dx[k] += da @ W_ih
                dW_ih += da.T @ x[k]
                dW_hh += da.T @ before[k]
                db += da.sum(axis=0)
                dh = da @ W_hh
            if start == 0:
                dh0 += dh
    return dx, dW_ih, dW_hh, db, dh0


@truncated_bptt.same("windows from the last to the first")
def _(dhs, cache, k1, k2):
    windows = nets.tbptt_windows(len(dhs), k1, k2)[::-1]
    return list(_cut(dhs, cache, k1, k2, windows=windows))


@truncated_bptt.same("dhs masked to full length, hs padded with h0")
def _(dhs, cache, k1, k2):
    states = previous(cache)
    total = [np.zeros_like(q) for q in (cache["x"], cache["W_ih"], cache["W_hh"])]
    total += [np.zeros_like(cache["W_hh"][0]), np.zeros_like(cache["h0"])]
    steps = np.arange(len(dhs))
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        masked = np.where((steps >= due)[:, None, None], dhs, np.zeros_like(dhs))
        part = {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop]}
        found = nets.rnn_backward(masked[start:stop], cache | part | {"h0": states[start]})
        total[0][start:stop] += found[0]
        for i in (1, 2, 3):
            total[i] = total[i] + found[i]
        total[4] = total[4] + (found[4] if start == 0 else 0)
    return total


@truncated_bptt.same("a pass for each loss, cut at the window of its piece")
def _(dhs, cache, k1, k2):
    found = [np.zeros_like(cache["x"])]
    found += [np.zeros_like(q) for q in (cache["W_ih"], cache["W_hh"], cache["W_hh"][0])]
    found.append(np.zeros_like(cache["h0"]))
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        for t in range(due, stop):
            part = _cut(dhs, cache, k1, k2, windows=[(start, t, t + 1)])
            found = [old + new for old, new in zip(found, part, strict=True)]
    return found
