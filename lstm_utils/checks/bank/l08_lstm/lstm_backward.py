"""Lesson 08: the LSTM backward over a sequence, weights judged gate by gate."""

import functools

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import Probe, exercise, probe

from ._draw import caches

_back = nets.lstm_step_backward
OUTPUTS = ("dx", "dW_ih", "dW_hh", "db", "dh0", "dc0")


def _loop(dhs, caches, step=_back, carry=None, skip=()):
    """Go back through the steps; `carry` may change what one hands to the one before."""
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    first = caches[0]
    dW_ih, dW_hh = np.zeros_like(first["W_ih"]), np.zeros_like(first["W_hh"])
    db, dx = np.zeros_like(first["W_ih"][:, 0]), np.zeros((len(dhs), *first["x"].shape))
    for t in reversed(range(len(dhs))):
        if t in skip:
            continue
        dx[t], dh, dc, da = step(dhs[t] + dh, dc, caches[t])
        dW_ih += da.T @ caches[t]["x"]
        dW_hh += da.T @ caches[t]["h_prev"]
        db += da.sum(axis=0)
        dh, dc = carry(dh, dc) if carry else (dh, dc)
    return dx, dW_ih, dW_hh, db, dh, dc


@functools.wraps(nets.lstm_backward)
def lstm_backward(dhs, caches, back=_back):
    """Carry gradients back through a sequence, given the list of the steps' caches."""
    return _loop(dhs, caches, back)


ex = exercise(
    "lstm-backward",
    lesson="08_lstm",
    reference=lstm_backward,
    outputs=OUTPUTS,
    blocks={"dW_ih": (0, "ifgo"), "dW_hh": (0, "ifgo"), "db": (0, "ifgo")},
    hints=[
        "The last step goes first: for t in reversed(range(T)). What does a step's h feed? The "
        "loss at t (dhs[t]) and the step after it (the dh that came back): add the two.",
        "dx[t], dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t]), where dh and dc start "
        "as zeros and are handed from step to step.",
        'Weights are shared, so their gradients add up: dW_ih += da.T @ caches[t]["x"], dW_hh '
        '+= da.T @ caches[t]["h_prev"], db += da.sum(axis=0). In the end dh is dh0, dc is dc0.',
    ],
)


