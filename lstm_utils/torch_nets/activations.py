"""Activation functions, and their derivatives written in terms of their outputs.

B = batch, K = classes; `z` is the input of an activation, `a` its output.
Twin of `numpy_nets.activations`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor


def sigmoid(z: Tensor) -> Tensor:
    """Squash each element into (0, 1): the logistic function 1 / (1 + exp(-z)).

    Twin of `numpy_nets.activations.sigmoid`.
    Uses torch.sigmoid: the formula of the twin gives autograd a derivative of 0 at z = 0.
    """
    return torch.sigmoid(z)


def sigmoid_prime_from_output(a: Tensor) -> Tensor:
    """Compute the derivative of the sigmoid from its output: a (1 - a), at most 1/4.

    Twin of `numpy_nets.activations.sigmoid_prime_from_output`.
    """
    return a * (1.0 - a)


def tanh_prime_from_output(a: Tensor) -> Tensor:
    """Compute the derivative of tanh from its output: 1 - a^2, at most 1.

    Twin of `numpy_nets.activations.tanh_prime_from_output`.
    """
    return 1.0 - a * a


def softmax(z: Tensor) -> Tensor:
    """Turn each row of scores into probabilities, exp(z_k) / sum_j exp(z_j).

    Twin of `numpy_nets.activations.softmax`.
    """
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"softmax expects scores z (..., K) with K >= 1; got {tuple(z.shape)}")
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))  # (..., K), the largest is 1
    return e / e.sum(dim=-1, keepdim=True)
