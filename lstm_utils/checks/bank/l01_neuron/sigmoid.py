"""Lesson 01: the sigmoid, stable at any z."""

import math

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

sigmoid = exercise(
    "sigmoid",
    lesson="01_neuron",
    reference=nets.sigmoid,
    outputs="a",
    hints=[
        "exp overflows only where its argument is large and positive. Which sign of z makes "
        "exp(-z) dangerous, and which exp(z)?",
        "There are two ways to write the same number: 1 / (1 + exp(-z)) and "
        "exp(z) / (1 + exp(z)). Each is safe on one side of 0.",
        "e = exp(-|z|) is never above 1. Where z >= 0 the answer is 1 / (1 + e). What is it "
        "where z < 0? `np.where(condition, this, that)` picks for each element.",
    ],
)


@sigmoid.cases
def _(rng):
    yield "z of shape (3, 4)", dict(z=3 * rng.normal(size=(3, 4)))
    yield "the worked number", dict(z=np.array([-0.75]))
    yield "both signs and 0", dict(z=np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))
    yield "far out, z = ±1000", dict(z=np.array([[-1000.0, 1000.0, 0.5]]))
    yield "far out on one side, z <= -1000", dict(z=np.array([-1000.0, -5000.0]))
    yield "three axes", dict(z=rng.normal(size=(2, 1, 5)))
    yield "whole numbers", dict(z=np.array([-3, 0, 2]))


mistakes(
    sigmoid,
    {
        "exp(z) overflows for large z, and inf / inf is nan: where z > 0, use 1 / (1 + exp(-z)).": "return np.exp(z) / (1 + np.exp(z))",
        "this is 1 - sigmoid(z), a curve that falls: the exponent is -z, not z (or the two branches of your np.where are swapped).": "return 1 / (1 + np.exp(z))",
        "this is tanh, from -1 to 1; the sigmoid runs from 0 to 1.": "return np.tanh(z)",
        "the sum is not below the fraction bar: put parentheses around it, 1 / (1 + exp(-z)).": "return 1 / 1 + np.exp(-z)",
    },
)


@sigmoid.mistake("this is the slope a (1 - a) of the sigmoid: return a itself.")
def _(z):
    a = nets.sigmoid(z)
    return a * (1 - a)


mistakes(
    sigmoid,
    {
        "the curve is twice as steep: sigmoid(z) = (1 + tanh(z / 2)) / 2, with z halved first.": "return (1 + np.tanh(z)) / 2",
        "all elements together sum to 1: that is softmax; the sigmoid treats each element alone.": """
        e = np.exp(z - z.max())
        return e / e.sum()
    """,
        "an `if` decides once, for the whole array: np.where(condition, this, that) decides for each element.": """
        if z >= 0:
            return 1 / (1 + np.exp(-z))
        return np.exp(z) / (1 + np.exp(z))
    """,
    },
)


@sigmoid.mistake("math.exp takes one number: np.exp works on whole arrays.")
def _(z):
    return 1 / (1 + math.exp(-z))


mistakes(
    sigmoid,
    {
        "1 + exp(-|z|) is right below the bar, but where z < 0 the numerator is exp(-|z|), not 1.": "return 1 / (1 + np.exp(-np.abs(z)))",
        "this is a step, 0 or 1: the sigmoid goes from one to the other smoothly.": [
            (":\n    e = np.exp(-np.abs(z))  # never above 1", ":"),
            ("e) / (1.0 + e", "0.0"),
        ],
        "the minus sign stands before exp, not before z: it is exp(-z).": "return 1 / (1 - np.exp(z))",
        "the numerator is exp(-|z|) everywhere: where z >= 0 it is 1, np.where(z >= 0, 1, e).": (
            "# never above 1\n    return np.where(z >= 0, 1.0, e) / (1.0",
            "\n    return e / (1",
        ),
        "`/ 1 + e` divides by 1 and adds e afterwards: put the sum in parentheses, / (1 + e).": [
            ("# never above 1", ""),
            ("(1.0 + e)", "1 + e"),
        ],
        "the largest z is subtracted, as softmax may do: a sigmoid depends on z itself. Use exp(-|z|).": """
        e = np.exp(z - z.max())
        return e / (1 + e)
    """,
        "np.nan_to_num makes 0 of inf / inf, where 1 is right: let exp see no positive number.": """
        with np.errstate(over="ignore", invalid="ignore"):
            e = np.exp(z)
            return np.nan_to_num(e / (1 + e))
    """,
    },
)


@sigmoid.mistake(
    "np.zeros_like(z) takes over whole numbers and cuts off the decimals: np.zeros(z.shape) "
    "is float."
)
def _(z):
    a = np.zeros_like(z)
    a[...] = nets.sigmoid(z)
    return a


mistakes(
    sigmoid,
    {
        "the loop meets whole rows where z has two axes, and `if` cannot judge a row: np.where decides for each element.": "return np.array([1 / (1 + np.exp(-v)) if v > 0 else np.exp(v) / (1 + np.exp(v)) for v in z])",
    },
)


equivalents(
    sigmoid,
    {
        "the textbook formula, which is right but warns at -1000": "return 1 / (1 + np.exp(-z))",
        "through tanh": "return 0.5 * (1 + np.tanh(0.5 * z))",
    },
)


@sigmoid.same("a loop over the elements")
def _(z):
    a = np.empty(z.shape)
    for k in np.ndindex(z.shape):
        big = math.exp(-abs(z[k]))
        a[k] = 1 / (1 + big) if z[k] >= 0 else big / (1 + big)
    return a


equivalents(
    sigmoid,
    {
        "two branches through masks": """
        z = np.asarray(z, dtype=float)
        a, up = np.zeros_like(z), z >= 0
        a[up] = 1 / (1 + np.exp(-z[up]))
        a[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
        return a
    """,
        "clipped far out, where float64 sees no difference": "return 1 / (1 + np.exp(-np.clip(z, -500, 500)))",
        "through logarithms": "return np.exp(-np.logaddexp(0, -z))",
    },
)