@probe("a step backward without gates")
def _(dh, dc, cache):
    dc = dc + dh * cache["o"]
    da = np.concatenate([dc * cache[gate] for gate in "gifo"], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc / 2, da


@ex.cases
def _(rng):
    def case(T, B, I, H):
        return dict(dhs=rng.normal(size=(T, B, H)), caches=caches(rng, T, B, I, H))

    yield "T=4, B=3, I=2, H=5", case(4, 3, 2, 5)
    yield "T=1", case(1, 2, 3, 2)
    yield "T=6, B=1", case(6, 1, 2, 3)
    yield "T=B=I=H=3", case(3, 3, 3, 3)
    other = dict(step_backward=Probe("a step backward without gates"))
    yield "another step_backward", case(5, 2, 3, 4) | other
    late = case(5, 2, 3, 2)
    late["dhs"][:-1] = 0
    yield "a loss at the last step only", late


def _das(dhs, caches, back):
    """Return da of every step, (T, B, 4H)."""
    das = []

    def step(dh, dc, cache):
        out = back(dh, dc, cache)
        das.append(out[3])
        return out

    _loop(dhs, caches, step)
    return np.stack(das[::-1])


def _summed(das, caches):
    """Return the weights' gradients for the given steps."""
    pairs = list(zip(das, caches, strict=True))
    dW_ih, dW_hh = (sum(da.T @ v[k] for da, v in pairs) for k in ("x", "h_prev"))
    return {"dW_ih": dW_ih, "dW_hh": dW_hh, "db": sum(da.sum(axis=0) for da in das)}


def _but(words, change):
    """Register a mistake that makes other gradients of the right ones, by name."""

    @ex.mistake(words)
    def _(dhs, caches, back=_back):
        right = dict(zip(OUTPUTS, lstm_backward(dhs, caches, back), strict=True))
        return tuple((right | change(right, _das(dhs, caches, back), dhs, caches)).values())


def _stepped(words, step):
    """Register a mistake in what each step is given: step(dh, dc, cache, loss there)."""

    @ex.mistake(words)
    def _(dhs, caches, back=_back):
        losses = iter(dhs[::-1])
        return _loop(dhs, caches, lambda dh, dc, v: step(back, dh, dc, v, next(losses)))


def _then_add(loss, dx, dh, dc, da):
    return dx, dh + loss, dc, da


@ex.mistake(
    "the gradients are right, but dhs is changed in place: `dh = dhs[t]; dh += ...` and "
    "`dhs[t] += ...` write into it; use dhs[t] + dh."
)
def _(dhs, caches, back=_back):
    right = lstm_backward(dhs, caches, back)
    dhs[0] += 1.0
    return right


_stepped(
    "dh from the step after is forgotten: each step gets dhs[t] + dh.",
    lambda back, dh, dc, v, loss: back(loss, dc, v),
)
_stepped(
    "dc is reset at each step: hand on the dc that came back, that is the belt.",
    lambda back, dh, dc, v, loss: back(dh, 0 * dc, v),
)
_stepped(
    "neither dh nor dc is handed on: no gradient reaches an earlier step.",
    lambda back, dh, dc, v, loss: back(loss, 0 * dc, v),
)
_stepped(
    "dhs[t] is counted twice: add it once, before the step goes back.",
    lambda back, dh, dc, v, loss: back(dh + loss, dc, v),
)
_stepped(
    "dhs[t] is added after its step has gone back: the step needs it, dhs[t] + dh goes in.",
    lambda back, dh, dc, v, loss: _then_add(loss, *back(dh - loss, dc, v)),
)
_stepped(
    "dh and dc are handed to the step in the wrong order: dh first.",
    lambda back, dh, dc, v, loss: back(dc, dh, v),
)
_stepped(
    "dhs[t] goes into dc: the loss sees h, so it is added to dh.",
    lambda back, dh, dc, v, loss: back(dh - loss, dc + loss, v),
)
_stepped(
    "dhs[t] goes into dh and into dc: the loss sees h alone.",
    lambda back, dh, dc, v, loss: back(dh, dc + loss, v),
)


@ex.mistake(
    "the argument `step_backward` is not called: call it at each step, not a fixed function."
)
def _(dhs, caches, back=_back):
    return lstm_backward(dhs, caches)


@ex.mistake("only the last step's loss is heard: add dhs[t] at every step.")
def _(dhs, caches, back=_back):
    last = np.zeros_like(dhs)
    last[-1] = dhs[-1]
    return lstm_backward(last, caches, back)


@ex.mistake("dh and dc change places from step to step: it returns dx, dh, dc, da.")
def _(dhs, caches, back=_back):
    return _loop(dhs, caches, back, carry=lambda dh, dc: (dc, dh))


@ex.mistake("dh is summed up without going through the gates: hand on the dh that comes back.")
def _(dhs, caches, back=_back):
    total = iter(np.cumsum(dhs[::-1], axis=0))
    out = _loop(dhs, caches, lambda dh, dc, v: back(next(total), dc, v))
    return (*out[:4], dhs.sum(axis=0), out[5])


@ex.mistake("dh piles up: the dh that comes back takes the place of the old one, dh = ...")
def _(dhs, caches, back=_back):
    before = [np.zeros_like(dhs[0])]

    def step(dh, dc, v):
        dx, dh_prev, dc_prev, da = back(dh, dc, v)
        before.append(dh + dh_prev)
        return dx, before[-1], dc_prev, da

    return _loop(dhs, caches, step)


@ex.mistake("dc starts at 1: nothing comes after the last step, start dh and dc with zeros.")
def _(dhs, caches, back=_back):
    first = iter([1.0])
    return _loop(dhs, caches, lambda dh, dc, v: back(dh, dc + next(first, 0.0), v))


@ex.mistake("dh starts at 1: nothing comes after the last step, start dh and dc with zeros.")
def _(dhs, caches, back=_back):
    first = iter([1.0])
    return _loop(dhs, caches, lambda dh, dc, v: back(dh + next(first, 0.0), dc, v))


@ex.mistake("the last step's loss counts twice: dh starts at 0, dhs[t] is added in the loop.")
def _(dhs, caches, back=_back):
    first = iter([dhs[-1]])
    return _loop(dhs, caches, lambda dh, dc, v: back(dh + next(first, 0.0), dc, v))


@ex.mistake("dh and dc start as one array, and += writes into both: make two arrays of zeros.")
def _(dhs, caches, back=_back):
    first = iter([dhs[-1]])
    return _loop(dhs, caches, lambda dh, dc, v: back(dh, dc + next(first, 0.0), v))


for _who, _lost in (("dh", (0, 1)), ("dc", (1, 0)), ("dh and dc", (0, 0))):

    @ex.mistake(
        f"{_who} stays 0: what the step returns must take its place, dx, dh, dc, da = ..."
    )
    def _(dhs, caches, back=_back, lost=_lost):
        return _loop(dhs, caches, back, carry=lambda dh, dc: (dh * lost[0], dc * lost[1]))


@ex.mistake("dhs is read forward and caches backward: step t takes dhs[t] and caches[t].")
def _(dhs, caches, back=_back):
    return lstm_backward(dhs[::-1], caches, back)


@ex.mistake("caches are read forward and dhs backward: step t takes dhs[t] and caches[t].")
def _(dhs, caches, back=_back):
    return lstm_backward(dhs, caches[::-1], back)


@ex.mistake("step 0 is left out: reversed(range(T)) goes down to 0.")
def _(dhs, caches, back=_back):
    return _loop(dhs, caches, back, skip=(0,))


@ex.mistake("the last step is left out: begin at T - 1.")
def _(dhs, caches, back=_back):
    return _loop(dhs, caches, back, skip=(len(dhs) - 1,))


@ex.mistake("the loop runs forward in time: the last step goes first, reversed(range(T)).")
def _(dhs, caches, back=_back):
    dx, *others = lstm_backward(dhs[::-1], caches[::-1], back)
    return (dx[::-1], *others)


@ex.mistake(
    "the list of caches is changed: read caches[t]; pop and reverse() change the input."
)
def _(dhs, caches, back=_back):
    right = lstm_backward(dhs, caches, back)
    caches.clear()
    return right


_but(
    "dW and db are overwritten: = keeps only the first step's share, use +=.",
    lambda right, das, dhs, caches: _summed(das[:1], caches[:1]),
)
for _one in ("dW_ih", "dW_hh", "db"):
    _but(
        f"{_one} is overwritten: = keeps only the first step's share, use +=.",
        lambda right, das, dhs, caches, one=_one: {one: _summed(das[:1], caches[:1])[one]},
    )
_but(
    "dW and db hold the last step's share only: sum over all steps, inside the loop.",
    lambda right, das, dhs, caches: _summed(das[-1:], caches[-1:]),
)
_but(
    "dW and db are averaged over time: the shares of all steps are summed.",
    lambda right, das, dhs, caches: {k: right[k] / len(dhs) for k in ("dW_ih", "dW_hh", "db")},
)
_but(
    "dW and db are divided by B: the loss has its mean already, only sum.",
    lambda right, das, dhs, caches: {
        k: right[k] / dhs.shape[1] for k in ("dW_ih", "dW_hh", "db")
    },
)
_but(
    "db is averaged over the batch: all examples share b, sum with axis=0.",
    lambda right, das, dhs, caches: {"db": right["db"] / dhs.shape[1]},
)
_but(
    "db is not summed over the batch: da.sum(axis=0), (4H,).",
    lambda right, das, dhs, caches: {"db": das.sum(axis=0)},
)
_but(
    "db is summed over the gates instead of the batch: da.sum(axis=0), (4H,).",
    lambda right, das, dhs, caches: {"db": das.sum(axis=(0, 2))},
)
_but(
    "db is counted twice: this layout has one b, and it is added once in every step.",
    lambda right, das, dhs, caches: {"db": 2 * right["db"]},
)
_but(
    "dW_hh is made with h after the step: it met h_prev, the one before.",
    lambda right, das, dhs, caches: {
        "dW_hh": _summed(das, [v | {"h_prev": v["o"] * v["tanh_c"]} for v in caches])["dW_hh"]
    },
)
_but(
    'dW_hh is made with the h one step too early: caches[t]["h_prev"] is h before step t.',
    lambda right, das, dhs, caches: {
        "dW_hh": _summed(
            das,
            [
                v | {"h_prev": w["h_prev"]}
                for v, w in zip(caches, caches[-1:] + caches, strict=False)
            ],
        )["dW_hh"]
    },
)
_but(
    "dW_hh lacks the share of step 0: h0 is not 0 here, da.T @ h_prev counts at every step.",
    lambda right, das, dhs, caches: {"dW_hh": right["dW_hh"] - das[0].T @ caches[0]["h_prev"]},
)
_but(
    "dW_hh is made with the cell state: the gates look at h_prev.",
    lambda right, das, dhs, caches: {
        "dW_hh": _summed(das, [v | {"h_prev": v["c_prev"]} for v in caches])["dW_hh"]
    },
)
_but(
    "db is one number for all units: da.sum() and axis=1 add up gates; axis=0 the batch only.",
    lambda right, das, dhs, caches: {"db": np.full_like(right["db"], right["db"].sum())},
)
_but(
    "dW_ih and dW_hh are transposed: da.T @ x is (4H, I), like W_ih.",
    lambda right, das, dhs, caches: {k: right[k].T for k in ("dW_ih", "dW_hh")},
)
_but(
    "dW_ih and dW_hh have changed places: da.T @ x is dW_ih, da.T @ h_prev is dW_hh.",
    lambda right, das, dhs, caches: {"dW_ih": right["dW_hh"], "dW_hh": right["dW_ih"]},
)
_but(
    "dh0 has dhs[0] added: that is the loss after step 0, h0 feeds only the gates.",
    lambda right, das, dhs, caches: {"dh0": right["dh0"] + dhs[0]},
)
_but(
    "dh0 has dhs[-1] added: for t = 0 dhs[t - 1] is the last; h0 feeds only the gates.",
    lambda right, das, dhs, caches: {"dh0": right["dh0"] + dhs[-1]},
)
_but(
    "dx is in the order of the backward pass: turn it round, or write into dx[t].",
    lambda right, das, dhs, caches: {"dx": right["dx"][::-1]},
)
_but(
    "dx is summed over time: every step has its own, (T, B, I).",
    lambda right, das, dhs, caches: {"dx": right["dx"].sum(axis=0)},
)
_but(
    "dx is a list: np.stack makes one (T, B, I) array of it.",
    lambda right, das, dhs, caches: {"dx": list(right["dx"])},
)


@ex.same("pairs in reverse, lists that are turned round")
def _(dhs, caches, back=_back):
    dh = dc = np.zeros(dhs.shape[1:])
    dxs, dW_ih, dW_hh, db = [], 0.0, 0.0, 0.0
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx, dh, dc, da = back(dh_t + dh, dc, cache)
        dxs.append(dx)
        dW_ih = dW_ih + da.T @ cache["x"]
        dW_hh = dW_hh + np.einsum("bk,bj->kj", da, cache["h_prev"])
        db = db + da.sum(0)
    return [np.array(dxs[::-1]), dW_ih, dW_hh, db, dh, dc]


@ex.same("one product for each weight after the loop")
def _(dhs, caches, back=_back):
    T, (B, H) = len(dhs), dhs[0].shape
    dh, dc, das = np.zeros((B, H)), np.zeros((B, H)), [None] * T
    for t in range(T - 1, -1, -1):
        _, dh, dc, das[t] = back(dhs[t] + dh, dc, caches[t])
    da = np.concatenate(das)
    x, h = (np.concatenate([v[k] for v in caches]) for k in ("x", "h_prev"))
    dx = (da @ caches[0]["W_ih"]).reshape(T, B, -1)
    return dx, da.T @ x, da.T @ h, da.sum(axis=0), dh, dc


@ex.same("on a copy of dhs, in place")
def _(dhs, caches, back=_back):
    dhs, dc = dhs.copy(), np.zeros_like(dhs[0])
    grads = [np.zeros_like(caches[0][k]) for k in ("W_ih", "W_hh")]
    db, dx = np.zeros(4 * dhs.shape[2]), [None] * len(dhs)
    for t in reversed(range(len(dhs))):
        dx[t], dh, dc, da = back(dhs[t], dc, caches[t])
        grads[0] += da.T @ caches[t]["x"]
        grads[1] += da.T @ caches[t]["h_prev"]
        db += da.sum(axis=0)
        if t:
            dhs[t - 1] += dh
    return np.stack(dx), *grads, db, dh, dc
