"""Lesson 01: one layer of neurons."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

dense = exercise(
    "dense",
    lesson="01_neuron",
    reference=nets.dense,
    outputs="z",
    hints=[
        "Write the shapes under the names: x (B, I), W (H, I), wanted z (B, H). Which axis has "
        "to disappear?",
        "A matrix product adds over the last axis of the left and the first axis of the right "
        "factor. I is last in x, and last in W too: what turns W round?",
        "`.T` turns (H, I) into (I, H). And b (H,) + something (B, H): NumPy lines up the last "
        "axes, so every row gets all of b.",
    ],
)


@dense.cases
def _(rng):
    def case(B, I, H):
        sizes = dict(x=(B, I), W=(H, I), b=(H,))
        return {name: rng.normal(size=size) for name, size in sizes.items()}

    yield "B=4, I=3, H=2", case(4, 3, 2)
    yield "B=1", case(1, 5, 2)
    yield "H=1, a single neuron", case(4, 3, 1)
    yield "I=1, a single input", case(4, 1, 3)
    yield "B=I=H=3, where no shape can warn you", case(3, 3, 3)
    yield "x = 0, so only b is left", case(2, 3, 4) | dict(x=np.zeros((2, 3)))
    yield "whole numbers in x", case(2, 3, 4) | dict(x=np.array([[1, 0, -2], [0, 3, 0]]))


@dense.mistake("W is not transposed: x (B, I) needs an (I, H) on its right, which is W.T.")
def _(x, W, b):
    return x @ W + b


@dense.mistake("the order is turned round: W @ x does not fit; it is x @ W.T.")
def _(x, W, b):
    return W @ x + b


@dense.mistake(
    "the result has units in rows and examples in columns: transpose it, or write x @ W.T + b."
)
def _(x, W, b):
    return W @ x.T + b[:, None]


@dense.mistake("W @ x.T is (H, B), so b lands on the examples: x @ W.T + b is (B, H).")
def _(x, W, b):
    return W @ x.T + b


@dense.mistake("the bias is not added: + b, once for every row.")
def _(x, W, b):
    return x @ W.T


@dense.mistake(
    "the bias is added down the batch: b belongs to the units, the last axis, so plain + b."
)
def _(x, W, b):
    return x @ W.T + b[:, None]


@dense.mistake("the bias is subtracted: add it.")
def _(x, W, b):
    return x @ W.T - b


@dense.mistake("the sigmoid is applied already: dense returns z, before the activation.")
def _(x, W, b):
    return nets.sigmoid(x @ W.T + b)


@dense.mistake("tanh is applied already: dense returns z, before the activation.")
def _(x, W, b):
    return np.tanh(x @ W.T + b)


@dense.mistake("negative values are cut off (ReLU): dense returns z, before the activation.")
def _(x, W, b):
    return np.maximum(0, x @ W.T + b)


@dense.mistake(
    "W is reshaped to (I, H), which shuffles the weights among the neurons: W.T turns it."
)
def _(x, W, b):
    return x @ W.reshape(W.shape[1], W.shape[0]) + b


@dense.mistake("b is added to the weights: add it after the product, x @ W.T + b.")
def _(x, W, b):
    return x @ (W + b[:, None]).T


@dense.mistake("the sum over the inputs is divided by their number: a neuron sums.")
def _(x, W, b):
    return x @ W.T / x.shape[1] + b


@dense.mistake("every unit gets the sum of all biases: unit h gets b[h], so plain + b.")
def _(x, W, b):
    return x @ W.T + b.sum()


@dense.mistake("only the first example is used: x @ W.T takes all rows at once.")
def _(x, W, b):
    return W @ x[0] + b


@dense.mistake("* multiplies element by element: the matrix product is @, x @ W.T.")
def _(x, W, b):
    return x * W + b


@dense.mistake("* multiplies element by element, also with W.T: the matrix product is @.")
def _(x, W, b):
    return x * W.T + b


@dense.mistake("the products are summed over the batch, too: each row of x has a row of z.")
def _(x, W, b):
    return np.einsum("bi,hi->h", x, W) + b


@dense.mistake("`z = b; z += ...` writes into b: start from the product, x @ W.T + b.")
def _(x, W, b):
    z = b
    for row in x:
        z += W @ row
    return np.tile(z, (len(x), 1))


@dense.mistake("the bias is added once for every input: add b[h] once, after the sum.")
def _(x, W, b):
    return x @ W.T + W.shape[1] * b


@dense.mistake("one number z[n, h] is given all of b: unit h has the bias b[h].")
def _(x, W, b):
    z = np.zeros((len(x), len(W)))
    for n in range(len(x)):
        for h in range(len(W)):
            z[n, h] = np.sum(x[n] * W[h]) + b
    return z


@dense.same("einsum")
def _(x, W, b):
    return np.einsum("bi,hi->bh", x, W) + b


@dense.same("a loop over examples and units")
def _(x, W, b):
    z = np.zeros((len(x), len(W)))
    for n, row in enumerate(x):
        for h, weights in enumerate(W):
            z[n, h] = sum(w * v for w, v in zip(weights, row, strict=True)) + b[h]
    return z


@dense.same("np.inner")
def _(x, W, b):
    return np.inner(x, W) + b


@dense.same("the product the other way round, transposed")
def _(x, W, b):
    return (W @ x.T + b[:, None]).T


@dense.same("the bias as the weight of a constant input")
def _(x, W, b):
    ones = np.ones((len(x), 1))
    return np.hstack([x, ones]) @ np.hstack([W, b[:, None]]).T


@dense.same("broadcasting, then a sum")
def _(x, W, b):
    return (x[:, None, :] * W).sum(axis=2) + b
