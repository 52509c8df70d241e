"""Lesson 06: dh_T / dh_0 as a product of Jacobians."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._states import WRONG_PRODUCTS, jacobian, products, states

jacobian_product = exercise(
    "jacobian-product",
    lesson="06_vanishing_gradients",
    reference=nets.jacobian_product,
    outputs="dh_T/dh_0",
    hints=[
        "A loop over the states, first to last, with one (H, H) matrix that grows into the "
        "product. What is the product of no factors at all?",
        "Row i of J belongs to unit i of the new state: its slope, 1 - h[i]**2, scales that "
        "whole row of W_hh. `[:, None]` turns (H,) into a column.",
        "Start with np.eye(H). In each round the new J comes from the left: "
        "product = J @ product.",
    ],
)


@jacobian_product.cases
def _(rng):
    yield "T=3, H=2", states(rng, 3, 2)
    yield "T=5, H=4", states(rng, 5, 4)
    yield "one step", states(rng, 1, 3)
    yield "one unit", states(rng, 4, 1, scale=1.5)
    yield "T=H=3, where no shape can warn you", states(rng, 3, 3)
    hs = np.array([[0.5, 1.0, -0.25], [0.125, -1.0, 0.5], [0.75, 1.0, 0.0], [0.5, 1.0, 0.25]])
    yield "a unit that is saturated", states(rng, 4, 3) | dict(hs=hs)
    yield "twelve steps", states(rng, 12, 5, scale=2.0)


for _words, _swap in WRONG_PRODUCTS.items():

    @jacobian_product.mistake(_words)
    def _(hs, W_hh, swap=_swap):
        return products(hs, W_hh, **swap)[-1]


@jacobian_product.mistake(
    "the result is transposed: row i belongs to unit i of the last state, column j to unit j "
    "of the first."
)
def _(hs, W_hh):
    return products(hs, W_hh)[-1].T


@jacobian_product.mistake(
    "the matrices are multiplied element by element from a matrix of ones: start with np.eye "
    "and multiply with @."
)
def _(hs, W_hh):
    return np.prod([jacobian(h, W_hh) for h in hs], axis=0)


@jacobian_product.mistake("the first step is left out: the product runs over all T states.")
def _(hs, W_hh):
    return products(hs[1:], W_hh)[-1] if len(hs) > 1 else np.eye(len(W_hh))


@jacobian_product.mistake(
    "the last step is left out: J_T, with h_T in it, is the leftmost factor."
)
def _(hs, W_hh):
    return products(hs[:-1], W_hh)[-1] if len(hs) > 1 else np.eye(len(W_hh))


@jacobian_product.mistake(
    "each step overwrites the one before, so only the last J is left: multiply, "
    "product = J @ product."
)
def _(hs, W_hh):
    return jacobian(hs[-1], W_hh)


@jacobian_product.mistake(
    "only the first J is there: a `return` inside the loop ends it after one round."
)
def _(hs, W_hh):
    return jacobian(hs[0], W_hh)


@jacobian_product.mistake(
    "the Jacobians are added: steps in a row are a product, J_T ... J_2 J_1."
)
def _(hs, W_hh):
    return sum(jacobian(h, W_hh) for h in hs)


@jacobian_product.mistake(
    "one J, that of the last state, to the power T: every step has slopes of its own."
)
def _(hs, W_hh):
    return np.linalg.matrix_power(jacobian(hs[-1], W_hh), len(hs))


@jacobian_product.mistake(
    "the slopes are those of the state before: J_t holds 1 - h_t^2 of the new state, hs[0] is "
    "h_1 already."
)
def _(hs, W_hh):
    return products(np.roll(hs, 1, axis=0), W_hh)[-1]


@jacobian_product.mistake(
    "the product starts with W_hh in place of the first J: its slopes, 1 - h_1^2, are missing."
)
def _(hs, W_hh):
    return products(np.vstack([0 * hs[:1], hs[1:]]), W_hh)[-1]


mistakes(
    jacobian_product,
    {
        "the product starts at zeros and stays there: start with np.eye(H).": "return np.zeros(W_hh.shape)",
    },
)


@jacobian_product.mistake(
    "the product starts at a matrix of ones: the product of no factors is np.eye(H)."
)
def _(hs, W_hh):
    return products(hs, W_hh)[-1] @ np.ones(W_hh.shape)


@jacobian_product.mistake(
    "the product starts with W_hh, which then counts once too often: start with np.eye(H)."
)
def _(hs, W_hh):
    return products(hs, W_hh)[-1] @ W_hh


mistakes(
    jacobian_product,
    {
        "all slopes first, then W_hh to the power T: diagonal matrices and W_hh do not commute, multiply step by step.": """
        slope = np.prod(1 - hs**2, axis=0)
        return slope[:, None] * np.linalg.matrix_power(W_hh, len(hs))
    """,
        "W_hh comes in once only, with the slopes of all steps: every step has its own W_hh.": "return np.prod(1 - hs**2, axis=0)[:, None] * W_hh",
    },
)


@jacobian_product.mistake(
    "the Jacobians of the single steps, (T, H, H): multiply them into one matrix, (H, H)."
)
def _(hs, W_hh):
    return np.array([jacobian(h, W_hh) for h in hs])


mistakes(
    jacobian_product,
    {
        "(1 - h**2) * (W_hh @ product) scales columns: the slopes belong to rows, (1 - h**2)[:, None].": (
            "[:, None] * W_hh @ product",
            "* (W_hh @ product)",
        ),
        "the Jacobians are added up: one step follows the other, so multiply, product = J @ product.": "return np.eye(len(W_hh)) + sum((1 - h**2)[:, None] * W_hh for h in hs)",
        "product * np.diag(...) multiplies element by element: @ stands between all matrices.": """
        product = 1
        for h in hs:
            product = product * np.diag(1 - h**2) @ W_hh
        return product
    """,
    },
)


equivalents(
    jacobian_product,
    {
        "np.diag and two products": ("(1 - h**2)[:, None] *", "np.diag(1 - h * h) @"),
        "from the last step to the first, from the right": """
        product = np.eye(hs.shape[1])
        for t in reversed(range(len(hs))):
            product = product @ np.diag(1 - hs[t] ** 2) @ W_hh
        return product
    """,
        "all Jacobians at once, then multi_dot": """
        Js = list(((1 - hs**2)[:, :, None] * W_hh)[::-1])
        return np.linalg.multi_dot(Js) if len(Js) > 1 else Js[0]
    """,
        "backpropagation through time of a unit matrix": """
        dh = np.eye(len(W_hh))  # row i: the loss is unit i of the last state
        for h in hs[::-1]:
            dh = (dh * (1 - h**2)) @ W_hh
        return dh
    """,
        "one column at a time, forward": """
        columns = []
        for v in np.eye(len(W_hh)):
            for h in hs:
                v = (1 - h**2) * (W_hh @ v)
            columns.append(v)
        return np.stack(columns, axis=1)
    """,
        "einsum": [
            ("eye(", "identity("),
            (
                "(1 - h**2)[:, None] * W_hh @ product",
                'np.einsum("i,ik,kj->ij", 1 - h**2, W_hh, product)',
            ),
        ],
    },
)
