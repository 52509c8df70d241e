"""Lesson 04: one step of an Elman network."""

import math

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

rnn_step = exercise(
    "rnn-step",
    lesson="04_rnn",
    reference=nets.rnn_step,
    outputs="the new state",
    hints=[
        "A dense layer with two inputs: what comes in now, and the state of the step before. "
        "Each has weights of its own, and both products have the shape (B, H).",
        "x @ W_ih.T is (B, H). The state goes through W_hh in the same way: row k of W_hh "
        "holds the weights into unit k.",
        "Add the two products and b, then one tanh over the whole sum, and return it.",
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
    yield "B=I=H=3, where no shape can warn you", case(3, 3, 3, 0.6)
    yield "a state of 0: only the input counts", case(2, 3, 4) | dict(h=np.zeros((2, 4)))
    yield "an input of 0: only the state counts", case(2, 3, 4) | dict(x=np.zeros((2, 3)))
    yield "large numbers", case(3, 4, 2, 30.0)


def _step(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)


mistakes(
    rnn_step,
    {
        "W_hh is not transposed: the new state needs h @ W_hh.T, as x needs W_ih.T.": (
            "W_hh.T +",
            "W_hh +",
        ),
        "W_ih is not transposed: x (B, I) needs an (I, H) on its right, W_ih.T.": (
            "W_ih.T +",
            "W_ih +",
        ),
        "neither W_ih nor W_hh is transposed: x @ W_ih.T and h @ W_hh.T.": (
            ".T + h @ W_hh.T",
            "+ h @ W_hh",
        ),
        "the bias is forgotten: + b inside the tanh.": ("+ b)", ")"),
        "the bias is added after the tanh: it belongs inside, with the two products.": (
            "+ b)",
            ") + b",
        ),
        "the bias is added twice, once for each product: PyTorch has two biases, we have one, their sum.": (
            "+ b)",
            "+ 2 * b)",
        ),
        "the bias is subtracted: add it.": ("T + b", "T - b"),
        "the tanh is missing: squash the sum, or the state grows without bound.": [
            ("np.tanh(", ""),
            ("+ b)", "+ b"),
        ],
    },
)


@rnn_step.mistake("tanh twice, one over the other: once, over the sum.")
def _(x, h, W_ih, W_hh, b):
    return np.tanh(_step(x, h, W_ih, W_hh, b))


mistakes(
    rnn_step,
    {
        "tanh is applied to each product by itself: add them first, then one tanh over the sum.": (
            "T + h",
            "T) + np.tanh(h",
        ),
        "the old state goes through tanh on its way in: h is a tanh already, use it as it is.": (
            "+ h @",
            "+ np.tanh(h) @",
        ),
        "what the old state sends goes through a tanh of its own: add h @ W_hh.T as it is, one tanh over the sum.": (
            "h @ W_hh.T",
            "np.tanh(h @ W_hh.T)",
        ),
        "the sigmoid is used: an Elman unit here is a tanh.": ("np.tanh", "nets.sigmoid"),
        "ReLU is used, which cuts off negative sums: an Elman unit here is a tanh.": (
            "tanh(",
            "maximum(0,",
        ),
        "the old state is not used: h @ W_hh.T is the memory, add it.": ("h @ W_hh.T +", ""),
        "the input is not used: add x @ W_ih.T.": ("x @ W_ih.T +", ""),
        "the old state is added as it is: it goes through its own weights, h @ W_hh.T.": (
            "@ W_hh.T",
            "",
        ),
    },
)


@rnn_step.mistake(
    "the old state is added once more after the tanh: the new state is the tanh alone."
)
def _(x, h, W_ih, W_hh, b):
    return h + _step(x, h, W_ih, W_hh, b)


mistakes(
    rnn_step,
    {
        "the two products are subtracted: add them.": ("T + h", "T - h"),
        "the two products are multiplied with each other: add them.": (
            "x @ W_ih.T + h @ W_hh.T",
            "(x @ W_ih.T) * (h @ W_hh.T)",
        ),
        "* multiplies element by element: the matrix product is @, h @ W_hh.T.": (
            "@ W_hh",
            "* W_hh",
        ),
        "the result has units in rows and examples in columns: write x @ W_ih.T, h @ W_hh.T.": (
            "x @ W_ih.T + h @ W_hh.T + b",
            "W_ih @ x.T + W_hh @ h.T + b[:, None]",
        ),
    },
)


@rnn_step.mistake(
    "h[:] = ... writes into the state that you were given: return a new array instead."
)
def _(x, h, W_ih, W_hh, b):
    h[:] = _step(x, h, W_ih, W_hh, b)
    return h


@rnn_step.mistake("the state is returned twice, as a pair: return the new state alone.")
def _(x, h, W_ih, W_hh, b):
    new = _step(x, h, W_ih, W_hh, b)
    return new, new


mistakes(
    rnn_step,
    {
        "W x as in the formula is for one column: rows are sequences here, so x @ W_ih.T + h @ W_hh.T.": (
            "x @ W_ih.T + h @ W_hh.T",
            "W_ih @ x + W_hh @ h",
        ),
        "only the input's part goes through the tanh: put h @ W_hh.T and b inside, too.": [
            ("T + h", "T) + h"),
            ("+ b)", "+ b"),
        ],
        "W_hh @ h.T has units in rows, (H, B): h @ W_hh.T is (B, H), as x @ W_ih.T is.": (
            "h @ W_hh",
            "W_hh @ h",
        ),
    },
)


@rnn_step.mistake("math.tanh takes one number: np.tanh works on whole arrays.")
def _(x, h, W_ih, W_hh, b):
    return math.tanh(x @ W_ih.T + h @ W_hh.T + b)


equivalents(
    rnn_step,
    {
        "one product with both inputs side by side": (
            "x @ W_ih.T + h @ W_hh",
            "np.hstack([x, h]) @ np.hstack([W_ih, W_hh])",
        ),
        "einsum": (
            "x @ W_ih.T + h @ W_hh.T",
            'np.einsum("bi,hi->bh", x, W_ih) + np.einsum("bj,hj->bh", h, W_hh)',
        ),
        "a loop over examples": (
            "tanh(x @ W_ih.T + h @ W_hh.T + b)",
            "array([np.tanh(W_ih @ u + W_hh @ s + b) for u, s in zip(x, h, strict=True)])",
        ),
        "two dense layers, the second without a bias": (
            "x @ W_ih.T + h @ W_hh.T + b)",
            "nets.dense(x, W_ih, b) + nets.dense(h, W_hh, np.zeros(len(b))))",
        ),
        "tanh from the sigmoid: 2 sigmoid(2a) - 1": [
            ("np.tanh", "2 * nets.sigmoid(2 *"),
            ("+ b)", "+ b)) - 1"),
        ],
        "in place, in an array of its own": """
        a = np.matmul(x, W_ih.T)
        a += np.dot(h, np.transpose(W_hh))
        a += b
        return np.tanh(a, out=a)
    """,
    },
)
