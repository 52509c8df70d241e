"""Lesson 05: backpropagation through time."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._nets import LESSON, cache_of, previous, unpack

NAMES = ("dx", "dW_ih", "dW_hh", "db", "dh0")

rnn_backward = exercise(
    "rnn-backward",
    lesson=LESSON,
    reference=nets.rnn_backward,
    outputs=NAMES,
    hints=[
        "Before the loop: dx like x, three sums of zeros like W_ih, W_hh and b (H,), and "
        "dh_next, zeros like h0: nothing comes back from beyond the last step.",
        "Loop over t from the last step to the first. What reaches h_t is its own dhs[t] and "
        "dh_next. nets.rnn_step_backward takes that and gives five things: which of them "
        "replace something, which are added to something?",
        "dx[t] and dh_next are replaced at each step, the three sums grow with +=. The step "
        "before 0 is h0: `hs[t - 1] if t > 0 else h0`. After the loop, dh_next is dh0.",
    ],
)


def _bptt(dhs, cache, *, arrives=lambda own, later, h: own + later, step=None, **swap):
    """Go back through all steps; every part can be swapped for a wrong one."""
    x, _, hs, W_ih, W_hh = unpack(cache)
    before = swap.get("before", previous(cache))
    step = step or nets.rnn_step_backward
    keep = swap.get("keep", lambda old, new: old + new)
    dx = np.zeros_like(x)
    sums = [np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(hs[0, 0])]
    dh_next = swap.get("dh_next", np.zeros_like(hs[0]))
    for t in swap.get("order", reversed(range(len(x)))):
        made = {"x": x[t], "h_prev": before[t], "h": hs[t], "W_ih": W_ih, "W_hh": W_hh}
        dx[t], dh_next, *parts = step(arrives(dhs[t], dh_next, hs[t]), made)
        sums = [keep(old, new) for old, new in zip(sums, parts, strict=True)]
    return dx, *sums, dh_next


def _step(prime, W_back=lambda W: W, x_back=lambda W: W):
    """Make a step backward whose tanh' or weights are wrong."""

    def step(dh, made):
        da = dh * prime(made["h"])
        dx, dh_prev = da @ x_back(made["W_ih"]), da @ W_back(made["W_hh"])
        return dx, dh_prev, da.T @ made["x"], da.T @ made["h_prev"], da.sum(axis=0)

    return step


def _swapped(dhs, cache, **values):
    """Return the right gradients, but for those named."""
    right = dict(zip(NAMES, nets.rnn_backward(dhs, cache), strict=True))
    return tuple((right | values).values())


@rnn_backward.cases
def _(rng):
    def net(T, B, I, H):
        return dict(dhs=rng.normal(size=(T, B, H)), cache=cache_of(rng, T, B, I, H))

    yield "T=5, B=2, I=3, H=4", net(5, 2, 3, 4)
    yield "T=3, B=4, I=1, H=2", net(3, 4, 1, 2)
    yield "T = 1", net(1, 2, 4, 3)
    last = net(6, 3, 2, 4)
    last["dhs"][:-1] = 0
    yield "a loss at the last step only", last
    first = net(4, 3, 2, 5)
    first["dhs"][1:] = 0
    yield "a loss at the first step only", first
    yield "one row", net(4, 1, 2, 3)
    yield "one unit", net(5, 3, 2, 1)
    yield "T=B=I=H=3, where no shape can warn you", net(3, 3, 3, 3)
    yield "twenty steps", net(20, 2, 1, 3)


mistakes(
    rnn_backward,
    {
        "the gradients are right, but your function changed its input dhs: `+=` into dhs[t] (or a name for it) writes there; use dh = dhs[t] + dh_next.": """
        right = nets.rnn_backward(dhs, cache)
        for t in reversed(range(len(dhs) - 1)):
            dhs[t] += 0.5
        dhs[-1] *= 0.5
        return right
    """,
    },
)


@rnn_backward.mistake(
    "the weights' gradients are overwritten at each step: all steps used the same weights, so "
    "add up with +=."
)
def _(dhs, cache):
    return _bptt(dhs, cache, keep=lambda old, new: new)


@rnn_backward.mistake(
    "dh_next is forgotten: h_t feeds its own loss and the next step, so it gets "
    "dhs[t] + dh_next."
)
def _(dhs, cache):
    return _bptt(dhs, cache, arrives=lambda own, later, h: own)


@rnn_backward.mistake(
    "dh_next is added after tanh': it is a gradient of h_t, so add it to dhs[t] first, then "
    "go through tanh."
)
def _(dhs, cache):
    def arrives(own, later, h):
        slope = 1 - h**2
        return (own * slope + later) / slope  # the step multiplies by the slope again

    return _bptt(dhs, cache, arrives=arrives)


@rnn_backward.mistake(
    "tanh' is missing: on the way back, each step multiplies by 1 - hs[t]**2."
)
def _(dhs, cache):
    return _bptt(dhs, cache, step=_step(lambda h: 1.0))


