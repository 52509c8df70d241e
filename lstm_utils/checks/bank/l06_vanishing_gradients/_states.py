"""Lesson 06: sequences of states, and the mistakes that any product of Jacobians can have."""

import lstm_utils.numpy_nets as nets


def states(rng, T, H, scale=1.0):
    """Run H tanh units for T steps under noise, as inputs of an exercise."""
    W_hh = scale * rng.normal(size=(H, H)) / H**0.5
    x, W_ih, b = rng.normal(size=(T, 1, 2)), rng.normal(size=(H, 2)), rng.normal(size=H)
    hs = nets.rnn_forward(x, rng.normal(size=(1, H)), W_ih, W_hh, b)[:, 0]
    return dict(hs=hs, W_hh=W_hh)


J = "(1 - h**2)[:, None] * W_hh"
WRONG_PRODUCTS = {
    "the product is in the wrong order: later steps are further left, product = J @ product.": (
        f"{J} @ product",
        f"product @ ({J})",
    ),
    "diag(1 - h^2) is on the wrong side: it scales the rows of W_hh, (1 - h**2)[:, None] * W_hh.": (J, "W_hh * (1 - h**2)"),
    "order and side are both reversed: J is (1 - h**2)[:, None] * W_hh, and product = J @ product.": (
        f"{J} @ product",
        "product @ (W_hh * (1 - h**2))",
    ),
    "W_hh is transposed: h_t = tanh(W_hh h_{t-1} + ...), so J contains W_hh itself.": ("W_hh @", "W_hh.T @"),
    "the tanh derivative is missing: each step is diag(1 - h^2) W_hh, not W_hh alone.": (J, "W_hh"),
    "h * (1 - h) is the derivative of the sigmoid: the derivative of tanh is 1 - h**2.": ("(1 - h**2)", "(h * (1 - h))"),
    "tanh is applied twice: h is already the output of tanh, so the derivative is 1 - h**2.": ("1 - h**2", "1 - np.tanh(h) ** 2"),
    "the tanh derivative is 1 - h**2: the square is missing.": ("1 - h**2", "1 - h"),
    "(1 - h)**2 is not 1 - h**2: square h first, then subtract.": ("(1 - h**2)", "((1 - h) ** 2)"),
    "the tanh derivative is 1 - h**2: your version has a plus sign.": ("1 - h**2", "1 + h**2"),
    "the factor is diag(h), the state itself: the tanh derivative there is 1 - h**2.": ("(1 - h**2)", "h"),
    "1 / (1 - h**2) is the derivative of arctanh: that of tanh is 1 - h**2.": ("(1 - h**2)", "(1 / (1 - h**2))"),
    "the derivatives of a step are averaged: each unit has its own, for its own row of W_hh.": (
        "(1 - h**2)[:, None]",
        "np.mean(1 - h**2)",
    ),
    "the matrices are multiplied element by element: the chain rule needs the matrix product, @.": (
        f"{J} @ product",
        f"{J} * product",
    ),
}
