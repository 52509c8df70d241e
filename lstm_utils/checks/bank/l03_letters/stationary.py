"""Lesson 03: the long-run shares of a chain."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

stationary = exercise(
    "stationary",
    lesson="03_letters",
    reference=markov.stationary,
    outputs="pi",
    hints=[
        "pi P = pi means (P.T - I) pi = 0, V equations for V numbers. One of them follows from "
        "the others, and pi = 0 solves them all. What else do you know about pi?",
        "Put a row of ones below P.T - I, and a 1 below V zeros on the right-hand side: "
        "V + 1 equations, np.linalg.lstsq solves them.",
        "A = np.vstack([P.T - np.eye(V), np.ones(V)]); right = np.append(np.zeros(V), 1); the "
        "first value that np.linalg.lstsq(A, right) returns is pi.",
    ],
)


@stationary.cases
def _(rng):
    yield "two states", dict(P=np.array([[0.9, 0.1], [0.3, 0.7]]))
    yield "three states", dict(P=rng.dirichlet(np.ones(3), size=3))
    yield "back and forth forever", dict(P=np.array([[0.0, 1.0], [1.0, 0.0]]))
    yield "around three states forever", dict(P=np.roll(np.eye(3), 1, axis=1))
    ring = np.array([[0, 0.5, 0, 0.5], [0.25, 0, 0.75, 0], [0, 0.9, 0, 0.1], [0.5, 0, 0.5, 0]])
    yield "a ring: even, odd, even", dict(P=ring)
    hub = np.array([[0.0, 0.3, 0.7], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    yield "a hub: every second step", dict(P=hub)
    yield "six states", dict(P=rng.dirichlet(np.full(6, 0.4), size=6))
    slow = np.array([[0.99, 0.01, 0.0], [0.0, 0.98, 0.02], [0.03, 0.0, 0.97]])
    yield "a chain that rarely moves", dict(P=slow)
    yield ("a state that is never visited again", dict(P=np.array([[0.2, 0.8, 0], [0, 0.4, 0.6], [0, 0.7, 0.3]])))
    yield "one state", dict(P=np.array([[1.0]]))


EIG = """
        values, vectors = np.linalg.eig({})
        v = {}.real
        return {}
