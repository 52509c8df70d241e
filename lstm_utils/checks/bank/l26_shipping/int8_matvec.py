"""Lesson 26: a product of small integers."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "int8-matvec",
    lesson="26_shipping",
    reference=nets.int8_matvec,
    outputs="y",
    hints=[
        "127 * 127 does not fit into 8 bits, and NumPy does not warn. Convert both to np.int32 before you multiply.",
        "q is (R, C), x_q is (B, C): the product of integers is x_q @ q.T, (B, R).",
        "y = x_scale[:, None] * scale * total.",
    ],
)


@ex.cases
def _(rng):
    def case(R, C, B, most=127):
        q, x_q = (rng.integers(-most, most + 1, size=(n, C), dtype=np.int8) for n in (R, B))
        scale, x_scale = (10.0 ** rng.uniform(-3, 0, size=n) for n in (R, B))
        return dict(q=q, scale=scale, x_q=x_q, x_scale=x_scale)

    yield "R=4, C=3, B=2", case(4, 3, 2)
    yield "R=C=B=3", case(3, 3, 3)
    yield "one of each, small", case(1, 1, 1, 9)
    yield "R=8, C=5, B=1", case(8, 5, 1)
    yield "R=2, C=6, B=5", case(2, 6, 5)
    full = case(3, 600, 2)
    full["q"][:], full["x_q"][:] = 127, -127
    yield "600 products of 127 and -127", full
    odd = case(2, 1501, 2)
    odd["q"][:], odd["x_q"][:] = 127, 127
    odd["x_q"][0, ::7] = 126
    odd["scale"][:], odd["x_scale"][:] = 0.25, 0.5
    yield "a sum that needs 25 bits", odd
    yield "B=40, R=30", case(30, 2, 40)


TOTAL = "x_q.astype(np.int32) @ q.astype(np.int32).T"
SCALED = "x_scale[:, None] * scale * total"
mistakes(
    ex,
    {
        "the integers overflow: 8 bits are too few for a product, convert to np.int32 first.": (TOTAL, "x_q @ q.T"),
        "16 bits are too few for a sum of products: convert to np.int32 first.": (
            TOTAL,
            "x_q.astype(np.int16) @ q.astype(np.int16).T",
        ),
        "float16 has 11 bits: convert to np.int32.": (TOTAL, "(x_q.astype(np.float16) @ q.astype(np.float16).T).astype(float)"),
        "float32 has 24 bits: convert to np.int32.": (TOTAL, "(x_q.astype(np.float32) @ q.astype(np.float32).T).astype(float)"),
        "the scale of the weights is missing: row r has scale[r].": (SCALED, "x_scale[:, None] * total"),
        "the scale of the inputs is missing: example n has x_scale[n].": (SCALED, "scale * total"),
        "no scale is used: the sum of products of integers is y divided by both.": (SCALED, "1.0 * total"),
        "y is divided by the scales: multiply by them.": (SCALED, "total / x_scale[:, None] / scale"),
        "the scales are added: multiply by both.": (SCALED, "(x_scale[:, None] + scale) * total"),
        "the mean scale of the weights is used for all rows: row r has scale[r].": (
            SCALED,
            "x_scale[:, None] * scale.mean() * total",
        ),
        "the first example's scale is used for all: example n has x_scale[n].": (SCALED, "x_scale[0] * scale * total"),
        "the first row's scale is used for all: row r has scale[r].": (SCALED, "x_scale[:, None] * scale[0] * total"),
        "the result is transposed: (B, R), a row for each example.": (SCALED, "(x_scale[:, None] * scale * total).T"),
        "y is cut to whole numbers: the scales are not whole.": (SCALED, "(x_scale[:, None] * scale * total).astype(int)"),
        "the scales are multiplied in place: make a new array.": (
            f"return {SCALED}",
            "scale *= 2\n    return x_scale[:, None] * scale * total / 2",
        ),
        "the sizes are multiplied: integers have a sign.": (TOTAL, "abs(x_q.astype(np.int32)) @ abs(q.astype(np.int32)).T"),
        "only 1000 columns are multiplied: C can be larger.": (
            TOTAL,
            "x_q[:, :1000].astype(np.int32) @ q[:, :1000].astype(np.int32).T",
        ),
        "the integers are unsigned: weights have a sign, np.int32.": (
            TOTAL,
            "x_q.astype(np.uint8).astype(int) @ q.astype(np.uint8).astype(int).T",
        ),
    },
)


equivalents(
    ex,
    {
        "in float64": "return (x_q * x_scale[:, None]).astype(float) @ (scale[:, None] * q).T",
        "einsum": 'return np.einsum("bc,rc->br", x_q.astype(int), q.astype(int)) * np.outer(x_scale, scale)',
        "loops": """
        y = np.zeros((len(x_q), len(q)))
        for n in range(len(x_q)):
            for r in range(len(q)):
                y[n, r] = x_scale[n] * scale[r] * sum(int(a) * int(b) for a, b in zip(x_q[n], q[r]))
        return y
    """,
    },
)
