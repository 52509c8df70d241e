"""Lesson 02: the step downhill."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

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


@sgd.mistake(
    "params is as it was: `p = p - ...` names a new array and leaves the dict alone. Write "
    "`params[name] -= ...`; what sgd returns is not used."
)
def _(params, grads, lr):
    for name, value in params.items():
        value = value - lr * grads[name]


@sgd.mistake("the step goes uphill: subtract the gradient.")
def _(params, grads, lr):
    for name in params:
        params[name] += lr * grads[name]


@sgd.mistake("the learning rate is not used: the step is lr times the gradient.")
def _(params, grads, lr):
    for name in params:
        params[name] -= grads[name]


@sgd.mistake("the gradient is divided by the learning rate: multiply.")
def _(params, grads, lr):
    with np.errstate(divide="ignore"):
        for name in params:
            params[name] -= grads[name] / np.float64(lr)


@sgd.mistake("the biases stay where they are: every array in params takes the step.")
def _(params, grads, lr):
    for name in params:
        if name.startswith("W"):
            params[name] -= lr * grads[name]


@sgd.mistake(
    "only the first array took the step: a `return` inside the loop ends it after one round."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
        return


@sgd.mistake("the parameter is replaced by the step: use `-=`, not `=`.")
def _(params, grads, lr):
    for name in params:
        params[name] = -lr * grads[name]


@sgd.mistake("grads is changed: write `lr * grads[name]`, which makes a new array.")
def _(params, grads, lr):
    for name in params:
        grads[name] *= lr
        params[name] -= grads[name]


@sgd.mistake("only the sign of the gradient is used: the step is lr times the gradient itself.")
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * np.sign(grads[name])


@sgd.mistake(
    "the gradient is scaled to length 1: plain gradient descent takes lr times the gradient."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name] / np.linalg.norm(grads[name])


@sgd.mistake("the gradient is averaged into one number: each element takes its own step.")
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name].mean()


@sgd.mistake(
    "the parameters also shrink towards 0 (weight decay), the biases with them: the step is "
    "lr times the gradient, nothing more."
)
def _(params, grads, lr):
    for name in params:
        params[name] -= lr * (grads[name] + 0.01 * params[name])


@sgd.mistake("the step is taken twice: one loop over the names is enough.")
def _(params, grads, lr):
    for name in params:
        params[name] -= 2 * lr * grads[name]


@sgd.mistake(
    "params and grads are dicts, which cannot be multiplied or subtracted: loop over the names."
)
def _(params, grads, lr):
    params -= lr * grads


@sgd.mistake("params is a dict: loop over its names, `for name in params`, not over numbers.")
def _(params, grads, lr):
    for i in range(len(params)):
        params[i] -= lr * grads[i]


@sgd.mistake(
    "zip(params, grads) runs over the names, which are texts: params[name] and grads[name] "
    "are the arrays."
)
def _(params, grads, lr):
    for p, g in zip(params, grads, strict=True):
        p -= lr * g


@sgd.same("a new array under the same name")
def _(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]


@sgd.same("into the array, by slice")
def _(params, grads, lr):
    for name, grad in grads.items():
        params[name][...] = params[name] - lr * grad
    return params


@sgd.same("np.subtract with out")
def _(params, grads, lr):
    for name, value in params.items():
        np.subtract(value, np.multiply(lr, grads[name], dtype=value.dtype), out=value)


@sgd.same("update of the dict")
def _(params, grads, lr):
    params.update({name: value - lr * grads[name] for name, value in params.items()})
