"""Lesson 06: sequences of states, and products of Jacobians, right ones and wrong ones."""

import numpy as np

import lstm_utils.numpy_nets as nets


def states(rng, T, H, scale=1.0):
    """Run H tanh units for T steps under noise, as inputs of an exercise."""
    W_hh = scale * rng.normal(size=(H, H)) / H**0.5
    x, W_ih, b = rng.normal(size=(T, 1, 2)), rng.normal(size=(H, 2)), rng.normal(size=H)
    hs = nets.rnn_forward(x, rng.normal(size=(1, H)), W_ih, W_hh, b)[:, 0]
    return dict(hs=hs, W_hh=W_hh)


def jacobian(h, W):
    """diag(1 - h^2) W."""
    return (1 - h**2)[:, None] * W


def wrong_side(h, W):
    """W diag(1 - h^2)."""
    return W * (1 - h**2)


def slopes(prime):
    """Make a Jacobian with another derivative of the activation in it."""
    return lambda h, W: prime(h)[:, None] * W


def later_left(P, J):
    """The right order: what is later stands further left."""
    return J @ P


def later_right(P, J):
    """The wrong order."""
    return P @ J


def products(hs, W, J=jacobian, join=later_left):
    """Return the products of the Jacobians up to each step, (T, H, H)."""
    P, found = np.eye(len(W)), []
    for h in hs:
        P = join(P, J(h, W))
        found.append(P)
    return np.array(found)


# The mistakes that spoil a product of Jacobians in any exercise: words and what to swap.
WRONG_PRODUCTS = {
    "the product is in the wrong order: what is later stands further left, "
    "product = J @ product.": dict(join=later_right),
    "diag(1 - h^2) is on the wrong side: it scales the rows of W_hh, "
    "(1 - h**2)[:, None] * W_hh.": dict(J=wrong_side),
    "order and side are both turned round: J is (1 - h**2)[:, None] * W_hh, and the later J "
    "stands on the left.": dict(J=wrong_side, join=later_right),
    "W_hh is transposed: h_t = tanh(W_hh h_{t-1} + ...), so J holds W_hh as it is.": dict(
        J=lambda h, W: jacobian(h, W.T)
    ),
    "tanh' is missing: each step is diag(1 - h^2) W_hh, not W_hh alone.": dict(
        J=lambda h, W: W
    ),
    "h * (1 - h) is the derivative of the sigmoid: that of tanh is 1 - h**2.": dict(
        J=slopes(lambda h: h * (1 - h))
    ),
    "tanh is applied again: h is tanh's output already, so its slope is 1 - h**2.": dict(
        J=slopes(lambda h: 1 - np.tanh(h) ** 2)
    ),
    "tanh' is 1 - h**2: the square is missing.": dict(J=slopes(lambda h: 1 - h)),
    "(1 - h)**2 is not 1 - h**2: square h first, then subtract.": dict(
        J=slopes(lambda h: (1 - h) ** 2)
    ),
    "tanh' is 1 - h**2: yours has a plus.": dict(J=slopes(lambda h: 1 + h**2)),
    "the factor is diag(h), the state itself: the slope of tanh there is 1 - h**2.": dict(
        J=slopes(lambda h: h)
    ),
    "the slopes of a step are averaged into one number: each unit has its own, for its own "
    "row of W_hh.": dict(J=lambda h, W: np.mean(1 - h**2) * W),
    "the matrices are multiplied element by element: the chain rule needs the matrix "
    "product, @.": dict(join=lambda P, J: P * J),
}
