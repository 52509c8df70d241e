"""Lesson 08: one gate alone."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._draw import step_inputs


def gate(x, h, W_ih, W_hh, b):
    """Compute one gate from the input and the hidden state; (B, H)."""
    return nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)


ex = exercise(
    "gate",
    lesson="08_lstm",
    reference=gate,
    outputs="the gate",
    hints=[
        "It is lesson 01's layer with two inputs: what do x and h each add to the pre-activation?",
        "x (B, I) and W_ih (H, I) give (B, H) as x @ W_ih.T. The hidden state has the same "
        "form with W_hh. Add b once, then apply nets.sigmoid to the sum.",
        "return nets.sigmoid(x's part + h's part + b), with one sigmoid around all three.",
    ],
)


@ex.cases
def _(rng):
    def case(B, I, H, **given):
        drawn = step_inputs(rng, B, I, H, blocks=1, **given)
        return {name: drawn[name] for name in ("x", "h", "W_ih", "W_hh", "b")}

    yield "B=4, I=3, H=2", case(4, 3, 2)
    yield "B=1", case(1, 2, 5)
    yield "H=1, one unit", case(3, 4, 1)
    yield "B=I=H=3, where no shape error can occur", case(3, 3, 3)
    yield "x = 0: only h and b contribute", case(2, 3, 4, x=np.zeros((2, 3)))
    yield "h = 0: only x and b contribute", case(2, 3, 4, h=np.zeros((2, 4)))
    yield "inputs of +-1000", case(2, 2, 3, x=np.array([[1000.0, 0.0], [-1000.0, 1000.0]]))


mistakes(
    ex,
    {
        "tanh instead of the sigmoid: a gate lies between 0 (closed) and 1 (open).": ("nets.sigmoid", "np.tanh"),
        "this is the pre-activation: apply nets.sigmoid to the sum.": [("nets.sigmoid(", ""), ("+ b)", "+ b")],
        "W_hh is not transposed: W_hh[k, j] leads from unit j to unit k, so h @ W_hh.T.": ("W_hh.T", "W_hh"),
        "W_ih is not transposed: x (B, I) needs an (I, H) matrix on its right, W_ih.T.": ("W_ih.T", "W_ih"),
        "the weights are not transposed: x @ W_ih.T and h @ W_hh.T.": [("W_ih.T", "W_ih"), ("W_hh.T", "W_hh")],
        "* multiplies element by element: a sum over the inputs is a matrix product, @.": [
            ("x @ W_ih.T", "x * W_ih"),
            ("h @ W_hh.T", "h * W_hh"),
        ],
        "the products are the wrong way round for a batch: x @ W_ih.T, h @ W_hh.T.": [
            ("x @ W_ih.T", "W_ih @ x"),
            ("h @ W_hh.T", "W_hh @ h"),
        ],
        "W_ih @ x is the product for one column vector: a batch (B, I) needs x @ W_ih.T.": ("x @ W_ih.T", "W_ih @ x"),
        "W_hh @ h is the product for one column vector: a batch (B, H) needs h @ W_hh.T.": ("h @ W_hh.T", "W_hh @ h"),
        "the hidden state is missing: add h @ W_hh.T inside the sigmoid.": ("h @ W_hh.T +", ""),
        "the input is missing: add x @ W_ih.T inside the sigmoid.": ("x @ W_ih.T +", ""),
        "the bias is missing: + b, once, inside the sigmoid.": ("+ b", ""),
        "the bias is added twice: x and h share one b in this layout.": ("+ b", "+ b + b"),
        "x and h have a sigmoid each: add first, then apply one sigmoid.": ("W_ih.T + h", "W_ih.T) + nets.sigmoid(h"),
        "the bias is added after the sigmoid: it belongs inside.": ("+ b)", ") + b"),
        "the sigmoid covers only x's part: it is applied to the sum of all three.": (
            "W_ih.T + h @ W_hh.T + b)",
            "W_ih.T) + h @ W_hh.T + b",
        ),
        "the sigmoid covers only h's part: it is applied to the sum of all three.": (
            "nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)",
            "x @ W_ih.T + nets.sigmoid(h @ W_hh.T) + b",
        ),
        "the sigmoid covers only h and b: it is applied to the sum of all three.": (
            "nets.sigmoid(x @ W_ih.T +",
            "x @ W_ih.T + nets.sigmoid(",
        ),
        "x and h have a sigmoid each, and b has none: add all three, then apply one.": (
            "+ h @ W_hh.T + b)",
            ") + nets.sigmoid(h @ W_hh.T) + b",
        ),
        "two sigmoids are multiplied, b in that of x: add all three, then apply one.": (
            "x @ W_ih.T + h @ W_hh.T + b)",
            "x @ W_ih.T + b) * nets.sigmoid(h @ W_hh.T)",
        ),
        "two sigmoids are multiplied, b in that of h: add all three, then apply one.": ("W_ih.T +", "W_ih.T) * nets.sigmoid("),
        "two sigmoids are multiplied, b in both: add all three, then apply one.": ("W_ih.T +", "W_ih.T + b) * nets.sigmoid("),
        "the sigmoid is applied twice: once is enough.": [("nets.sigmoid(", "nets.sigmoid(nets.sigmoid("), ("+ b)", "+ b))")],
        "the sign is flipped, so open and closed are swapped: sigmoid(+a).": [("(x @", "(-(x @"), ("+ b)", "+ b))")],
        "exp(a) overflows for large a, and inf/inf is nan: use nets.sigmoid.": "e = np.exp(x @ W_ih.T + h @ W_hh.T + b)\nreturn e / (1 + e)",
        "softmax makes the units compete: each unit has a gate of its own, nets.sigmoid.": ("sigmoid", "softmax"),
        "the gate is rounded to 0 or 1: return how far it is open, without rounding.": [
            ("nets.sigmoid(", "np.round(nets.sigmoid("),
            ("+ b)", "+ b))"),
        ],
    },
)

equivalents(
    ex,
    {
        "x and h side by side, one product": ("x @ W_ih.T + h @ W_hh", "np.hstack([x, h]) @ np.hstack([W_ih, W_hh])"),
        "a loop over the batch": """
        rows = zip(x, h, strict=True)
        return np.array([nets.sigmoid(W_ih @ v + W_hh @ s + b) for v, s in rows])
    """,
        "tanh of half the pre-activation": (
            "nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)",
            "0.5 + 0.5 * np.tanh(0.5 * (np.inner(x, W_ih) + np.inner(h, W_hh) + b))",
        ),
        "1 / (1 + exp(-a)), which may warn but is right": (
            "nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)",
            '1 / (1 + np.exp(-(nets.dense(x, W_ih, b) + np.einsum("bj,kj->bk", h, W_hh))))',
        ),
    },
)
