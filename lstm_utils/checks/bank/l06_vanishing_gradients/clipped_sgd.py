"""Lesson 06: clip the gradients in a step of gradient descent."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

clipped_sgd = exercise(
    "clipped-sgd",
    lesson="06_vanishing_gradients",
    reference=nets.clipped_sgd,
    outputs="norm",
    mutates=("params",),
    and_returns=True,
    hints=[
        "Two functions that you know from lesson 02 and from exercise 4. Which comes first?",
        "nets.clip_by_global_norm does not change grads: it returns new ones, and the norm. Assign both.",
        "clipped, norm = nets.clip_by_global_norm(grads, c), then nets.sgd(params, clipped, lr), then return norm.",
    ],
)


@clipped_sgd.cases
def _(rng):
    def step(scale, lr, c):
        shapes = {"W_hh": (3, 3), "W_ih": (3, 2), "b": (3,)}
        params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        grads = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        return dict(params=params, grads=grads, lr=lr, c=c)

    small = dict(params={"W": np.array([[1.0]]), "b": np.array([2.0])}, grads={"W": np.array([[3.0]]), "b": np.array([4.0])})
    yield "norm 5, c = 1", small | dict(lr=0.5, c=1.0)
    yield "gradients of 1000", step(1000.0, lr=0.25, c=2.0)
    yield "nothing to clip", step(0.01, lr=0.125, c=2.0)
    yield "a large learning rate", step(1.0, lr=8.0, c=1.5)
    yield "a small learning rate", step(30.0, lr=0.001, c=0.5)
    mixed = step(10.0, lr=0.25, c=2.0)
    mixed["params"]["W_ih"], mixed["grads"]["W_ih"] = rng.normal(size=(2, 3, 3))
    mixed["grads"] = dict(reversed(mixed["grads"].items()))
    yield (
        "grads in another order",
        {name: {k: q for k, q in d.items() if k != "b"} if isinstance(d, dict) else d for name, d in mixed.items()},
    )
    broken = step(1.0, lr=0.25, c=2.0)
    broken["grads"]["b"][1] = np.nan
    yield "a NaN: no step at all", broken


CLIP = "clipped, norm = nets.clip_by_global_norm(grads, c)"
STEP = "nets.sgd(params, clipped, lr)"
mistakes(
    clipped_sgd,
    {
        "the step has the length c in the place of lr: c limits the gradients, lr is the learning rate.": (
            STEP,
            "nets.sgd(params, clipped, c)",
        ),
        "the limit is lr * c: limit the gradients to c, then step with lr.": ("(grads, c)", "(grads, lr * c)"),
        "params and grads are paired by position: use nets.sgd, or the same name in both.": (
            STEP,
            "for name, g in zip(params, clipped.values(), strict=True):\n        params[name] -= lr * g",
        ),
        "the step is taken twice: call nets.sgd once, with the clipped gradients.": (STEP, f"{STEP}\n    {STEP}"),
        "the step uses the gradients before clipping: step with what clip_by_global_norm returns.": (
            STEP,
            "nets.sgd(params, grads, lr)",
        ),
        "the parameters are clipped after the step: clip the gradient, before the step.": """
        _, norm = nets.clip_by_global_norm(grads, c)
        nets.sgd(params, grads, lr)
        params.update(nets.clip_by_global_norm(params, c)[0])
        return norm
    """,
        "the parameters are clipped instead of the gradients: clip_by_global_norm(grads, c).": """
        params.update(nets.clip_by_global_norm(params, c)[0])
        nets.sgd(params, grads, lr)
        return nets.clip_by_global_norm(grads, c)[1]
    """,
        "lr * grads is clipped: c limits the gradient, so clip first; the step is then at most lr * c long.": [
            (CLIP, f"{CLIP}\n    steps = {{n: lr * g for n, g in grads.items()}}"),
            (STEP, "nets.sgd(params, nets.clip_by_global_norm(steps, c)[0], 1.0)"),
        ],
        "lr is in the limit, not in the step: clip to c, then let nets.sgd multiply by lr.": [
            ("grads, c)", "grads, lr * c)"),
            ("clipped, lr)", "clipped, 1.0)"),
        ],
        "where the norm is above c no step is taken: shorten the gradient, and step.": (
            STEP,
            "if norm <= c:\n        nets.sgd(params, grads, lr)",
        ),
        "lr is not used: the step is lr times the clipped gradient.": ("clipped, lr)", "clipped, 1.0)"),
        "the step goes uphill: subtract, as nets.sgd does.": ("clipped, lr)", "clipped, -lr)"),
        "the step is always lr * c long: gradients with a norm below c stay unchanged.": (
            STEP,
            "if np.isfinite(norm):\n        nets.sgd(params, {n: g * (c / norm) for n, g in grads.items()}, lr)",
        ),
        "every entry is clipped by itself: use nets.clip_by_global_norm, which keeps the direction.": (
            STEP,
            "nets.sgd(params, {n: np.clip(g, -c, c) for n, g in grads.items()}, lr)",
        ),
        "each array is clipped by its own norm: call clip_by_global_norm once for all arrays.": (
            STEP,
            "for n, g in grads.items():\n        params[n] -= lr * nets.clip_by_global_norm({n: g}, c)[0][n]",
        ),
        "each array is clipped by its own norm, and NaN reaches params: call clip_by_global_norm once for all arrays.": (
            STEP,
            "for n, g in grads.items():\n        params[n] -= lr * g * (c / size if (size := np.linalg.norm(g)) > c else 1)",
        ),
        "each array is clipped by its own norm, and the largest is returned: call clip_by_global_norm once.": """
        norms = []
        for n in params:
            clipped, norm = nets.clip_by_global_norm({n: grads[n]}, c)
            nets.sgd({n: params[n]}, clipped, lr)
            norms.append(norm)
        return max(norms)
    """,
        "the caller's gradients are overwritten: assign the clipped ones to a new name.": (
            STEP,
            "grads.update(clipped)\n    nets.sgd(params, grads, lr)",
        ),
        "params is unchanged: `p = p - ...` only rebinds a name. Use nets.sgd, or `params[name] -=`.": (
            STEP,
            "for name, p in params.items():\n        p = p - lr * clipped[name]",
        ),
        "clip_by_global_norm returns two values, gradients and norm: clipped, norm = ...": [
            ("clipped, norm =", "clipped ="),
            ("return norm", "return clipped[1]"),
        ],
        "nothing is returned: return the norm of the gradients before clipping.": ("\n    return norm", ""),
        "the clipped gradients are returned: return the norm before clipping, one number.": ("return norm", "return clipped"),
        "the norm after clipping is returned: return the one before, which shows explosions.": (
            "return norm",
            "return nets.clip_by_global_norm(clipped, c)[1]",
        ),
        "params are returned as well: they are changed in place, return the norm alone.": ("return norm", "return params, norm"),
        "lr and c are swapped: clip to c, step with lr.": [("grads, c)", "grads, lr)"), ("clipped, lr)", "clipped, c)")],
        "the clipped gradients are divided by their norm again: their length is right, let nets.sgd multiply by lr.": (
            ", lr)",
            ", lr / norm if norm > c else lr)",
        ),
        "params are clipped and used as gradients: pass grads to clip_by_global_norm.": ("(grads,", "(params,"),
        "c is not used, the norm is limited to 1: pass c to clip_by_global_norm.": ("grads, c)", "grads, 1.0)"),
        "lr * grads is clipped, and its norm returned: clip the gradients first, then step with lr.": [
            ("(grads,", "({n: lr * g for n, g in grads.items()},"),
            (", lr)", ", 1.0)"),
        ],
        "a loop clips each array by itself and returns the last norm: use one call for all arrays.": [
            (CLIP, "for n in params:\n        clipped, norm = nets.clip_by_global_norm({n: grads[n]}, c)"),
            (STEP, "    params[n] -= lr * clipped[n]"),
        ],
        "the clipped gradients are shortened again: clip_by_global_norm has done it already.": (
            "nets.sgd(params, clipped, lr)",
            "scale = min(1.0, c / norm)\n    nets.sgd(params, {name: g * scale for name, g in clipped.items()}, lr)",
        ),
    },
)


equivalents(
    clipped_sgd,
    {
        "the step written out": (STEP, "for name in params:\n        params[name] -= lr * clipped[name]"),
        "the learning rate is shortened": """
        norm = nets.clip_by_global_norm(grads, c)[1]
        if np.isfinite(norm):
            nets.sgd(params, grads, lr * min(1.0, c / norm))
        return norm
    """,
        "new arrays under the same names": (
            STEP,
            "for name, g in clipped.items():\n        params[name] = params[name] - lr * g",
        ),
    },
)
