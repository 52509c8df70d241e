"""How gradients shrink or grow on their way back through time, and how to limit them.

T = time steps, H = hidden units. J_t = dh_t / dh_{t-1} = diag(1 - h_t^2) W_hh is the
Jacobian of one step of a tanh network, (H, H); row i belongs to unit i of h_t.
"""

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lstm_utils.arrays import Array, Params
from lstm_utils.shapes import require_shapes

from .optim import sgd

Gradients = TypeVar("Gradients", Params, list[NDArray[Any]], tuple[NDArray[Any], ...])


def jacobian_product(hs: Array, W_hh: Array) -> Array:
    """Compute dh_T / dh_0 = J_T ... J_2 J_1 along one sequence.

    Args:
        hs: the states h_1 ... h_T, (T, H) float array.
        W_hh: recurrent weights, (H, H) float array.

    Returns:
        The product, (H, H): row i, column j is the derivative of unit i of the last
        state with respect to unit j of the state before the first step.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063, equation 5.
    """
    require_shapes("jacobian_product", "hs (T, H), W_hh (H, H)", hs, W_hh)
    product = np.eye(len(W_hh), dtype=W_hh.dtype)
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
    return product


def gradient_norm_by_lag(hs: Array, W_hh: Array) -> Array:
    """Measure how much of a gradient can arrive at h_0 from each later step.

    Args:
        hs: the states h_1 ... h_T, (T, H) float array.
        W_hh: recurrent weights, (H, H) float array.

    Returns:
        (T,) array: element t - 1 is the largest singular value of dh_t / dh_0, the
        largest factor by which t steps back in time can stretch a gradient.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Bengio, Simard and Frasconi (1994), IEEE Transactions on Neural Networks
        5:157-166.
    """
    require_shapes("gradient_norm_by_lag", "hs (T, H), W_hh (H, H)", hs, W_hh)
    product, norms = np.eye(len(W_hh), dtype=W_hh.dtype), []
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


def rescale_spectral_radius(W: Array, rho: float) -> Array:
    """Scale a matrix so that its largest eigenvalue has the absolute value rho.

    Args:
        W: square matrix, (H, H) float array; its eigenvalues may be complex.
        rho: spectral radius of the result, >= 0.

    Returns:
        W times one number, (H, H), a new array in the dtype of W.

    Raises:
        ValueError: if W is not square, rho is negative, or all eigenvalues of W are 0.
    """
    require_shapes("rescale_spectral_radius", "W (H, H)", W)
    radius = np.abs(np.linalg.eigvals(W)).max()
    if rho < 0 or radius == 0:
        raise ValueError(
            "rescale_spectral_radius expects rho >= 0 and a matrix with an eigenvalue other "
            f"than 0; got rho={rho} and a spectral radius of {radius}"
        )
    return W * (rho / float(radius))


def clip_by_global_norm(grads: Gradients, c: float) -> tuple[Gradients, float]:
    """Shorten all gradients by one factor where their common norm is above c.

    The norm is that of all entries of all arrays as one vector, so its direction stays.
    Where an entry is NaN or infinite there is no direction to keep: all gradients come
    back as 0, and the norm is NaN or infinite.

    Args:
        grads: dict, list or tuple of float arrays of any shapes; not changed.
        c: largest norm allowed, > 0.

    Returns:
        grads: the same kind of container with new arrays; their norm is at most c.
        norm: the norm before clipping, a float; NaN or inf if an entry was.

    Raises:
        ValueError: if c is not positive.

    Source: Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063, algorithm 1.
    """
    if not c > 0:
        raise ValueError(f"clip_by_global_norm expects c > 0; got {c}")
    arrays = list(grads.values()) if isinstance(grads, dict) else grads
    norm = math.hypot(*(_norm(g) for g in arrays))
    if math.isfinite(norm):
        scale = c / norm if norm > c else 1.0
        clipped = [g * scale for g in arrays]
    else:
        clipped = [np.zeros_like(g) for g in arrays]
    return _container_like(grads, clipped), norm


def clipped_sgd(params: Params, grads: Params, lr: float, c: float) -> float:
    """Take one step of gradient descent with clipped gradients, in place.

    Args:
        params: dict of float arrays, of any shapes; changed in place, by lr c at most.
        grads: dict of arrays with the same keys and shapes; not changed.
        lr: learning rate.
        c: largest norm allowed for all gradients together, > 0.

    Returns:
        The norm of the gradients before clipping, a float.

    Raises:
        ValueError: if c is not positive, or the keys or the shapes differ.

    Source: Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063, algorithm 1.
    """
    clipped, norm = clip_by_global_norm(grads, c)
    sgd(params, clipped, lr)
    return norm


def _norm(g: Array) -> float:
    """Compute the norm; dividing by the largest entry first prevents overflow."""
    largest = float(np.abs(g).max())
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(g / largest))


def _container_like(grads: Any, values: list[Array]) -> Any:
    """Put new values into a dict, list or tuple like grads."""
    if isinstance(grads, dict):
        return dict(zip(grads, values, strict=True))
    return type(grads)(values)
