"""Lesson 02: the gradient descent step."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

sgd = exercise(
    "sgd",
    lesson="02_feedforward",
    reference=nets.sgd,
    mutates=("params",),
    hints=[
        "Loop over the names in params. Each array and its gradient have the same name in the two dicts.",
        "Which direction is down? Where the gradient is positive, a larger parameter means a "
        "larger loss, so the parameter must decrease.",
        "`p = p - ...` gives a local name to a new array, and the dict keeps the old one. "
        "`params[name] -= ...` changes the dict.",
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
            params={"W": np.array([[1.0]]), "b": np.array([2.0])}, grads={"W": np.array([[3.0]]), "b": np.array([-4.0])}, lr=0.1
        ),
    )
    yield "a network with two layers", step(0.5, W1=(3, 2), b1=(3,), W2=(4, 3), b2=(4,))
    yield "other names", step(0.25, W_ih=(4, 3), W_hh=(4, 4), b=(4,))
    yield "a learning rate of 0", step(0.0, W=(2, 3), b=(2,))
    yield "a learning rate of 1, an integer", step(1, b=(3,), W=(3, 5))
    step_of_two = step(0.5, W=(2, 3), U=(2, 3))
    step_of_two["grads"] = dict(reversed(step_of_two["grads"].items()))
    yield "grads in another order", step_of_two
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
        "params is unchanged: `p = p - ...` names a new array and leaves the dict as it is, write `params[name] -= ...`.": (
            "params[name] -= lr",
            "p = params[name]\n        p = p - lr",
        ),
        "the step goes uphill: subtract the gradient.": ("-= lr", "+= lr"),
        "the learning rate is not used: the step is lr times the gradient.": ("lr * ", ""),
        "the gradient is divided by the learning rate: multiply.": ("lr * grads[name]", "grads[name] / np.float64(lr)"),
        "the biases are unchanged: every array in params takes the step.": (
            "for name in params",
            "for name in [n for n in params if n.startswith('W')]",
        ),
        "only the first array takes the step: a `return` inside the loop ends it after one round.": (
            "lr * grads[name]",
            "lr * grads[name]\n        return",
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
        "the gradient is averaged to one number: each element takes its own step.": ("grads[name]", "grads[name].mean()"),
        "the parameters also shrink towards 0 (weight decay): the step is lr times the gradient only.": (
            "grads[name]",
            "(grads[name] + 0.01 * params[name])",
        ),
        "the step is taken twice: one loop over the names is enough.": ("lr *", "2 * lr *"),
        "params and grads are dicts, which cannot be multiplied or subtracted: loop over the names.": "params -= lr * grads",
        "params is a dict: loop over its names, `for name in params`, not over numbers.": (
            "for name in params",
            "for name in range(len(params))",
        ),
        "zip(params, grads) runs over the names, which are strings: the arrays are params[name] and grads[name].": """
            for p, g in zip(params, grads, strict=True):
                p -= lr * g
        """,
        "params and grads are paired by position: use the same name in both, grads[name].": """
            for p, g in zip(params.values(), grads.values(), strict=True):
                p -= lr * g
        """,
        "the step is multiplied by the parameter: the step is lr times the gradient only.": (
            "grads[name]",
            "grads[name] * params[name]",
        ),
        "the gradient is missing: the step is lr times the gradient.": (" * grads[name]", ""),
        "the argument lr is not used: replace your own number by lr.": ("lr *", "0.1 *"),
        "lr is multiplied twice: the step is lr times the gradient.": ("lr *", "lr * lr *"),
        "parameters and gradients are averaged, (1 - lr) p + lr g: subtract lr times the gradient from p.": (
            "-= lr * grads[name]",
            "= (1 - lr) * params[name] + lr * grads[name]",
        ),
        "the parameters also shrink by 1 - lr: the step is lr times the gradient only.": (
            "-= lr * grads[name]",
            "= (1 - lr) * params[name] - lr * grads[name]",
        ),
        "only the last array takes the step: assign to params[name] inside the loop.": """
for name in params:
    new = params[name] - lr * grads[name]
params[name] = new
""",
        "the step is divided by the number of arrays: every array takes the full step.": (
            "grads[name]",
            "grads[name] / len(params)",
        ),
        "the step is divided by the number of rows: the gradient is a mean over the batch already.": (
            "grads[name]",
            "grads[name] / len(grads[name])",
        ),
        "the gradient is summed to one number: each element takes its own step.": ("grads[name]", "grads[name].sum()"),
        "the gradient is averaged over its first axis: each element takes its own step.": (
            "grads[name]",
            "grads[name].mean(axis=0)",
        ),
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
