"""Lesson 00: a weighted sum, the affine half of a neuron."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

weighted_sum = exercise(
    "weighted-sum",
    lesson="00_welcome",
    reference=nets.weighted_sum,
    outputs="the sum",
    hints=[
        "Multiply each input by its own weight, add all products, then add the bias once.",
        "For x = [1, 2] and w = [3, 4] the products are 3 and 8. With b = 5 the sum is 16.",
        "`np.dot(x, w)` multiplies and adds in one step. Which term is still missing?",
    ],
)


@weighted_sum.cases
def _(rng):
    yield "two inputs", dict(x=np.array([1.0, 2.0]), w=np.array([3.0, -4.0]), b=5.5)
    yield "five random inputs", dict(x=rng.normal(size=5), w=rng.normal(size=5), b=rng.normal())
    yield "one input", dict(x=np.array([2.0]), w=np.array([-0.5]), b=0.25)
    yield "inputs of thousands, negative bias", dict(x=1e4 * rng.normal(size=3), w=rng.normal(size=3), b=-7.0)
    yield "integers", dict(x=np.array([1, 2, 3]), w=np.array([0.5, 0.25, -1.0]), b=1)


mistakes(
    weighted_sum,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "np.dot(x, w) + b",
            "np.clip(np.dot(x, w) + b, -100, 100)",
        ),
        "the bias is not added: return the sum of the products plus b.": (" + b", ""),
        "the products are not summed: add them up to get one number.": ("np.dot(x, w)", "x * w"),
        "the bias is added once for every input: add b once, after the sum.": ("np.dot(x, w) + b", "np.sum(x * w + b)"),
        "the bias is subtracted: add it.": ("+ b", "- b"),
        "inputs and weights are added: multiply each input by its weight.": ("np.dot(x, w)", "np.sum(x + w)"),
        "this is the mean of the products, not their sum: do not divide by the number of inputs.": (
            "np.dot(x, w)",
            "np.mean(x * w)",
        ),
        "the weights are not used: multiply each input by its weight first.": ("np.dot(x, w)", "np.sum(x)"),
        "the sum of the products is multiplied by the bias: add the bias instead.": ("+ b", "* b"),
        "the last input is missing: the loop must run over all inputs.": (
            "np.dot(x, w)",
            "sum(x[i] * w[i] for i in range(len(x) - 1))",
        ),
        "two sums are multiplied: multiply each input by its own weight first, then add.": (
            "np.dot(x, w)",
            "np.sum(x) * np.sum(w)",
        ),
        "only the first product counts: a `return` inside the loop ends it after one round.": ("np.dot(x, w)", "x[0] * w[0]"),
        "only the last product counts: set the total to 0 once, before the loop.": ("np.dot(x, w)", "x[-1] * w[-1]"),
        "this works for two inputs only: a loop or np.dot works for any number.": ("np.dot(x, w)", "x[0] * w[0] + x[1] * w[1]"),
        "the first input is missing: a loop over all inputs starts at 0.": (
            "np.dot(x, w)",
            "sum(x[i] * w[i] for i in range(1, len(x)))",
        ),
        "the bias is added to every weight: add it to the sum.": ("np.dot(x, w) + b", "np.dot(x, w + b)"),
        "the bias is added to every input: add it to the sum.": ("np.dot(x, w) + b", "np.dot(x + b, w)"),
        "np.outer multiplies every input by every weight: np.dot multiplies them in pairs.": ("np.dot(", "np.outer("),
        "negative sums are set to 0 (ReLU): return the sum itself.": ("np.dot(x, w) + b", "max(0, np.dot(x, w) + b)"),
        "the sigmoid is applied to the sum: return the sum itself.": (
            "np.dot(x, w) + b",
            "1 / (1 + np.exp(-(np.dot(x, w) + b)))",
        ),
    },
)

equivalents(
    weighted_sum,
    {
        "a loop": """
            total = b
            for xi, wi in zip(x, w, strict=True):
                total += xi * wi
            return total
        """,
        "the matrix product operator": ("np.dot(x, w)", "w @ x"),
        "einsum": ("np.dot(", 'np.einsum("i,i->", '),
        "the bias as one more weight": ("np.dot(x, w) + b", "np.dot(np.append(x, 1.0), np.append(w, b))"),
    },
)
