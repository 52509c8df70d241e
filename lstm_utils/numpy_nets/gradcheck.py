"""Numerical gradients, to check every formula for a gradient."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lstm_utils.arrays import Array


def numerical_gradient(
    f: Callable[[Array], ArrayLike], x: ArrayLike, eps: float = 1e-5
) -> Array:
    """Measure df/dx by central differences, one element at a time.

    Each element costs two calls of f. The error is about eps^2 / 6 times the third
    derivative, plus about 1e-16 |f| / eps from rounding: near 1e-10 for eps = 1e-5.

    Args:
        f: function of one float64 array shaped like x that returns a number.
        x: where to differentiate; array of any shape, integers allowed; left unchanged.
        eps: step, > 0, in units of x.

    Returns:
        df/dx, float64 array with the shape of x.

    Raises:
        ValueError: if eps is not positive, or f returns more than one number.
    """
    if not eps > 0:
        raise ValueError(f"numerical_gradient expects eps > 0; got {eps!r}")
    x = np.array(x, dtype=np.float64)  # a float copy: an integer cannot change by eps
    grad = np.empty_like(x)
    for k in np.ndindex(x.shape):
        middle = x[k]
        x[k] = middle + eps
        above = _number(f(x))
        x[k] = middle - eps
        below = _number(f(x))
        x[k] = middle
        grad[k] = (above - below) / (2 * eps)
    return grad


def _number(value: ArrayLike) -> float:
    """Convert the value of f to one float, or raise ValueError."""
    if np.size(value) != 1:
        raise ValueError(
            "numerical_gradient expects f to return one number; "
            f"got an array of shape {np.shape(value)}: sum it, or pick one element"
        )
    return np.asarray(value, dtype=np.float64).item()
