"""Activation functions, and their derivatives written in terms of their outputs.

B = batch, K = classes; `z` is what goes into an activation, `a` is what comes out.
"""

import torch
from torch import Tensor


def sigmoid(z: Tensor) -> Tensor:
    """Squash each element into (0, 1): the logistic function 1 / (1 + exp(-z)).

    Args:
        z: pre-activations, float tensor of any shape.

    Returns:
        Tensor of the same shape, dtype and device. The library's own function: the
        two-branch formula of the NumPy twin would give autograd a slope of 0 at z = 0.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9(8), equation 3.
    """
    return torch.sigmoid(z)


def sigmoid_prime_from_output(a: Tensor) -> Tensor:
    """Differentiate the sigmoid, given what it put out: a (1 - a), at most 1/4.

    Args:
        a: outputs of the sigmoid, tensor of any shape with values in [0, 1].

    Returns:
        da/dz, tensor of the same shape, dtype and device.
    """
    return a * (1.0 - a)


def tanh_prime_from_output(a: Tensor) -> Tensor:
    """Differentiate tanh, given what it put out: 1 - a^2, at most 1.

    Args:
        a: outputs of tanh, tensor of any shape with values in [-1, 1].

    Returns:
        da/dz, tensor of the same shape, dtype and device.
    """
    return 1.0 - a * a


def softmax(z: Tensor) -> Tensor:
    """Turn each row of scores into probabilities, exp(z_k) / sum_j exp(z_j).

    Args:
        z: scores (logits), (..., K) float tensor, in nats; often (B, K).

    Returns:
        Probabilities p, same shape, dtype and device, each row summing to 1. The maximum of
        a row is subtracted first: it changes no probability, and no exp overflows.

    Raises:
        ValueError: if z has no axis of classes, or no class.
    """
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(
            f"softmax expects scores z (..., K) with K >= 1; came {tuple(z.shape)}"
        )
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))  # (..., K), the largest is 1
    return e / e.sum(dim=-1, keepdim=True)
