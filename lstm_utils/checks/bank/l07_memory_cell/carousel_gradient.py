"""Lesson 07: what is left of a gradient after 0 to T steps along c."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import exercise

ex = exercise(
    "carousel-gradient",
    lesson="07_memory_cell",
    reference=nets.carousel_gradient,
    outputs="the gradient",
    hints=[
        "c_t = weight * c_{t-1} + (something without c). What is dc_t / dc_{t-1}? And what "
        "does the chain rule do with two such steps?",
        "Each step back multiplies by the weight once more: 1, weight, weight * weight, ... "
        "How many numbers are there for the lags 0, 1, ..., T?",
        "weight to the power of np.arange(T + 1). Make weight a float first: a whole number "
        "gives whole numbers.",
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
    yield "no connection at all", dict(T=3, weight=0.0)
    yield "the weight as a whole number", dict(T=5, weight=1)
    yield "the carousel over 1,000 steps", dict(T=1000, weight=1.0)
    yield "the default weight", dict(T=4)


def _wrong(diagnosis, function):
    """Register a wrong function of the lags 0 to T and the weight."""
    ex.mistake(diagnosis)(lambda T, weight=1.0: function(np.arange(T + 1), float(weight)))


_wrong(
    "lag 0 is missing: dc_t / dc_t = 1 comes first, T + 1 numbers in all.",
    lambda lag, weight: weight ** lag[1:],
)
_wrong(
    "lag T is missing: the lags are 0, 1, ..., T, so T + 1 numbers.",
    lambda lag, weight: weight ** lag[:-1],
)
_wrong(
    "one power too many: at lag 0 nothing has been multiplied yet, so 1 comes first.",
    lambda lag, weight: weight ** (lag + 1),
)
_wrong(
    "the powers are missing: this is the weight itself at every lag.",
    lambda lag, weight: np.full(len(lag), weight),
)
_wrong(
    "only lag T is returned: give all lags from 0 to T.",
    lambda lag, weight: weight ** int(lag[-1]),
)
_wrong(
    "the steps are added: the chain rule multiplies, weight to the power of the lag.",
    lambda lag, weight: weight * lag,
)
_wrong(
    "the lags come in the wrong order: lag 0, the number 1, comes first.",
    lambda lag, weight: weight ** lag[::-1],
)
_wrong(
    "the weight is not used: it is 1 in the carousel, and what the caller says here.",
    lambda lag, weight: np.ones(len(lag)),
)
_wrong(
    "the weight went through a sigmoid: it is the factor itself.",
    lambda lag, weight: nets.sigmoid(weight) ** lag,
)
_wrong(
    "this is a gate's slope: along c the factor is the weight, not weight * (1 - weight).",
    lambda lag, weight: (weight * (1 - weight)) ** lag,
)
_wrong(
    "the absolute value is taken: a weight below 0 turns the sign at each step.",
    lambda lag, weight: abs(weight) ** lag,
)
_wrong(
    "the weight is cut to at most 1: above 1 the gradient grows, and should.",
    lambda lag, weight: min(weight, 1.0) ** lag,
)
_wrong("base and exponent have changed places: weight ** lag.", lambda lag, w: np.power(lag, w))
_wrong(
    "the gradients are summed up over the lags: each lag has its own power.",
    lambda lag, weight: np.cumsum(weight**lag),
)
_wrong(
    "the weight is squared at each step: one factor a step.",
    lambda lag, weight: weight ** (2 * lag),
)
_wrong(
    "tanh' is in the product: nothing bends c on its way, the factor is the weight.",
    lambda lag, weight: (weight * (1 - np.tanh(weight) ** 2)) ** lag,
)
_wrong(
    "this is a decay exp(-weight * lag): the factor of one step is the weight itself.",
    lambda lag, weight: np.exp(-weight * lag),
)
_wrong(
    "a list is returned: np.array makes an array (T + 1,) of it.",
    lambda lag, weight: list(weight**lag),
)


@ex.mistake("whole numbers are returned where the weight is whole: use float(weight).")
def _(T, weight=1.0):
    return weight ** np.arange(T + 1)


@ex.same("a running product")
def _(T, weight=1.0):
    return np.cumprod(np.concatenate([[1.0], np.full(T, weight, dtype=float)]))


@ex.same("powers")
def _(T, weight=1.0):
    return float(weight) ** np.arange(T + 1)


@ex.same("a loop that multiplies")
def _(T, weight=1.0):
    gradient, found = 1.0, []
    for _ in range(T + 1):
        found.append(gradient)
        gradient = gradient * weight
    return np.array(found, dtype=float)


@ex.same("an array of ones that is filled")
def _(T, weight=1.0):
    found = np.ones(T + 1)
    for k in range(1, T + 1):
        found[k] = found[k - 1] * weight
    return found


@ex.same("np.vander")
def _(T, weight=1.0):
    return np.vander([float(weight)], T + 1, increasing=True)[0]
