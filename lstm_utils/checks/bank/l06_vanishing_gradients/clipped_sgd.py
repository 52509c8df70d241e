"""Lesson 06: where in a step of gradient descent the clipping belongs."""

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
        "Two things that you have written already, in lesson 02 and a moment ago. Which comes "
        "first?",
        "nets.clip_by_global_norm does not change grads: it returns new ones, and the norm. "
        "Catch both.",
        "clipped, norm = nets.clip_by_global_norm(grads, c), then nets.sgd(params, clipped, "
        "lr), then return norm.",
    ],
)


@clipped_sgd.cases
def _(rng):
    def step(scale, lr, c):
        shapes = {"W_hh": (3, 3), "W_ih": (3, 2), "b": (3,)}
        params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        grads = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        return dict(params=params, grads=grads, lr=lr, c=c)

    small = dict(
        params={"W": np.array([[1.0]]), "b": np.array([2.0])},
        grads={"W": np.array([[3.0]]), "b": np.array([4.0])},
    )
    yield "norm 5, c = 1", small | dict(lr=0.5, c=1.0)
    yield "gradients of 1000", step(1000.0, lr=0.25, c=2.0)
    yield "nothing to clip", step(0.01, lr=0.125, c=2.0)
    yield "a large learning rate", step(1.0, lr=8.0, c=1.5)
    yield "a small learning rate", step(30.0, lr=0.001, c=0.5)
    broken = step(1.0, lr=0.25, c=2.0)
    broken["grads"]["b"][1] = np.nan
    yield "a NaN: no step at all", broken


def _norm(grads):
    return nets.clip_by_global_norm(grads, 1.0)[1]


@clipped_sgd.mistake(
    "the step is taken with the gradients as they came: clip first, then step with what "
    "clip_by_global_norm returns."
)
def _(params, grads, lr, c):
    nets.sgd(params, grads, lr)
    return _norm(grads)


@clipped_sgd.mistake(
    "after the step the parameters are clipped: it is the gradient that is clipped, before "
    "the step."
)
def _(params, grads, lr, c):
    nets.sgd(params, grads, lr)
    params.update(nets.clip_by_global_norm(params, c)[0])
    return _norm(grads)


@clipped_sgd.mistake(
    "the parameters are clipped in place of the gradients: clip_by_global_norm(grads, c)."
)
def _(params, grads, lr, c):
    params.update(nets.clip_by_global_norm(params, c)[0])
    nets.sgd(params, grads, lr)
    return _norm(grads)


@clipped_sgd.mistake(
    "lr * grads is clipped: c bounds the gradient, so clip first; the step is then at most "
    "lr * c long."
)
def _(params, grads, lr, c):
    steps, _ = nets.clip_by_global_norm({n: lr * g for n, g in grads.items()}, c)
    nets.sgd(params, steps, 1.0)
    return _norm(grads)


@clipped_sgd.mistake(
    "lr is in the limit, not in the step: clip to c, then let nets.sgd multiply by lr."
)
def _(params, grads, lr, c):
    nets.sgd(params, nets.clip_by_global_norm(grads, lr * c)[0], 1.0)
    return _norm(grads)


@clipped_sgd.mistake(
    "where the norm is above c no step is taken: shorten the gradient, and step."
)
def _(params, grads, lr, c):
    if nets.clip_by_global_norm(grads, c)[1] <= c:
        nets.sgd(params, grads, lr)
    return _norm(grads)


@clipped_sgd.mistake("lr is not used: the step is lr times the clipped gradient.")
def _(params, grads, lr, c):
    nets.sgd(params, nets.clip_by_global_norm(grads, c)[0], 1.0)
    return _norm(grads)


@clipped_sgd.mistake("the step goes uphill: subtract, as nets.sgd does.")
def _(params, grads, lr, c):
    nets.sgd(params, nets.clip_by_global_norm(grads, c)[0], -lr)
    return _norm(grads)


mistakes(
    clipped_sgd,
    {
        "the step is always lr * c long: gradients whose norm is below c stay as they are.": [
            ("clipped, norm", "_, norm"),
            (
                "nets.sgd(params, clipped",
                "if np.isfinite(norm):\n        nets.sgd(params, {n: g * (c / norm) for n, g in grads.items()}",
            ),
        ],
    },
)


