"""Lesson 06: how long a gradient can be after each number of steps."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._states import WRONG_PRODUCTS, J, states

gradient_norm_by_lag = exercise(
    "gradient-norm-by-lag",
    lesson="06_vanishing_gradients",
    reference=nets.gradient_norm_by_lag,
    outputs="norms",
    hints=[
        "It is the loop of jacobian_product, with one number appended after each step. How many numbers is that for T states?",
        "np.linalg.norm(A, 2) of a matrix is its largest singular value. Without the 2 it is another norm.",
        "Start with product = np.eye(H) and an empty list. In each round multiply J from the "
        "left, then append np.linalg.norm(product, 2). Return np.array(...).",
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
    large = states(rng, 4, 3)
    yield "values of thousands", large | dict(hs=0.1 * large["hs"], W_hh=50 * large["W_hh"])


# The products of these two are each other's transpose, with equal norms: one diagnosis for both.
ALIKE = ("W_hh is transposed", "order and side are both")
NORM = "np.linalg.norm(product, 2)"
RETURN = "return np.array(norms)"
mistakes(
    gradient_norm_by_lag,
    {words: edit for words, edit in WRONG_PRODUCTS.items() if not words.startswith(ALIKE)}
    | {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("np.array(norms)", "np.minimum(norms, 100)"),
        "W_hh is transposed, or order and side are both reversed: product = (1 - h**2)[:, None] * W_hh @ product.": (
            "W_hh @",
            "W_hh.T @",
        ),
        "np.linalg.norm(product) without the 2 is the root of all squares (Frobenius): use norm(product, 2).": (
            NORM,
            "np.linalg.norm(product)",
        ),
        "this is the spectral radius of the product: the largest lengthening is the largest singular value.": (
            NORM,
            "np.abs(np.linalg.eigvals(product)).max()",
        ),
        "this is the largest entry of the product: use its largest singular value, np.linalg.norm(product, 2).": (
            NORM,
            "np.abs(product).max()",
        ),
        "norm(product, 1) is the largest column sum: the largest singular value is norm(product, 2).": (
            "product, 2",
            "product, 1",
        ),
        "norm(product, np.inf) is the largest row sum: the largest singular value is norm(product, 2).": (
            "product, 2",
            "product, np.inf",
        ),
        "this is the smallest singular value: svd sorts in descending order, the largest is first.": (
            NORM,
            "np.linalg.svd(product)[1][-1]",
        ),
        "the singular values are squared, like the eigenvalues of P^T P: take the root.": (
            NORM,
            "np.linalg.norm(product, 2) ** 2",
        ),
        "these are logarithms: return the norms themselves, the plot has a logarithmic axis.": (
            RETURN,
            'with np.errstate(divide="ignore"):\n        return np.log(norms)',
        ),
        "the norms of the single steps are multiplied, which is only a bound: multiply the matrices first.": """
        return np.cumprod([np.linalg.norm((1 - h**2)[:, None] * W_hh, 2) for h in hs])
    """,
        "each step's own Jacobian is measured: element t - 1 belongs to the product of the first t.": (f"{J} @ product", J),
        "off by one: the first number belongs to no step at all (1). Multiply first, then measure.": (
            RETURN,
            "return np.array([1.0, *norms[:-1]])",
        ),
        "T + 1 numbers: leave out lag 0, where the product is the identity; element 0 is one step.": (
            RETURN,
            "return np.array([1.0, *norms])",
        ),
        "only the norm of the whole product is returned: append one after every step, T numbers in all.": (
            RETURN,
            "return norms[-1]",
        ),
        "powers of the largest singular value of W_hh are only a bound: multiply the Jacobians, then measure.": """
        return np.linalg.norm(W_hh, 2) ** np.arange(1.0, len(hs) + 1)
    """,
        "one vector is multiplied by the steps: its length depends on the vector; measure the whole matrix.": (
            NORM,
            "np.linalg.norm(product.sum(axis=1))",
        ),
        "the order is reversed: element 0 is the lag of one step.": (RETURN, "return np.array(norms[::-1])"),
        "these are gradients of h_T with respect to earlier states: return dh_t / dh_0, from the first step.": [
            ("in hs:", "in hs[::-1]:"),
            (f"{J} @ product", f"product @ ({J})"),
        ],
        "the norms are divided by the first one: return them unchanged.": (RETURN, "return np.array(norms) / norms[0]"),
        "a list of numbers is returned: return an array, np.array(norms).": (RETURN, "return norms"),
        "these are dh_T / dh_t, longest first: return dh_t / dh_0, the product of the first t Jacobians.": [
            ("in hs:", "in hs[::-1]:"),
            (f"{J} @ product", f"product @ ({J})"),
            (RETURN, "return np.array(norms[::-1])"),
        ],
        "all singular values are kept: take the largest, the first that svd returns.": (NORM, "np.linalg.svd(product)[1]"),
        "jacobian_product(hs[:t]) starts with no step at all: the first t + 1 steps are hs[: t + 1].": """
        steps = range(len(hs))
        return np.array([np.linalg.norm(nets.jacobian_product(hs[:t], W_hh), 2) for t in steps])
    """,
    },
)


equivalents(
    gradient_norm_by_lag,
    {
        "the first singular value": (NORM, "np.linalg.svd(product, compute_uv=False)[0]"),
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
        "the norm of a stack of matrices": [(NORM, "product"), (RETURN, "return np.linalg.norm(norms, ord=2, axis=(1, 2))")],
    },
)
