"""Lesson 07: one step of the memory cell of 1997."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import step_inputs

ex = exercise(
    "memory-cell-step",
    lesson="07_memory_cell",
    reference=nets.memory_cell_step,
    outputs=("h", "c", "cache"),
    keys={"cache": "x h_prev i g o tanh_c W_ih W_hh"},
    hints=[
        "One product makes all three pre-activations: x @ W_ih.T + h @ W_hh.T + b is (B, 3H). "
        "np.split(a, 3, axis=1) cuts it into three (B, H), in the order i, g, o.",
        "Two of the three are gates, from 0 to 1: sigmoid. The third is what comes in, from -2 "
        "to 2. The carousel adds; the way out bends c and then closes a gate.",
        "i, g, o = sigmoid(a_i), 2 tanh(a_g / 2), sigmoid(a_o); c_next = c + i g; "
        "tanh_c = tanh(c_next / 2); h_next = o tanh_c. The cache has the eight keys of the "
        "docstring, no others.",
    ],
)


def _step(x, h, c, W_ih, W_hh, b, order="igo", bend=None, belt=None, out=None):
    """The step with parts exchanged."""
    a = x @ W_ih.T + h @ W_hh.T + b
    part = dict(zip(order, np.split(a, 3, axis=1), strict=True))
    functions = dict(i=nets.sigmoid, g=lambda a: 2 * np.tanh(a / 2), o=nets.sigmoid)
    functions |= bend or {}
    v = {k: functions[k](part[k]) for k in "igo"}
    c_next = belt(c, **v) if belt else c + v["i"] * v["g"]
    tanh_c = np.tanh(c_next / 2)
    h_next = out(v["o"], c_next, c) if out else v["o"] * tanh_c
    cache = {"x": x, "h_prev": h, **v, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
    return h_next, c_next, cache


@ex.cases
def _(rng):
    yield "B=4, I=2, H=3", step_inputs(rng, 4, 2, 3)
    yield "one cell, one input, one example", step_inputs(rng, 1, 1, 1)
    yield "B=2, I=5, H=4", step_inputs(rng, 2, 5, 4)
    yield "B=3H=6, I=3", step_inputs(rng, 6, 3, 2)
    yield "B=I=H=3", step_inputs(rng, 3, 3, 3)
    zero = dict(h=np.zeros((2, 3)), c=np.zeros((2, 3)))
    yield "from a state of 0", step_inputs(rng, 2, 2, 3, **zero)
    yield "inputs of +-1000", step_inputs(rng, 2, 1, 3, x=np.array([[1000.0], [-1000.0]]))
    yield "a state of 50", step_inputs(rng, 2, 2, 3, c=np.full((2, 3), 50.0))


def _wrong(diagnosis, **swap):
    """Register a mistake in one or more of the parts."""
    ex.mistake(diagnosis)(lambda *inputs: _step(*inputs, **swap))


_wrong(
    "c is overwritten: the carousel keeps what it has, c + i * g.",
    belt=lambda c, i, g, o: i * g,
)
_wrong(
    "the input gate is applied to c as well: it stands before g only, c + i * g.",
    belt=lambda c, i, g, o: i * (c + g),
)
_wrong(
    "the input gate is applied to c instead of g: c + i * g, not i * c + g.",
    belt=lambda c, i, g, o: i * c + g,
)
_wrong("the input gate is missing: c + i * g, not c + g.", belt=lambda c, i, g, o: c + g)
_wrong(
    "c leaks by 1 - i: the weight of the carousel is 1, c + i * g.",
    belt=lambda c, i, g, o: (1 - i) * c + i * g,
)
_wrong(
    "the output gate gates c itself: c keeps everything, only h is gated.",
    belt=lambda c, i, g, o: o * (c + i * g),
)
_wrong(
    "the output gate stands on the carousel: o belongs on the way from c to h only.",
    belt=lambda c, i, g, o: o * c + i * g,
)
_wrong(
    "c is bent by tanh on the carousel: nothing bends c there, only h sees tanh.",
    belt=lambda c, i, g, o: np.tanh(c + i * g),
)
_wrong(
    "tanh is missing on the way out: h = o * tanh(c / 2), not o * c.",
    out=lambda o, c_next, c: o * c_next,
)
_wrong(
    "h lets out the old state: use tanh of the new c, halved.",
    out=lambda o, c_next, c: o * np.tanh(c / 2),
)
_wrong(
    "the output gate is missing: h = o * tanh(c / 2).",
    out=lambda o, c_next, c: np.tanh(c_next / 2),
)
_wrong(
    "g is today's tanh(a), from -1 to 1: in 1997 it is 2 tanh(a / 2), from -2 to 2.",
    bend={"g": np.tanh},
)
_wrong(
    "g goes through the sigmoid: it is content, from -2 to 2, so 2 tanh(a / 2).",
    bend={"g": nets.sigmoid},
)
_wrong(
    "g lacks its factor 2: 2 tanh(a / 2) reaches from -2 to 2.",
    bend={"g": lambda a: np.tanh(a / 2)},
)
_wrong(
    "g lacks its 1/2 inside: 2 tanh(a / 2), not 2 tanh(a).",
    bend={"g": lambda a: 2 * np.tanh(a)},
)
_wrong(
    "g is not bent: 2 tanh(a / 2) keeps it between -2 and 2.",
    bend={"g": np.array},
)
_wrong(
    "the gates go through tanh: i and o reach from 0 to 1, so the sigmoid.",
    bend={"i": np.tanh, "o": np.tanh},
)
_wrong("o goes through tanh: it is a gate, so the sigmoid.", bend={"o": np.tanh})
_wrong("i goes through tanh: it is a gate, so the sigmoid.", bend={"i": np.tanh})
for _gate in "io":
    _wrong(f"{_gate} is not bent: a gate is the sigmoid of its block.", bend={_gate: np.array})
_wrong(
    "the gates are not bent: i and o are sigmoids of their pre-activations.",
    bend={"i": np.array, "o": np.array},
)
_wrong(
    "the input gate's pre-activation has its sign turned round: sigmoid(+a) opens it.",
    bend={"i": lambda a: nets.sigmoid(-a)},
)
for _order in [*permutations("igo")][1:]:
    _wrong(f"the blocks are read as {', '.join(_order)}: the order is i, g, o.", order=_order)


def _cached(diagnosis, **replaced):
    """Register a mistake in what the cache holds: functions of h, c and the cache."""

    def wrong(*inputs):
        h, c, cache = _step(*inputs)
        return h, c, cache | {key: value(h, c, cache) for key, value in replaced.items()}

    ex.mistake(diagnosis)(wrong)


_cached(
    'cache["h_prev"] holds the new h: backward needs the one that came in.',
    h_prev=lambda h, c, cache: h,
)
_cached(
    'cache["tanh_c"] holds c itself: store tanh(c / 2), as h uses it.',
    tanh_c=lambda h, c, cache: c,
)
_cached(
    'cache["tanh_c"] holds h: store tanh(c / 2) as it is before the output gate.',
    tanh_c=lambda h, c, cache: h,
)


@ex.mistake("the cache holds the pre-activations: store i, g and o as they are used.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, W_hh, b)
    parts = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    return h_next, c_next, {**cache, **dict(zip("igo", parts, strict=True))}


@ex.mistake("c was replaced by the gated output: return the state as it is on the carousel.")
def _(*inputs):
    h, _, cache = _step(*inputs)
    return h, h, cache


@ex.mistake("the way out is today's tanh(c): in 1997 it is 2 sigmoid(c) - 1 = tanh(c / 2).")
def _(*inputs):
    _, c, cache = _step(*inputs)
    return cache["o"] * np.tanh(c), c, {**cache, "tanh_c": np.tanh(c)}


@ex.mistake("both squashing functions are today's: g = 2 tanh(a / 2), h = o * tanh(c / 2).")
def _(*inputs):
    _, c, cache = _step(*inputs, bend={"g": np.tanh})
    return cache["o"] * np.tanh(c), c, {**cache, "tanh_c": np.tanh(c)}


@ex.mistake("the way out lacks its 1: 2 sigmoid(c) - 1 reaches from -1 to 1.")
def _(*inputs):
    _, c, cache = _step(*inputs)
    out = 2 * nets.sigmoid(c)
    return cache["o"] * out, c, {**cache, "tanh_c": out}


@ex.mistake("one gate is shared by the way in and the way out: o has a block of its own.")
def _(x, h, c, W_ih, W_hh, b):
    shared = nets.sigmoid((x @ W_ih.T + h @ W_hh.T + b)[:, : h.shape[1]])
    return _step(x, h, c, W_ih, W_hh, b, bend={"o": lambda a: shared})


@ex.mistake("one gate is shared by all cells: each has its own, keep all H columns.")
def _(x, h, c, W_ih, W_hh, b):
    def first(a):
        return np.repeat(nets.sigmoid(a[:, :1]), a.shape[1], axis=1)

    return _step(x, h, c, W_ih, W_hh, b, bend={"i": first, "o": first})


@ex.mistake("the output gate is computed from the new h: all gates look at the h that came in.")
def _(x, h, c, W_ih, W_hh, b):
    inner = _step(x, h, c, W_ih, W_hh, b)[2]["tanh_c"]
    late = nets.sigmoid((x @ W_ih.T + inner @ W_hh.T + b)[:, 2 * h.shape[1] :])
    return _step(x, h, c, W_ih, W_hh, b, bend={"o": lambda a: late})


@ex.mistake("the output gate looks at c: in this cell the gates see x and h only.")
def _(x, h, c, W_ih, W_hh, b):
    peeping = nets.sigmoid((x @ W_ih.T + c @ W_hh.T + b)[:, 2 * h.shape[1] :])
    return _step(x, h, c, W_ih, W_hh, b, bend={"o": lambda a: peeping})


@ex.mistake("every third column was taken: the blocks are H columns each, one after the other.")
def _(x, h, c, W_ih, W_hh, b):
    order = np.arange(len(b)).reshape(-1, 3).T.ravel()
    h_next, c_next, cache = _step(x, h, c, W_ih[order], W_hh[order], b[order])
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}


@ex.mistake("the cache is missing: return h, c and the dict that the docstring describes.")
def _(*inputs):
    return _step(*inputs)[:2]


@ex.mistake("the bias is left out: + b, once.")
def _(x, h, c, W_ih, W_hh, b):
    return _step(x, h, c, W_ih, W_hh, 0 * b)


@ex.mistake("the bias is counted twice: x and h share one b in this layout.")
def _(x, h, c, W_ih, W_hh, b):
    return _step(x, h, c, W_ih, W_hh, 2 * b)


@ex.mistake("the outputs of the step before are left out: + h @ W_hh.T.")
def _(x, h, c, W_ih, W_hh, b):
    h_next, c_next, cache = _step(x, h, c, W_ih, 0 * W_hh, b)
    return h_next, c_next, {**cache, "W_hh": W_hh}


@ex.mistake("c is changed in place: write c_next = c + i * g, a new array.")
def _(x, h, c, W_ih, W_hh, b):
    _, _, cache = _step(x, h, c, W_ih, W_hh, b)
    c += cache["i"] * cache["g"]
    return cache["o"] * np.tanh(c / 2), c, cache


mistakes(
    ex,
    {
        "W_hh is not transposed: (B, H) @ (3H, H) does not fit, h @ W_hh.T does.": "return x @ W_ih.T + h @ W_hh + b",
        "W_ih is not transposed: (B, I) @ (3H, I) does not fit, x @ W_ih.T does.": "return x @ W_ih + h @ W_hh.T + b",
        "a is cut along the batch: its blocks lie side by side, np.split(a, 3, axis=1).": """
        i, g, _ = np.split(x @ W_ih.T + h @ W_hh.T + b, 3)
        return c + i * g
    """,
    },
)


@ex.same("a cache with more in it than was asked for")
def _(*inputs):
    h, c, cache = _step(*inputs)
    return h, c, cache | {"c": c, "b": inputs[-1]}


equivalents(
    ex,
    {
        "the paper's logistic functions, one product for each block": """
        H = h.shape[1]
        rows = [slice(k * H, (k + 1) * H) for k in range(3)]
        i, g, o = (nets.sigmoid(x @ W_ih[r].T + h @ W_hh[r].T + b[r]) for r in rows)
        g = 4 * g - 2
        s = c + i * g
        t = 2 * nets.sigmoid(s) - 1
        return o * t, s, dict(x=x, h_prev=h, i=i, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
    """,
        "einsum and slices, a list, keys in another order": """
        H = c.shape[-1]
        a = np.einsum("bi,ki->bk", x, W_ih) + np.einsum("bj,kj->bk", h, W_hh) + b
        cache = {"W_hh": W_hh, "W_ih": W_ih, "o": nets.sigmoid(a[:, 2 * H :])}
        cache |= {"g": 2 * np.tanh(0.5 * a[:, H : 2 * H]), "i": nets.sigmoid(a[:, :H])}
        c_new = c + cache["g"] * cache["i"]
        cache |= {"tanh_c": np.tanh(c_new / 2), "h_prev": h, "x": x}
        return [cache["o"] * cache["tanh_c"], c_new, cache]
    """,
        "x and h side by side, one tanh for everything": """
        a = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b
        i, g, o = np.split(np.tanh(a / 2), 3, axis=1)
        i, g, o = (1 + i) / 2, 2 * g, (1 + o) / 2
        c_next = np.add(c, i * g)
        t = np.tanh(0.5 * c_next)
        cache = dict(zip(("x", "h_prev", "i", "g", "o"), (x, h.copy(), i, g, o), strict=True))
        return o * t, c_next, cache | {"tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
    """,
    },
)