@clipped_sgd.mistake(
    "every entry is clipped by itself: use nets.clip_by_global_norm, which keeps the direction."
)
def _(params, grads, lr, c):
    nets.sgd(params, {n: np.clip(g, -c, c) for n, g in grads.items()}, lr)
    return _norm(grads)


@clipped_sgd.mistake(
    "each array is clipped by its own norm: one call of clip_by_global_norm for all of them."
)
def _(params, grads, lr, c):
    each = {n: nets.clip_by_global_norm([g], c)[0][0] for n, g in grads.items()}
    nets.sgd(params, each, lr)
    return _norm(grads)


mistakes(
    clipped_sgd,
    {
        "the caller's gradients are overwritten: give the clipped ones a name of their own.": (
            "nets.sgd(params, clipped",
            "grads.update(clipped)\n    nets.sgd(params, grads",
        ),
        "params is as it was: `p = p - ...` names a new array. Use nets.sgd, or `params[name] -=`.": [
            ("clipped, norm =", "return"),
            (")\n    nets.sgd(params, clipped, lr)\n    return norm\n", ")[1]\n"),
        ],
        "clip_by_global_norm returns two things, gradients and norm: clipped, norm = ...": [
            ("clipped, norm", "grads"),
            ("clipped, lr)\n    return norm", "grads, lr)\n    return grads[1]"),
        ],
        "nothing is returned: return the norm of the gradients before clipping.": "nets.clipped_sgd(params, grads, lr, c)",
        "the clipped gradients are returned: return the norm before clipping, one number.": [
            ("clipped, norm =", "nets.clipped_sgd(params, grads, lr, c)\n    return"),
            (")\n    nets.sgd(params, clipped, lr)\n    return norm\n", ")[0]\n"),
        ],
    },
)


@clipped_sgd.mistake(
    "the norm after clipping is returned: return the one from before, which tells whether "
    "something exploded."
)
def _(params, grads, lr, c):
    nets.clipped_sgd(params, grads, lr, c)
    return _norm(nets.clip_by_global_norm(grads, c)[0])


mistakes(
    clipped_sgd,
    {
        "params are returned as well: they are changed in place, return the norm alone.": "return params, nets.clipped_sgd(params, grads, lr, c)",
        "lr and c are in each other's place: clip to c, step with lr.": "return nets.clipped_sgd(params, grads, c, lr)",
        "the clipped gradients are divided by their norm once more: they have the right length, let nets.sgd multiply them by lr.": (
            ", lr)",
            ", lr / norm if norm > c else lr)",
        ),
        "params are clipped, and serve as gradients: clip_by_global_norm is given grads.": (
            "(grads,",
            "(params,",
        ),
        "c is not used, the norm is cut to 1: hand c on to clip_by_global_norm.": (
            "grads, c)",
            "grads, 1.0)",
        ),
        "lr * grads is clipped, and its norm returned: clip the gradients as they came, then step with lr.": [
            ("(grads,", "({n: lr * g for n, g in grads.items()},"),
            (", lr)", ", 1.0)"),
        ],
        "a loop clips each array by itself, and the last one's norm is returned: one call for all of them.": [
            ("clipped, norm", "for name in params:\n        clipped, norm"),
            (
                "grads, c)\n    nets.sgd(params, clipped, lr)",
                "{name: grads[name]}, c)\n        params[name] -= lr * clipped[name]",
            ),
        ],
    },
)


equivalents(
    clipped_sgd,
    {
        "the step written out": [
            ("clipped, norm", "grads, norm"),
            (
                "nets.sgd(params, clipped, lr)",
                "for name in params:\n        params[name] -= lr * grads[name]",
            ),
        ],
        "the learning rate is shortened": """
        norm = nets.clip_by_global_norm(grads, c)[1]
        if np.isfinite(norm):
            nets.sgd(params, grads, lr * min(1.0, c / norm))
        return norm
    """,
        "new arrays under the same names": (
            "grads, c)\n    nets.sgd(params, clipped, lr)",
            "list(grads.values()), c)\n    for name, g in zip(grads, clipped, strict=True):\n        params[name] = params[name] - lr * g",
        ),
    },
)