@rnn_backward.mistake("tanh' is taken of the state before: step t's slope is 1 - hs[t]**2.")
def _(dhs, cache):
    before = previous(cache)
    slope = iter((1 - before**2)[::-1])
    return _bptt(dhs, cache, step=_step(lambda h: next(slope)))


@rnn_backward.mistake(
    "dW_hh uses hs[t]: at step t, W_hh was multiplied with hs[t - 1], the state before."
)
def _(dhs, cache):
    return _bptt(dhs, cache, before=cache["hs"])


@rnn_backward.mistake(
    "at t = 0, hs[t - 1] is hs[-1], the last state: before step 0 there was h0."
)
def _(dhs, cache):
    return _bptt(dhs, cache, before=np.roll(cache["hs"], 1, axis=0))


@rnn_backward.mistake("before step 0 there was h0, which need not be 0: use cache['h0'].")
def _(dhs, cache):
    before = previous(cache)
    before[0] = 0
    return _bptt(dhs, cache, before=before)


@rnn_backward.mistake(
    "W_hh is transposed on the way back: forward has h @ W_hh.T, so back it is da @ W_hh."
)
def _(dhs, cache):
    return _bptt(dhs, cache, step=_step(lambda h: 1 - h**2, W_back=lambda W: W.T))


@rnn_backward.mistake(
    "the loop runs forward: what comes back to h_t comes from step t + 1, so begin at the end, "
    "reversed(range(T))."
)
def _(dhs, cache):
    return _bptt(dhs, cache, order=range(len(dhs)))


@rnn_backward.mistake(
    "the last step's dhs is counted twice: dh_next begins as zeros, and dhs[t] is added to it "
    "in the loop."
)
def _(dhs, cache):
    return _bptt(dhs, cache, dh_next=dhs[-1])


@rnn_backward.mistake(
    "the loop never reaches step 0: reversed(range(T)) ends with 0, and range(T - 1, -1, -1) "
    "does too."
)
def _(dhs, cache):
    return _bptt(dhs, cache, order=range(len(dhs) - 1, 0, -1))


@rnn_backward.mistake("the loop leaves out the last step: begin at t = T - 1.")
def _(dhs, cache):
    return _bptt(dhs, cache, order=range(len(dhs) - 2, -1, -1))


mistakes(
    rnn_backward,
    {
        "only the loss of the last step goes back: add dhs[t] at every step on the way.": """
        only = np.zeros_like(dhs)
        only[-1] = dhs[-1]
        return nets.rnn_backward(only, cache)
    """,
    },
)


@rnn_backward.mistake(
    "dh_next grows with +=: it is replaced at each step, for all that came later is in it."
)
def _(dhs, cache):
    kept = np.zeros_like(dhs[0])

    def step(dh, made):
        nonlocal kept
        dx, dh_prev, *parts = nets.rnn_step_backward(dh, made)
        kept = kept + dh_prev
        return dx, kept, *parts

    return _bptt(dhs, cache, step=step)


@rnn_backward.mistake(
    "dh0 stops at the state after step 0: go through that step, too; it is the last dh_next."
)
def _(dhs, cache):
    seen = []

    def arrives(own, later, h):
        seen.append(own + later)
        return seen[-1]

    return *_bptt(dhs, cache, arrives=arrives)[:4], seen[-1]


@rnn_backward.mistake("dh0 is 0: it is what comes back out of step 0, the last dh_next.")
def _(dhs, cache):
    return _swapped(dhs, cache, dh0=np.zeros_like(cache["h0"]))


@rnn_backward.mistake(
    "dh0 has dhs[0] added: h0 has no loss of its own, it is dh_next as step 0 leaves it."
)
def _(dhs, cache):
    return _swapped(dhs, cache, dh0=nets.rnn_backward(dhs, cache)[4] + dhs[0])


@rnn_backward.mistake(
    "the weights' gradients are divided by T: dhs has the loss's mean in it, so add up."
)
def _(dhs, cache):
    return _scaled(dhs, cache, 1 / len(dhs))


@rnn_backward.mistake(
    "the weights' gradients are divided by B: dhs has the loss's mean in it, so add up."
)
def _(dhs, cache):
    return _scaled(dhs, cache, 1 / dhs.shape[1])


def _scaled(dhs, cache, factor):
    dx, *weights, dh0 = nets.rnn_backward(dhs, cache)
    return dx, *(factor * dW for dW in weights), dh0


@rnn_backward.mistake(
    "dx is in the order of the loop, last step first: write dx[t], or turn the list round."
)
def _(dhs, cache):
    return _swapped(dhs, cache, dx=nets.rnn_backward(dhs, cache)[0][::-1])


@rnn_backward.mistake(
    "db is not summed over the batch: b was added to every row at every step, so db is (H,)."
)
def _(dhs, cache):
    da = _all_da(dhs, cache)
    return _swapped(dhs, cache, db=da.sum(axis=0))


