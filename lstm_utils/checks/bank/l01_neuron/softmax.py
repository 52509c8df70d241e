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
        "z.max(axis=1) has shape (B,), which does not line up with (B, K); "
        "z.max(axis=1, keepdims=True) is (B, 1), which does. The same goes for the sum.",
    ],
)


@softmax.cases
def _(rng):
    yield "B=4, K=3", dict(z=rng.normal(size=(4, 3)))
    yield "the worked row", dict(z=np.array([[1.0, 2.0, 3.0]]))
    yield "B=1, K=5", dict(z=2 * rng.normal(size=(1, 5)))
    yield "B=K=3, where no shape can warn you", dict(z=rng.normal(size=(3, 3)))
    yield "one class", dict(z=rng.normal(size=(2, 1)))
    yield "scores of ±1000", dict(z=np.array([[1000.0, 0.0, -1000.0], [1000.0, 999.0, 998.0]]))
    yield "rows far apart", dict(z=np.array([[1000.0, 1001.0], [0.0, 1.0], [-1000.0, -1002.0]]))
    yield "whole numbers", dict(z=np.array([[3, 1, 2, 2], [0, 0, 1, -1]]))


mistakes(
    softmax,
    {
        "the maximum of each row is not subtracted, so exp overflows and inf / inf is nan.": (
            "- z.max(axis=1, keepdims=True))  # (B, K), the largest of a row is 1",
            ")",
        ),
        "the columns sum to 1: axis=0 runs over the batch, the classes are axis=1.": [
            ("1, keepdims=True))  # (B, K), the largest of a row is 1", "0, keepdims=True))"),
            ("sum(axis=1, keepdims=True", "sum(axis=0, keepdims=True"),
        ],
        "the maximum is taken over each row but the sum over the batch: both go along axis=1.": [
            ("# (B, K), the largest of a row is 1", ""),
            ("sum(axis=1, keepdims=True", "sum(axis=0, keepdims=True"),
        ],
        "the whole array sums to 1, not each row: give sum axis=1 and keepdims=True.": """
        e = np.exp(z - z.max())
        return e / e.sum()
    """,
        "one maximum is used for the whole batch, so rows far below it become 0 / 0: take each row's own, axis=1 with keepdims=True.": (
            "axis=1, keepdims=True))  # (B, K), the largest of a row is 1",
            "))",
        ),
        "the sum has lost its axis, (B,) for (B, 1): give it keepdims=True.": [
            ("# (B, K), the largest of a row is 1", ""),
            ("sum(axis=1, keepdims=True)", "sum(axis=1)"),
        ],
        "the maximum has lost its axis, (B,) for (B, 1): give it keepdims=True.": (
            ", keepdims=True))  # (B, K), the largest of a row is 1",
            "))",
        ),
        "maximum and sum have both lost their axis, (B,) for (B, 1): give each keepdims=True.": [
            (", keepdims=True))  # (B, K), the largest of a row is 1", "))"),
            ("sum(axis=1, keepdims=True)", "sum(axis=1)"),
        ],
        "all goes to the largest score, as in argmax: softmax gives every class some.": "return np.eye(z.shape[1])[z.argmax(axis=1)]",
    },
)


@softmax.mistake("each score goes through a sigmoid alone: the rows do not sum to 1.")
def _(z):
    return nets.sigmoid(z)


mistakes(
    softmax,
    {
        "exp is missing: the scores themselves were divided by their sum.": "return z / z.sum(axis=1, keepdims=True)",
        "the scores are not divided by their sum: the rows have to sum to 1.": "return np.exp(z - z.max(axis=1, keepdims=True))",
        "this is the logarithm of softmax: take exp, so that the rows sum to 1.": """
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    """,
        "the smallest score wins: it is exp(z - max), not exp(max - z).": [
            ("- z.max", ".min"),
            (")  # (B, K), the largest of a row is 1", "- z)"),
        ],
        "`z -= ...` changes the scores of whoever called you: write z = z - ...": [
            ("e = np.exp(z -", "z -="),
            (")  # (B, K), the largest of a row is 1", "\n    e = np.exp(z)"),
        ],
        "clipping makes different scores equal: subtract each row's maximum, which loses nothing.": (
            "z - z.max(axis=1, keepdims=True))  # (B, K), the largest of a row is 1",
            "np.clip(z, -700, 700))",
        ),
        "the scores are divided by their maximum: subtracting it changes nothing, dividing does.": [
            ("z - z", "z / z"),
            ("# (B, K), the largest of a row is 1", ""),
        ],
        "a small number is added below the bar: with the maximum subtracted the sum is at least 1, so it only makes the rows miss 1.": [
            ("# (B, K), the largest of a row is 1\n    return e /", "\n    return e / ("),
            ("sum(axis=1, keepdims=True)", "sum(axis=1, keepdims=True) + 1e-8)"),
        ],
        "the sum has lost its axis, (B,) for (B, 1): give it keepdims=True. And exp overflows: subtract each row's maximum first.": """
        with np.errstate(over="ignore", invalid="ignore"):
            return np.exp(z) / np.exp(z).sum(axis=1)
    """,
        "the maximum is taken over the batch but the sum over each row: both go along axis=1.": """
        e = np.exp(z - z.max(axis=0, keepdims=True))
        with np.errstate(invalid="ignore"):
            return e / e.sum(axis=1, keepdims=True)
    """,
        "the maximum is subtracted above the bar only: divide by the sum of the same e.": [
            ("e = np", 'with np.errstate(over="ignore"):\n        return np'),
            ("# (B, K), the largest of a row is 1\n    return e / e", "/ np.exp(z)"),
        ],
        "the mean is subtracted, so exp still sees positive numbers: subtract each row's maximum.": """
        with np.errstate(over="ignore", invalid="ignore"):
            e = np.exp(z - z.mean(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)
    """,
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
        "through the logarithm of the sum": "return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))",
        "einsum and broadcasting by hand": """
        e = np.exp(z - np.max(z, 1)[:, None])
        return np.einsum("bk,b->bk", e, 1 / np.einsum("bk->b", e))
    """,
        "transposed, so that no axis has to be kept": """
        e = np.exp(z.T - z.max(axis=1))
        return (e / e.sum(axis=0)).T
    """,
        "one sum of differences for each class": """
        with np.errstate(over="ignore"):
            return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)
    """,
    },
)
