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
        "Each gradient has the shape of what it belongs to: dx (B, I), dW (H, I), db (H,). "
        "With da (B, H), x (B, I) and W (H, I), few products have those shapes.",
        "Take one row: a_h = sum_i W_hi x_i + b_h. Then da_h/dx_i = W_hi, da_h/dW_hi = x_i, "
        "da_h/db_h = 1. Multiply by the upstream da_h, and add up over every index that the "
        "result no longer has.",
        "In dW_hi = sum over the batch of da_bh x_bi, B is summed away. A matrix product does "
        "that if B is the inner size: which of the two has to be transposed?",
    ],
)


@dense_backward.cases
def _(rng):
    def layer(B, I, H):
        return dict(
            da=rng.normal(size=(B, H)), x=rng.normal(size=(B, I)), W=rng.normal(size=(H, I))
        )

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
        "dW is transposed: it has the shape of W, (H, I), so it is da.T @ x, not x.T @ da.": "return da @ W, x.T @ da, da.sum(axis=0)",
        "db is not summed over the batch: b is added to every row, so its gradient is the sum of all rows of da, (H,).": "return da @ W, da.T @ x, da",
        "db is summed over the units: sum over the batch, axis 0, so that (H,) is left.": "return da @ W, da.T @ x, da.sum(axis=1)",
        "db is one number: each unit has a bias of its own, so sum over axis 0.": "return da @ W, da.T @ x, da.sum()",
        "db is a mean: sum over the batch. The 1/B of the mean loss is in da already.": "return da @ W, da.T @ x, da.mean(axis=0)",
        "dW and db are divided by B: the 1/B of the mean loss is in da already, so only sum.": "return da @ W, da.T @ x / len(x), da.sum(axis=0) / len(x)",
        "dW is divided by B: the 1/B of the mean loss is in da already, so only sum.": "return da @ W, da.T @ x / len(x), da.sum(axis=0)",
        "db keeps an axis of size 1: it has the shape of b, (H,).": "return da @ W, da.T @ x, da.sum(axis=0, keepdims=True)",
        "W is transposed on the way back: forward used W.T, so backward uses W itself, da @ W.": "return da @ W.T, da.T @ x, da.sum(axis=0)",
        "W @ da has the factors the wrong way round: the units are the inner size of da @ W.": "return W @ da, da.T @ x, da.sum(axis=0)",
        "da * x multiplies element by element: every unit meets every input, and the batch is summed away, so dW is a matrix product, da.T @ x.": "return da @ W, da * x, da.sum(axis=0)",
        "dW and dx come back in the wrong order: return dx, dW, db.": "return da.T @ x, da @ W, da.sum(axis=0)",
        "dW is a product of sums: form da times x row by row and sum the products, da.T @ x.": "return da @ W, np.outer(da.sum(axis=0), x.sum(axis=0)), da.sum(axis=0)",
        "dW is that of the last row only: a loop over the batch has to add, `dW += ...`.": "return da @ W, np.outer(da[-1], x[-1]), da.sum(axis=0)",
        "dW and db are those of the last row only: a loop over the batch has to add, `+=`.": "return da @ W, np.outer(da[-1], x[-1]), da[-1]",
        "dx is summed over the batch: each row of x has a gradient of its own.": "return (da @ W).sum(axis=0), da.T @ x, da.sum(axis=0)",
        "db is the number of rows: multiply by the upstream gradient, so db is the sum of da.": "return da @ W, da.T @ x, np.full(W.shape[0], float(len(x)))",
        "the gradients are those of tanh(a): here a itself goes out, drop tanh'.": "return nets.dense_backward(da * (1 - np.tanh(x @ W.T) ** 2), x, W)",
        "W took a step inside the backward pass, so dx is that of other weights: gradients first, the step afterwards and elsewhere.": """
        W -= 0.1 * da.T @ x
        return nets.dense_backward(da, x, W)
    """,
    },
)


equivalents(
    dense_backward,
    {
        "einsum": """
        dx = np.einsum("bh,hi->bi", da, W)
        return dx, np.einsum("bh,bi->hi", da, x), np.einsum("bh->h", da)
    """,
        "a loop over the batch": """
        dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(len(W))
        for n in range(len(x)):
            dx[n] = W.T @ da[n]
            dW += np.outer(da[n], x[n])
            db += da[n]
        return [dx, dW, db]
    """,
        "the transpose of the transpose, and a product with ones": "return np.dot(W.T, da.T).T, np.dot(x.T, da).T, np.ones(len(da)) @ da",
        "broadcasting, then sums": """
        dx = (da[:, :, None] * W[None]).sum(axis=1)
        return dx, (da[:, :, None] * x[:, None, :]).sum(axis=0), np.sum(da, 0)
    """,
    },
)
