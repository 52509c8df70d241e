"""Lesson 03: where a chain is in the long run."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import markov

stationary = exercise(
    "stationary",
    lesson="03_letters",
    reference=markov.stationary,
    outputs="pi",
    hints=[
        "pi P = pi says (P.T - I) pi = 0, V equations for V numbers. One of them follows from "
        "the others, and pi = 0 solves them all. What else do you know of pi?",
        "Put a row of ones below P.T - I, and a 1 below V zeros on the right-hand side: "
        "V + 1 equations, np.linalg.lstsq solves them.",
        "A = np.vstack([P.T - np.eye(V), np.ones(V)]); right = np.append(np.zeros(V), 1); the "
        "first thing that np.linalg.lstsq(A, right) returns is pi.",
    ],
)


@stationary.cases
def _(rng):
    yield "two states", dict(P=np.array([[0.9, 0.1], [0.3, 0.7]]))
    yield "three states", dict(P=rng.dirichlet(np.ones(3), size=3))
    yield "back and forth for ever", dict(P=np.array([[0.0, 1.0], [1.0, 0.0]]))
    yield "round three states for ever", dict(P=np.roll(np.eye(3), 1, axis=1))
    ring = np.array([[0, 0.5, 0, 0.5], [0.25, 0, 0.75, 0], [0, 0.9, 0, 0.1], [0.5, 0, 0.5, 0]])
    yield "a ring: even, odd, even", dict(P=ring)
    hub = np.array([[0.0, 0.3, 0.7], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    yield "a hub: every second step", dict(P=hub)
    yield "six states", dict(P=rng.dirichlet(np.full(6, 0.4), size=6))
    slow = np.array([[0.99, 0.01, 0.0], [0.0, 0.98, 0.02], [0.03, 0.0, 0.97]])
    yield "a chain that seldom moves", dict(P=slow)
    yield (
        "a state that is left for ever",
        dict(P=np.array([[0.2, 0.8, 0], [0, 0.4, 0.6], [0, 0.7, 0.3]])),
    )
    yield "one state", dict(P=np.array([[1.0]]))


def _vector(P, index):
    """An eigenvector of P.T, as np.linalg.eig scales it, made real."""
    values, vectors = np.linalg.eig(P.T)
    return np.real(vectors[:, index(values)])


def _one(values):
    return int(np.argmin(np.abs(values - 1)))


mistakes(
    stationary,
    {
        "columns for rows: this solves P pi = pi, which equal numbers always do. Rows of P sum to 1, so pi stands on the left, pi P: transpose P.": "return np.full(len(P), 1 / len(P))",
        "the columns of P were normalised for the rows: its rows sum to 1 as they are, use P.": """
        with np.errstate(invalid="ignore", divide="ignore"):
            Q = P / P.sum(axis=0)
            powers = np.linalg.matrix_power((Q + np.eye(len(P))) / 2, 1 << 14)
        return powers[:, 0]
    """,
    },
)


@stationary.mistake("an eigenvector has length 1, pi has sum 1: divide by its sum.")
def _(P):
    return np.abs(_vector(P, _one))


@stationary.mistake(
    "the sign of an eigenvector is arbitrary: divide by its sum, which sets sign and scale."
)
def _(P):
    v = np.abs(_vector(P, _one))
    return -v / v.sum()


@stationary.mistake(
    "the squares of the eigenvector sum to 1, but they are not pi: divide it by its sum."
)
def _(P):
    return _vector(P, _one) ** 2


mistakes(
    stationary,
    {
        "divided by the largest: pi sums to 1, divide by the sum.": """
        pi = markov.stationary(P)
        return pi / pi.max()
    """,
    },
)


@stationary.mistake(
    "the first eigenvector is not always that of eigenvalue 1: take argmin of abs(values - 1)."
)
def _(P):
    v = _vector(P, lambda values: 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return v / v.sum()


@stationary.mistake(
    "the last eigenvector is not always that of eigenvalue 1: take argmin of abs(values - 1)."
)
def _(P):
    v = _vector(P, lambda values: -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return v / v.sum()


mistakes(
    stationary,
    {
        "np.linalg.eigh is for symmetric matrices only, which P is not: use np.linalg.eig on P.T.": """
        v = np.linalg.eigh(P.T)[1][:, -1]
        with np.errstate(invalid="ignore", divide="ignore"):
            return v / v.sum()
    """,
        "these are complex numbers, as eig returns them: take the real part, .real.": "return markov.stationary(P).astype(complex)",
        "the mean of the rows is one step from equal shares, not the long run: solve pi P = pi.": "return P.mean(axis=0)",
        "ten steps are not the long run for a chain that seldom moves: solve pi P = pi.": "return (np.ones(len(P)) / len(P)) @ np.linalg.matrix_power(P, 10)",
        "100 steps are not the long run for a chain that seldom moves: solve pi P = pi.": "return (np.ones(len(P)) / len(P)) @ np.linalg.matrix_power(P, 100)",
        "a row of a high power of P: a chain that goes back and forth never settles. Solve pi P = pi, which has a solution.": "return np.linalg.matrix_power(P, 1 << 14)[0]",
        "many steps from equal shares: a chain that goes back and forth need not settle. Solve pi P = pi instead.": "return (np.ones(len(P)) / len(P)) @ np.linalg.matrix_power(P, 1 << 14)",
        "the mean of two steps helps a chain that goes back and forth, not one that goes round three states. Solve pi P = pi.": """
        powers = np.linalg.matrix_power(P, 1 << 14)
        return (powers[0] + (powers @ P)[0]) / 2
    """,
        "P @ pi takes the columns for the rows: a step is pi @ P. And a chain that goes back and forth never settles: solve pi P = pi.": "return np.linalg.matrix_power(P, 1000)[:, 0]",
    },
)


@stationary.mistake(
    "the eigenvectors are the columns, vectors[:, k]: you took a row, vectors[k]."
)
def _(P):
    values, vectors = np.linalg.eig(P.T)
    v = np.real(vectors[_one(values)])
    with np.errstate(invalid="ignore", divide="ignore"):
        return v / v.sum()


@stationary.mistake(
    "np.linalg.eig(P) gives right eigenvectors, equal numbers for 1: ask for those of P.T, and "
    "divide by the sum."
)
def _(P):
    values, vectors = np.linalg.eig(P)
    return np.real(vectors[:, _one(values)])


mistakes(
    stationary,
    {
        "the whole matrix after many steps: pi is one row, (V,).": "return np.linalg.matrix_power(P, 1 << 14)",
        "the equations without the row of ones: least squares answers 0, which solves them too. Add that the sum is 1.": "return np.zeros(len(P))",
        "pi is a column here, (V, 1): return it flat, (V,).": "return markov.stationary(P)[:, None]",
        "these are the diagonal's shares, how likely each state is to stay.": """
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.diag(P) / np.trace(P)
    """,
        "P itself is changed: take a copy, P.T - np.eye(V) makes a new array.": """
        pi = markov.stationary(P)
        P -= np.eye(len(P))
        return pi
    """,
        "the unit matrix is missing: pi P = pi is (P.T - I) pi = 0, subtract np.eye(V).": [
            (")\n    A = np.vstack([P.T - np.eye(V), np.ones(V)])  # (V + 1, V)", ")"),
            ("A, right", "np.vstack([P.T, np.ones(V)]), right, rcond=None"),
        ],
        "np.linalg.lstsq returns four things, the solution first: take [0].": [
            ("# (V + 1, V)\n    right =", "\n    return np.linalg.lstsq(A,"),
            (")\n    return np.linalg.lstsq(A, right)[0]\n", "))\n"),
        ],
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
        "steps of the lazy chain until nothing moves": """
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
