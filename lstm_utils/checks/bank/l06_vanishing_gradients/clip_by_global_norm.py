"""Lesson 06: shortening all gradients by one factor."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise

clip_by_global_norm = exercise(
    "clip-by-global-norm",
    lesson="06_vanishing_gradients",
    reference=nets.clip_by_global_norm,
    outputs=("grads", "norm"),
    fresh=True,
    hints=[
        "One norm for everything: imagine all arrays poured into one long vector. Which sum "
        "is under the root?",
        "Three cases: the norm is not finite (np.isfinite), the norm is above c, anything "
        "else. Each gives one factor for all arrays, and only two of the three change them.",
        "norm = np.sqrt(sum((g**2).sum() for g in grads.values())). Above c the factor is "
        "c / norm. Where the norm is not finite return np.zeros_like(g) for each: 0 times NaN "
        "would be NaN.",
    ],
)


def _net(rng, scale, H=4, I=3):
    shapes = {"W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    return {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}


def _spoilt(grads, name, value):
    grads[name].flat[1] = value
    return grads


@clip_by_global_norm.cases
def _(rng):
    three_four = {"W": np.array([[3.0]]), "b": np.array([4.0])}
    yield "norm 5, c = 1", dict(grads=three_four, c=1.0)
    yield "norm 5, c = 10: nothing to do", dict(grads=three_four, c=10.0)
    yield "a net, far above c", dict(grads=_net(rng, 20.0), c=2.5)
    yield "a net, far below c", dict(grads=_net(rng, 0.01), c=0.5)
    lopsided = {"W": 10 * rng.normal(size=(3, 2)), "b": 0.1 * rng.normal(size=3)}
    yield "one array large, one small", dict(grads=lopsided, c=2.0)
    each = {name: np.full(2, 0.6) for name in ("W_ih", "W_hh", "b", "W_out")}
    yield "each array below c, all together above", dict(grads=each, c=1.0)
    yield "one array", dict(grads={"W": rng.normal(size=(2, 3, 2))}, c=0.25)
    yield "all zero", dict(grads={"W": np.zeros((2, 3)), "b": np.zeros(2)}, c=1.0)
    yield "one NaN", dict(grads=_spoilt(_net(rng, 1.0), "W_hh", np.nan), c=1.0)
    yield "one infinite", dict(grads=_spoilt(_net(rng, 1.0), "W_ih", np.inf), c=3.0)


def _norm(grads):
    return float(np.sqrt(sum((g**2).sum() for g in grads.values())))


def _clip(grads, c, norm=_norm, factor=lambda norm, c: c / norm if norm > c else 1.0):
    """Clip with another norm or another factor; norms that are not finite give 0."""
    size = norm(grads)
    if not np.isfinite(_norm(grads)):
        return {name: np.zeros_like(g) for name, g in grads.items()}, size
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = factor(np.float64(size), c)
        return {name: g * scale for name, g in grads.items()}, size


def _unguarded(grads, scale):
    with np.errstate(invalid="ignore"):
        return {name: g * scale for name, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "every entry is clipped by itself (np.clip): that turns the direction. Multiply all arrays "
    "by one factor."
)
def _(grads, c):
    if not np.isfinite(_norm(grads)):
        return _clip(grads, c)
    return {name: np.clip(g, -c, c) for name, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "every entry is clipped by itself (np.clip), NaN and all: find one norm, then one factor."
)
def _(grads, c):
    return {name: np.clip(g, -c, c) for name, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "each array is clipped by its own norm: the norm is global, one for all arrays together."
)
def _(grads, c):
    if not np.isfinite(_norm(grads)):
        return _clip(grads, c)
    return {name: _clip({0: g}, c)[0][0] for name, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "each array is clipped by its own norm, NaN and all: find one norm, then one factor."
)
def _(grads, c):
    with np.errstate(invalid="ignore"):
        own = {name: np.linalg.norm(g) for name, g in grads.items()}
        clipped = {n: g * (c / own[n] if own[n] > c else 1.0) for n, g in grads.items()}
    return clipped, _norm(grads)


@clip_by_global_norm.mistake(
    "NaN and infinity are not guarded: where the norm is not finite return zeros of each shape."
)
def _(grads, c):
    norm = _norm(grads)
    return _unguarded(grads, c / norm if norm > c else 1.0)


@clip_by_global_norm.mistake(
    "NaN is not guarded: min(c / norm, 1) is NaN, too, and spoils all. Return zeros where the "
    "norm is not finite."
)
def _(grads, c):
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.minimum(np.float64(c) / _norm(grads), 1.0)
    return _unguarded(grads, scale)


@clip_by_global_norm.mistake(
    "NaN is guarded, infinity is not: inf * 0 is NaN. np.isfinite(norm) is False for both."
)
def _(grads, c):
    norm = _norm(grads)
    return _clip(grads, c) if np.isnan(norm) else _unguarded(grads, min(1.0, c / max(norm, c)))


@clip_by_global_norm.mistake(
    "where the norm is not finite the gradients are multiplied by 0: 0 * NaN is NaN, return "
    "np.zeros_like(g)."
)
def _(grads, c):
    return _clip(grads, c) if np.isfinite(_norm(grads)) else _unguarded(grads, 0.0)


@clip_by_global_norm.mistake(
    "NaN and infinity are replaced, the rest is kept: that step has no direction to keep, "
    "return zeros for all arrays."
)
def _(grads, c):
    tame = {n: np.nan_to_num(g, posinf=0.0, neginf=0.0) for n, g in grads.items()}
    return _clip(tame, c)[0], _norm(grads)


@clip_by_global_norm.mistake(
    "only the array with the NaN or infinity becomes 0: the common norm is lost, so zero them "
    "all."
)
def _(grads, c):
    tame = {n: g if np.isfinite(g).all() else np.zeros_like(g) for n, g in grads.items()}
    return _clip(tame, c)[0], _norm(grads)


@clip_by_global_norm.mistake(
    "where the norm is not finite 0 is returned for it: return the norm as it is, so that the "
    "caller can see."
)
def _(grads, c):
    clipped, norm = _clip(grads, c)
    return clipped, norm if np.isfinite(norm) else 0.0


for _words, _factor in {
    "gradients below c are scaled too, up to c: where norm <= c they stay as they "
    "are.": lambda norm, c: c / norm,
    "divided by the norm squared: the factor is c / norm.": lambda norm, c: (
        c / norm**2 if norm > c else 1.0
    ),
    "the factor is upside down: c / norm, which is below 1.": lambda norm, c: (
        norm / c if norm > c else 1.0
    ),
    "gradients above c end with norm 1: the factor is c / norm, not "
    "1 / norm.": lambda norm, c: 1 / norm if norm > c else 1.0,
    "nothing is shortened: where the norm is above c, multiply all arrays by "
    "c / norm.": lambda norm, c: 1.0,
    "the comparison is turned round: what is above c is shortened, what is below "
    "stays.": lambda norm, c: c / norm if norm < c else 1.0,
    "a small number is added to the norm, as PyTorch does with 1e-6: leave it out, so that "
    "the result has norm c.": lambda norm, c: c / (norm + 1e-6) if norm > c else 1.0,
}.items():

    @clip_by_global_norm.mistake(_words)
    def _(grads, c, factor=_factor):
        return _clip(grads, c, factor=factor)


for _words, _other in {
    "the square root is missing: the norm is the root of the sum of all "
    "squares.": lambda grads: _norm(grads) ** 2,
    "the norms of the arrays are added: add their squares, then take one root.": lambda grads: (
        float(sum(_norm({0: g}) for g in grads.values()))
    ),
    "the largest of the arrays' norms stands for all: add the squares of all arrays, then "
    "take one root.": lambda grads: float(np.max([_norm({0: g}) for g in grads.values()])),
    "the largest entry stands for the norm: it is the root of the sum of all "
    "squares.": lambda grads: float(np.max([np.abs(g).max() for g in grads.values()])),
    "the absolute values are added: add squares, then take the root.": lambda grads: float(
        sum(np.abs(g).sum() for g in grads.values())
    ),
    "the squares are averaged, not added: then a larger net would be clipped "
    "less.": lambda grads: _norm(grads) / sum(g.size for g in grads.values()) ** 0.5,
}.items():

    @clip_by_global_norm.mistake(_words)
    def _(grads, c, norm=_other):
        return _clip(grads, c, norm=norm)


@clip_by_global_norm.mistake(
    "the norm after clipping is returned: return the one from before, which tells whether "
    "something exploded."
)
def _(grads, c):
    clipped, norm = _clip(grads, c)
    return clipped, min(norm, c) if np.isfinite(norm) else norm


@clip_by_global_norm.mistake(
    "`g *= scale` changes the caller's arrays: g * scale makes new ones."
)
def _(grads, c):
    clipped, norm = _clip(grads, c)
    for name, g in grads.items():
        g[...] = clipped[name]
    return grads, norm


@clip_by_global_norm.mistake(
    "`grads[name] = ...` fills the caller's dict with new arrays: build a dict of your own."
)
def _(grads, c):
    clipped, norm = _clip(grads, c)
    grads.update(clipped)
    return grads, norm


@clip_by_global_norm.mistake(
    "where nothing is clipped the caller's own arrays are returned: return new ones, g.copy()."
)
def _(grads, c):
    clipped, norm = _clip(grads, c)
    return (grads if norm <= c else clipped), norm


@clip_by_global_norm.mistake("the gradients come as a list: return a dict with the same names.")
def _(grads, c):
    clipped, norm = _clip(grads, c)
    return list(clipped.values()), norm


@clip_by_global_norm.mistake("the two results are swapped: first the gradients, then the norm.")
def _(grads, c):
    clipped, norm = _clip(grads, c)
    return norm, clipped


@clip_by_global_norm.mistake("the norm is missing: return the clipped gradients and the norm.")
def _(grads, c):
    return _clip(grads, c)[0]


@clip_by_global_norm.mistake(
    "the biases are left out: every array counts in the norm, and every one is scaled."
)
def _(grads, c):
    weights = {name: g for name, g in grads.items() if name.startswith("W")}
    clipped, norm = _clip(weights, c)
    return grads | clipped, norm


@clip_by_global_norm.mistake(
    "where the norm is not finite the gradients come back as they were: return zeros of each "
    "shape, so that no step is taken."
)
def _(grads, c):
    if np.isfinite(_norm(grads)):
        return _clip(grads, c)
    return {name: g.copy() for name, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "where the norm is not finite None comes back for the gradients: return zeros of the same "
    "shapes."
)
def _(grads, c):
    return _clip(grads, c) if np.isfinite(_norm(grads)) else (None, _norm(grads))


@clip_by_global_norm.mistake(
    "all gradients are brought to norm c, short ones stretched: multiply only if norm > c. "
    "And NaN is not guarded."
)
def _(grads, c):
    with np.errstate(invalid="ignore", divide="ignore"):
        return _unguarded(grads, np.float64(c) / _norm(grads))


@clip_by_global_norm.mistake(
    "only the entries that are not finite become 0: no direction is left, so all do."
)
def _(grads, c):
    if np.isfinite(_norm(grads)):
        return _clip(grads, c)
    return {n: np.nan_to_num(g, posinf=0, neginf=0) for n, g in grads.items()}, _norm(grads)


@clip_by_global_norm.mistake(
    "a 0 stands for a whole array of zeros: np.zeros_like(g) has its shape."
)
def _(grads, c):
    if np.isfinite(_norm(grads)):
        return _clip(grads, c)
    return dict.fromkeys(grads, 0), _norm(grads)


equivalents(
    clip_by_global_norm,
    {
        "one long vector": """
        norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()]))
        if not np.isfinite(norm):
            return {name: np.zeros(g.shape) for name, g in grads.items()}, norm
        return {name: g * min(1, c / max(norm, c)) for name, g in grads.items()}, norm
    """,
        "the norm of the norms, divided by max(1, norm / c)": """
        norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
        bad = np.isnan(norm) or np.isinf(norm)
        clipped = {}
        for name, g in grads.items():
            clipped[name] = np.zeros_like(g) if bad else g / max(1.0, norm / c)
        return [clipped, float(norm)]
    """,
        "copies, changed in place": """
        norm = sum(np.vdot(g, g) for g in grads.values()) ** 0.5
        clipped = {name: g.copy() for name, g in grads.items()}
        for g in clipped.values():
            if not np.isfinite(norm):
                g[...] = 0
            elif norm >= c:
                g *= c / norm
        return clipped, norm
    """,
    },
)
