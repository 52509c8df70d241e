"""Lesson 01: the derivative of tanh, computed from its output."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

tanh_prime = exercise(
    "tanh-prime",
    lesson="01_neuron",
    reference=nets.tanh_prime_from_output,
    outputs="da/dz",
    hints=[
        "You are given a = tanh(z), not z. Does the formula for the derivative need z?",
        "d tanh(z)/dz = 1 - tanh(z)^2. Which part of the right-hand side do you have already?",
        "At a = 0.6 the derivative is 1 - 0.36 = 0.64. a * a or a ** 2 squares each element.",
    ],
)


@tanh_prime.cases
def _(rng):
    yield "a of shape (3, 4)", dict(a=np.tanh(rng.normal(size=(3, 4))))
    yield "the worked number", dict(a=np.array([0.6]))
    yield "saturated and centred", dict(a=np.array([-1.0, -0.999, 0.0, 0.999, 1.0]))
    yield "a square matrix", dict(a=np.tanh(rng.normal(size=(3, 3))))
    yield "three axes", dict(a=np.tanh(rng.normal(size=(2, 1, 5))))
    yield "no axes", dict(a=np.array(-0.8))


mistakes(
    tanh_prime,
    {
        "tanh is applied a second time: a is tanh(z) already, so square a itself.": ("a * a", "np.tanh(a) ** 2"),
        "a (1 - a) is the derivative of the sigmoid: the derivative of tanh is 1 - a^2.": ("1.0 - a * a", "a * (1 - a)"),
        "the sign is wrong: write 1 - a^2, which is 0 (not 2) where tanh saturates.": ("-", "+"),
        "a is not squared: the derivative is 1 - a ** 2.": ("a * a", "a"),
        "a is doubled, not squared: the square is a ** 2 or a * a.": ("a * a", "2 * a"),
        "1 - a^2 is differentiated again: 1 - a^2 is the derivative already.": ("1.0 - a * a", "-2 * a"),
        "the sign is flipped: tanh increases everywhere, so its derivative is never below 0.": ("1.0 - a * a", "a * a - 1.0"),
        "(1 - a)^2 squares too much: square a only, 1 - a^2.": ("1.0 - a * a", "(1 - a) ** 2"),
        "in Python ^ means 'exclusive or': a power is written a ** 2.": ("a * a", "a ^ 2"),
        "`a *= a` also changes the caller's array: a * a makes a new array.": ("return 1.0 - a * a", "a *= a\n    return 1 - a"),
        "@ multiplies matrices: * or ** squares each element by itself.": ("a * a", "a @ a"),
        "this is a^2: subtract it from 1.": ("1.0 - a * a", "a * a"),
        "no square root is needed: the derivative is 1 - a^2.": ("1.0 - a * a", "np.sqrt(1 - a * a)"),
        "4 a (1 - a) treats a as the output of a sigmoid: for a = tanh(z) write 1 - a^2.": ("1.0 - a * a", "4 * a * (1 - a)"),
        "1 / (1 - a^2) is dz/da, the derivative of the inverse: da/dz is 1 - a^2.": ("1.0 - a * a", "1 / (1 - a * a)"),
        "this is tanh(a): the derivative of tanh is 1 - a^2.": ("1.0 - a * a", "np.tanh(a)"),
        "the derivative is divided by 4: in 4 s (1 - s) with s = (1 + a) / 2 the 4 cancels, 1 - a^2.": (
            "1.0 - a * a",
            "(1 - a * a) / 4",
        ),
        "the derivative is multiplied by 4: in 4 s (1 - s) with s = (1 + a) / 2 the 4 cancels, 1 - a^2.": (
            "1.0 - a * a",
            "4 * (1 - a * a)",
        ),
    },
)

equivalents(
    tanh_prime,
    {
        "factored": ("1.0 - a * a", "(1 - a) * (1 + a)"),
        "a loop over the elements": """
            slope = np.ones(a.shape)
            for k in np.ndindex(a.shape):
                slope[k] -= a[k] ** 2
            return slope
        """,
        "np.square and np.subtract": ("1.0 - a * a", "np.subtract(1.0, np.square(a))"),
        "through the sigmoid: 4 s (1 - s) with s = (1 + a) / 2": (
            "return 1.0 - a * a",
            "s = (1 + a) / 2\n    return 4 * s * (1 - s)",
        ),
    },
)
