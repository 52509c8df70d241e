"""Lesson 06: set the largest absolute eigenvalue of a matrix."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

rescale_spectral_radius = exercise(
    "rescale-spectral-radius",
    lesson="06_vanishing_gradients",
    reference=nets.rescale_spectral_radius,
    outputs="the result",
    tolerance=1e-8,
    fresh=True,
    hints=[
        "If W is multiplied by a number, so are all its eigenvalues. Which number makes the largest one rho?",
        "np.linalg.eigvals(W) computes them. They may be complex: what is the size of a "
        "complex number, and which NumPy function returns it?",
        "radius = np.abs(np.linalg.eigvals(W)).max(): first abs, then max. The result is W times rho / radius, a new array.",
    ],
)


@rescale_spectral_radius.cases
def _(rng):
    real = np.array([[0.5, 1.0, 0.0], [1.0, -2.0, 0.5], [0.25, 1.0, 1.0]])
    yield "H=3, real eigenvalues, the largest is negative", dict(W=real, rho=0.9)
    yield "H=4", dict(W=rng.normal(size=(4, 4)), rho=1.5)
    yield "a rotation: complex eigenvalues", dict(W=np.array([[0.3, -3], [3, 0.3]]), rho=0.5)
    shear = np.array([[1.0, 10.0], [0.0, 0.5]])
    yield "a shear: singular value 10, eigenvalues 1 and 0.5", dict(W=shear, rho=2.0)
    yield "one unit, a negative weight", dict(W=np.array([[-4.0]]), rho=0.25)
    yield "H=7", dict(W=rng.normal(size=(7, 7)), rho=1.0)
    yield "a radius that grows", dict(W=0.1 * rng.normal(size=(5, 5)), rho=1.25)
    yield "the radius is rho already", dict(W=np.array([[0.0, 2.0], [0.5, 0.0]]), rho=1.0)
    yield "a radius of 0", dict(W=rng.normal(size=(3, 3)), rho=0.0)
    yield "whole numbers", dict(W=np.array([[1.0, 2, 0], [0, 3, 4], [5, 0, 6]]), rho=0.75)
    yield "a radius of 10,000", dict(W=rng.normal(size=(4, 4)), rho=1e4)


RADIUS = "np.abs(np.linalg.eigvals(W)).max()"
mistakes(
    rescale_spectral_radius,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "W * (rho / radius)",
            "np.clip(W * (rho / radius), -100, 100)",
        ),
        "this is the largest singular value: the spectral radius is the largest absolute eigenvalue.": (
            RADIUS,
            "np.linalg.norm(W, 2)",
        ),
        "abs() is missing: eigenvalues may be complex or negative; first np.abs, then max.": (
            RADIUS,
            "np.linalg.eigvals(W).max()",
        ),
        "max comes before abs: for complex numbers max takes the largest real part. First np.abs, then max.": (
            RADIUS,
            "np.abs(np.linalg.eigvals(W).max())",
        ),
        "only the real parts are used: the size of a complex eigenvalue is its absolute value.": (
            "eigvals(W)",
            "eigvals(W).real",
        ),
        "the largest real part is used: the size of an eigenvalue is its absolute value, np.abs.": (
            RADIUS,
            "np.linalg.eigvals(W).real.max()",
        ),
        "this is the root of all squares (Frobenius norm): use the largest absolute eigenvalue.": (RADIUS, "np.linalg.norm(W)"),
        "this is the largest entry of W: use its largest absolute eigenvalue, np.linalg.eigvals.": (RADIUS, "np.abs(W).max()"),
        "eigvalsh is for symmetric matrices and reads only half of W: use np.linalg.eigvals.": ("eigvals(", "eigvalsh("),
        "np.linalg.eigvalsh is for symmetric matrices, and abs is missing: use np.abs of np.linalg.eigvals.": (
            RADIUS,
            "np.linalg.eigvalsh(W).max()",
        ),
        "this is the smallest absolute eigenvalue: the spectral radius is the largest.": (".max()", ".min()"),
        "this is the first eigenvalue in the list, which is not sorted: use the max of np.abs.": (".max()", "[0]"),
        "the determinant is the product of all eigenvalues: use the largest absolute one.": (RADIUS, "np.abs(np.linalg.det(W))"),
        "this is the mean of the absolute eigenvalues: use the largest.": (".max()", ".mean()"),
        "this is the sum of the absolute eigenvalues: use the largest.": (".max()", ".sum()"),
        "each row is rescaled by itself: use one factor for the whole matrix, W * (rho / radius).": (
            RADIUS,
            "np.linalg.norm(W, axis=1, keepdims=True)",
        ),
        "norm(W, np.inf) or norm(W, 1) is a bound of the radius, not the radius: use np.linalg.eigvals.": (
            RADIUS,
            "np.linalg.norm(W, np.inf)",
        ),
        "each column is divided by its own eigenvalue: use one number for all, .max().": (".max()", ""),
        "every eigenvalue is set to rho: only the largest should be rho; multiply W by one number.": """
        values, vectors = np.linalg.eig(W)
        return (vectors * (rho * values / np.abs(values)) @ np.linalg.inv(vectors)).real
    """,
        "the eigenvalues are shifted, not scaled: multiply W by rho / radius, add nothing.": (
            "W * (rho / radius)",
            "W - (radius - rho) * np.eye(len(W))",
        ),
        "the root of the radius is used: eigenvalues scale as W does, rho / radius.": ("rho / radius", "rho / radius**0.5"),
        "rho is not used: after the division multiply by rho.": ("(rho / radius)", "(1 / radius)"),
        "W is multiplied by rho, but not divided by its own radius: rho / radius.": ("(rho / radius)", "rho"),
        "the factor is inverted: rho / radius, not radius / rho.": ("W * (rho / radius)", "W * (radius / np.float64(rho))"),
        "the factor is rho * radius: divide by the radius, rho / radius.": ("rho / radius", "rho * radius"),
        "W is only made smaller, never larger: the radius of the result is always rho.": (
            "(rho / radius)",
            "min(1.0, rho / radius)",
        ),
        "where the radius is rho already, W itself is returned: return a new array in every case.": (
            "return W *",
            "return W if np.isclose(radius, rho) else W *",
        ),
        "`W *= ...` changes the caller's matrix: W * (rho / radius) makes a new one.": (
            "return W * (rho / radius)",
            "W *= rho / radius\n    return W",
        ),
    },
)


equivalents(
    rescale_spectral_radius,
    {
        "divide first, then multiply": ("W * (rho / radius)", "W / radius * rho"),
        "np.linalg.eig, hypot of real and imaginary part": """
        values, _ = np.linalg.eig(W)
        return rho * W / np.max(np.hypot(values.real, values.imag))
    """,
        "eigenvalues of the transpose, absolute squares": """
        values = np.linalg.eigvals(W.T)
        return W * rho / np.sqrt((values * np.conj(values)).real.max())
    """,
        "a loop over the eigenvalues": """
        radius = 0.0
        for value in np.linalg.eigvals(W):
            radius = max(radius, abs(complex(value)))
        return np.array([[w * rho / radius for w in row] for row in W])
    """,
    },
)
