"""Lesson 08: one step of the LSTM backward, judged gate by gate."""

from itertools import permutations

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise

from ._draw import caches, columns

ex = exercise(
    "lstm-step-backward",
    lesson="08_lstm",
    reference=nets.lstm_step_backward,
    outputs=("dx", "dh_prev", "dc_prev", "da"),
    blocks={"da": (1, "ifgo")},
    follows={"dx": "da", "dh_prev": "da"},
    hints=[
        "Begin at c: it goes two ways, on along the belt (dc) and out through tanh and o into "
        "h. Add what comes back on both: dc = dc + dh * o * (slope of tanh at c).",
        "Every factor of c = f * c_prev + i * g is the slope for its partner: what stands "
        "beside f, beside i, beside g? Then the slope of the bend: s(1 - s) for a sigmoid, "
        "1 - g**2 for the tanh. o gets its gradient from h alone.",
        "da = np.concatenate([da_i, da_f, da_g, da_o], axis=1), (B, 4H). Going back through "
        "a = x W_ih^T + h W_hh^T + b: dx = da @ W_ih, dh_prev = da @ W_hh. dc_prev = dc * f.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        drawn = dict(dh=rng.normal(size=(B, H)), dc=rng.normal(size=(B, H)))
        return drawn | dict(cache=caches(rng, 1, B, I, H)[0]) | given

    yield "B=3, I=2, H=4", case(3, 2, 4)
    yield "only dh: nothing comes back along the belt", case(2, 3, 4, dc=np.zeros((2, 4)))
    yield "only dc: the loss does not look at h", case(2, 3, 4, dh=np.zeros((2, 4)))
    yield "one unit, one input, one example", case(1, 1, 1)
    yield "B=4, I=8, H=2, so that I=4H", case(4, 8, 2)
    yield "B=I=H=3", case(3, 3, 3)


def _back(dh, dc, v, total=None, at=None, slope=None, dc_prev=None, order="ifgo"):
    """The backward step with parts exchanged; `total` stands for dc from both ways."""
    dc = dc + dh * v["o"] * (1 - v["tanh_c"] ** 2) if total is None else total
    gates = {"i": dc * v["g"], "f": dc * v["c_prev"], "g": dc * v["i"], "o": dh * v["tanh_c"]}
    gates |= at(dc) if at else {}
    slopes = {k: v[k] * (1 - v[k]) for k in "ifo"} | {"g": 1 - v["g"] ** 2} | (slope or {})
    da = np.concatenate([gates[k] * slopes[k] for k in order], axis=1)
    carried = dc_prev(dc) if dc_prev else dc * v["f"]
    return da @ v["W_ih"], da @ v["W_hh"], carried, da


def _wrong_slope(gate, words, slope):
    """Register a mistake in the bend of one gate."""

    @ex.mistake(words)
    def _(dh, dc, cache):
        return _back(dh, dc, cache, slope={gate: slope(cache[gate])})


def _wrong_partner(gate, words, partner):
    """Register a mistake in what dc (or dh) is multiplied by at one gate."""

    @ex.mistake(words)
    def _(dh, dc, cache):
        return _back(dh, dc, cache, at=lambda total: {gate: partner(total, dh, cache)})


def _wrong_total(words, total):
    """Register a mistake in the sum of the two ways out of c."""

    @ex.mistake(words)
    def _(dh, dc, cache):
        return _back(dh, dc, cache, total=total(dh, dc, cache))


def _wrong_belt(words, dc_prev):
    """Register a mistake in what goes on along the belt."""

    @ex.mistake(words)
    def _(dh, dc, cache):
        return _back(dh, dc, cache, dc_prev=lambda total: dc_prev(total, dc, cache))


def _wrong_end(words, change):
    """Register a mistake in what is made of the right gradients."""

    @ex.mistake(words)
    def _(dh, dc, cache):
        return change(dh, *_back(dh, dc, cache))


def _new_c(v):
    return v["f"] * v["c_prev"] + v["i"] * v["g"]


def _bent_again(s):
    return nets.sigmoid(s) * (1 - nets.sigmoid(s))


for _gate, _name in (("i", "input gate"), ("f", "forget gate"), ("o", "output gate")):
    _wrong_slope(
        _gate,
        f"{_name}: its sigmoid' is missing, times {_gate} * (1 - {_gate}).",
        np.ones_like,
    )
    _wrong_slope(
        _gate,
        f"{_name}: {_gate} stands for {_gate} * (1 - {_gate}), the slope of the sigmoid.",
        np.copy,
    )
    _wrong_slope(
        _gate,
        f"{_name}: 1 - {_gate}**2 is the slope of tanh; a sigmoid has {_gate} * (1 - {_gate}).",
        lambda s: 1 - s**2,
    )
    _wrong_slope(
        _gate,
        f"{_name}: {_gate} is the sigmoid already, its slope is {_gate} * (1 - {_gate}).",
        _bent_again,
    )

_wrong_slope("g", "cell input g: (1 - g**2) is missing, the slope of its tanh.", np.ones_like)
_wrong_slope(
    "g",
    "cell input g: g * (1 - g) is the slope of a sigmoid; g comes from tanh, so 1 - g**2.",
    lambda g: g * (1 - g),
)
_wrong_slope(
    "g",
    "cell input g: (1 - g)**2 is not the slope: square g first, 1 - g**2.",
    lambda g: (1 - g) ** 2,
)
_wrong_slope("g", "cell input g: 1 - g lacks the square, tanh' = 1 - g**2.", lambda g: 1 - g)
_wrong_slope("g", "cell input g: 1 - g * 2 is no square: g**2.", lambda g: 1 - g * 2)
_wrong_slope("g", "cell input g: g stands for 1 - g**2, the slope of tanh.", np.copy)
_wrong_slope(
    "g",
    "cell input g: g is the tanh already, its slope is 1 - g**2.",
    lambda g: 1 - np.tanh(g) ** 2,
)

_wrong_partner(
    "f",
    "forget gate: its partner is c_prev, the state that came in, not the new c.",
    lambda dc, dh, v: dc * _new_c(v),
)
_wrong_partner(
    "f",
    "forget gate: its partner is c_prev itself, not tanh(c).",
    lambda dc, dh, v: dc * v["tanh_c"],
)
_wrong_partner("f", "forget gate: c_prev is missing, df = dc * c_prev.", lambda dc, dh, v: dc)
_wrong_partner(
    "f",
    "forget gate: its partner on the belt is c_prev, not h_prev.",
    lambda dc, dh, v: dc * v["h_prev"],
)
_wrong_partner(
    "f",
    "forget gate: its partner is c_prev, not g, which belongs to i.",
    lambda dc, dh, v: dc * v["g"],
)
_wrong_partner(
    "i",
    "input gate: its partner is g, di = dc * g, not i itself.",
    lambda dc, dh, v: dc * v["i"],
)
_wrong_partner("i", "input gate: g is missing, di = dc * g.", lambda dc, dh, v: dc)
_wrong_partner(
    "i",
    "input gate: its partner is g, not c_prev, which belongs to f.",
    lambda dc, dh, v: dc * v["c_prev"],
)
_wrong_partner(
    "g", "cell input g: its partner is i, dg = dc * i, not g.", lambda dc, dh, v: dc * v["g"]
)
_wrong_partner("g", "cell input g: i is missing, dg = dc * i.", lambda dc, dh, v: dc)
_wrong_partner("g", "cell input g: its partner is i, not f.", lambda dc, dh, v: dc * v["f"])
_wrong_partner(
    "o",
    "output gate: its partner is tanh(c), not c: h = o * tanh(c).",
    lambda dc, dh, v: dh * _new_c(v),
)
_wrong_partner("o", "output gate: tanh(c) is missing, do = dh * tanh(c).", lambda dc, dh, v: dh)
_wrong_partner(
    "o",
    "output gate: it hears of the loss through h alone, do = dh * tanh(c), not dc * tanh(c).",
    lambda dc, dh, v: dc * v["tanh_c"],
)
_wrong_partner(
    "o",
    "output gate: its partner is tanh(c), not its slope 1 - tanh(c)**2.",
    lambda dc, dh, v: dh * (1 - v["tanh_c"] ** 2),
)


for _gate, _name, _partner in (
    ("i", "input gate", "g"),
    ("f", "forget gate", "c_prev"),
    ("g", "cell input g", "i"),
):

    @ex.mistake(f"{_name}: it hears only of the dc that was handed in; use dc from both ways.")
    def _(dh, dc, cache, gate=_gate, partner=_partner):
        return _back(dh, dc, cache, at=lambda _: {gate: dc * cache[partner]})


@ex.mistake("input gate and g: their partners are exchanged, di = dc * g and dg = dc * i.")
def _(dh, dc, cache):
    return _back(dh, dc, cache, at=lambda dc: {"i": dc * cache["i"], "g": dc * cache["g"]})


@ex.mistake("the bends are missing at all gates: s * (1 - s) for i, f, o and 1 - g**2 for g.")
def _(dh, dc, cache):
    return _back(dh, dc, cache, slope=dict.fromkeys("ifgo", 1.0))


@ex.mistake("the bends are taken of i, f, g, o, which are bent already: s * (1 - s), 1 - g**2.")
def _(dh, dc, cache):
    slope = {k: _bent_again(cache[k]) for k in "ifo"} | {"g": 1 - np.tanh(cache["g"]) ** 2}
    return _back(dh, dc, cache, slope=slope)


@ex.mistake("sigmoid' is missing at i, f and o: times s * (1 - s) each.")
def _(dh, dc, cache):
    return _back(dh, dc, cache, slope=dict.fromkeys("ifo", 1.0))


@ex.mistake("the bends are exchanged: i, f, o come from sigmoids, s * (1 - s), g from tanh.")
def _(dh, dc, cache):
    slope = {k: 1 - cache[k] ** 2 for k in "ifo"} | {"g": cache["g"] * (1 - cache["g"])}
    return _back(dh, dc, cache, slope=slope)


_wrong_total(
    "c: the way out through h is forgotten, add dh * o * (1 - tanh(c)**2) to dc.",
    lambda dh, dc, v: dc,
)
_wrong_total(
    "c: what comes back along the belt is forgotten, add the dc that is handed in.",
    lambda dh, dc, v: dh * v["o"] * (1 - v["tanh_c"] ** 2),
)
_wrong_total(
    "c: (1 - tanh(c)**2) is missing on the way back from h.",
    lambda dh, dc, v: dc + dh * v["o"],
)
_wrong_total(
    "c: 1 - tanh(c) lacks the square, tanh' = 1 - tanh(c)**2.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - v["tanh_c"]),
)
_wrong_total(
    "c: (1 - tanh(c))**2 is not the slope: square tanh(c) first, 1 - tanh(c)**2.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - v["tanh_c"]) ** 2,
)
_wrong_total(
    "c: tanh(c) stands where its slope 1 - tanh(c)**2 is due.",
    lambda dh, dc, v: dc + dh * v["o"] * v["tanh_c"],
)
_wrong_total(
    "c: o is missing on the way back from h, dh * o * (1 - tanh(c)**2).",
    lambda dh, dc, v: dc + dh * (1 - v["tanh_c"] ** 2),
)
_wrong_total(
    "c: tanh was applied to tanh(c) again, the cache holds tanh(c) already.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - np.tanh(v["tanh_c"]) ** 2),
)
_wrong_total(
    "c: 1 - c**2 is not the slope of tanh at c: 1 - tanh(c)**2.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - _new_c(v) ** 2),
)
_wrong_total(
    "c: the slope of tanh is taken at c_prev: h came from the new c, 1 - tanh_c**2.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - np.tanh(v["c_prev"]) ** 2),
)
_wrong_total(
    "c: 1 - h**2 was lesson 05's slope: here h = o * tanh(c), and tanh(c) is tanh_c.",
    lambda dh, dc, v: dc + dh * v["o"] * (1 - (v["o"] * v["tanh_c"]) ** 2),
)
_wrong_total(
    "c: the whole dc goes through o and tanh'; only the part from h does, dc is added.",
    lambda dh, dc, v: (dc + dh) * v["o"] * (1 - v["tanh_c"] ** 2),
)


@ex.mistake("c: the dc that is handed in is not yet times f: that is for dc_prev, at the end.")
def _(dh, dc, cache):
    total = dc * cache["f"] + dh * cache["o"] * (1 - cache["tanh_c"] ** 2)
    return _back(dh, dc, cache, total=total, dc_prev=lambda total: total)


_wrong_belt(
    "dc_prev: the forget gate is missing, dc * f: what was forgotten gets no gradient.",
    lambda total, dc, v: total,
)
_wrong_belt(
    "dc_prev: the part that came through h is missing, take the whole dc times f.",
    lambda total, dc, v: dc * v["f"],
)
_wrong_belt(
    "dc_prev: dc * f alone, c_prev is for the forget gate's gradient.",
    lambda total, dc, v: total * v["f"] * v["c_prev"],
)
_wrong_end(
    "dc_prev: add no dh here: h_prev has dh_prev, and dh has gone into dc already.",
    lambda dh, dx, dh_prev, dc_prev, da: (dx, dh_prev, dc_prev + dh, da),
)
_wrong_belt("dc_prev: times f once, not twice.", lambda total, dc, v: total * v["f"] ** 2)
_wrong_belt("dc_prev: times f, not times i.", lambda total, dc, v: total * v["i"])
_wrong_belt(
    "dc_prev: it is dc * f; f * (1 - f) is only for a_f.",
    lambda total, dc, v: total * v["f"] * (1 - v["f"]),
)


@ex.mistake(
    "dx and dh_prev are made before the bends: use da, not the gradients at i, f, g, o."
)
def _(dh, dc, cache):
    dx, dh_prev, _, _ = _back(dh, dc, cache, slope=dict.fromkeys("ifgo", 1.0))
    _, _, dc_prev, da = _back(dh, dc, cache)
    return dx, dh_prev, dc_prev, da


for _order in [*permutations("ifgo")][1:]:

    @ex.mistake(f"the blocks of da stand as {', '.join(_order)}: the order is i, f, g, o.")
    def _(dh, dc, cache, order=_order):
        return _back(dh, dc, cache, order=order)


@ex.mistake("dc is changed in place: write dc = dc + ..., which makes a new array.")
def _(dh, dc, cache):
    dc += dh * cache["o"] * (1 - cache["tanh_c"] ** 2)
    return _back(dh, dc, cache, total=dc)


@ex.mistake("W_hh and W_ih are transposed too often: backward it is da @ W, without .T.")
def _(dh, dc, cache):
    _, _, _, da = _back(dh, dc, cache)
    return da @ cache["W_ih"].T, da @ cache["W_hh"].T, dc, da


@ex.mistake("dx: W_ih is transposed too often: forward x @ W_ih.T, backward da @ W_ih.")
def _(dh, dc, cache):
    _, dh_prev, dc_prev, da = _back(dh, dc, cache)
    return da @ cache["W_ih"].T, dh_prev, dc_prev, da


@ex.mistake("dh_prev is made with W_ih: dx = da @ W_ih, dh_prev = da @ W_hh.")
def _(dh, dc, cache):
    dx, _, dc_prev, da = _back(dh, dc, cache)
    return dx, dx, dc_prev, da


@ex.mistake("dh_prev: W_hh is transposed too often: forward h @ W_hh.T, backward da @ W_hh.")
def _(dh, dc, cache):
    dx, _, dc_prev, da = _back(dh, dc, cache)
    return dx, da @ cache["W_hh"].T, dc_prev, da


@ex.mistake(
    "what meets W_ih is not (B, 4H): da has its blocks side by side, "
    "np.concatenate([da_i, da_f, da_g, da_o], axis=1)."
)
def _(dh, dc, cache):
    _, _, _, da = _back(dh, dc, cache)
    return np.concatenate(columns(da)) @ cache["W_ih"]


for _axis, _words in (
    (
        0,
        "the examples of da are mixed by reshape: use np.concatenate(..., axis=1).",
    ),
    (
        2,
        "da has i, f, g, o of one unit side by side: np.concatenate puts all units of i first.",
    ),
):

    @ex.mistake(_words)
    def _(dh, dc, cache, axis=_axis):
        _, _, dc_prev, da = _back(dh, dc, cache)
        da = np.stack(columns(da), axis).reshape(da.shape)
        return da @ cache["W_ih"], da @ cache["W_hh"], dc_prev, da


@ex.mistake("dx and dh_prev hear of the input gate only: all four blocks of da, da @ W.")
def _(dh, dc, cache):
    _, _, dc_prev, da = _back(dh, dc, cache)
    da_i, rows = columns(da)[0], slice(dh.shape[1])
    return da_i @ cache["W_ih"][rows], da_i @ cache["W_hh"][rows], dc_prev, da


_wrong_end(
    "dh_prev: add nothing, h_prev is seen by the gates only: dh_prev = da @ W_hh.",
    lambda dh, dx, dh_prev, dc_prev, da: (dx, dh_prev + dh, dc_prev, da),
)
_wrong_end(
    "the gradients are divided by B: the loss has its mean already, only carry on.",
    lambda dh, *found: [q / len(dh) for q in found],
)
_wrong_end(
    "da is a list of four arrays: np.concatenate(..., axis=1) makes one, (B, 4H).",
    lambda dh, dx, dh_prev, dc_prev, da: (dx, dh_prev, dc_prev, columns(da)),
)


equivalents(
    ex,
    {
        "one gate after the other, into one array": """
        H = dh.shape[1]
        i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
        dc = dc + dh * o - dh * o * t * t
        da = np.empty((len(dh), 4 * H), dh.dtype)
        da[:, :H] = dc * g * i * (1 - i)
        da[:, H : 2 * H] = dc * cache["c_prev"] * f * (1 - f)
        da[:, 2 * H : 3 * H] = dc * i * (1 - g) * (1 + g)
        da[:, 3 * H :] = dh * t * o * (1 - o)
        return da @ cache["W_ih"], da @ cache["W_hh"], f * dc, da
    """,
    },
)


@ex.same("tanh' from cosh, weights cut into blocks")
def _(dh, dc, v):
    total = dc + dh * v["o"] / np.cosh(_new_c(v)) ** 2
    parts = [
        nets.sigmoid_prime_from_output(v["i"]) * v["g"] * total,
        nets.sigmoid_prime_from_output(v["f"]) * v["c_prev"] * total,
        nets.tanh_prime_from_output(v["g"]) * v["i"] * total,
        nets.sigmoid_prime_from_output(v["o"]) * v["tanh_c"] * dh,
    ]
    dx, dh_prev = (
        sum(p @ W for p, W in zip(parts, np.split(v[k], 4), strict=True))
        for k in ("W_ih", "W_hh")
    )
    return dx, dh_prev, total * v["f"], np.hstack(parts)


equivalents(
    ex,
    {
        "einsum, and a list that comes back": """
        i, f, g, o = (cache[k] for k in "ifgo")
        dc_all = dc + dh * o * (1 - np.square(cache["tanh_c"]))
        slope = np.concatenate([i - i**2, f - f**2, 1 - g**2, o - o**2], axis=-1)
        up = [dc_all * g, dc_all * cache["c_prev"], dc_all * i, dh * cache["tanh_c"]]
        da = np.concatenate(up, axis=-1) * slope
        dx = np.einsum("bk,ki->bi", da, cache["W_ih"])
        return [dx, np.einsum("bk,kj->bj", da, cache["W_hh"]), dc_all * f, da]
    """,
        "one example at a time": """
        rows = []
        for n in range(len(dh)):
            one = {k: v if k.startswith("W") else v[n : n + 1] for k, v in cache.items()}
            rows.append(nets.lstm_step_backward(dh[n : n + 1], dc[n : n + 1], one))
        return tuple(np.concatenate(q) for q in zip(*rows, strict=True))
    """,
    },
)
