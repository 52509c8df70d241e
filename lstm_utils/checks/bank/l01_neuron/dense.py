"""Lesson 01: one layer of neurons."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

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


mistakes(
    dense,
    {
        "W is not transposed: x (B, I) needs an (I, H) on its right, which is W.T.": (
            ".T +",
            "+",
        ),
        "the order is turned round: W @ x does not fit; it is x @ W.T.": ("x @ W.T", "W @ x"),
        "the result has units in rows and examples in columns: transpose it, or write x @ W.T + b.": (
            "x @ W.T + b",
            "W @ x.T + b[:, None]",
        ),
        "W @ x.T is (H, B), so b lands on the examples: x @ W.T + b is (B, H).": (
            "x @ W",
            "W @ x",
        ),
        "the bias is not added: + b, once for every row.": ("T + b", "T"),
        "the bias is added down the batch: b belongs to the units, the last axis, so plain + b.": (
            "T + b",
            "T + b[:, None]",
        ),
        "the bias is subtracted: add it.": ("T + b", "T - b"),
    },
)


@dense.mistake("the sigmoid is applied already: dense returns z, before the activation.")
def _(x, W, b):
    return nets.sigmoid(x @ W.T + b)


mistakes(
    dense,
    {
        "tanh is applied already: dense returns z, before the activation.": [
            ("return x @", "return np.tanh(x @"),
            ("T + b", "T + b)"),
        ],
        "negative values are cut off (ReLU): dense returns z, before the activation.": [
            ("return x @", "return np.maximum(0, x @"),
            ("T + b", "T + b)"),
        ],
        "W is reshaped to (I, H), which shuffles the weights among the neurons: W.T turns it.": (
            ".T +",
            ".reshape(W.shape[1], W.shape[0]) +",
        ),
        "b is added to the weights: add it after the product, x @ W.T + b.": (
            "W.T + b",
            "(W + b[:, None]).T",
        ),
        "the sum over the inputs is divided by their number: a neuron sums.": (
            "T + b",
            "T / x.shape[1] + b",
        ),
        "every unit gets the sum of all biases: unit h gets b[h], so plain + b.": (
            "T + b",
            "T + b.sum()",
        ),
        "only the first example is used: x @ W.T takes all rows at once.": (
            "x @ W.T",
            "W @ x[0]",
        ),
        "* multiplies element by element: the matrix product is @, x @ W.T.": ("@ W.T", "* W"),
        "* multiplies element by element, also with W.T: the matrix product is @.": (
            "x @ W",
            "x * W",
        ),
        "the products are summed over the batch, too: each row of x has a row of z.": (
            "x @ W.T",
            'np.einsum("bi,hi->h", x, W)',
        ),
        "`z = b; z += ...` writes into b: start from the product, x @ W.T + b.": (
            "return x @ W.T + b\n",
            "z = b\n    for row in x:\n        z += W @ row\n    return np.tile(z, (len(x), 1))\n",
        ),
        "the bias is added once for every input: add b[h] once, after the sum.": (
            "T + b",
            "T + W.shape[1] * b",
        ),
        "one number z[n, h] is given all of b: unit h has the bias b[h].": (
            "return x @ W.T + b\n",
            "z = np.zeros((len(x), len(W)))\n    for n in range(len(x)):\n        for h in range(len(W)):\n            z[n, h] = np.sum(x[n] * W[h]) + b\n    return z\n",
        ),
    },
)


equivalents(
    dense,
    {
        "einsum": ("x @ W.T", 'np.einsum("bi,hi->bh", x, W)'),
        "a loop over examples and units": (
            "return x @ W.T + b\n",
            "z = np.zeros((len(x), len(W)))\n    for n, row in enumerate(x):\n        for h, weights in enumerate(W):\n            z[n, h] = sum(w * v for w, v in zip(weights, row, strict=True)) + b[h]\n    return z\n",
        ),
        "np.inner": ("x @ W.T", "np.inner(x, W)"),
        "the product the other way round, transposed": (
            "x @ W.T + b",
            "(W @ x.T + b[:, None]).T",
        ),
        "the bias as the weight of a constant input": (
            "return x @ W.T + b",
            "ones = np.ones((len(x), 1))\n    return np.hstack([x, ones]) @ np.hstack([W, b[:, None]]).T",
        ),
        "broadcasting, then a sum": ("x @ W.T", "(x[:, None, :] * W).sum(axis=2)"),
    },
)
