"""Lesson 26: how wrong can a product of quantised numbers be?"""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "error-budget",
    lesson="26_shipping",
    reference=nets.error_budget,
    outputs="budget",
    hints=[
        "Each weight of row r is wrong by up to scale[r] / 2: the errors of all of them, at worst, add up to that times the sum of |x|.",
        "Each input of example n is wrong by up to x_scale[n] / 2, and is multiplied by the quantised weights, scale[r] * q[r].",
        "budget = abs(x).sum(axis=1)[:, None] * scale / 2 + x_scale[:, None] / 2 * (abs(q).sum(axis=1) * scale).",
    ],
)


@ex.cases
def _(rng):
    def case(R, C, B, bits=8):
        W, x = rng.normal(size=(R, C)), rng.normal(size=(B, C)) * 10.0 ** rng.uniform(-1, 1, size=(B, 1))
        (q, scale), (_, x_scale) = nets.quantise_rows(W, bits), nets.quantise_rows(x, bits)
        return dict(q=q, scale=scale, x=x, x_scale=x_scale)

    yield "R=4, C=3, B=2", case(4, 3, 2)
    yield "R=C=B=3", case(3, 3, 3)
    yield "one of each", case(1, 1, 1)
    yield "R=5, C=6, B=1", case(5, 6, 1)
    yield "4 bits", case(2, 5, 4, 4)
    yield "1500 columns", case(3, 1500, 2)
    yield "B=30, R=25", case(25, 2, 30)
    large = case(3, 4, 2)
    yield "inputs of thousands", large | dict(x=1e5 * large["x"], x_scale=1e5 * large["x_scale"])
    zeros = case(3, 4, 3)
    zeros["x"][1], zeros["x_scale"][1] = 0, 1
    zeros["q"][0], zeros["scale"][0] = 0, 1
    yield "an example of zeros, a row of zeros", zeros


OF_WEIGHTS, OF_INPUTS = "abs(x).sum(axis=1)[:, None] * scale / 2", "x_scale[:, None] / 2 * (abs(q).sum(axis=1) * scale)"
mistakes(
    ex,
    {
        "the errors of the inputs are missing: add x_scale / 2 times the sum of |scale q|.": (
            "of_weights + of_inputs",
            "of_weights",
        ),
        "the errors of the weights are missing: add scale / 2 times the sum of |x|.": ("of_weights + of_inputs", "of_inputs"),
        "the larger of both is taken: at worst, both add up.": ("of_weights + of_inputs", "np.maximum(of_weights, of_inputs)"),
        "the root of the squares is taken: that is likely, not the worst case; add both.": (
            "of_weights + of_inputs",
            "np.hypot(of_weights, of_inputs)",
        ),
        "a weight is wrong by half a step at most: scale / 2.": (OF_WEIGHTS, OF_WEIGHTS.removesuffix(" / 2")),
        "an input is wrong by half a step at most: x_scale / 2.": ("x_scale[:, None] / 2", "x_scale[:, None]"),
        "the inputs cancel in the sum: take abs(x) first.": ("abs(x).sum(axis=1)", "abs(x.sum(axis=1))"),
        "the weights cancel in the sum: take abs(q) first.": ("abs(q).sum(axis=1)", "abs(q.sum(axis=1))"),
        "the sum of |q| overflows: let NumPy choose the type of the sum.": (
            "abs(q).sum(axis=1)",
            "abs(q).sum(axis=1, dtype=np.int8)",
        ),
        "the sum of |q| needs more than 16 bits: let NumPy choose the type of the sum.": (
            "abs(q).sum(axis=1)",
            "abs(q).sum(axis=1, dtype=np.int16)",
        ),
        "the mean is taken: the errors of all columns add up, sum.": ("abs(x).sum(axis=1)", "abs(x).mean(axis=1)"),
        "the largest weight is taken: the errors of all columns add up, sum.": ("abs(q).sum(axis=1)", "abs(q).max(axis=1)"),
        "the largest input is taken: the errors of all columns add up, sum.": ("abs(x).sum(axis=1)", "abs(x).max(axis=1)"),
        "q is an integer: a weight is scale times q.": ("(abs(q).sum(axis=1) * scale)", "abs(q).sum(axis=1)"),
        "half a step is scale / 2 without the inputs: each error is multiplied by its |x|.": (
            OF_WEIGHTS,
            "x.shape[1] * scale / 2 + 0 * x[:, :1]",
        ),
        "the errors of the inputs are not multiplied by the weights: each one is.": (
            OF_INPUTS,
            "x_scale[:, None] / 2 * q.shape[1] + 0 * scale",
        ),
        "the largest scale is used for all rows: row r has scale[r].": (
            OF_WEIGHTS,
            OF_WEIGHTS.replace("scale", "scale.max() + 0 * scale").replace(
                "* scale.max() + 0 * scale", "* (scale.max() + 0 * scale)"
            ),
        ),
        "the budget is transposed: (B, R), a row for each example.": (
            "return of_weights + of_inputs",
            "return (of_weights + of_inputs).T",
        ),
        "one budget for all outputs: (B, R), one for each.": (
            "return of_weights + of_inputs",
            "return (of_weights + of_inputs).max()",
        ),
        "the size of the output is bounded, not its error: half a step each.": (
            "return of_weights + of_inputs",
            "return abs(x) @ (abs(q) * scale[:, None]).T",
        ),
        "only 300 columns are added: C can be larger.": ("abs(x).sum(axis=1)", "abs(x[:, :300]).sum(axis=1)"),
    },
)


equivalents(
    ex,
    {
        "products with ones": """
        E = np.repeat(scale[:, None] / 2, x.shape[1], axis=1)
        e = np.repeat(x_scale[:, None] / 2, x.shape[1], axis=1)
        return np.abs(x) @ E.T + e @ np.abs(scale[:, None] * q).T
    """,
        "norms": """
        rows = np.linalg.norm(q.astype(float), 1, axis=1)
        return 0.5 * (np.outer(np.linalg.norm(x, 1, axis=1), scale) + np.outer(x_scale, rows * scale))
    """,
        "loops": """
        budget = np.zeros((len(x), len(q)))
        for n in range(len(x)):
            for r in range(len(q)):
                for k in range(x.shape[1]):
                    budget[n, r] += scale[r] / 2 * abs(x[n, k]) + abs(int(q[r, k])) * scale[r] * x_scale[n] / 2
        return budget
    """,
    },
)
