"""Lesson 05: carry a gradient back through one step."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise, mistakes

from ._nets import LESSON

rnn_step_backward = exercise(
    "rnn-step-backward",
    lesson=LESSON,
    reference=nets.rnn_step_backward,
    outputs=("dx", "dh_prev", "dW_ih", "dW_hh", "db"),
    hints=[
        "First through tanh: da, (B, H), is dh times the slope of tanh, which the output h "
        "knows. Everything else is made from da.",
        "a = x W_ih^T + h_prev W_hh^T + b is two layers of lesson 02 that share one sum. Each "
        "has a dx and a dW as in dense_backward; they share da, and there is one b.",
        "Write shapes: dh_prev (B, H) comes from da (B, H) and W_hh (H, H); dW_hh (H, H) from "
        "da and h_prev, with B summed away. Which of the two is transposed where?",
    ],
)


def _unpack(cache):
    return tuple(cache[name] for name in ("x", "h_prev", "h", "W_ih", "W_hh"))


def _from(da, cache):
    """Finish the step, given da."""
    x, h_prev, _, W_ih, W_hh = _unpack(cache)
    return da @ W_ih, da @ W_hh, da.T @ x, da.T @ h_prev, da.sum(axis=0)


def _da(dh, cache):
    return dh * (1 - cache["h"] ** 2)


@rnn_step_backward.cases
def _(rng):
    def step(B, I, H, scale=1.0):
        shapes = {"x": (B, I), "h_prev": (B, H), "W_ih": (H, I), "W_hh": (H, H)}
        cache = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        cache["h_prev"] = np.tanh(cache["h_prev"])
        cache["h"] = nets.rnn_step(
            cache["x"], cache["h_prev"], cache["W_ih"], cache["W_hh"], rng.normal(size=H)
        )
        ordered = {name: cache[name] for name in ("x", "h_prev", "h", "W_ih", "W_hh")}
        return dict(dh=rng.normal(size=(B, H)), cache=ordered)

    yield "B=2, I=3, H=4", step(2, 3, 4)
    yield "B=5, I=2, H=3", step(5, 2, 3)
    yield "one row", step(1, 3, 2)
    yield "one unit", step(3, 2, 1)
    yield "one input", step(3, 1, 2)
    yield "B=I=H=3, where no shape can warn you", step(3, 3, 3)
    yield "weights in the hundreds: tanh is saturated", step(2, 3, 4, scale=300.0)


@rnn_step_backward.mistake("tanh' is missing: da = dh * (1 - h**2), and all five come from da.")
def _(dh, cache):
    return _from(dh, cache)


mistakes(
    rnn_step_backward,
    {
        "dh_prev and dx skipped tanh': they are made from da = dh * (1 - h**2), not from dh.": """
        right = nets.rnn_step_backward(dh, cache)
        return dh @ cache["W_ih"], dh @ cache["W_hh"], *right[2:]
    """,
    },
)


@rnn_step_backward.mistake(
    "the weights and the bias skipped tanh': they are made from da = dh * (1 - h**2), too."
)
def _(dh, cache):
    return *nets.rnn_step_backward(dh, cache)[:2], *_from(dh, cache)[2:]


@rnn_step_backward.mistake(
    "tanh' is taken at h_prev: this step's tanh put out h, so its slope is 1 - h**2."
)
def _(dh, cache):
    return _from(dh * (1 - cache["h_prev"] ** 2), cache)


@rnn_step_backward.mistake(
    "tanh is applied once more: h is what tanh put out, its slope is 1 - h**2."
)
def _(dh, cache):
    return _from(dh * (1 - np.tanh(cache["h"]) ** 2), cache)


@rnn_step_backward.mistake("h * (1 - h) is the slope of the sigmoid: that of tanh is 1 - h**2.")
def _(dh, cache):
    return _from(dh * cache["h"] * (1 - cache["h"]), cache)


@rnn_step_backward.mistake("tanh' is 1 - h**2: yours has a plus.")
def _(dh, cache):
    return _from(dh * (1 + cache["h"] ** 2), cache)


@rnn_step_backward.mistake("tanh' is 1 - h**2: the square is missing.")
def _(dh, cache):
    return _from(dh * (1 - cache["h"]), cache)


@rnn_step_backward.mistake(
    "dh_prev goes through W_hh the wrong way: forward has h_prev @ W_hh.T, so back it is "
    "da @ W_hh, without .T."
)
def _(dh, cache):
    dx, _, *rest = nets.rnn_step_backward(dh, cache)
    return dx, _da(dh, cache) @ cache["W_hh"].T, *rest


mistakes(
    rnn_step_backward,
    {
        "dh_prev has the slope of the step before in it: that tanh belongs to the step before, stop at da @ W_hh.": """
        dx, dh_prev, *rest = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev * (1 - cache["h_prev"] ** 2), *rest
    """,
        "dh itself was added to dh_prev: h_prev reaches the loss through this step only, da @ W_hh.": """
        dx, dh_prev, *rest = nets.rnn_step_backward(dh, cache)
        return dx, dh + dh_prev, *rest
    """,
    },
)


@rnn_step_backward.mistake(
    "dW_hh uses h, which W_hh never saw: W_hh was multiplied with h_prev."
)
def _(dh, cache):
    dx, dh_prev, dW_ih, _, db = nets.rnn_step_backward(dh, cache)
    return dx, dh_prev, dW_ih, _da(dh, cache).T @ cache["h"], db


mistakes(
    rnn_step_backward,
    {
        "dW_hh is transposed: row h belongs to unit h, whose delta is da[:, h], so da.T @ h_prev.": """
        dx, dh_prev, dW_ih, dW_hh, db = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev, dW_ih, dW_hh.T, db
    """,
        "dW_ih is transposed: it has the shape of W_ih, (H, I), so da.T @ x.": """
        dx, dh_prev, dW_ih, dW_hh, db = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev, dW_ih.T, dW_hh, db
    """,
        "both weight gradients are transposed: they have the layout of the weights, da.T @ x and da.T @ h_prev.": """
        dx, dh_prev, dW_ih, dW_hh, db = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev, dW_ih.T, dW_hh.T, db
    """,
    },
)


@rnn_step_backward.mistake(
    "db is not summed over the batch: b was added to every row, so db is da.sum(axis=0), (H,)."
)
def _(dh, cache):
    return *nets.rnn_step_backward(dh, cache)[:4], _da(dh, cache)


@rnn_step_backward.mistake("db is summed over the units: sum over the batch, axis 0.")
def _(dh, cache):
    return *nets.rnn_step_backward(dh, cache)[:4], _da(dh, cache).sum(axis=1)


@rnn_step_backward.mistake("db has an axis too many: (H,), so sum without keepdims.")
def _(dh, cache):
    return *nets.rnn_step_backward(dh, cache)[:4], _da(dh, cache).sum(axis=0, keepdims=True)


mistakes(
    rnn_step_backward,
    {
        "the weights' gradients are divided by B: dh has the loss's 1/B in it already, so sum.": """
        dx, dh_prev, *weights = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev, *(dW / len(dh) for dW in weights)
    """,
    },
)


@rnn_step_backward.mistake("db is the mean over the batch: the rows add up, so da.sum(axis=0).")
def _(dh, cache):
    return *nets.rnn_step_backward(dh, cache)[:4], _da(dh, cache).mean(axis=0)


mistakes(
    rnn_step_backward,
    {
        "dW_ih and dW_hh are in each other's place: return dx, dh_prev, dW_ih, dW_hh, db.": """
        dx, dh_prev, dW_ih, dW_hh, db = nets.rnn_step_backward(dh, cache)
        return dx, dh_prev, dW_hh, dW_ih, db
    """,
        "dx and dh_prev are in each other's place: return dx, dh_prev, dW_ih, dW_hh, db.": """
        dx, dh_prev, *rest = nets.rnn_step_backward(dh, cache)
        return dh_prev, dx, *rest
    """,
        "dx comes through W_hh: x went in through W_ih, so da @ W_ih, (B, I).": """
        _, dh_prev, *rest = nets.rnn_step_backward(dh, cache)
        return dh_prev, dh_prev, *rest
    """,
    },
)


@rnn_step_backward.mistake(
    "the gradients are right, but dh was changed: `dh *= ...` writes into the caller's array; "
    "give da a name of its own."
)
def _(dh, cache):
    dh *= 1 - cache["h"] ** 2
    return _from(dh, cache)


mistakes(
    rnn_step_backward,
    {
        "the gradients are right, but the cache was changed: `h **= 2` and its like write into the caller's array; build a new one.": """
        right = nets.rnn_step_backward(dh, cache)
        cache["h"] **= 2
        return right
    """,
    },
)


@rnn_step_backward.mistake(
    "`1 - h**2` is multiplied with @: a slope belongs to its own element, so use *."
)
def _(dh, cache):
    return _from(dh @ (1 - cache["h"] ** 2), cache)


@rnn_step_backward.mistake(
    "dh itself is not used: da = dh * (1 - h**2), the slope alone is no gradient."
)
def _(dh, cache):
    return _from(1 - cache["h"] ** 2, cache)


@rnn_step_backward.same("the layer of lesson 02, twice")
def _(dh, cache):
    x, h_prev, h, W_ih, W_hh = _unpack(cache)
    da = dh * nets.tanh_prime_from_output(h)
    dx, dW_ih, db = nets.dense_backward(da, x, W_ih)
    dh_prev, dW_hh, _ = nets.dense_backward(da, h_prev, W_hh)
    return dx, dh_prev, dW_ih, dW_hh, db


@rnn_step_backward.same("einsum")
def _(dh, cache):
    x, h_prev, h, W_ih, W_hh = _unpack(cache)
    da = np.einsum("bh,bh->bh", dh, (1 - h) * (1 + h))
    return (
        np.einsum("bh,hi->bi", da, W_ih),
        np.einsum("bj,jh->bh", da, W_hh),
        np.einsum("bh,bi->hi", da, x),
        np.einsum("bj,bh->jh", da, h_prev),
        np.einsum("bh->h", da),
    )


@rnn_step_backward.same("one row at a time, into a list")
def _(dh, cache):
    x, h_prev, h, W_ih, W_hh = _unpack(cache)
    dx, dh_prev = np.zeros_like(x), np.zeros_like(h)
    dW_ih, dW_hh, db = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros_like(h[0])
    for n in range(len(x)):
        da = dh[n] * (1 - h[n] * h[n])
        dx[n], dh_prev[n] = W_ih.T @ da, W_hh.T @ da
        dW_ih += np.outer(da, x[n])
        dW_hh += np.outer(da, h_prev[n])
        db += da
    return [dx, dh_prev, dW_ih, dW_hh, db]


@rnn_step_backward.same("input and state side by side, one product")
def _(dh, cache):
    x, h_prev, h, W_ih, W_hh = _unpack(cache)
    I = x.shape[1]
    da = dh - dh * h**2
    both = da @ np.hstack([W_ih, W_hh])
    dW = da.T @ np.hstack([x, h_prev])
    return both[:, :I], both[:, I:], dW[:, :I], dW[:, I:], np.ones(len(da)) @ da
