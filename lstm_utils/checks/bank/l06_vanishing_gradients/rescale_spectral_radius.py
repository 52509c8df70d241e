"""Lesson 06: setting the largest absolute eigenvalue of a matrix."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

rescale_spectral_radius = exercise(
    "rescale-spectral-radius",
    lesson="06_vanishing_gradients",
    reference=nets.rescale_spectral_radius,
    outputs="the result",
    tolerance=1e-8,
    hints=[
        "If all of W is multiplied by a number, so are all its eigenvalues. By which number "
        "does the largest become rho?",
        "np.linalg.eigvals(W) gives them. They may be complex: what is the size of a complex "
        "number, and which NumPy function gives it?",
        "radius = np.abs(np.linalg.eigvals(W)).max(), abs first, max second. The result is W "
        "times rho / radius, a new array.",
    ],
)


@rescale_spectral_radius.cases
def _(rng):
    real = np.array([[0.5, 1.0, 0.0], [1.0, -2.0, 0.5], [0.25, 1.0, 1.0]])
    yield "H=3, real eigenvalues, the largest negative", dict(W=real, rho=0.9)
    yield "H=4", dict(W=rng.normal(size=(4, 4)), rho=1.5)
    yield "a rotation: complex eigenvalues", dict(W=np.array([[0.3, -3], [3, 0.3]]), rho=0.5)
    shear = np.array([[1.0, 10.0], [0.0, 0.5]])
    yield "a shear: singular value 10, eigenvalues 1 and 0.5", dict(W=shear, rho=2.0)
    yield "one unit, a negative weight", dict(W=np.array([[-4.0]]), rho=0.25)
    yield "H=7", dict(W=rng.normal(size=(7, 7)), rho=1.0)
    yield "a radius that is to grow", dict(W=0.1 * rng.normal(size=(5, 5)), rho=1.25)
    yield "a radius of 0", dict(W=rng.normal(size=(3, 3)), rho=0.0)
    yield "whole numbers", dict(W=np.array([[1, 2, 0], [0, 3, 4], [5, 0, 6]]), rho=0.75)


def _by(size):
    """Rescale by another number than the largest absolute eigenvalue."""
    return lambda W, rho: W * (rho / size(W))


def _radius(W):
    return np.abs(np.linalg.eigvals(W)).max()


for _words, _size in {
    "this is the largest singular value: the spectral radius is the largest absolute "
    "eigenvalue, np.linalg.eigvals.": lambda W: np.linalg.norm(W, 2),
    "abs() is missing: eigenvalues may be complex or negative, np.abs of them first, then "
    "max.": lambda W: np.linalg.eigvals(W).max(),
    "max first and abs second: of complex numbers max takes the largest real part. np.abs "
    "first, then max.": lambda W: np.abs(np.linalg.eigvals(W).max()),
    "only the real parts are used: a complex eigenvalue is as large as its absolute "
    "value.": lambda W: np.abs(np.linalg.eigvals(W).real).max(),
    "the largest real part is taken: the size of an eigenvalue is its absolute value, "
    "np.abs.": lambda W: np.linalg.eigvals(W).real.max(),
    "this is the root of all squares (Frobenius norm): take the largest absolute "
    "eigenvalue.": np.linalg.norm,
    "this is the largest entry of W: take its largest absolute eigenvalue, "
    "np.linalg.eigvals.": lambda W: np.abs(W).max(),
    "eigvalsh is for symmetric matrices and reads only half of W: use "
    "np.linalg.eigvals.": lambda W: np.abs(np.linalg.eigvalsh(W)).max(),
    "this is the smallest absolute eigenvalue: the spectral radius is the largest.": lambda W: (
        np.abs(np.linalg.eigvals(W)).min()
    ),
    "this is the first eigenvalue in the list, which is not sorted: take the max of "
    "np.abs.": lambda W: np.abs(np.linalg.eigvals(W)[0]),
    "the determinant is the product of all eigenvalues: take the largest absolute "
    "one.": lambda W: np.abs(np.linalg.det(W)),
    "the mean of the absolute eigenvalues: take the largest.": lambda W: np.abs(
        np.linalg.eigvals(W)
    ).mean(),
    "the sum of the absolute eigenvalues: take the largest.": lambda W: np.abs(
        np.linalg.eigvals(W)
    ).sum(),
    "each row is rescaled by itself: one factor for the whole matrix, "
    "W * (rho / radius).": lambda W: np.linalg.norm(W, axis=1, keepdims=True),
    "norm(W, np.inf) or norm(W, 1) is a bound of the radius, not the radius: use "
    "np.linalg.eigvals.": lambda W: np.linalg.norm(W, np.inf),
}.items():
    rescale_spectral_radius.mistake(_words)(_by(_size))


mistakes(
    rescale_spectral_radius,
    {
        "every eigenvalue is set to rho: only the largest should have it, multiply W by one number.": """
        values, vectors = np.linalg.eig(W)
        return (vectors * (rho * values / np.abs(values)) @ np.linalg.inv(vectors)).real
    """,
    },
)


@rescale_spectral_radius.mistake(
    "eigenvalues are moved, not scaled: multiply W by rho / radius, add nothing."
)
def _(W, rho):
    return W - (_radius(W) - rho) * np.eye(len(W))


@rescale_spectral_radius.mistake(
    "the root of the radius is taken: eigenvalues scale as W does, rho / radius."
)
def _(W, rho):
    return W * (rho / _radius(W) ** 0.5)


@rescale_spectral_radius.mistake("rho is not used: after the division multiply by rho.")
def _(W, rho):
    return W / _radius(W)


mistakes(
    rescale_spectral_radius,
    {
        "W is multiplied by rho, but its own radius is not divided out: rho / radius.": "return W * rho",
    },
)


@rescale_spectral_radius.mistake("the factor is upside down: rho / radius, not radius / rho.")
def _(W, rho):
    with np.errstate(divide="ignore"):
        return W * (_radius(W) / np.float64(rho))


@rescale_spectral_radius.mistake("the radius is multiplied, not divided out: rho / radius.")
def _(W, rho):
    return W * (rho * _radius(W))


@rescale_spectral_radius.mistake(
    "W is only made smaller, never larger: the radius of the result is rho in any case."
)
def _(W, rho):
    return W * min(1.0, rho / _radius(W))


@rescale_spectral_radius.mistake(
    "`W *= ...` changes the caller's matrix: W * (rho / radius) makes a new one."
)
def _(W, rho):
    W *= rho / _radius(W)
    return W


mistakes(
    rescale_spectral_radius,
    {
        "each column is divided by an eigenvalue of its own: one number for all, .max().": [
            ("radius =", "return W * rho /"),
            (".max()\n    return W * (rho / radius)\n", "\n"),
        ],
        "np.linalg.eigvalsh is for symmetric matrices, which W is not: np.linalg.eigvals, and abs.": "return W * rho / np.linalg.eigvalsh(W).max()",
    },
)


equivalents(
    rescale_spectral_radius,
    {
        "divide first, multiply then": [
            ("radius = np.", "return W / max("),
            (".max()\n    return W * (rho / radius)\n", ") * rho\n"),
        ],
        "np.linalg.eig, hypot of real and imaginary part": """
        values, _ = np.linalg.eig(W)
        return rho * W / np.max(np.hypot(values.real, values.imag))
    """,
        "eigenvalues of the transpose, absolute squares": [
            ("radius = np.abs(", "values ="),
            (
                ")).max()\n    return W * (rho / radius",
                ".T)\n    return W * rho / np.sqrt((values * np.conj(values)).real.max()",
            ),
        ],
        "a loop over the eigenvalues": """
        radius = 0.0
        for value in np.linalg.eigvals(W):
            radius = max(radius, abs(complex(value)))
        return np.array([[w * rho / radius for w in row] for row in W])
    """,
    },
)
