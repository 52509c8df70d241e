"""Lesson 02: one layer backward."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

dense_backward = exercise(
    "dense-backward",
    lesson="02_feedforward",
    reference=nets.dense_backward,
    outputs=("dx", "dW", "db"),
    hints=[
        "Each gradient has the shape of its array: dx (B, I), dW (H, I), db (H,). With "
        "da (B, H), x (B, I) and W (H, I), few products have those shapes.",
        "Take one row: a_h = sum_i W_hi x_i + b_h. Then da_h/dx_i = W_hi, da_h/dW_hi = x_i, "
        "da_h/db_h = 1. Multiply by the upstream da_h, and sum over every index that the "
        "result does not have.",
        "dW_hi = sum over the batch of da_bh x_bi: the axis B disappears. A matrix product does "
        "that if B is the inner size: which of the two has to be transposed?",
    ],
)


@dense_backward.cases
def _(rng):
    def layer(B, I, H):
        return dict(da=rng.normal(size=(B, H)), x=rng.normal(size=(B, I)), W=rng.normal(size=(H, I)))

    yield (
        "two rows, three inputs, two units",
        dict(
            da=np.array([[2.0, 0.5], [-1.0, 1.0]]),
            x=np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
            W=np.array([[0.5, -1.0, 0.25], [1.0, 0.0, -2.0]]),
        ),
    )
    yield "B=4, I=3, H=2", layer(4, 3, 2)
    yield "B=2, I=5, H=3", layer(2, 5, 3)
    yield "one row", layer(1, 4, 3)
    yield "one unit", layer(3, 4, 1)
    yield "one input", layer(3, 1, 4)
    yield "as many units as inputs", layer(2, 3, 3)
    yield "thousands", {name: 1000 * value for name, value in layer(3, 2, 4).items()}


mistakes(
    dense_backward,
    {
        "dW is transposed: it has the shape of W, (H, I), so it is da.T @ x, not x.T @ da.": ("da.T @ x", "x.T @ da"),
        "db is not summed over the batch: every row uses b, so db is the sum of all rows of da, (H,).": ("da.sum(axis=0)", "da"),
        "db is summed over the units: sum over the batch, axis 0, which leaves (H,).": ("axis=0", "axis=1"),
        "db is one number: each unit has a bias of its own, so sum over axis 0 only.": ("axis=0", ""),
        "db is a mean: sum over the batch. da already contains the 1/B of the mean loss.": ("da.sum(", "da.mean("),
        "dW and db are divided by B: da already contains the 1/B of the mean loss, so only sum.": [
            ("da.T @ x", "da.T @ x / len(x)"),
            ("da.sum(axis=0)", "da.sum(axis=0) / len(x)"),
        ],
        "dW is divided by B: da already contains the 1/B of the mean loss, so only sum.": ("da.T @ x", "da.T @ x / len(x)"),
        "db keeps an axis of size 1: it has the shape of b, (H,).": ("axis=0", "axis=0, keepdims=True"),
        "dx uses W.T: the forward pass used W.T, so the backward pass uses W itself, da @ W.": ("da @ W", "da @ W.T"),
        "the factors of W @ da are in the wrong order: the units are the inner size of da @ W.": ("da @ W", "W @ da"),
        "da * x multiplies element by element: every unit meets every input, so dW is the product da.T @ x.": (
            "da.T @ x",
            "da * x",
        ),
        "dW and dx are returned in the wrong order: return dx, dW, db.": ("return dx, dW", "return dW, dx"),
        "dW is a product of sums: multiply da and x row by row, then sum the products, da.T @ x.": (
            "da.T @ x",
            "np.outer(da.sum(axis=0), x.sum(axis=0))",
        ),
        "dW is that of the last row only: a loop over the batch has to add, `dW += ...`.": (
            "da.T @ x",
            "np.outer(da[-1], x[-1])",
        ),
        "dW and db are those of the last row only: a loop over the batch has to add, `+=`.": [
            ("da.T @ x", "np.outer(da[-1], x[-1])"),
            ("da.sum(axis=0)", "da[-1]"),
        ],
        "dx is summed over the batch: each row of x has a gradient of its own.": ("da @ W", "(da @ W).sum(axis=0)"),
        "db is the number of rows: multiply by the upstream gradient, so db is the sum of da.": (
            "da.sum(axis=0)",
            "np.full(W.shape[0], float(len(x)))",
        ),
        "the result contains the derivative of tanh: this layer returns a itself, so drop it.": (
            "dx = da @ W",
            "da = da * (1 - np.tanh(x @ W.T) ** 2)\n    dx = da @ W",
        ),
        "W takes a step inside the backward pass, so dx belongs to other weights: compute gradients only.": (
            "dx = da @ W",
            "W -= 0.1 * da.T @ x\n    dx = da @ W",
        ),
        "db is missing: return dx, dW, db.": ("return dx, dW, db", "return dx, dW"),
        "db is summed over the units, with keepdims: sum over the batch, axis 0, (H,).": ("axis=0", "axis=1, keepdims=True"),
        "db is all ones: multiply by the upstream gradient, so db is the sum of da.": ("da.sum(axis=0)", "np.ones(len(W))"),
        "dx does not contain da: multiply by the upstream gradient, da @ W.": ("da @ W", "np.tile(W.sum(axis=0), (len(x), 1))"),
        "dW does not contain da: multiply by the upstream gradient, da.T @ x.": (
            "da.T @ x",
            "np.tile(x.sum(axis=0), (len(W), 1))",
        ),
        "dx is multiplied by x: the derivative of W x with respect to x is W, so dx = da @ W.": ("da @ W", "(da @ W) * x"),
        "dW is multiplied by W: the derivative of W x with respect to W is x, so dW = da.T @ x.": ("da.T @ x", "(da.T @ x) * W"),
    },
)

equivalents(
    dense_backward,
    {
        "einsum": [
            ("da @ W", 'np.einsum("bh,hi->bi", da, W)'),
            ("da.T @ x", 'np.einsum("bh,bi->hi", da, x)'),
            ("da.sum(axis=0)", 'np.einsum("bh->h", da)'),
        ],
        "a loop over the batch": """
            dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(len(W))
            for n in range(len(x)):
                dx[n] = W.T @ da[n]
                dW += np.outer(da[n], x[n])
                db += da[n]
            return [dx, dW, db]
        """,
        "the transpose of the transpose, and a product with ones": """
            return np.dot(W.T, da.T).T, np.dot(x.T, da).T, np.ones(len(da)) @ da
        """,
        "broadcasting, then sums": """
            dx = (da[:, :, None] * W[None]).sum(axis=1)
            return dx, (da[:, :, None] * x[:, None, :]).sum(axis=0), np.sum(da, 0)
        """,
    },
)
