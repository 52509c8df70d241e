"""Gradients by measurement: what every formula for a gradient is compared with."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor


@torch.no_grad()
def numerical_gradient(f: Callable[[Tensor], Tensor], x: Tensor, eps: float = 1e-5) -> Tensor:
    """Measure df/dx by central differences, one element at a time.

    Each element costs two calls of f. The error is about eps^2 / 6 times the third
    derivative, plus about 1e-16 |f| / eps from rounding: near 1e-10 for eps = 1e-5.

    Args:
        f: function of one float64 tensor shaped like x that returns a number.
        x: where to differentiate; tensor of any shape, integers allowed; left unchanged.
        eps: step, > 0, in units of x.

    Returns:
        df/dx, float64 tensor with the shape and device of x.

    Raises:
        ValueError: if eps is not positive, or f returns more than one number.
    """
    if not eps > 0:
        raise ValueError(f"numerical_gradient expects eps > 0; came {eps!r}")
    x = x.detach().to(torch.float64).clone()  # our own copy: integers would swallow eps
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
    """Read what f returned as one float, or say what came instead."""
    value = torch.as_tensor(value, dtype=torch.float64)
    if value.numel() != 1:
        raise ValueError(
            "numerical_gradient expects f to return one number; "
            f"came a tensor of shape {tuple(value.shape)}: sum it, or pick one element"
        )
    return value.item()
