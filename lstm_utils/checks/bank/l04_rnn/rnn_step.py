"""Lesson 04: one step of an Elman network."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

rnn_step = exercise(
    "rnn-step",
    lesson="04_rnn",
    reference=nets.rnn_step,
    outputs="the new state",
    fresh=True,
    hints=[
        "A dense layer with two inputs: the current input and the previous state. Each has its "
        "own weights, and both products have the shape (B, H).",
        "x @ W_ih.T is (B, H). The previous state is multiplied by W_hh in the same way: row k "
        "of W_hh has the weights into unit k.",
        "Add the two products and b, apply one tanh to the sum, and return it.",
    ],
)


@rnn_step.cases
def _(rng):
    def case(B, I, H, scale=1.0):
        sizes = dict(x=(B, I), h=(B, H), W_ih=(H, I), W_hh=(H, H), b=(H,))
        return {name: scale * rng.normal(size=size) for name, size in sizes.items()}

    yield "B=4, I=3, H=2", case(4, 3, 2, 0.7)
    yield "B=1", case(1, 5, 3, 0.6)
    yield "H=1, a single unit", case(3, 2, 1, 0.8)
    yield "B=I=H=3, so that no shape raises", case(3, 3, 3, 0.6)
    yield "a state of 0: only the input counts", case(2, 3, 4) | dict(h=np.zeros((2, 4)))
    yield "an input of 0: only the state counts", case(2, 3, 4) | dict(x=np.zeros((2, 3)))
    yield "large numbers", case(3, 4, 2, 30.0)


SUM = "x @ W_ih.T + h @ W_hh.T + b"

mistakes(
    rnn_step,
    {
        "W_hh is not transposed: use h @ W_hh.T, as x @ W_ih.T.": ("W_hh.T", "W_hh"),
        "W_ih is not transposed: x (B, I) needs an (I, H) matrix on its right, W_ih.T.": ("W_ih.T", "W_ih"),
        "W_ih and W_hh are not transposed: x @ W_ih.T and h @ W_hh.T.": [("W_ih.T", "W_ih"), ("W_hh.T", "W_hh")],
        "W x as in the formula is for one column: rows are sequences here, so x @ W_ih.T + h @ W_hh.T.": (
            SUM,
            "W_ih @ x + W_hh @ h + b",
        ),
        "W_hh @ h.T has the shape (H, B), units in rows: h @ W_hh.T is (B, H), as x @ W_ih.T.": ("h @ W_hh.T", "W_hh @ h.T"),
        "the result has units in rows and examples in columns: use x @ W_ih.T + h @ W_hh.T.": (
            SUM,
            "W_ih @ x.T + W_hh @ h.T + b[:, None]",
        ),
        "* multiplies element by element: the matrix product is @, h @ W_hh.T.": ("h @ W_hh.T", "h * W_hh.T"),
        "the two products are subtracted: add them.": ("+ h", "- h"),
        "the two products are multiplied with each other: add them.": ("x @ W_ih.T + h @ W_hh.T", "(x @ W_ih.T) * (h @ W_hh.T)"),
        "the previous state is not used: add h @ W_hh.T.": (" + h @ W_hh.T", ""),
        "the input is not used: add x @ W_ih.T.": ("x @ W_ih.T + ", ""),
        "the previous state is added without its weights: add h @ W_hh.T.": ("h @ W_hh.T", "h"),
        "the previous state is added again after the tanh: the new state is the tanh alone.": ("return ", "return h + "),
        "the bias is missing: + b inside the tanh.": (" + b", ""),
        "the bias is added after the tanh: add it inside, to the two products.": ("+ b)", ") + b"),
        "the bias is added twice, once for each product: PyTorch has two biases, we have one, their sum.": ("+ b", "+ 2 * b"),
        "the bias is subtracted: add it.": ("+ b", "- b"),
        "the tanh is missing: without it the state can grow without bound.": (f"np.tanh({SUM})", SUM),
        "tanh is applied twice: apply it once, to the sum.": (f"np.tanh({SUM})", f"np.tanh(np.tanh({SUM}))"),
        "tanh is applied to each product separately: add them first, then apply one tanh to the sum.": (
            SUM,
            "x @ W_ih.T) + np.tanh(h @ W_hh.T + b",
        ),
        "only the input's product is inside the tanh: put h @ W_hh.T and b inside, too.": (
            f"({SUM})",
            "(x @ W_ih.T) + h @ W_hh.T + b",
        ),
        "tanh is applied to the previous state first: h is the result of a tanh already, use it as it is.": (
            "h @ W_hh",
            "np.tanh(h) @ W_hh",
        ),
        "tanh is applied to h @ W_hh.T alone as well: add the product as it is, then one tanh over the sum.": (
            "h @ W_hh.T",
            "np.tanh(h @ W_hh.T)",
        ),
        "the sigmoid is used: an Elman unit here is a tanh.": ("np.tanh", "nets.sigmoid"),
        "ReLU is used, which cuts off negative sums: an Elman unit here is a tanh.": ("np.tanh(", "np.maximum(0, "),
        "math.tanh takes one number: np.tanh works on arrays.": """
        import math

        return math.tanh(np.matmul(x, W_ih.T) + h @ W_hh.T + b)
    """,
        "h[:] = ... changes h, an argument: return a new array.": (
            f"return np.tanh({SUM})",
            f"h[:] = np.tanh({SUM})\n    return h",
        ),
        "the state is returned twice, as a pair: return the new state alone.": (
            f"return np.tanh({SUM})",
            f"h_new = np.tanh({SUM})\n    return h_new, h_new",
        ),
        "h @ W_hh.T is added outside the tanh: add all three inside.": (
            "x @ W_ih.T + h @ W_hh.T + b",
            "x @ W_ih.T + b) + (h @ W_hh.T",
        ),
        "x @ W_ih.T is added outside the tanh: add all three inside.": (
            "x @ W_ih.T + h @ W_hh.T + b",
            "h @ W_hh.T + b) + (x @ W_ih.T",
        ),
        "each product has its own tanh, with b in that of x: add all three first, then apply one.": (
            "x @ W_ih.T + h @ W_hh.T + b",
            "x @ W_ih.T + b) + np.tanh(h @ W_hh.T",
        ),
        "x and h are joined in one order, the weights in the other: [x, h] needs [W_ih, W_hh].": (
            "x @ W_ih.T + h @ W_hh.T + b",
            "np.concatenate([x, h], axis=1) @ np.concatenate([W_hh, W_ih], axis=1).T + b",
        ),
        "only the diagonal of W_hh is used: every unit sees all units, h @ W_hh.T.": ("h @ W_hh.T", "h * np.diag(W_hh)"),
        "the result is the derivative 1 - tanh**2: return the tanh itself.": (
            "np.tanh(x @ W_ih.T + h @ W_hh.T + b)",
            "1 - np.tanh(x @ W_ih.T + h @ W_hh.T + b) ** 2",
        ),
    },
)


equivalents(
    rnn_step,
    {
        "one product with both inputs side by side": ("x @ W_ih.T + h @ W_hh", "np.hstack([x, h]) @ np.hstack([W_ih, W_hh])"),
        "einsum": ("x @ W_ih.T + h @ W_hh.T", 'np.einsum("bi,hi->bh", x, W_ih) + np.einsum("bj,hj->bh", h, W_hh)'),
        "a loop over examples": (
            "tanh(x @ W_ih.T + h @ W_hh.T + b)",
            "array([np.tanh(W_ih @ u + W_hh @ s + b) for u, s in zip(x, h, strict=True)])",
        ),
        "two dense layers, the second without a bias": (
            "x @ W_ih.T + h @ W_hh.T + b)",
            "nets.dense(x, W_ih, b) + nets.dense(h, W_hh, np.zeros(len(b))))",
        ),
        "tanh from the sigmoid: 2 sigmoid(2a) - 1": [("np.tanh", "2 * nets.sigmoid(2 *"), ("+ b)", "+ b)) - 1")],
        "in place, in a new array": """
        a = np.matmul(x, W_ih.T)
        a += np.dot(h, np.transpose(W_hh))
        a += b
        return np.tanh(a, out=a)
    """,
    },
)
