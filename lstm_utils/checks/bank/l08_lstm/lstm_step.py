"""Lesson 08: one step of the LSTM."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import columns, step_inputs

ex = exercise(
    "lstm-step",
    lesson="08_lstm",
    reference=nets.lstm_step,
    outputs=("h", "c", "cache"),
    keys={"cache": "x h_prev c_prev i f g o tanh_c W_ih W_hh"},
    hints=[
        "One product makes all four pre-activations: x @ W_ih.T + h @ W_hh.T + b is (B, 4H). "
        "Then cut it into four (B, H): np.split(a, 4, axis=1).",
        "The blocks come in the order i, f, g, o. Three of them are gates, the third is "
        "content: which function for which?",
        "Give the new states names of their own (h_next, c_next): the cache needs the old ones "
        'under "h_prev" and "c_prev". Its keys are those in the docstring, no others.',
    ],
)


def _step(x, h, c, W_ih, W_hh, b, order="ifgo", bend=None, belt=None, out=None):
    """The step with parts exchanged."""
    a = x @ W_ih.T + h @ W_hh.T + b
    part = dict(zip(order, columns(a), strict=True))
    functions = dict(i=nets.sigmoid, f=nets.sigmoid, g=np.tanh, o=nets.sigmoid) | (bend or {})
    v = {k: functions[k](part[k]) for k in "ifgo"}
    c_next = belt(c, **v) if belt else v["f"] * c + v["i"] * v["g"]
    tanh_c = np.tanh(c_next)
    h_next = out(v["o"], c_next, c) if out else v["o"] * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, **v}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}


@ex.cases
def _(rng):
    yield "B=3, I=2, H=4", step_inputs(rng, 3, 2, 4)
    yield "one unit, one input, one example", step_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=3", step_inputs(rng, 2, 5, 3)
    yield "B=4H=8, I=3", step_inputs(rng, 8, 3, 2)
    yield "B=I=H=4", step_inputs(rng, 4, 4, 4)
    zero = dict(h=np.zeros((2, 3)), c=np.zeros((2, 3)))
    yield "from a state of 0", step_inputs(rng, 2, 2, 3, **zero)
    yield "inputs of +-1000", step_inputs(rng, 2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", step_inputs(rng, 2, 2, 3, c=np.full((2, 3), 50.0))


def _parts(words, **parts):
    """Register the step with parts exchanged as a mistake."""

    @ex.mistake(words)
    def _(x, h, c, W_ih, W_hh, b):
        return _step(x, h, c, W_ih, W_hh, b, **parts)


def _cached(words, change):
    """Register a mistake that is in the cache only."""

    @ex.mistake(words)
    def _(x, h, c, W_ih, W_hh, b):
        h_next, c_next, cache = _step(x, h, c, W_ih, W_hh, b)
        return h_next, c_next, {**cache, **change(h_next, c_next, cache)}


for _order in [*permutations("ifgo")][1:]:
    _listed = ", ".join(_order)
    _parts(f"the blocks are read as {_listed}: the order is i, f, g, o.", order=_order)
_parts("g goes through the sigmoid: it is content, not a gate: tanh.", bend={"g": nets.sigmoid})
_parts("o goes through tanh: it is a gate, so the sigmoid.", bend={"o": np.tanh})
_parts("i goes through tanh: it is a gate, so the sigmoid.", bend={"i": np.tanh})
_parts("f goes through tanh: it is a gate, so the sigmoid.", bend={"f": np.tanh})
for _gate in "ifo":
    _parts(f"{_gate} is not bent: a gate is the sigmoid of its block.", bend={_gate: np.array})
_parts("g is not bent: the content is the tanh of its block.", bend={"g": np.array})
_parts(
    "1 is added to the forget gate's pre-activation: such a start belongs into b, not here.",
    bend={"f": lambda a: nets.sigmoid(a + 1)},
)
_parts(
    "the activations are missing: sigmoid for i, f and o, tanh for g.",
    bend=dict.fromkeys("ifgo", np.array),
)
_parts(
    "all four blocks go through tanh: the gates i, f and o need the sigmoid.",
    bend=dict.fromkeys("ifgo", np.tanh),
)
_parts(
    "h = o * c: the state goes out through tanh, h = o * tanh(c).",
    out=lambda o, c_next, c: o * c_next,
)
_parts(
    "h lets out the old state: use tanh of the new c.", out=lambda o, c_next, c: o * np.tanh(c)
)
_parts(
    "i and f have changed places on the belt: c = f * c_prev + i * g.",
    belt=lambda c, i, f, g, o: i * c + f * g,
)
_parts(
    "the input gate is missing: c = f * c_prev + i * g, not + g.",
    belt=lambda c, i, f, g, o: f * c + g,
)
_parts(
    "the forget gate is not used: c = f * c_prev + i * g.",
    belt=lambda c, i, f, g, o: c + i * g,
)
_parts(
    "c goes through tanh on the belt: only h sees tanh(c).",
    belt=lambda c, i, f, g, o: np.tanh(f * c + i * g),
)
_cached(
    'cache["c_prev"] holds the new c: backward needs the state that came in.',
    lambda h, c, cache: {"c_prev": c},
)
_cached(
    'cache["h_prev"] holds the new h: backward needs the one that came in.',
    lambda h, c, cache: {"h_prev": h},
)
_cached(
    "the cache holds the new h and c as h_prev and c_prev: keep those that came in.",
    lambda h, c, cache: {"h_prev": h, "c_prev": c},
)
_cached(
    'cache["tanh_c"] is tanh of the old state: it is tanh of the new c, as h uses it.',
    lambda h, c, cache: {"tanh_c": np.tanh(cache["c_prev"])},
)
_cached('cache["tanh_c"] holds c itself: store tanh of it.', lambda h, c, cache: {"tanh_c": c})


@ex.mistake("the cache calls the old states h and c: their keys are h_prev and c_prev.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, W_hh, b)
    return h_next, c_next, {k.removesuffix("_prev"): v for k, v in cache.items()}


@ex.mistake("the cache holds the pre-activations of the gates: store i, f, g, o as they act.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, W_hh, b)
    parts = columns(x @ W_ih.T + h @ W_hh.T + b)
    return h_next, c_next, {**cache, **dict(zip("ifgo", parts, strict=True))}


@ex.mistake("the cache has no names: a dict with the keys of the docstring, not a tuple.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, W_hh, b)
    return h_next, c_next, (*cache.values(),)


@ex.mistake("the gates look at c: a is made of x and h, h @ W_hh.T.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, c, c, W_ih, W_hh, b)
    return h_next, c_next, {**cache, "h_prev": h}


@ex.mistake("the cache is missing: return h, c and the dict that the docstring describes.")
def _(x, h, c, W_ih, W_hh, b):
    return _step(x, h, c, W_ih, W_hh, b)[:2]


@ex.mistake("the biases are left out: + b, once.")
def _(x, h, c, W_ih, W_hh, b):
    return _step(x, h, c, W_ih, W_hh, 0 * b)


@ex.mistake("the bias is counted twice: this layout has one b for x and h together.")
def _(x, h, c, W_ih, W_hh, b):
    return _step(x, h, c, W_ih, W_hh, 2 * b)


@ex.mistake("the hidden state is left out: the gates look at x and at h, + h @ W_hh.T.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, 0 * W_hh, b)
    return h_next, c_next, {**cache, "W_hh": W_hh}


@ex.mistake("c is changed in place: write c_next = f * c + i * g, a new array.")
def _(x, h, c, W_ih, W_hh, b):
    _, _, cache = _step(x, h, c, W_ih, W_hh, b)
    c *= cache["f"]
    c += cache["i"] * cache["g"]
    return cache["o"] * np.tanh(c), c, cache


mistakes(
    ex,
    {
        "W_hh is not transposed: (B, H) @ (4H, H) does not fit, h @ W_hh.T does.": "return x @ W_ih.T + h @ W_hh + b",
        "W_ih is not transposed: (B, I) @ (4H, I) does not fit, x @ W_ih.T does.": "return x @ W_ih + h @ W_hh.T + b",
        "a is cut along the batch: its blocks lie side by side, np.split(a, 4, axis=1).": """
        blocks = np.split(x @ W_ih.T + h @ W_hh.T + b, 4)
        return nets.sigmoid(blocks[1]) * c
    """,
    },
)


@ex.mistake("every fourth column was taken: a block is H columns side by side.")
def _(x, h, c, W_ih, W_hh, b):
    order = np.arange(len(b)).reshape(-1, 4).T.ravel()
    h_next, c_next, cache = _step(x, h, c, W_ih[order], W_hh[order], b[order])
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}


@ex.same("a cache with more in it than was asked for")
def _(*inputs):
    h, c, cache = _step(*inputs)
    return h, c, cache | {"c": c, "b": inputs[-1]}


equivalents(
    ex,
    {
        "four products, one for each gate": """
        H = h.shape[1]
        i, f, g, o = (
            bend(x @ W_ih[k * H : k * H + H].T + h @ W_hh[k * H : k * H + H].T + b[k * H :][:H])
            for k, bend in enumerate((nets.sigmoid, nets.sigmoid, np.tanh, nets.sigmoid))
        )
        c_next = f * c + i * g
        t = np.tanh(c_next)
        cache = dict(x=x, h_prev=h, c_prev=c, i=i, f=f, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
        return o * t, c_next, cache
    """,
        "einsum and slices, keys in another order": """
        H = c.shape[-1]
        a = np.einsum("bi,ki->bk", x, W_ih) + np.einsum("bj,kj->bk", h, W_hh) + b
        i, f, o = nets.sigmoid(a[:, :H]), nets.sigmoid(a[:, H : 2 * H]), nets.sigmoid(a[:, 3 * H :])
        g = np.tanh(a[:, 2 * H : 3 * H])
        c_new = i * g + f * c
        cache = {"W_hh": W_hh, "W_ih": W_ih, "o": o, "g": g, "f": f, "i": i, "x": x}
        cache |= {"tanh_c": np.tanh(c_new), "c_prev": c, "h_prev": h}
        return [o * cache["tanh_c"], c_new, cache]
    """,
    },
)


@ex.same("one tanh for all four blocks")
def _(x, h, c, W_ih, W_hh, b):
    scale = np.repeat([0.5, 0.5, 1.0, 0.5], h.shape[1])
    a = np.concatenate([x, h], axis=1) @ np.concatenate([W_ih, W_hh], axis=1).T + b
    v = dict(zip("ifgo", columns(1 - scale + scale * np.tanh(scale * a)), strict=True))
    c_next = v["f"] * c + v["i"] * v["g"]
    v |= {"x": x, "h_prev": h, "c_prev": c.copy(), "tanh_c": np.tanh(c_next)}
    return v["o"] * v["tanh_c"], c_next, v | {"W_ih": W_ih, "W_hh": W_hh}
