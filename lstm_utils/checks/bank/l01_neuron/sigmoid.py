"""Lesson 01: the sigmoid, stable for any z."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

sigmoid = exercise(
    "sigmoid",
    lesson="01_neuron",
    reference=nets.sigmoid,
    outputs="a",
    hints=[
        "exp overflows only where its argument is large and positive. For which sign of z is "
        "exp(-z) dangerous, and for which is exp(z)?",
        "The same number has two forms: 1 / (1 + exp(-z)) and exp(z) / (1 + exp(z)). Each is safe on one side of 0.",
        "e = exp(-|z|) is never above 1. Where z >= 0 the answer is 1 / (1 + e). What is it "
        "where z < 0? `np.where(condition, this, that)` chooses for each element.",
    ],
)


@sigmoid.cases
def _(rng):
    yield "z of shape (3, 4)", dict(z=3 * rng.normal(size=(3, 4)))
    yield "the worked number", dict(z=np.array([-0.75]))
    yield "both signs and 0", dict(z=np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))
    yield "z = ±1000", dict(z=np.array([[-1000.0, 1000.0, 0.5]]))
    yield "one side only, z <= -1000", dict(z=np.array([-1000.0, -5000.0]))
    yield "three axes", dict(z=rng.normal(size=(2, 1, 5)))
    yield "integers", dict(z=np.array([-3, 0, 2]))
    yield "no axes", dict(z=np.array(-1.25))


mistakes(
    sigmoid,
    {
        "z is limited to +-10, where the sigmoid is not 0 or 1 yet: choose a form of exp that cannot overflow.": """
            return 1 / (1 + np.exp(-np.clip(z, -10, 10)))
        """,
        "exp(z) overflows for large z, and inf / inf is nan: for z > 0 use 1 / (1 + exp(-z)).": """
            return np.exp(z) / (1 + np.exp(z))
        """,
        "this is 1 - sigmoid(z), which decreases: use exp(-z), or swap the branches of np.where.": """
            return 1 / (1 + np.exp(z))
        """,
        "this is tanh, from -1 to 1: the sigmoid goes from 0 to 1.": "return np.tanh(z)",
        "the sum is not in the denominator: put parentheses around it, 1 / (1 + exp(-z)).": """
            return 1 / 1 + np.exp(-z)
        """,
        "this is the derivative a (1 - a) of the sigmoid: return a itself.": """
            a = np.where(z >= 0, 1.0, np.exp(-np.abs(z))) / (1.0 + np.exp(-np.abs(z)))
            return a * (1 - a)
        """,
        "the curve is twice as steep: sigmoid(z) = (1 + tanh(z / 2)) / 2, so halve z first.": """
            return (1 + np.tanh(z)) / 2
        """,
        "the whole array sums to 1, as in softmax: the sigmoid treats each element alone.": """
            e = np.exp(z - z.max())
            return e / e.sum()
        """,
        "an `if` decides once for the whole array: np.where(condition, this, that) decides for each element.": """
            if z >= 0:
                return 1 / (1 + np.exp(-z))
            return np.exp(z) / (1 + np.exp(z))
        """,
        "math.exp takes one number: np.exp takes whole arrays.": """
            from math import exp
            return 1 / (1 + exp(-z))
        """,
        "1 + exp(-|z|) is the right denominator, but where z < 0 the numerator is exp(-|z|), not 1.": (
            "np.where(z >= 0, 1.0, e)",
            "1.0",
        ),
        "this is a step, 0 or 1: the sigmoid rises smoothly from 0 to 1.": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0, 0.0)",
        ),
        "the minus sign is in front of exp: it belongs to z, exp(-z).": """
            return 1 / (1 - np.exp(z))
        """,
        "the numerator is exp(-|z|) everywhere: where z >= 0 it is 1, np.where(z >= 0, 1, e).": ("np.where(z >= 0, 1.0, e)", "e"),
        "`/ 1 + e` divides by 1, then adds e: put the sum in parentheses, / (1 + e).": ("(1.0 + e)", "1.0 + e"),
        "the largest z is subtracted, as in softmax: a sigmoid depends on z itself, use exp(-|z|).": """
            e = np.exp(z - z.max())
            return e / (1 + e)
        """,
        "np.nan_to_num turns inf / inf into 0, where 1 is right: give exp no positive numbers.": """
            return np.nan_to_num(np.exp(z) / (1 + np.exp(z)))
        """,
        "np.zeros_like(z) is an integer array for integer z and cuts off decimals: use np.zeros(z.shape).": """
            a = np.zeros_like(z)
            e = np.exp(-np.abs(z))
            a[...] = np.where(z >= 0, 1.0, e) / (1.0 + e)
            return a
        """,
        "with two axes the loop visits whole rows, which `if` cannot test: use np.where.": """
            return np.array(
                [1 / (1 + np.exp(-v)) if v > 0 else np.exp(v) / (1 + np.exp(v)) for v in z]
            )
        """,
        "the denominator is 1 - exp(-z): it is a sum, 1 + exp(-z).": """
            return 1 / (1 - np.exp(-z))
        """,
        "the numerator is exp(-z): with the denominator 1 + exp(-z) it is 1.": """
            return np.exp(-z) / (1 + np.exp(-z))
        """,
        "z is clipped too early, which changes the result: use exp(-|z|), which needs no clipping.": """
            return 1 / (1 + np.exp(-np.clip(z, -20, 20)))
        """,
        "where z < 0 the denominator is missing: there it is exp(z) / (1 + exp(z)).": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), e)",
        ),
        "where z < 0 the denominator is 1 - exp(z): it is a sum, 1 + exp(z).": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), e / (1.0 - e))",
        ),
        "where z < 0 the result is negative: a sigmoid is above 0 everywhere, there exp(z) / (1 + exp(z)).": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), -1.0 / (1.0 + e))",
        ),
        "where z < 0 the result is -exp(z) / (1 + exp(z)): a sigmoid is above 0 everywhere, drop the minus.": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), -e / (1.0 + e))",
        ),
        "where z < 0 the result is 0: there it is small but positive, exp(z) / (1 + exp(z)).": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), 0.0)",
        ),
        "where z < 0 the result is 1 / exp(z): there it is exp(z) / (1 + exp(z)).": (
            "np.where(z >= 0, 1.0, e) / (1.0 + e)",
            "np.where(z >= 0, 1.0 / (1.0 + e), 1.0 / np.exp(-np.abs(z)))",
        ),
    },
)

equivalents(
    sigmoid,
    {
        "the textbook formula, which is right but warns at -1000": "return 1 / (1 + np.exp(-z))",
        "through tanh": "return 0.5 * (1 + np.tanh(0.5 * z))",
        "a loop over the elements": """
            a = np.empty(z.shape)
            for k in np.ndindex(z.shape):
                big = np.exp(-abs(z[k]))
                a[k] = 1 / (1 + big) if z[k] >= 0 else big / (1 + big)
            return a
        """,
        "two branches through masks": """
            z = np.asarray(z, dtype=float)
            a, up = np.zeros_like(z), z >= 0
            a[up] = 1 / (1 + np.exp(-z[up]))
            a[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
            return a
        """,
        "clipped where float64 sees no difference": """
            return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
        """,
        "through logarithms": "return np.exp(-np.logaddexp(0, -z))",
    },
)
