"""Lesson 01: scores into probabilities."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

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


@softmax.mistake(
    "the maximum of each row is not subtracted, so exp overflows and inf / inf is nan."
)
def _(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("the columns sum to 1: axis=0 runs over the batch, the classes are axis=1.")
def _(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@softmax.mistake(
    "the maximum is taken over each row but the sum over the batch: both go along axis=1."
)
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@softmax.mistake("the whole array sums to 1, not each row: give sum axis=1 and keepdims=True.")
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@softmax.mistake(
    "one maximum is used for the whole batch, so rows far below it become 0 / 0: take each "
    "row's own, axis=1 with keepdims=True."
)
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("the sum has lost its axis, (B,) for (B, 1): give it keepdims=True.")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1)


@softmax.mistake("the maximum has lost its axis, (B,) for (B, 1): give it keepdims=True.")
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "maximum and sum have both lost their axis, (B,) for (B, 1): give each keepdims=True."
)
def _(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


@softmax.mistake("all goes to the largest score, as in argmax: softmax gives every class some.")
def _(z):
    return np.eye(z.shape[1])[z.argmax(axis=1)]


@softmax.mistake("each score goes through a sigmoid alone: the rows do not sum to 1.")
def _(z):
    return nets.sigmoid(z)


@softmax.mistake("exp is missing: the scores themselves were divided by their sum.")
def _(z):
    return z / z.sum(axis=1, keepdims=True)


@softmax.mistake("the scores are not divided by their sum: the rows have to sum to 1.")
def _(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@softmax.mistake("this is the logarithm of softmax: take exp, so that the rows sum to 1.")
def _(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@softmax.mistake("the smallest score wins: it is exp(z - max), not exp(max - z).")
def _(z):
    e = np.exp(z.min(axis=1, keepdims=True) - z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake("`z -= ...` changes the scores of whoever called you: write z = z - ...")
def _(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "clipping makes different scores equal: subtract each row's maximum, which loses nothing."
)
def _(z):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "the scores are divided by their maximum: subtracting it changes nothing, dividing does."
)
def _(z):
    e = np.exp(z / z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "a small number is added below the bar: with the maximum subtracted the sum is at least 1, "
    "so it only makes the rows miss 1."
)
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + 1e-8)


@softmax.mistake(
    "the sum has lost its axis, (B,) for (B, 1): give it keepdims=True. And exp overflows: "
    "subtract each row's maximum first."
)
def _(z):
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(z) / np.exp(z).sum(axis=1)


@softmax.mistake(
    "the maximum is taken over the batch but the sum over each row: both go along axis=1."
)
def _(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    with np.errstate(invalid="ignore"):
        return e / e.sum(axis=1, keepdims=True)


@softmax.mistake(
    "the maximum is subtracted above the bar only: divide by the sum of the same e."
)
def _(z):
    with np.errstate(over="ignore"):
        return np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z).sum(axis=1, keepdims=True)


@softmax.mistake(
    "the mean is subtracted, so exp still sees positive numbers: subtract each row's maximum."
)
def _(z):
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(z - z.mean(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


@softmax.same("a loop over the rows")
def _(z):
    p = np.empty(z.shape)
    for n, row in enumerate(z):
        e = np.exp(row - max(row))
        p[n] = e / sum(e)
    return p


@softmax.same("through the logarithm of the sum")
def _(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


@softmax.same("einsum and broadcasting by hand")
def _(z):
    e = np.exp(z - np.max(z, 1)[:, None])
    return np.einsum("bk,b->bk", e, 1 / np.einsum("bk->b", e))


@softmax.same("transposed, so that no axis has to be kept")
def _(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T


@softmax.same("one sum of differences for each class")
def _(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)
