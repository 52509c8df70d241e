"""Lesson 07: one step of the memory cell, backward."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise

from ._draw import backward_inputs

ex = exercise(
    "memory-cell-step-backward",
    lesson="07_memory_cell",
    reference=nets.memory_cell_step_backward,
    outputs=("dx", "dh_prev", "dc_prev", "da"),
    blocks={"da": (1, "igo")},
    follows={"dx": "da", "dh_prev": "da"},
    hints=[
        "Walk the picture from right to left. Two ways lead out of c: into h, and into the "
        "next step. Their gradients meet in c, and there they are added.",
        "dc + dh * o * (slope of the way out) is the whole dc. From it: di = dc * g and "
        "dg = dc * i. The gate o hangs on h only: do = dh * tanh_c. And c_prev?",
        "Slopes from outputs: a gate s has s (1 - s); tanh(c / 2) has (1 - tanh_c**2) / 2; "
        "2 tanh(a / 2) has 1 - (g / 2)**2. da is i, g, o side by side, np.concatenate with "
        "axis=1; then dx = da @ W_ih, dh_prev = da @ W_hh.",
    ],
)


def _backward(dh, dc, cache, **swap):
    """The backward step with parts exchanged: functions of the numbers by name."""
    v = dict(cache) | {"dh": dh, "dc": dc}
    rules = {
        "whole": lambda v: v["dc"] + v["dh"] * v["o"] * (1 - v["tanh_c"] ** 2) / 2,
        "i": lambda v: v["whole"] * v["g"] * v["i"] * (1 - v["i"]),
        "g": lambda v: v["whole"] * v["i"] * (1 - (v["g"] / 2) ** 2),
        "o": lambda v: v["dh"] * v["tanh_c"] * v["o"] * (1 - v["o"]),
        "dc_prev": lambda v: v["whole"],
    } | swap
    v["whole"] = rules["whole"](v)
    da = np.concatenate([rules[k](v) for k in "igo"], axis=1)
    return da @ v["W_ih"], da @ v["W_hh"], rules["dc_prev"](v), da


@ex.cases
def _(rng):
    yield "B=4, I=2, H=3", backward_inputs(rng, 4, 2, 3)
    yield "one cell, one input, one example", backward_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=4", backward_inputs(rng, 2, 5, 4)
    yield "B=3H=6, I=3", backward_inputs(rng, 6, 3, 2)
    zero = np.zeros((2, 2))
    yield "no gradient from later: dc = 0", backward_inputs(rng, 2, 3, 2) | dict(dc=zero)
    yield "no gradient at this step: dh = 0", backward_inputs(rng, 2, 3, 2) | dict(dh=zero)
    yield "inputs of +-1000", backward_inputs(rng, 2, 1, 3, x=np.array([[1e3], [-1e3]]))


def _wrong(diagnosis, **swap):
    """Register a mistake in one or more of the rules."""
    ex.mistake(diagnosis)(lambda dh, dc, cache: _backward(dh, dc, cache, **swap))


_wrong(
    "dc forgets the way through h: add dh * o * (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"],
)
_wrong(
    "dc forgets what came back from the step after: add it to the part that comes through h.",
    whole=lambda v: v["dh"] * v["o"] * (1 - v["tanh_c"] ** 2) / 2,
)
_wrong(
    "the slope of the way out lacks its 1/2: tanh(c / 2) has the slope (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"] * (1 - v["tanh_c"] ** 2),
)
_wrong(
    "the slope of the way out is missing: from h to c it is o * (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"],
)
_wrong(
    "the output gate is missing on the way from h to c: dh * o * (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * (1 - v["tanh_c"] ** 2) / 2,
)
_wrong(
    "tanh_c is not squared: the slope of the way out is (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"] * (1 - v["tanh_c"]) / 2,
)
_wrong(
    "tanh_c was taken for c and bent again: it is tanh(c / 2) already.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"] * (1 - np.tanh(v["tanh_c"] / 2) ** 2) / 2,
)
_wrong(
    "tanh_c was halved: it is tanh(c / 2) already, with the slope (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"] * (1 - (v["tanh_c"] / 2) ** 2),
)
_wrong(
    "the 1/2 takes all of dc: only the part that comes through h is halved.",
    whole=lambda v: (v["dc"] + v["dh"] * v["o"] * (1 - v["tanh_c"] ** 2)) / 2,
)
_wrong(
    "dc_prev is scaled by the input gate: c passes by the gates, so dc goes back unchanged.",
    dc_prev=lambda v: v["i"] * v["whole"],
)
_wrong(
    "dc_prev is scaled by 1 - i: nothing leaks here, the weight of the carousel is 1.",
    dc_prev=lambda v: (1 - v["i"]) * v["whole"],
)
_wrong(
    "dc_prev is only what came from later: the part through h flows back along c as well.",
    dc_prev=lambda v: v["dc"],
)
_wrong(
    "dc_prev is 0: the carousel carries dc on to the step before, unchanged.",
    dc_prev=lambda v: 0 * v["whole"],
)
_wrong(
    "di uses i where g is due: c = c_prev + i * g, so di = dc * g.",
    i=lambda v: v["whole"] * v["i"] * v["i"] * (1 - v["i"]),
)
_wrong(
    "the slope of the input gate is missing: da_i = di * i * (1 - i).",
    i=lambda v: v["whole"] * v["g"],
)
_wrong(
    "the input gate has lost its factor g: di = dc * g, then times i * (1 - i).",
    i=lambda v: v["whole"] * v["i"] * (1 - v["i"]),
)
_wrong(
    "the slope of g is missing: 2 tanh(a / 2) has the slope 1 - (g / 2)**2.",
    g=lambda v: v["whole"] * v["i"],
)
_wrong(
    "the slope of g is that of tanh: g is 2 tanh(a / 2), so 1 - (g / 2)**2, not 1 - g**2.",
    g=lambda v: v["whole"] * v["i"] * (1 - v["g"] ** 2),
)
_wrong(
    "the slope of g has g**2 / 2: the square of g / 2 is g**2 / 4.",
    g=lambda v: v["whole"] * v["i"] * (1 - v["g"] ** 2 / 2),
)
_wrong(
    "the slope of g is (1 - g / 2)**2: square first, then subtract, 1 - (g / 2)**2.",
    g=lambda v: v["whole"] * v["i"] * (1 - v["g"] / 2) ** 2,
)
_wrong(
    "the slope of the way out bends tanh_c again with tanh: it is (1 - tanh_c**2) / 2.",
    whole=lambda v: v["dc"] + v["dh"] * v["o"] * (1 - np.tanh(v["tanh_c"]) ** 2) / 2,
)
_wrong(
    "the slope of g is halved: 2 tanh(a / 2) has the slope 2 * 1/2 * (1 - (g / 2)**2).",
    g=lambda v: v["whole"] * v["i"] * (1 - (v["g"] / 2) ** 2) / 2,
)
_wrong(
    "the slope of g is doubled: 2 tanh(a / 2) has the slope 2 * 1/2 * (1 - (g / 2)**2).",
    g=lambda v: 2 * v["whole"] * v["i"] * (1 - (v["g"] / 2) ** 2),
)
_wrong(
    "dg uses g where i is due: c = c_prev + i * g, so dg = dc * i.",
    g=lambda v: v["whole"] * v["g"] * (1 - (v["g"] / 2) ** 2),
)
_wrong(
    "the slope of g is that of a gate: g is no sigmoid, its slope is 1 - (g / 2)**2.",
    g=lambda v: v["whole"] * v["i"] * v["g"] * (1 - v["g"]),
)
_wrong(
    "dg lacks the input gate: c = c_prev + i * g, so dg = dc * i.",
    g=lambda v: v["whole"] * (1 - (v["g"] / 2) ** 2),
)
_wrong(
    "do uses dc: the output gate hangs on h, so do = dh * tanh_c.",
    o=lambda v: v["whole"] * v["tanh_c"] * v["o"] * (1 - v["o"]),
)
_wrong(
    "the slope of the output gate is missing: da_o = do * o * (1 - o).",
    o=lambda v: v["dh"] * v["tanh_c"],
)
_wrong(
    "do lacks what the gate lets through: do = dh * tanh_c.",
    o=lambda v: v["dh"] * v["o"] * (1 - v["o"]),
)
_wrong(
    "the slopes of all three blocks are missing: i * (1 - i), 1 - (g / 2)**2, o * (1 - o).",
    i=lambda v: v["whole"] * v["g"],
    g=lambda v: v["whole"] * v["i"],
    o=lambda v: v["dh"] * v["tanh_c"],
)
_wrong(
    "di and dg use dc before the part through h is added: add first, then go on.",
    i=lambda v: v["dc"] * v["g"] * v["i"] * (1 - v["i"]),
    g=lambda v: v["dc"] * v["i"] * (1 - (v["g"] / 2) ** 2),
)
_wrong(
    "the gates have the slope of tanh: a sigmoid s has the slope s * (1 - s).",
    i=lambda v: v["whole"] * v["g"] * (1 - v["i"] ** 2),
    o=lambda v: v["dh"] * v["tanh_c"] * (1 - v["o"] ** 2),
)


@ex.mistake("the gradient is cut at h_prev, as in 1997: here dh_prev = da @ W_hh is asked for.")
def _(dh, dc, cache):
    dx, dh_prev, dc_prev, da = _backward(dh, dc, cache)
    return dx, 0 * dh_prev, dc_prev, da


def _rejoined(diagnosis, join):
    """Register a mistake in how the blocks of da are put together, given by name."""

    @ex.mistake(diagnosis)
    def _(dh, dc, cache):
        _, _, dc_prev, da = _backward(dh, dc, cache)
        da = join(dict(zip("igo", np.split(da, 3, axis=1), strict=True))).reshape(da.shape)
        return da @ cache["W_ih"], da @ cache["W_hh"], dc_prev, da


for _order in [*permutations("igo")][1:]:
    _rejoined(
        f"the blocks of da are in the order {', '.join(_order)}: it is i, g, o, as in W_ih.",
        lambda v, order=_order: np.concatenate([v[k] for k in order], axis=1),
    )
_rejoined(
    "the examples of da are mixed by reshape: use np.concatenate(..., axis=1).",
    lambda v: np.stack([v[k] for k in "igo"]),
)


@ex.mistake("the weights are transposed on the way back: forward used W.T, backward W itself.")
def _(dh, dc, cache):
    da = _backward(dh, dc, cache)[3]
    return da @ cache["W_ih"].T, da @ cache["W_hh"].T


@ex.mistake(
    "what meets W_ih and W_hh is not (B, 3H): da has its blocks side by side, "
    "np.concatenate([da_i, da_g, da_o], axis=1)."
)
def _(dh, dc, cache):
    da = np.concatenate(np.split(_backward(dh, dc, cache)[3], 3, axis=1))
    return da @ cache["W_ih"], da @ cache["W_hh"]


@ex.mistake("dc is changed in place: write dc = dc + ..., which makes a new array.")
def _(dh, dc, cache):
    dc += dh * cache["o"] * (1 - cache["tanh_c"] ** 2) / 2
    return _backward(dh, dc, cache, whole=lambda v: v["dc"])


equivalents(
    ex,
    {
        "every line written out": """
        i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
        dc = dc + dh * o * (1 - t**2) / 2
        di, dg, do = dc * g, dc * i, dh * t
        da = np.hstack([di * i * (1 - i), dg * (1 - (g / 2) ** 2), do * o * (1 - o)])
        return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
    """,
        "the slopes of the paper's logistic functions": """
        i, g, o, t = (cache[k] for k in ("i", "g", "o", "tanh_c"))
        s_g, s_c = (g + 2) / 4, (t + 1) / 2  # the logistic functions inside
        total = dc + dh * o * 2 * s_c * (1 - s_c)
        da = np.concatenate(
            [total * g * i * (1 - i), total * i * 4 * s_g * (1 - s_g), dh * t * o * (1 - o)], 1
        )
        return [np.dot(da, cache["W_ih"]), np.dot(da, cache["W_hh"]), total, da]
    """,
        "one cell after the other, einsum": """
        i, g, o, t = (cache[k] for k in ("i", "g", "o", "tanh_c"))
        B, H = dh.shape
        da, dc_prev = np.zeros((B, 3 * H)), np.zeros((B, H))
        for k in range(H):
            dc_prev[:, k] = dc[:, k] + dh[:, k] * o[:, k] * (1 - t[:, k] ** 2) / 2
            da[:, k] = dc_prev[:, k] * g[:, k] * (i[:, k] - i[:, k] ** 2)
            da[:, H + k] = dc_prev[:, k] * i[:, k] * (1 - g[:, k] ** 2 / 4)
            da[:, 2 * H + k] = dh[:, k] * t[:, k] * (o[:, k] - o[:, k] ** 2)
        dx, dh_prev = (np.einsum("bk,kn->bn", da, cache[w]) for w in ("W_ih", "W_hh"))
        return dx, dh_prev, dc_prev, da
    """,
    },
)
