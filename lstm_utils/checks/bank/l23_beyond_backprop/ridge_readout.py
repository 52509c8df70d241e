"""Lesson 23: a readout by solving one linear system."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "ridge-readout",
    lesson="23_beyond_backprop",
    reference=nets.ridge_readout,
    outputs="W",
    hints=[
        "Set the derivative with respect to W to 0: W (S^T S + penalty I) = y^T S. Both S^T S and the identity are (H, H).",
        "Transposed: (S^T S + penalty I) W^T = S^T y. np.linalg.solve(A, B) solves A X = B for X.",
        "np.linalg.solve(states.T @ states + penalty * np.eye(H), states.T @ y) is W^T, (H, O): return its .T.",
    ],
)


@ex.cases
def _(rng):
    def case(T, H, O, penalty):
        return dict(states=rng.normal(size=(T, H)) + 0.5, y=rng.normal(size=(T, O)) - 1.0, penalty=penalty)

    yield "T=9, H=3, O=2", case(9, 3, 2, 0.5)
    yield "the task's example", dict(states=np.array([[1.0], [2.0]]), y=np.array([[2.0], [4.0]]), penalty=5.0)
    yield "fewer steps than units", case(3, 6, 2, 0.1)
    yield "one step, one unit, one output", case(1, 1, 1, 2.0)
    yield "T = H = O = 4", case(4, 4, 4, 0.3)
    yield "one output", case(12, 5, 1, 1.5)
    yield "more outputs than units", case(8, 2, 9, 0.7)
    twins = case(10, 4, 2, 0.01)
    twins["states"][:, 3] = twins["states"][:, 1]
    yield "two equal units", twins
    yield "a large penalty", case(7, 3, 2, 400.0)
    yield "a penalty of 1", case(6, 3, 2, 1.0)
    silent = case(9, 3, 2, 0.2)
    silent["states"][:, 1] = 0
    yield "a unit that is always 0", silent
    yield "T=80, H=24, O=3", case(80, 24, 3, 0.05)
    yield "T=1200, H=2", case(1200, 2, 1, 10.0)
    close = case(10, 4, 2, 1e-4)
    close["states"][:, 3] = close["states"][:, 1] + 0.01 * rng.normal(size=10)
    yield "two nearly equal units", close
    yield "a small penalty", case(6, 4, 2, 1e-4)
    small = case(9, 3, 2, 1e-9)
    yield "states of 1e-4, a penalty of 1e-9: readouts of thousands", small | dict(states=1e-4 * small["states"])


A, B = "states.T @ states + penalty * np.eye(H)", "states.T @ y"
RETURN = f"return np.linalg.solve({A}, {B}).T"
mistakes(
    ex,
    {
        "the penalty is missing: add penalty times the identity to S^T S.": (
            RETURN,
            "return np.linalg.lstsq(states, y, rcond=None)[0].T",
        ),
        "the penalty is squared: once is right.": (A, A.replace("penalty", "penalty**2")),
        "the root of the penalty is used: the penalty weighs squares already.": (A, A.replace("penalty", "penalty**0.5")),
        "the penalty is subtracted: add it.": (A, A.replace("+ penalty", "- penalty")),
        "the penalty is added to all entries: to the diagonal only, penalty * np.eye(H).": (A, "states.T @ states + penalty"),
        "the penalty grows with T: it stands beside the sum over the steps.": (A, A.replace("penalty", "len(states) * penalty")),
        "S^T y is divided by T: leave the sum.": (B, f"{B} / len(states)"),
        "the penalty is doubled: both terms lose the same factor 2 in the derivative.": (A, A.replace("penalty", "2 * penalty")),
        "the penalty is halved: both terms lose the same factor 2 in the derivative.": (A, A.replace("penalty", "penalty / 2")),
        "the result is (H, O): return W, (O, H).": (RETURN, RETURN.removesuffix(".T")),
        "only the diagonal of S^T S is used: units overlap.": (A, "np.diag((states**2).sum(axis=0) + penalty)"),
        "the system is not solved: S^T y says how well each unit fits alone.": (RETURN, f"return ({B}).T"),
        "the matrix multiplies S^T y: solve, or multiply by its inverse.": (RETURN, f"return (({A}) @ ({B})).T"),
        "the states are centred: the readout has no bias, use them as they are.": (
            "H = states.shape[1]",
            "H = states.shape[1]\n    states = states - states.mean(axis=0)",
        ),
        "the targets are centred: use them as they are.": (B, "states.T @ (y - y.mean(axis=0))"),
        "the states are scaled: the penalty would mean something else.": (
            "H = states.shape[1]",
            "H = states.shape[1]\n    states = states / np.maximum(states.std(axis=0), 1e-9)",
        ),
        "a bias is added: the result has one column for each unit.": """
        S = np.column_stack([states, np.ones(len(states))])
        return np.linalg.solve(S.T @ S + penalty * np.eye(S.shape[1]), S.T @ y).T[:, :-1]
    """,
        "only the first output is solved for: all O.": (RETURN, f"{RETURN} * (np.arange(y.shape[1]) == 0)[:, None]"),
        "only 1,000 steps are used: T can be larger.": (
            "H = states.shape[1]",
            "H = states.shape[1]\n    states, y = states[:1000], y[:1000]",
        ),
        "a small penalty is raised: take it as it is.": (A, A.replace("penalty", "max(penalty, 0.001)")),
        "small singular values are left out: solve with all of them.": (
            RETURN,
            f"return (np.linalg.pinv({A}, rcond=1e-3) @ {B}).T",
        ),
        "only 8 outputs are solved for: all O.": (RETURN, f"{RETURN} * (np.arange(y.shape[1]) < 8)[:, None]"),
        "the sign is wrong: W fits y, not -y.": (RETURN, RETURN.replace("return ", "return -")),
        "the predictions are returned: return W.": (RETURN, RETURN.replace("return ", "return states @ ").removesuffix(".T")),
        "the penalty is a constant: use the argument.": (A, A.replace("penalty", "0.5")),
    },
)


equivalents(
    ex,
    {
        "rows of the penalty below the states": """
        T, H = states.shape
        S = np.concatenate([states, np.sqrt(penalty) * np.eye(H)])
        Y = np.concatenate([y, np.zeros((H, y.shape[1]))])
        return np.linalg.lstsq(S, Y, rcond=None)[0].T
    """,
        "singular values": """
        U, s, Vt = np.linalg.svd(states, full_matrices=False)
        return (Vt.T @ ((s / (s**2 + penalty))[:, None] * (U.T @ y))).T
    """,
        "a system for the steps": """
        K = states @ states.T
        K[np.diag_indices(len(K))] += penalty
        return np.linalg.solve(K, y).T @ states
    """,
        "the inverse": """
        H = states.shape[1]
        return y.T @ states @ np.linalg.inv(states.T @ states + penalty * np.identity(H))
    """,
        "sklearn": """
        from sklearn.linear_model import Ridge

        return Ridge(alpha=penalty, fit_intercept=False, solver="svd").fit(states, y).coef_.reshape(y.shape[1], -1)
    """,
    },
)