"""
NEAREST = "vectors[:, abs(values - 1).argmin()]"
LSTSQ = "np.linalg.lstsq(A, right)[0]"
EQUAL_SHARES = "return np.full(len(P), 1 / len(P))"

mistakes(
    stationary,
    {
        "rows and columns are swapped: this solves P pi = pi, as equal numbers always do. Rows of P sum to 1, so solve pi P = pi: use P.T.": EQUAL_SHARES,
        "np.linalg.eig(P) returns right eigenvectors, equal numbers for 1: use P.T, and divide by the sum.": EIG.format(
            "P", NEAREST, "v"
        ),
        "the columns of P are normalized: its rows sum to 1 already, use P as it is.": """
        with np.errstate(invalid="ignore", divide="ignore"):
            Q = P / P.sum(axis=0)
            return np.linalg.matrix_power((Q + np.eye(len(P))) / 2, 1 << 14)[:, 0]
    """,
        "an eigenvector has length 1, pi has sum 1: divide by its sum.": EIG.format("P.T", NEAREST, "abs(v)"),
        "an eigenvector has length 1 and either sign, pi has sum 1: divide by its sum.": EIG.format("P.T", NEAREST, "v"),
        "several eigenvalues can have absolute value 1: use argmin of abs(values - 1), not argmax of abs(values).": EIG.format(
            "P.T", "vectors[:, abs(values).argmax()]", "v / v.sum()"
        ),
        "the sign of an eigenvector is arbitrary: divide by its sum, which sets sign and scale.": EIG.format(
            "P.T", NEAREST, "-abs(v) / abs(v).sum()"
        ),
        "the squares of the eigenvector sum to 1, but they are not pi: divide the eigenvector by its sum.": EIG.format(
            "P.T", NEAREST, "v**2"
        ),
        "pi is divided by its largest entry: divide by the sum.": (LSTSQ, f"{LSTSQ} / {LSTSQ}.max()"),
        "the first eigenvector is not always that of eigenvalue 1: use argmin of abs(values - 1).": EIG.format(
            "P.T", "vectors[:, 0]", "v / v.sum()"
        ),
        "the last eigenvector is not always that of eigenvalue 1: use argmin of abs(values - 1).": EIG.format(
            "P.T", "vectors[:, -1]", "v / v.sum()"
        ),
        "the eigenvectors are the columns, vectors[:, k]: vectors[k] is a row.": EIG.format(
            "P.T", NEAREST.replace(":, ", ""), "v / v.sum()"
        ),
        "np.linalg.eigh is for symmetric matrices only, and P is not symmetric: use np.linalg.eig on P.T.": EIG.replace(
            "eig(", "eigh("
        ).format("P.T", "vectors[:, -1]", "v / v.sum()"),
        "these are complex numbers, as eig returns them: use the real part, .real.": (LSTSQ, f"{LSTSQ}.astype(complex)"),
        "the mean of the rows is one step from equal shares, not the long run: solve pi P = pi.": "return P.mean(axis=0)",
        "ten steps are not the long run for a chain that rarely moves: solve pi P = pi.": "return np.linalg.matrix_power(P, 10).mean(axis=0)",
        "100 steps are not the long run for a chain that rarely moves: solve pi P = pi.": "return np.linalg.matrix_power(P, 100).mean(axis=0)",
        "a row of a high power of P: a chain that goes back and forth never settles. Solve pi P = pi, which has a solution.": "return np.linalg.matrix_power(P, 1 << 14)[0]",
        "many steps from equal shares: a chain that goes back and forth does not always settle. Solve pi P = pi instead.": "return np.linalg.matrix_power(P, 1 << 14).mean(axis=0)",
        "the mean of two steps helps a chain that goes back and forth, but not one that goes around three states. Solve pi P = pi.": """
        powers = np.linalg.matrix_power(P, 1 << 14)
        return (powers[0] + (powers @ P)[0]) / 2
    """,
        "P @ pi swaps rows and columns: a step is pi @ P. And a chain that goes back and forth never settles: solve pi P = pi.": "return np.linalg.matrix_power(P, 1000)[:, 0]",
        "this is the matrix after many steps: pi is one row, (V,).": "return np.linalg.matrix_power(P, 1 << 14)",
        "the row of ones is missing: least squares returns 0, which solves pi P = pi too. Add that the sum is 1.": [
            ("np.vstack([P.T - np.eye(V), np.ones(V)])", "P.T - np.eye(V)"),
            ("np.append(np.zeros(V), 1.0)", "np.zeros(V)"),
        ],
        "the identity matrix is missing: pi P = pi is (P.T - I) pi = 0, subtract np.eye(V).": ("P.T - np.eye(V)", "P.T"),
        "np.linalg.lstsq returns four values, the solution first: use [0].": ("right)[0]", "right)"),
        "pi is a column here, (V, 1): return it flat, (V,).": ("right)[0]", "right)[0][:, None]"),
        "this is the diagonal of P, the probability of each state to stay: solve pi P = pi.": """
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.diag(P) / np.trace(P)
    """,
        "P is changed: P.T - np.eye(V) creates a new array, -= writes into P.": (
            "A = np.vstack([P.T - np.eye(V), np.ones(V)])",
            "P -= np.eye(V)\n    A = np.vstack([P.T, np.ones(V)])",
        ),
    },
)


equivalents(
    stationary,
    {
        "the eigenvector of eigenvalue 1": """
        values, vectors = np.linalg.eig(P.T)
        v = vectors[:, np.argmin(abs(values - 1))].real
        return v / v.sum()
    """,
        "one equation replaced by the sum": """
        V = len(P)
        A = P.T - np.eye(V)
        A[-1] = 1
        return np.linalg.solve(A, np.eye(V)[-1])
    """,
        "the null space, by singular values": """
        _, _, rows = np.linalg.svd(P.T - np.eye(len(P)))
        return rows[-1] / rows[-1].sum()
    """,
        "a lazy chain, squared twenty times": """
        Q = (P + np.eye(len(P))) / 2
        for _ in range(20):
            Q = Q @ Q
            Q /= Q.sum(axis=1, keepdims=True)
        return Q[0]
    """,
        "steps of the lazy chain until nothing changes": """
        pi = np.ones(len(P)) / len(P)
        for _ in range(20_000):
            after = (pi + pi @ P) / 2
            if np.abs(after - pi).max() < 1e-15:
                break
            pi = after
        return pi / pi.sum()
    """,
    },
)
