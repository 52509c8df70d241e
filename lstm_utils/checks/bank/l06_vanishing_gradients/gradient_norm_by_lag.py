"""Lesson 06: how long a gradient can be after each number of steps."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._states import WRONG_PRODUCTS, jacobian, later_right, products, states

gradient_norm_by_lag = exercise(
    "gradient-norm-by-lag",
    lesson="06_vanishing_gradients",
    reference=nets.gradient_norm_by_lag,
    outputs="norms",
    hints=[
        "It is the loop of jacobian_product, with a number noted down after each step. How "
        "many numbers does that make for T states?",
        "np.linalg.norm(A, 2) of a matrix is its largest singular value. Without the 2 it is "
        "another norm.",
        "Start with product = np.eye(H) and an empty list. In each round: multiply J from the "
        "left, then append np.linalg.norm(product, 2). np.array(...) at the end.",
    ],
)


@gradient_norm_by_lag.cases
def _(rng):
    yield "T=4, H=2", states(rng, 4, 2)
    yield "T=6, H=3", states(rng, 6, 3, scale=1.5)
    yield "one step", states(rng, 1, 4)
    yield "one unit", states(rng, 5, 1, scale=2.0)
    yield "T=H=3", states(rng, 3, 3)
    yield "twelve steps, five units", states(rng, 12, 5)
    hs = np.array([[0.5, -0.25, 0.0], [0.25, 0.5, -0.5], [1.0, -1.0, 1.0], [0.0, 0.5, 0.25]])
    yield "all units saturated at one step", states(rng, 4, 3) | dict(hs=hs)


def _norms(hs, W, norm=lambda P: np.linalg.norm(P, 2), **swap):
    return np.array([norm(P) for P in products(hs, W, **swap)])


# What these two give is each other's transpose, which is as long: one diagnosis for both.
ALIKE = ("W_hh is transposed", "order and side are both")

for _words, _swap in WRONG_PRODUCTS.items():
    if not _words.startswith(ALIKE):

        @gradient_norm_by_lag.mistake(_words)
        def _(hs, W_hh, swap=_swap):
            return _norms(hs, W_hh, **swap)


@gradient_norm_by_lag.mistake(
    "W_hh is transposed, or order and side are both turned round: J is "
    "(1 - h**2)[:, None] * W_hh, and product = J @ product."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, J=lambda h, W: jacobian(h, W.T))


@gradient_norm_by_lag.mistake(
    "np.linalg.norm(product) without the 2 is the root of all squares (Frobenius): write "
    "np.linalg.norm(product, 2)."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, np.linalg.norm)


@gradient_norm_by_lag.mistake(
    "this is the spectral radius of the product: the most that it lengthens a vector is the "
    "largest singular value."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.abs(np.linalg.eigvals(P)).max())


@gradient_norm_by_lag.mistake(
    "this is the largest entry of the product: take its largest singular value, "
    "np.linalg.norm(product, 2)."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.abs(P).max())


@gradient_norm_by_lag.mistake(
    "norm(product, 1) is the largest sum of a column: the largest singular value is "
    "norm(product, 2)."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.linalg.norm(P, 1))


@gradient_norm_by_lag.mistake(
    "norm(product, np.inf) is the largest sum of a row: the largest singular value is "
    "norm(product, 2)."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.linalg.norm(P, np.inf))


@gradient_norm_by_lag.mistake(
    "this is the smallest singular value: svd sorts them downwards, the largest comes first."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.linalg.svd(P)[1][-1])


@gradient_norm_by_lag.mistake(
    "the singular values are squared, as eigenvalues of P^T P are: take the root."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.linalg.norm(P, 2) ** 2)


@gradient_norm_by_lag.mistake(
    "these are logarithms: return the norms themselves, the plot has a logarithmic axis."
)
def _(hs, W_hh):
    with np.errstate(divide="ignore"):
        return np.log(_norms(hs, W_hh))


@gradient_norm_by_lag.mistake(
    "the norms of the single steps are multiplied: that is only a bound. Multiply the "
    "matrices, then take the norm."
)
def _(hs, W_hh):
    return np.cumprod([np.linalg.norm(jacobian(h, W_hh), 2) for h in hs])


@gradient_norm_by_lag.mistake(
    "each step's own Jacobian is measured: element t - 1 belongs to the product of the first t."
)
def _(hs, W_hh):
    return np.array([np.linalg.norm(jacobian(h, W_hh), 2) for h in hs])


@gradient_norm_by_lag.mistake(
    "off by one: the first number is that of no step at all (1). Multiply first, then measure."
)
def _(hs, W_hh):
    return np.array([1.0, *_norms(hs, W_hh)[:-1]])


@gradient_norm_by_lag.mistake(
    "T + 1 numbers: leave out lag 0, whose product is the unit matrix; element 0 is one step."
)
def _(hs, W_hh):
    return np.array([1.0, *_norms(hs, W_hh)])


@gradient_norm_by_lag.mistake(
    "only the norm of the whole product: note one after every step, T numbers in all."
)
def _(hs, W_hh):
    return _norms(hs, W_hh)[-1]


mistakes(
    gradient_norm_by_lag,
    {
        "powers of the largest singular value of W_hh are only a bound: multiply the Jacobians, then measure.": "return np.linalg.norm(W_hh, 2) ** np.arange(1.0, len(hs) + 1)",
    },
)


@gradient_norm_by_lag.mistake(
    "one vector is sent through the steps: its length depends on the vector, measure the "
    "whole matrix."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, lambda P: np.linalg.norm(P.sum(axis=1)))


@gradient_norm_by_lag.mistake("the order is reversed: element 0 is the lag of one step.")
def _(hs, W_hh):
    return _norms(hs, W_hh)[::-1]


@gradient_norm_by_lag.mistake(
    "these are gradients of h_T with respect to earlier states: asked for is dh_t / dh_0, so "
    "start at the first step."
)
def _(hs, W_hh):
    return _norms(hs[::-1], W_hh, join=later_right)


@gradient_norm_by_lag.mistake(
    "the norms are divided by the first one: return them as they are."
)
def _(hs, W_hh):
    norms = _norms(hs, W_hh)
    return norms / norms[0]


@gradient_norm_by_lag.mistake("a list of numbers: return an array, np.array(norms).")
def _(hs, W_hh):
    return list(_norms(hs, W_hh))


@gradient_norm_by_lag.mistake(
    "these belong to dh_T / dh_t, from the end, longest first: asked for is dh_t / dh_0, the "
    "product of the first t Jacobians."
)
def _(hs, W_hh):
    return _norms(hs[::-1], W_hh, join=later_right)[::-1]


@gradient_norm_by_lag.mistake(
    "all singular values are kept: take the largest, the first that svd gives."
)
def _(hs, W_hh):
    return _norms(hs, W_hh, norm=lambda P: np.linalg.svd(P)[1])


mistakes(
    gradient_norm_by_lag,
    {
        "jacobian_product(hs[:t]) begins with no step at all: the first t + 1 steps are hs[: t + 1].": """
        return np.array(
            [np.linalg.norm(nets.jacobian_product(hs[:t], W_hh), 2) for t in range(len(hs))]
        )
    """,
    },
)


@gradient_norm_by_lag.same("the first singular value")
def _(hs, W_hh):
    return np.array([np.linalg.svd(P, compute_uv=False)[0] for P in products(hs, W_hh)])


equivalents(
    gradient_norm_by_lag,
    {
        "jacobian_product of the first t states": """
        steps = range(1, len(hs) + 1)
        return np.array([np.linalg.norm(nets.jacobian_product(hs[:t], W_hh), 2) for t in steps])
    """,
        "into an array, np.diag, svd of a stack": """
        T, H = hs.shape
        stack, product = np.empty((T, H, H)), np.eye(H)
        for t in range(T):
            product = np.diag(1 - hs[t] ** 2) @ W_hh @ product
            stack[t] = product
        return np.linalg.svd(stack, compute_uv=False).max(axis=1)
    """,
    },
)


@gradient_norm_by_lag.same("the norm of a stack of matrices")
def _(hs, W_hh):
    return np.linalg.norm(products(hs, W_hh), ord=2, axis=(1, 2))
