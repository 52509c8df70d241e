"""How gradients shrink or grow on their way back through time, and how to limit them.

T = time steps, H = hidden units. J_t = dh_t / dh_{t-1} = diag(1 - h_t^2) W_hh is the
Jacobian of one step of a tanh network, (H, H); row i belongs to unit i of h_t.
Twin of `numpy_nets.gradients`, which documents arguments, results and sources.
"""

import math
from typing import Any, TypeVar

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Params

from .optim import sgd

Gradients = TypeVar("Gradients", Params, list[Tensor], tuple[Tensor, ...])


def jacobian_product(hs: Tensor, W_hh: Tensor) -> Tensor:
    """Compute dh_T / dh_0 = J_T ... J_2 J_1 along one sequence.

    Twin of `numpy_nets.gradients.jacobian_product`.
    """
    require_shapes("jacobian_product", "hs (T, H), W_hh (H, H)", hs, W_hh)
    product = torch.eye(len(W_hh), dtype=W_hh.dtype, device=W_hh.device)
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
    return product


def gradient_norm_by_lag(hs: Tensor, W_hh: Tensor) -> Tensor:
    """Measure how much of a gradient can arrive at h_0 from each later step.

    Twin of `numpy_nets.gradients.gradient_norm_by_lag`.
    """
    require_shapes("gradient_norm_by_lag", "hs (T, H), W_hh (H, H)", hs, W_hh)
    product, norms = torch.eye(len(W_hh), dtype=W_hh.dtype, device=W_hh.device), []
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
        norms.append(torch.linalg.matrix_norm(product, 2))
    return torch.stack(norms)


def rescale_spectral_radius(W: Tensor, rho: float) -> Tensor:
    """Scale a matrix so that its largest eigenvalue has the absolute value rho.

    Twin of `numpy_nets.gradients.rescale_spectral_radius`.
    """
    require_shapes("rescale_spectral_radius", "W (H, H)", W)
    radius = torch.linalg.eigvals(W).abs().max()
    if rho < 0 or radius == 0:
        raise ValueError(
            "rescale_spectral_radius expects rho >= 0 and a matrix with an eigenvalue other "
            f"than 0; got rho={rho} and a spectral radius of {radius}"
        )
    return W * (rho / float(radius))


def clip_by_global_norm(grads: Gradients, c: float) -> tuple[Gradients, float]:
    """Shorten all gradients by one factor where their common norm is above c.

    Twin of `numpy_nets.gradients.clip_by_global_norm`.
    """
    if not c > 0:
        raise ValueError(f"clip_by_global_norm expects c > 0; got {c}")
    tensors = list(grads.values()) if isinstance(grads, dict) else grads
    norm = math.hypot(*(_norm(g) for g in tensors))
    if math.isfinite(norm):
        scale = c / norm if norm > c else 1.0
        clipped = [g * scale for g in tensors]
    else:
        clipped = [torch.zeros_like(g) for g in tensors]
    return _container_like(grads, clipped), norm


def clipped_sgd(params: Params, grads: Params, lr: float, c: float) -> float:
    """Take one step of gradient descent with clipped gradients, in place.

    Twin of `numpy_nets.gradients.clipped_sgd`.
    """
    clipped, norm = clip_by_global_norm(grads, c)
    sgd(params, clipped, lr)
    return norm


def _norm(g: Tensor) -> float:
    """Compute the norm; dividing by the largest entry first prevents overflow."""
    largest = float(g.abs().max())
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(torch.linalg.vector_norm(g / largest))


def _container_like(grads: Any, values: list[Tensor]) -> Any:
    """Put new values into a dict, list or tuple like grads."""
    if isinstance(grads, dict):
        return dict(zip(grads, values, strict=True))
    return type(grads)(values)
