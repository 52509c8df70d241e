"""Numerical gradients, to check every formula for a gradient.

Twin of `numpy_nets.gradcheck`, which documents arguments, results and sources.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor


@torch.no_grad()
def numerical_gradient(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-5) -> Tensor:
    """Measure df/dx by central differences, one element at a time.

    Twin of `numpy_nets.gradcheck.numerical_gradient`.
    The gradient is a float64 tensor on the device of x.
    """
    if not eps > 0:
        raise ValueError(f"numerical_gradient expects eps > 0; got {eps!r}")
    x = x.detach().to(torch.float64).clone()  # a float copy: an integer cannot change by eps
    grad = torch.empty_like(x)
    for k in np.ndindex(tuple(x.shape)):
        middle = x[k].item()
        x[k] = middle + eps
        above = _number(f(x))
        x[k] = middle - eps
        below = _number(f(x))
        x[k] = middle
        grad[k] = (above - below) / (2 * eps)
    return grad


def _number(value: Tensor) -> float:
    """Convert the value of f to one float, or raise ValueError."""
    value = torch.as_tensor(value, dtype=torch.float64)
    if value.numel() != 1:
        raise ValueError(
            "numerical_gradient expects f to return one number; "
            f"got a tensor of shape {tuple(value.shape)}: sum it, or pick one element"
        )
    return value.item()
