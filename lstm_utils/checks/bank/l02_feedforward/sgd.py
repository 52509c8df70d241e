"""Lesson 02: the step downhill."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

sgd = exercise(
    "sgd",
    lesson="02_feedforward",
    reference=nets.sgd,
    mutates=("params",),
    hints=[
        "Loop over the names in params. Each array and its gradient are found under the same "
        "name in the two dicts.",
        "Which way is down? Where the gradient is positive, a larger parameter means a larger "
        "loss, so the parameter has to shrink.",
        "`p = p - ...` gives a local name to a new array, and the dict keeps the old one. "
        "`params[name] -= ...` reaches the dict.",
    ],
)


@sgd.cases
def _(rng):
    def step(lr, **shapes):
        return dict(
            params={name: rng.normal(size=shape) for name, shape in shapes.items()},
            grads={name: rng.normal(size=shape) for name, shape in shapes.items()},
            lr=lr,
        )

    yield (
        "one weight, one bias",
        dict(
            params={"W": np.array([[1.0]]), "b": np.array([2.0])},
            grads={"W": np.array([[3.0]]), "b": np.array([-4.0])},
            lr=0.1,
        ),
    )
    yield "a net of two layers", step(0.5, W1=(3, 2), b1=(3,), W2=(4, 3), b2=(4,))
    yield "other names", step(0.25, W_ih=(4, 3), W_hh=(4, 4), b=(4,))
    yield "a learning rate of 0", step(0.0, W=(2, 3), b=(2,))
    yield "a learning rate of 1, an integer", step(1, b=(3,), W=(3, 5))
    yield (
        "gradients of 1000",
        dict(
            params={"W": rng.normal(size=(2, 4)), "b": rng.normal(size=2)},
            grads={"W": 1000 * rng.normal(size=(2, 4)), "b": 1000 * rng.normal(size=2)},
            lr=0.01,
        ),
    )


mistakes(
    sgd,
    {
        "params is as it was: `p = p - ...` names a new array and leaves the dict alone. Write `params[name] -= ...`; what sgd returns is not used.": (
            "in params:\n        params[name] -=",
            ", value in params.items():\n        value = value -",
        ),
        "the step goes uphill: subtract the gradient.": ("-= lr", "+= lr"),
        "the learning rate is not used: the step is lr times the gradient.": ("lr *", ""),
        "the gradient is divided by the learning rate: multiply.": """
        with np.errstate(divide="ignore"):
            for name in params:
                params[name] -= grads[name] / np.float64(lr)
    """,
        "the biases stay where they are: every array in params takes the step.": (
            "params[",
            'if name.startswith("W"):\n            params[',
        ),
        "only the first array took the step: a `return` inside the loop ends it after one round.": (
            "name]\n",
            "name]\n        return\n",
        ),
        "the parameter is replaced by the step: use `-=`, not `=`.": ("-= lr", "= -lr"),
        "grads is changed: write `lr * grads[name]`, which makes a new array.": (
            "params[name] -= lr *",
            "grads[name] *= lr\n        params[name] -=",
        ),
        "only the sign of the gradient is used: the step is lr times the gradient itself.": (
            "grads[name]",
            "np.sign(grads[name])",
        ),
        "the gradient is scaled to length 1: plain gradient descent takes lr times the gradient.": (
            "grads[name]",
            "grads[name] / np.linalg.norm(grads[name])",
        ),
        "the gradient is averaged into one number: each element takes its own step.": (
            "grads[name]",
            "grads[name].mean()",
        ),
        "the parameters also shrink towards 0 (weight decay), the biases with them: the step is lr times the gradient, nothing more.": (
            "grads[name]",
            "(grads[name] + 0.01 * params[name])",
        ),
        "the step is taken twice: one loop over the names is enough.": ("lr *", "2 * lr *"),
        "params and grads are dicts, which cannot be multiplied or subtracted: loop over the names.": "params -= lr * grads",
        "params is a dict: loop over its names, `for name in params`, not over numbers.": """
        for i in range(len(params)):
            params[i] -= lr * grads[i]
    """,
        "zip(params, grads) runs over the names, which are texts: params[name] and grads[name] are the arrays.": """
        for p, g in zip(params, grads, strict=True):
            p -= lr * g
    """,
    },
)


equivalents(
    sgd,
    {
        "a new array under the same name": ("-= lr", "= params[name] - lr"),
        "into the array, by slice": """
        for name, grad in grads.items():
            params[name][...] = params[name] - lr * grad
        return params
    """,
        "np.subtract with out": """
        for name, value in params.items():
            np.subtract(value, np.multiply(lr, grads[name], dtype=value.dtype), out=value)
    """,
        "update of the dict": "params.update({name: value - lr * grads[name] for name, value in params.items()})",
    },
)
