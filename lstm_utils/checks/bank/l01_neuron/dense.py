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
        "Write the shapes under the names: x (B, I), W (H, I), result z (B, H). Which axis has to disappear?",
        "A matrix product sums over the last axis of the left factor and the first axis of the "
        "right factor. I is the last axis of x, and also of W. How do you swap the axes of W?",
        "`W.T` has shape (I, H). To add b (H,) to a (B, H) array, NumPy aligns the last axes, so every row gets all of b.",
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
    yield "B=I=H=3, where every shape fits", case(3, 3, 3)
    yield "x = 0, so z = b", case(2, 3, 4) | dict(x=np.zeros((2, 3)))
    yield "integers in x", case(2, 3, 4) | dict(x=np.array([[1, 0, -2], [0, 3, 0]]))
    large = case(3, 4, 2)
    yield "values of thousands", large | dict(x=1e4 * large["x"])


mistakes(
    dense,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("x @ W.T + b", "np.clip(x @ W.T + b, -100, 100)"),
        "W is not transposed: x (B, I) needs an (I, H) matrix on its right, W.T.": ("W.T", "W"),
        "the factors are in the wrong order: write x @ W.T, not W @ x.": ("x @ W.T", "W @ x"),
        "the result is transposed, (H, B) for (B, H): write x @ W.T + b.": ("x @ W.T + b", "W @ x.T + b[:, None]"),
        "W @ x.T is (H, B), so b is added along the examples: write x @ W.T + b, (B, H).": ("x @ W.T", "W @ x.T"),
        "the bias is not added: + b adds it to every row.": (" + b", ""),
        "the bias is added along the batch: b belongs to the last axis, the units, so write + b.": ("+ b", "+ b[:, None]"),
        "the bias is subtracted: add it.": ("+ b", "- b"),
        "the result is the sigmoid of z: dense returns z, before the activation.": (
            "x @ W.T + b",
            "1 / (1 + np.exp(-(x @ W.T + b)))",
        ),
        "the result is tanh of z: dense returns z, before the activation.": ("x @ W.T + b", "np.tanh(x @ W.T + b)"),
        "negative values are set to 0 (ReLU): dense returns z, before the activation.": (
            "x @ W.T + b",
            "np.maximum(0, x @ W.T + b)",
        ),
        "W is reshaped to (I, H), which mixes the weights of the neurons: W.T transposes it.": (
            "W.T",
            "W.reshape(W.shape[1], W.shape[0])",
        ),
        "b is added to the weights: add it after the product, x @ W.T + b.": ("W.T + b", "(W + b[:, None]).T"),
        "the sum over the inputs is divided by their number: a neuron sums.": ("W.T", "W.T / x.shape[1]"),
        "every unit gets the sum of all biases: unit h gets b[h], so write + b.": ("+ b", "+ b.sum()"),
        "only the first example is used: x @ W.T takes all rows at once.": ("x @ W.T", "W @ x[0]"),
        "* multiplies element by element: the matrix product is @, x @ W.T.": ("@ W.T", "* W"),
        "* multiplies element by element, also with W.T: the matrix product is @.": ("@", "*"),
        "the products are also summed over the batch: each row of x gives one row of z.": (
            "x @ W.T",
            'np.einsum("bi,hi->h", x, W)',
        ),
        "`z = b; z += ...` changes b: start from the product, x @ W.T + b.": """
            z = b
            for row in x:
                z += W @ row
            return np.tile(z, (len(x), 1))
        """,
        "the bias is added once for every input: add b[h] once, after the sum.": ("+ b", "+ W.shape[1] * b"),
        "the whole array b is added to one number z[n, h]: unit h has the bias b[h].": """
            z = np.zeros((len(x), len(W)))
            for n in range(len(x)):
                for h in range(len(W)):
                    z[n, h] = np.sum(x[n] * W[h]) + b
            return z
        """,
        "every unit gets the mean of the biases: unit h gets b[h], so write + b.": ("+ b", "+ b.mean()"),
        "the product is multiplied by the bias: add the bias.": ("+ b", "* b"),
        "the result is the softmax of z: dense returns z, before the activation.": """
            e = np.exp(x @ W.T + b)
            return e / e.sum(axis=1, keepdims=True)
        """,
        "the last input is left out: the sum runs over all I inputs, range(I).": ("x @ W.T", "x[:, :-1] @ W[:, :-1].T"),
        "the first input is left out: the sum runs over all I inputs, range(I).": ("x @ W.T", "x[:, 1:] @ W[:, 1:].T"),
        "each product overwrites the sum, so only the last input counts: add with +=.": (
            "x @ W.T",
            "np.outer(x[:, -1], W[:, -1])",
        ),
        "the products are not summed over the inputs, (B, H, I): add them along the last axis.": (
            "x @ W.T + b",
            "x[:, None, :] * W + b[:, None]",
        ),
    },
)

equivalents(
    dense,
    {
        "einsum": ("x @ W.T", 'np.einsum("bi,hi->bh", x, W)'),
        "a loop over examples and units": """
            z = np.zeros((len(x), len(W)))
            for n, row in enumerate(x):
                for h, weights in enumerate(W):
                    z[n, h] = sum(w * v for w, v in zip(weights, row, strict=True)) + b[h]
            return z
        """,
        "np.inner": ("x @ W.T", "np.inner(x, W)"),
        "the product in the other order, transposed": ("x @ W.T + b", "(W @ x.T + b[:, None]).T"),
        "the bias as the weight of a constant input": """
            ones = np.ones((len(x), 1))
            return np.hstack([x, ones]) @ np.hstack([W, b[:, None]]).T
        """,
        "broadcasting, then a sum": ("x @ W.T", "(x[:, None, :] * W).sum(axis=2)"),
    },
)
