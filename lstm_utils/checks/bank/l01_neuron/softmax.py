"""Lesson 01: scores into probabilities."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

softmax = exercise(
    "softmax",
    lesson="01_neuron",
    reference=nets.softmax,
    outputs="p",
    hints=[
        "Each row is a distribution of its own. Which axis of z (B, K) runs over the classes?",
        "Adding the same number to all scores of a row changes nothing. Which number makes the "
        "largest score of the row 0, so that no exp exceeds 1?",
        "z.max(axis=1) has shape (B,), which does not broadcast with (B, K). With keepdims=True "
        "the shape is (B, 1), which does. The sum needs it, too.",
    ],
)


@softmax.cases
def _(rng):
    yield "B=4, K=3", dict(z=rng.normal(size=(4, 3)))
    yield "the worked row", dict(z=np.array([[1.0, 2.0, 3.0]]))
    yield "B=1, K=5", dict(z=2 * rng.normal(size=(1, 5)))
    yield "B=K=3, where every shape fits", dict(z=rng.normal(size=(3, 3)))
    yield "one class", dict(z=rng.normal(size=(2, 1)))
    yield "scores of ±1000", dict(z=np.array([[1000.0, 0.0, -1000.0], [1000.0, 999.0, 998.0]]))
    yield ("rows with very different scores", dict(z=np.array([[1000.0, 1001.0], [0.0, 1.0], [-1000.0, -1002.0]])))
    yield "integers", dict(z=np.array([[3, 1, 2, 2], [0, 0, 1, -1]]))


mistakes(
    softmax,
    {
        "exp overflows, and inf / inf is nan: subtract the maximum of each row first.": (" - z.max(axis=1, keepdims=True)", ""),
        "the columns sum to 1: axis=0 runs over the batch, the classes are axis=1.": [
            ("z.max(axis=1", "z.max(axis=0"),
            ("e.sum(axis=1", "e.sum(axis=0"),
        ],
        "the maximum is taken over each row, but the sum over the batch: use axis=1 for both.": ("e.sum(axis=1", "e.sum(axis=0"),
        "the whole array sums to 1, not each row: give sum axis=1 and keepdims=True.": [
            ("z.max(axis=1, keepdims=True)", "z.max()"),
            ("e.sum(axis=1, keepdims=True)", "e.sum()"),
        ],
        "each score is divided by the sum over all rows: give sum axis=1 and keepdims=True.": (
            "e.sum(axis=1, keepdims=True)",
            "e.sum()",
        ),
        "the smallest score is subtracted, which makes exp larger: subtract the largest, z.max.": ("z.max", "z.min"),
        "one maximum is used for all rows, so rows far below it become 0 / 0: use each row's maximum.": (
            "z.max(axis=1, keepdims=True)",
            "z.max()",
        ),
        "the sum has lost its axis, (B,) instead of (B, 1): give it keepdims=True.": (
            "e.sum(axis=1, keepdims=True)",
            "e.sum(axis=1)",
        ),
        "the maximum has lost its axis, (B,) instead of (B, 1): give it keepdims=True.": (
            "z.max(axis=1, keepdims=True)",
            "z.max(axis=1)",
        ),
        "maximum and sum have lost their axis, (B,) instead of (B, 1): give both keepdims=True.": [
            ("z.max(axis=1, keepdims=True)", "z.max(axis=1)"),
            ("e.sum(axis=1, keepdims=True)", "e.sum(axis=1)"),
        ],
        "the largest score gets all, as in argmax: softmax gives every class a share.": """
            return np.eye(z.shape[1])[z.argmax(axis=1)]
        """,
        "each score goes through a sigmoid alone: the rows do not sum to 1.": """
            return 0.5 * (1 + np.tanh(z / 2))
        """,
        "exp is missing: the scores themselves are divided by their sum.": """
            return z / z.sum(axis=1, keepdims=True)
        """,
        "the values are not divided by their sum: each row must sum to 1.": (" / e.sum(axis=1, keepdims=True)", ""),
        "this is the logarithm of softmax: take exp, so that the rows sum to 1.": (
            "return e / e.sum(axis=1, keepdims=True)",
            "return z - z.max(axis=1, keepdims=True) - np.log(e.sum(axis=1, keepdims=True))",
        ),
        "the smallest score wins: use exp(z - max), not exp(max - z).": (
            "z - z.max(axis=1, keepdims=True)",
            "z.min(axis=1, keepdims=True) - z",
        ),
        "`z -= ...` changes the caller's scores: write z = z - ...": """
            z -= z.max(axis=1, keepdims=True)
            e = np.exp(z)
            return e / e.sum(axis=1, keepdims=True)
        """,
        "clipping makes different scores equal: subtract each row's maximum, which loses nothing.": (
            "z - z.max(axis=1, keepdims=True)",
            "np.clip(z, -700, 700)",
        ),
        "the scores are divided by their maximum, which changes the result: subtract it.": ("z - z.max", "z / z.max"),
        "p is off by about 1e-8: do not add a small number to the denominator, do not round or use float32.": (
            "e.sum(axis=1, keepdims=True)",
            "(e.sum(axis=1, keepdims=True) + 1e-8)",
        ),
        "the sum has lost its axis, (B,): use keepdims=True. Subtract each row's maximum, or exp overflows.": [
            (" - z.max(axis=1, keepdims=True)", ""),
            ("e.sum(axis=1, keepdims=True)", "e.sum(axis=1)"),
        ],
        "the maximum is taken over the batch, but the sum over each row: use axis=1 for both.": ("z.max(axis=1", "z.max(axis=0"),
        "the maximum is subtracted in the numerator only: divide by the sum of the same e.": (
            "e.sum(axis=1",
            "np.exp(z).sum(axis=1",
        ),
        "the mean is subtracted, so exp still gets positive numbers: subtract each row's maximum.": ("z.max(", "z.mean("),
        "softmax is applied twice: the first probabilities are the answer.": (
            "return e / e.sum(axis=1, keepdims=True)",
            "p = np.exp(e / e.sum(axis=1, keepdims=True))\n    return p / p.sum(axis=1, keepdims=True)",
        ),
        "the whole array sums to 1, and exp overflows: use each row's maximum and sum, axis=1.": """
            return np.exp(z) / np.exp(z).sum()
        """,
        "the columns sum to 1, and exp overflows: use each row's maximum and sum, axis=1.": """
            return np.exp(z) / np.exp(z).sum(axis=0)
        """,
        "the base is 2: use np.exp, with base e.": ("np.exp(", "np.exp2("),
        "the values are divided by their Euclidean length: divide by their sum.": (
            "e.sum(axis=1, keepdims=True)",
            "np.linalg.norm(e, axis=1, keepdims=True)",
        ),
        "the values are divided by their mean: divide by their sum.": (
            "e.sum(axis=1, keepdims=True)",
            "e.mean(axis=1, keepdims=True)",
        ),
    },
)

equivalents(
    softmax,
    {
        "a loop over the rows": """
            p = np.empty(z.shape)
            for n, row in enumerate(z):
                e = np.exp(row - max(row))
                p[n] = e / sum(e)
            return p
        """,
        "through the logarithm of the sum": """
            return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
        """,
        "einsum and manual broadcasting": """
            e = np.exp(z - np.max(z, 1)[:, None])
            return np.einsum("bk,b->bk", e, 1 / np.einsum("bk->b", e))
        """,
        "transposed, so that no axis has to be kept": """
            e = np.exp(z.T - z.max(axis=1))
            return (e / e.sum(axis=0)).T
        """,
        "one sum of differences for each class": """
            return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)
        """,
    },
)
