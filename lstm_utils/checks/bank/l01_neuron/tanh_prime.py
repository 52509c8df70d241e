"""Lesson 01: the slope of tanh from its output."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

tanh_prime = exercise(
    "tanh-prime",
    lesson="01_neuron",
    reference=nets.tanh_prime_from_output,
    outputs="da/dz",
    hints=[
        "You are given a = tanh(z), not z. Does the formula for the slope need z at all?",
        "d tanh(z)/dz = 1 - tanh(z)^2. Which part of the right-hand side do you hold already?",
        "At a = 0.6 the slope is 1 - 0.36 = 0.64. Squaring each element is a * a or a ** 2.",
    ],
)


@tanh_prime.cases
def _(rng):
    yield "a of shape (3, 4)", dict(a=np.tanh(rng.normal(size=(3, 4))))
    yield "the worked number", dict(a=np.array([0.6]))
    yield "saturated and centred", dict(a=np.array([-1.0, -0.999, 0.0, 0.999, 1.0]))
    yield "a square matrix", dict(a=np.tanh(rng.normal(size=(3, 3))))
    yield "three axes", dict(a=np.tanh(rng.normal(size=(2, 1, 5))))


mistakes(
    tanh_prime,
    {
        "tanh is taken a second time: a is tanh(z) already, so square a itself.": (
            "1.0 - a * a",
            "1 - np.tanh(a) ** 2",
        ),
        "a (1 - a) is the slope of the sigmoid; that of tanh is 1 - a^2.": (
            "1.0 - a * a",
            "a * (1 - a)",
        ),
        "the sign: it is 1 - a^2, which is 0, not 2, where tanh saturates.": (
            "1.0 - a * a",
            "1 + a**2",
        ),
        "a is not squared: the slope is 1 - a ** 2.": ("1.0 - a * a", "1 - a"),
        "a is doubled, not squared: the square is a ** 2 or a * a.": ("1.0 - a", "1 - 2"),
        "1 - a^2 was differentiated once more: 1 - a^2 is the slope, there is nothing left to do.": (
            "1.0 - a",
            "-2",
        ),
        "the sign is flipped: tanh rises everywhere, so no slope is below 0.": (
            "1.0 - a * a",
            "a**2 - 1",
        ),
        "(1 - a)^2 squares too much: only a is squared, 1 - a^2.": (
            "1.0 - a * a",
            "(1 - a) ** 2",
        ),
        "in Python ^ means 'exclusive or': a power is written a ** 2.": (
            "1.0 - a * a",
            "1 - a ^ 2",
        ),
        "`a *= a` squares the array of whoever called you, too: a * a makes a new array.": (
            "return 1.0 - a * a",
            "a *= a\n    return 1 - a",
        ),
        "@ multiplies matrices: * or ** squares each element by itself.": (
            "1.0 - a *",
            "1 - a @",
        ),
        "this is a^2, the part that is to be taken away from 1.": ("1.0 - a * a", "a**2"),
        "no root is needed: the slope is 1 - a^2 itself.": ("1.0 - a * a", "np.sqrt(1 - a**2)"),
        "4 a (1 - a) takes a for the output of a sigmoid: with a = tanh(z) it is (1 + a) (1 - a).": (
            "1.0 - a * a",
            "4 * a * (1 - a)",
        ),
    },
)


equivalents(
    tanh_prime,
    {
        "factored": ("1.0 - a * a", "(1 - a) * (1 + a)"),
        "a loop over the elements": (
            "return 1.0 - a * a",
            "slope = np.ones(a.shape)\n    for k in np.ndindex(a.shape):\n        slope[k] -= a[k] ** 2\n    return slope",
        ),
        "np.square and np.subtract": ("1.0 - a * a", "np.subtract(1.0, np.square(a))"),
        "through the sigmoid: 4 s (1 - s) with s = (1 + a) / 2": (
            "return 1.0 - a * a",
            "s = (1 + a) / 2\n    return 4 * s * (1 - s)",
        ),
    },
)
