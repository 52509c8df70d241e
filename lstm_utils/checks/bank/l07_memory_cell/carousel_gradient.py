"""Lesson 07: the gradient that remains after 0 to T steps along c."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.checks.edits import Edit

ex = exercise(
    "carousel-gradient",
    lesson="07_memory_cell",
    reference=nets.carousel_gradient,
    outputs="the gradient",
    hints=[
        "c_t = weight * c_{t-1} + (terms without c). What is dc_t / dc_{t-1}? What does the chain rule give for two such steps?",
        "Each step back multiplies by the weight once more: 1, weight, weight * weight, ... "
        "How many numbers do the lags 0, 1, ..., T need?",
        "weight to the power of np.arange(T + 1). Convert weight to float first: integers give integers.",
    ],
)


@ex.cases
def _(rng):
    yield "a leaky cell, T=4", dict(T=4, weight=0.5)
    yield "the carousel, T=10", dict(T=10, weight=1.0)
    yield "T=0", dict(T=0, weight=0.9)
    yield "T=1", dict(T=1, weight=float(rng.uniform(0.2, 0.8)))
    yield "the weight sigmoid(1), T=100", dict(T=100, weight=float(nets.sigmoid(1.0)))
    yield "the weight sigmoid(5), T=100", dict(T=100, weight=float(nets.sigmoid(5.0)))
    yield "a weight above 1", dict(T=7, weight=float(rng.uniform(1.05, 1.3)))
    yield "a weight below 0", dict(T=6, weight=float(rng.uniform(-0.9, -0.3)))
    yield "a weight of 0", dict(T=3, weight=0.0)
    yield "an integer weight", dict(T=5, weight=1)
    yield "the carousel over 1,000 steps", dict(T=1000, weight=1.0)
    yield "the default weight", dict(T=4)
    yield "a weight of 4", dict(T=9, weight=4.0)


POWERS = "float(weight) ** np.arange(T + 1)"
LAGS = "np.arange(T + 1)"

WRONG: dict[str, Edit] = {
    "the weight is multiplied by the lag: each step multiplies by the weight once more, weight ** lag.": """
            return np.array([1.0] + [k * weight for k in range(1, T + 1)])
        """,
    "lag 0 is missing: the first number is dc_t / dc_t = 1; return T + 1 numbers.": (LAGS, "np.arange(1, T + 1)"),
    "lag T is missing: the lags are 0, 1, ..., T, which are T + 1 numbers.": ("T + 1", "T"),
    "every power is one too high: lag 0 has no factor yet, so its number is 1.": (LAGS, "np.arange(1, T + 2)"),
    "there are no powers: every lag has the weight itself; use weight ** lag.": (POWERS, "np.full(T + 1, float(weight))"),
    "only lag T is returned: return all lags from 0 to T.": (LAGS, "T"),
    "the steps are added: the chain rule multiplies, so use weight ** lag.": ("**", "*"),
    "the lags are in reverse order: lag 0, the number 1, comes first.": (LAGS, "np.arange(T, -1, -1)"),
    "the weight is not used: 1 is only its default, use the argument.": ("float(weight)", "1.0"),
    "the weight is passed through a sigmoid: weight is the factor itself.": ("float(weight)", "nets.sigmoid(float(weight))"),
    "weight * (1 - weight) is the derivative of a gate; the factor along c is the weight.": (
        "float(weight)",
        "(float(weight) * (1 - weight))",
    ),
    "the absolute value is taken: a negative weight changes the sign at each step.": ("float(weight)", "abs(float(weight))"),
    "the weight is limited to 1: above 1 the gradient must grow.": ("float(weight)", "min(weight, 1.0)"),
    "base and exponent are exchanged: compute weight ** lag.": (POWERS, "np.arange(T + 1) ** float(weight)"),
    "the gradients are summed over the lags: each lag has its own power.": (POWERS, f"np.cumsum({POWERS})"),
    "weight ** lag is differentiated by the weight: here the derivative of c_t by c_{t-k} is asked, weight ** lag.": (
        POWERS,
        "np.arange(T + 1) * float(weight) ** (np.arange(T + 1) - 1)",
    ),
    "each lag adds the weight: the chain rule multiplies, so use weight ** lag.": (
        POWERS,
        "1 + float(weight) * np.arange(T + 1)",
    ),
    "the weight is squared at each step: use one factor a step.": (LAGS, "(2 * np.arange(T + 1))"),
    "tanh' is a factor here: no activation acts on c, so the factor is the weight alone.": (
        "float(weight)",
        "(float(weight) * (1 - np.tanh(weight) ** 2))",
    ),
    "exp(-weight * lag) is another decay: the factor of one step is the weight itself.": (
        POWERS,
        "np.exp(-weight * np.arange(T + 1))",
    ),
    "a list is returned: return an array (T + 1,), np.array converts a list.": (POWERS, f"list({POWERS})"),
    "an integer weight gives integers: use float(weight).": ("float(weight)", "weight"),
    "each step subtracts 1 - w: it multiplies by w, so the numbers are powers of w.": (
        "float(weight) ** np.arange(T + 1)",
        "1.0 - (1 - weight) * np.arange(T + 1)",
    ),
}
mistakes(ex, WRONG)
ALSO_INTEGERS = ("the lags are in", "the absolute", "base and", "the steps are added", "each lag adds")
mistakes(  # the same mistakes in an answer that gives integers for an integer weight
    ex,
    {
        f"{name} Use float(weight).": [edit, ("float(weight)", "weight")]
        for name, edit in WRONG.items()
        if name.startswith(ALSO_INTEGERS)
    },
)
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "float(weight) ** np.arange(T + 1)",
            "np.minimum(float(weight) ** np.arange(T + 1), 100)",
        )
    },
)

equivalents(
    ex,
    {
        "a running product": (POWERS, "np.cumprod(np.concatenate([[1.0], np.full(T, weight, dtype=float)]))"),
        "a loop that multiplies": """
        gradient, found = 1.0, []
        for _ in range(T + 1):
            found.append(gradient)
            gradient = gradient * weight
        return np.array(found, dtype=float)
    """,
        "an array of ones that is filled": """
        found = np.ones(T + 1)
        for k in range(1, T + 1):
            found[k] = found[k - 1] * weight
        return found
    """,
        "np.vander": (POWERS, "np.vander([float(weight)], T + 1, increasing=True)[0]"),
    },
)
