"""Lesson 00: a weighted sum, the affine half of a neuron."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

weighted_sum = exercise(
    "weighted-sum",
    lesson="00_welcome",
    reference=nets.weighted_sum,
    outputs="the sum",
    hints=[
        "Multiply each input by its own weight, add the products up, then add the bias once.",
        "For x = [1, 2] and w = [3, 4] the products are 3 and 8, so with b = 5 it is 16.",
        "`np.dot(x, w)` multiplies and adds in one go. What is still to be added to it?",
    ],
)


@weighted_sum.cases
def _(rng):
    yield "two inputs", dict(x=np.array([1.0, 2.0]), w=np.array([3.0, -4.0]), b=5.5)
    yield "five random inputs", dict(x=rng.normal(size=5), w=rng.normal(size=5), b=rng.normal())
    yield "one input", dict(x=np.array([2.0]), w=np.array([-0.5]), b=0.25)
    yield "negative bias", dict(x=rng.normal(size=3), w=rng.normal(size=3), b=-7.0)
    yield "integers", dict(x=np.array([1, 2, 3]), w=np.array([0.5, 0.25, -1.0]), b=1)


@weighted_sum.mistake("the bias is not added: return the sum of the products plus b.")
def _(x, w, b):
    return np.dot(x, w)


@weighted_sum.mistake("the products are not added up: sum them, so that one number comes out.")
def _(x, w, b):
    return x * w + b


@weighted_sum.mistake("the bias is added once for every input: add b once, after the sum.")
def _(x, w, b):
    return np.sum(x * w + b)


@weighted_sum.mistake("the bias is subtracted: add it.")
def _(x, w, b):
    return np.dot(x, w) - b


@weighted_sum.mistake("inputs and weights are added: multiply each input by its weight.")
def _(x, w, b):
    return np.sum(x + w) + b


@weighted_sum.mistake(
    "the average is taken, not the sum: do not divide by the number of inputs."
)
def _(x, w, b):
    return np.mean(x * w) + b


@weighted_sum.mistake("the weights are not used: multiply each input by its weight first.")
def _(x, w, b):
    return np.sum(x) + b


@weighted_sum.mistake(
    "the sum of the products is multiplied by the bias: add the bias instead."
)
def _(x, w, b):
    return np.dot(x, w) * b


@weighted_sum.mistake("the last input is left out: let the loop run over all of them.")
def _(x, w, b):
    return sum(x[i] * w[i] for i in range(len(x) - 1)) + b


@weighted_sum.mistake(
    "the two sums are multiplied: multiply each input by its own weight first, then add up."
)
def _(x, w, b):
    return sum(x) * sum(w) + b


@weighted_sum.mistake(
    "only the first product counts: a `return` inside the loop ends it after one round."
)
def _(x, w, b):
    return x[0] * w[0] + b


@weighted_sum.mistake("only the last product counts: set the total to 0 once, before the loop.")
def _(x, w, b):
    return x[-1] * w[-1] + b


@weighted_sum.mistake(
    "this is for two inputs: let a loop, or np.dot, run over as many as there are."
)
def _(x, w, b):
    return x[0] * w[0] + x[1] * w[1] + b


@weighted_sum.same("a loop")
def _(x, w, b):
    total = b
    for xi, wi in zip(x, w, strict=True):
        total += xi * wi
    return total


@weighted_sum.same("the matrix product operator")
def _(x, w, b):
    return w @ x + b


@weighted_sum.same("einsum")
def _(x, w, b):
    return np.einsum("i,i->", x, w) + b


@weighted_sum.same("the bias as one more weight")
def _(x, w, b):
    return np.append(w, b) @ np.append(x, 1.0)