@rnn_backward.mistake("db is not summed over time: b was added at every step, so db is (H,).")
def _(dhs, cache):
    return _swapped(dhs, cache, db=_all_da(dhs, cache).sum(axis=1))


def _all_da(dhs, cache):
    """Return the gradient at every tanh's input, (T, B, H)."""
    seen = []

    def arrives(own, later, h):
        seen.append((own + later) * (1 - h**2))
        return own + later

    _bptt(dhs, cache, arrives=arrives)
    return np.stack(seen[::-1])


mistakes(
    rnn_backward,
    {
        "dh0 is missing: return dx, dW_ih, dW_hh, db, dh0; the last is the dh_next that is left.": "return nets.rnn_backward(dhs, cache)[:4]",
        "dh0 stands second, as in rnn_step_backward: here the order is dx, dW_ih, dW_hh, db, dh0.": """
        dx, dW_ih, dW_hh, db, dh0 = nets.rnn_backward(dhs, cache)
        return dx, dh0, dW_ih, dW_hh, db
    """,
    },
)


@rnn_backward.mistake(
    "what comes back is cut after one step: dh_next must carry all that came later, not the "
    "next step's own loss alone."
)
def _(dhs, cache):
    x, _, hs, W_ih, W_hh = unpack(cache)
    later = np.zeros_like(dhs)
    later[:-1] = (dhs[1:] * (1 - hs[1:] ** 2)) @ W_hh
    da = (dhs + later) * (1 - hs**2)
    dW_hh = np.einsum("tbj,tbh->jh", da, previous(cache))
    dW_ih = np.einsum("tbh,tbi->hi", da, x)
    return da @ W_ih, dW_ih, dW_hh, da.sum(axis=(0, 1)), da[0] @ W_hh


@rnn_backward.mistake(
    "every step is given h0 as the state before: before step t there was hs[t - 1]."
)
def _(dhs, cache):
    return _bptt(dhs, cache, before=[cache["h0"]] * len(dhs))


@rnn_backward.same("one product for all steps, after the loop")
def _(dhs, cache):
    x, h0, hs, W_ih, W_hh = unpack(cache)
    da, dh = np.zeros_like(hs), np.zeros_like(h0)
    for t in range(len(hs) - 1, -1, -1):
        da[t] = (dhs[t] + dh) * (1 - hs[t] ** 2)
        dh = da[t] @ W_hh
    flat = da.reshape(-1, len(W_hh))
    dW_ih = flat.T @ x.reshape(-1, x.shape[2])
    dW_hh = flat.T @ previous(cache).reshape(-1, len(W_hh))
    return da @ W_ih, dW_ih, dW_hh, flat.sum(axis=0), dh


@rnn_backward.same("every path by itself, the textbook's double sum")
def _(dhs, cache):
    x, h0, hs, W_ih, W_hh = unpack(cache)
    T, (dx, dW_ih, dW_hh) = len(x), map(np.zeros_like, (x, W_ih, W_hh))
    db, dh0, before = np.zeros_like(W_hh[0]), np.zeros_like(h0), previous(cache)
    for t in range(T):
        dh = dhs[t]
        for k in range(t, -1, -1):
            da = dh * (1 - hs[k] ** 2)
            dx[k] += da @ W_ih
            dW_ih += da.T @ x[k]
            dW_hh += da.T @ before[k]
            db += da.sum(0)
            dh = da @ W_hh
        dh0 += dh
    return [dx, dW_ih, dW_hh, db, dh0]


@rnn_backward.same("recursion from the first step")
def _(dhs, cache):
    x, h0, hs, W_ih, W_hh = unpack(cache)

    def back(t, before):
        if t == len(x):
            return [], 0, 0, 0, np.zeros_like(h0)
        dx, A, C, b, later = back(t + 1, hs[t])
        da = (dhs[t] + later) * (1 - hs[t] ** 2)
        return (
            [da @ W_ih, *dx],
            A + da.T @ x[t],
            C + da.T @ before,
            b + da.sum(axis=0),
            da @ W_hh,
        )

    dx, *rest = back(0, h0)
    return np.array(dx), *rest


@rnn_backward.same("on a copy of dhs, in place")
def _(dhs, cache):
    x, h0, hs, W_ih, W_hh = unpack(cache)
    d = np.concatenate([np.zeros_like(h0)[None], dhs])  # d[t + 1] belongs to hs[t]
    states = np.concatenate([h0[None], hs])
    for t in range(len(x), 0, -1):
        d[t] *= 1 - states[t] ** 2
        d[t - 1] += d[t] @ W_hh
    A, C = (np.tensordot(d[1:], q, axes=([0, 1], [0, 1])) for q in (x, states[:-1]))
    return d[1:] @ W_ih, A, C, d[1:].sum((0, 1)), d[0]


equivalents(
    rnn_backward,
    {
        "truncated BPTT that is never truncated": "return nets.truncated_bptt(dhs, cache, 2, len(dhs) + 2)",
    },
)
