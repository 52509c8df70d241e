"""Lesson 06: dh_T / dh_0 as a product of Jacobians."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._states import WRONG_PRODUCTS, J, states

jacobian_product = exercise(
    "jacobian-product",
    lesson="06_vanishing_gradients",
    reference=nets.jacobian_product,
    outputs="dh_T/dh_0",
    hints=[
        "A loop over the states, first to last, with one (H, H) matrix that becomes the "
        "product. What is the product of no factors at all?",
        "Row i of J belongs to unit i of the new state: its derivative, 1 - h[i]**2, scales "
        "that row of W_hh. `[:, None]` turns (H,) into a column.",
        "Start with np.eye(H). In each round multiply the new J from the left: product = J @ product.",
    ],
)


@jacobian_product.cases
def _(rng):
    yield "T=3, H=2", states(rng, 3, 2)
    yield "T=5, H=4", states(rng, 5, 4)
    yield "one step", states(rng, 1, 3)
    yield "one unit", states(rng, 4, 1, scale=1.5)
    yield "T=H=3, where no shape shows a mistake", states(rng, 3, 3)
    hs = np.array([[0.5, 1.0, -0.25], [0.125, -1.0, 0.5], [0.75, 1.0, 0.0], [0.5, 1.0, 0.25]])
    yield "a saturated unit", states(rng, 4, 3) | dict(hs=hs)
    yield "twelve steps", states(rng, 12, 5, scale=2.0)
    large = states(rng, 4, 3)
    yield "values of thousands", large | dict(hs=0.1 * large["hs"], W_hh=50 * large["W_hh"])


mistakes(
    jacobian_product,
    WRONG_PRODUCTS
    | {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return product",
            "return np.clip(product, -100, 100)",
        ),
        "the result is transposed: row i belongs to unit i of the last state, column j to unit j of the first.": (
            "return product",
            "return product.T",
        ),
        "the matrices are multiplied element by element, from ones: start with np.eye and multiply with @.": [
            ("np.eye(len(W_hh))", "np.ones(W_hh.shape)"),
            (f"{J} @ product", f"{J} * product"),
        ],
        "W_hh is missing: each step is diag(1 - h^2) W_hh.": (J, "np.diag(1 - h**2)"),
        "the tanh derivative is h^2: it is 1 - h^2.": ("(1 - h**2)", "(h**2)"),
        "the first step is left out: the product includes all T states.": ("in hs:", "in hs[1:]:"),
        "the last step is left out: J_T, which contains h_T, is the leftmost factor.": ("in hs:", "in hs[:-1]:"),
        "each step overwrites the previous one, so only the last J is left: product = J @ product.": (f"{J} @ product", J),
        "only the first J is returned: a `return` inside the loop ends it after one round.": (
            "    return product",
            "        return product",
        ),
        "the Jacobians are added: consecutive steps are a product, J_T ... J_2 J_1.": [
            ("np.eye(len(W_hh))", "np.zeros(W_hh.shape)"),
            (f"{J} @ product", f"product + {J}"),
        ],
        "one J, with the last state, to the power T: every step has its own derivatives.": """
        return np.linalg.matrix_power((1 - hs[-1] ** 2)[:, None] * W_hh, len(hs))
    """,
        "the derivatives use the previous state: J_t contains 1 - h_t^2 of the new state; hs[0] is h_1.": (
            "in hs:",
            "in np.roll(hs, 1, axis=0):",
        ),
        "the product starts with W_hh in place of the first J: its derivatives, 1 - h_1^2, are missing.": [
            ("np.eye(len(W_hh))", "W_hh"),
            ("in hs:", "in hs[1:]:"),
        ],
        "the product starts at zeros and stays there: start with np.eye(H).": ("np.eye(len(W_hh))", "np.zeros(W_hh.shape)"),
        "the product starts at a matrix of ones: the product of no factors is np.eye(H).": (
            "np.eye(len(W_hh))",
            "np.ones(W_hh.shape)",
        ),
        "the product starts with W_hh, which counts once too often: start with np.eye(H).": ("np.eye(len(W_hh))", "W_hh"),
        "all derivatives first, then W_hh to the power T: the factors do not commute; multiply step by step.": """
        return np.prod(1 - hs**2, axis=0)[:, None] * np.linalg.matrix_power(W_hh, len(hs))
    """,
        "W_hh appears only once, with the derivatives of all steps: every step has its own W_hh.": """
        return np.prod(1 - hs**2, axis=0)[:, None] * W_hh
    """,
        "the Jacobians of the single steps are returned, (T, H, H): multiply them into one matrix, (H, H).": (
            "return product",
            f"return np.array([{J} for h in hs])",
        ),
        "(1 - h**2) * (W_hh @ product) scales columns: the derivatives belong to rows, (1 - h**2)[:, None].": (
            f"{J} @ product",
            "(1 - h**2) * (W_hh @ product)",
        ),
        "the Jacobians are added to np.eye: each step follows the previous one, so product = J @ product.": (
            f"{J} @ product",
            f"product + {J}",
        ),
        "product * np.diag(...) multiplies element by element: use @ between all matrices.": [
            ("np.eye(len(W_hh))", "1"),
            (f"{J} @ product", "product * np.diag(1 - h**2) @ W_hh"),
        ],
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
        "einsum": (f"{J} @ product", 'np.einsum("i,ik,kj->ij", 1 - h**2, W_hh, product)'),
    },
)
