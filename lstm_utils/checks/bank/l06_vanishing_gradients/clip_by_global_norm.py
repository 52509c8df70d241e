"""Lesson 06: shorten all gradients by one factor."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

clip_by_global_norm = exercise(
    "clip-by-global-norm",
    lesson="06_vanishing_gradients",
    reference=nets.clip_by_global_norm,
    outputs=("grads", "norm"),
    fresh=True,
    hints=[
        "One norm for everything: imagine all arrays joined into one long vector. Which sum is under the root?",
        "Three cases: the norm is not finite (np.isfinite), the norm is above c, or neither. "
        "Each gives one factor for all arrays; only the first two change the values.",
        "norm = np.sqrt(sum((g**2).sum() for g in grads.values())). Above c the factor is "
        "c / norm. Where the norm is not finite return np.zeros_like(g) for each: 0 times NaN "
        "would be NaN.",
    ],
)


def _net(rng, scale, H=4, I=3):
    shapes = {"W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    return {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}


def _with(grads, name, value):
    grads[name].flat[1] = value
    return grads


@clip_by_global_norm.cases
def _(rng):
    three_four = {"W": np.array([[3.0]]), "b": np.array([4.0])}
    yield "norm 5, c = 1", dict(grads=three_four, c=1.0)
    yield "norm 5, c = 10: nothing to clip", dict(grads=three_four, c=10.0)
    yield "a net, far above c", dict(grads=_net(rng, 20.0), c=2.5)
    yield "a net, far below c", dict(grads=_net(rng, 0.01), c=0.5)
    lopsided = {"W": 10 * rng.normal(size=(3, 2)), "b": 0.1 * rng.normal(size=3)}
    yield "one array large, one small", dict(grads=lopsided, c=2.0)
    each = {name: np.full(2, 0.6) for name in ("W_ih", "W_hh", "b", "W_out")}
    yield "each array below c, all together above", dict(grads=each, c=1.0)
    yield "one array", dict(grads={"W": rng.normal(size=(2, 3, 2))}, c=0.25)
    yield "all zero", dict(grads={"W": np.zeros((2, 3)), "b": np.zeros(2)}, c=1.0)
    yield "one NaN", dict(grads=_with(_net(rng, 1.0), "W_hh", np.nan), c=1.0)
    yield "one infinite", dict(grads=_with(_net(rng, 1.0), "W_ih", np.inf), c=3.0)


GUARD = "    if not np.isfinite(norm):\n        return {name: np.zeros_like(g) for name, g in grads.items()}, norm\n"
ZEROS = "{name: np.zeros_like(g) for name, g in grads.items()}"
NORM = "np.sqrt(sum((g**2).sum() for g in grads.values()))"
SCALE = "c / norm if norm > c else 1.0"
CLIPPED = "{name: g * scale for name, g in grads.items()}"
mistakes(
    clip_by_global_norm,
    {
        "the largest of the arrays' norms is used: add the squares of all arrays, then take one root.": (
            NORM,
            "max(np.sqrt((g**2).sum()) for g in grads.values())",
        ),
        "every entry is clipped by itself (np.clip), which changes the direction: use one factor for all.": (
            "g * scale",
            "np.clip(g, -c, c)",
        ),
        "every entry is clipped by itself (np.clip), NaN included: compute one norm, then one factor.": [
            (GUARD, ""),
            ("g * scale", "np.clip(g, -c, c)"),
        ],
        "each array is clipped by its own norm: the norm is global, one for all arrays together.": (
            "g * scale",
            "g * (c / max(c, np.linalg.norm(g)))",
        ),
        "each array is clipped by its own norm, NaN included: compute one norm, then one factor.": [
            (GUARD, ""),
            ("g * scale", "g * (c / max(c, np.linalg.norm(g)))"),
        ],
        "NaN and infinity are not handled: where the norm is not finite return zeros of each shape.": (GUARD, ""),
        "NaN is not handled: min(c / norm, 1) is NaN too. Return zeros where the norm is not finite.": [
            (GUARD, ""),
            (SCALE, "np.minimum(c / norm, 1.0)"),
        ],
        "infinity is not handled: inf * 0 is NaN. np.isfinite(norm) is False for NaN and infinity.": (
            "not np.isfinite(norm)",
            "np.isnan(norm)",
        ),
        "where the norm is not finite the gradients are multiplied by 0: 0 * NaN is NaN, use np.zeros_like(g).": (
            "np.zeros_like(g)",
            "g * 0.0",
        ),
        "NaN and infinity are replaced, the rest is kept: that step has no direction, return zeros for all.": """
        tame = {n: np.nan_to_num(g, posinf=0.0, neginf=0.0) for n, g in grads.items()}
        return nets.clip_by_global_norm(tame, c)[0], nets.clip_by_global_norm(grads, c)[1]
    """,
        "only the array with the NaN or infinity becomes 0: the common norm is lost, so return zeros for all.": """
        tame = {n: g if np.isfinite(g).all() else np.zeros_like(g) for n, g in grads.items()}
        return nets.clip_by_global_norm(tame, c)[0], nets.clip_by_global_norm(grads, c)[1]
    """,
        "where the norm is not finite, 0 is returned for it: return the norm unchanged, so that callers see it.": (
            f"{ZEROS}, norm",
            f"{ZEROS}, 0.0",
        ),
        "gradients below c are scaled up to c: where norm <= c they stay unchanged.": (SCALE, "c / norm if norm > 0 else 1.0"),
        "the gradients are divided by the squared norm: the factor is c / norm.": ("c / norm", "c / norm**2"),
        "the factor is inverted: c / norm, which is below 1.": ("c / norm", "norm / c"),
        "gradients above c end with norm 1: the factor is c / norm, not 1 / norm.": ("c / norm", "1 / norm"),
        "nothing is clipped: where the norm is above c, multiply all arrays by c / norm.": (SCALE, "1.0"),
        "the comparison is reversed: clip gradients above c, keep those below.": ("norm > c", "0 < norm < c"),
        "a small number is added to the norm, as PyTorch does with 1e-6: omit it, so that the result has norm c.": (
            "c / norm",
            "c / (norm + 1e-6)",
        ),
        "the square root is missing: the norm is the root of the sum of all squares.": (
            NORM,
            "sum((g**2).sum() for g in grads.values())",
        ),
        "the norms of the arrays are added: add their squares, then take one root.": (
            NORM,
            "sum(np.linalg.norm(g) for g in grads.values())",
        ),
        "the largest norm of an array is used: add the squares of all arrays, then take one root.": (
            NORM,
            "np.max([np.linalg.norm(g) for g in grads.values()])",
        ),
        "the largest entry is used as the norm: the norm is the root of the sum of all squares.": (
            NORM,
            "np.max([np.abs(g).max() for g in grads.values()])",
        ),
        "the absolute values are added: add squares, then take the root.": (NORM, "sum(np.abs(g).sum() for g in grads.values())"),
        "the squares are averaged, not added: then a larger net would be clipped less.": (
            NORM,
            "np.sqrt(np.concatenate([g.ravel() ** 2 for g in grads.values()]).mean())",
        ),
        "the norm after clipping is returned: return the one before, which shows explosions.": (
            f"{CLIPPED}, norm",
            f"{CLIPPED}, min(norm, c)",
        ),
        "`g *= scale` changes the caller's arrays: g * scale makes new ones.": (
            f"return {CLIPPED}, norm",
            "for g in grads.values():\n        g *= scale\n    return grads, norm",
        ),
        "`grads[name] = ...` changes the caller's dict: build a new dict.": (
            f"return {CLIPPED}, norm",
            "for name in grads:\n        grads[name] = grads[name] * scale\n    return grads, norm",
        ),
        "where nothing is clipped the caller's own arrays are returned: return new ones, g.copy().": (
            f"    scale = {SCALE}",
            "    if norm <= c:\n        return grads, norm\n    scale = c / norm",
        ),
        "the gradients are returned as a list: return a dict with the same names.": (
            CLIPPED,
            "[g * scale for g in grads.values()]",
        ),
        "the two results are swapped: first the gradients, then the norm.": [
            (f"{ZEROS}, norm", f"norm, {ZEROS}"),
            (f"{CLIPPED}, norm", f"norm, {CLIPPED}"),
        ],
        "the norm is missing: return the clipped gradients and the norm.": [
            (f"{ZEROS}, norm", ZEROS),
            (f"{CLIPPED}, norm", CLIPPED),
        ],
        "the biases are left out: every array counts in the norm, and every array is scaled.": """
        weights = {name: g for name, g in grads.items() if name.startswith("W")}
        clipped, norm = nets.clip_by_global_norm(weights, c)
        return grads | clipped, norm
    """,
        "where the norm is not finite the gradients are returned unchanged: return zeros, so that no step is taken.": (
            "np.zeros_like(g)",
            "g.copy()",
        ),
        "where the norm is not finite None is returned for the gradients: return zeros of the same shapes.": (
            f"{ZEROS}, norm",
            "None, norm",
        ),
        "all gradients are scaled to norm c, short ones too: multiply only if norm > c.": (SCALE, "c / norm"),
        "all gradients are scaled to norm c, short ones too: multiply only if norm > c. And NaN is not handled.": [
            (GUARD, ""),
            (SCALE, "c / norm"),
        ],
        "only the entries that are not finite become 0: no direction is left, so all entries become 0.": (
            "np.zeros_like(g)",
            "np.nan_to_num(g, posinf=0, neginf=0)",
        ),
        "the number 0 replaces a whole array: np.zeros_like(g) has the shape of the array.": ("np.zeros_like(g)", "0"),
    },
)


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
