"""Activation functions, and their derivatives written in terms of their outputs.

B = batch, K = classes; `z` is the input of an activation, `a` its output.
"""

import numpy as np
from numpy.typing import ArrayLike

from lstm_utils.arrays import Array


def sigmoid(z: ArrayLike) -> Array:
    """Squash each element into (0, 1): the logistic function 1 / (1 + exp(-z)).

    Args:
        z: pre-activations, array of any shape, or a number.

    Returns:
        Array of the same shape and float dtype (integers become float64).
        No value overflows: exp is only ever taken of -|z|.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9(8), equation 3.
    """
    z = 1.0 * np.asarray(z)  # small integers would overflow
    e = np.exp(-np.abs(z))  # in (0, 1], whatever z is
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def sigmoid_prime_from_output(a: Array) -> Array:
    """Compute the derivative of the sigmoid from its output: a (1 - a), at most 1/4.

    Args:
        a: outputs of the sigmoid, array of any shape with values in [0, 1].

    Returns:
        da/dz, array of the same shape and dtype.
    """
    return a * (1.0 - a)


def tanh_prime_from_output(a: Array) -> Array:
    """Compute the derivative of tanh from its output: 1 - a^2, at most 1.

    Args:
        a: outputs of tanh, array of any shape with values in [-1, 1].

    Returns:
        da/dz, array of the same shape and dtype.
    """
    return 1.0 - a * a


def softmax(z: ArrayLike) -> Array:
    """Turn each row of scores into probabilities, exp(z_k) / sum_j exp(z_j).

    Args:
        z: scores (logits), (..., K) array, in nats; often (B, K).

    Returns:
        Probabilities p, same shape and float dtype (integers become float64), each row
        summing to 1. The maximum of a row is subtracted first: it changes no probability,
        and no exp overflows.

    Raises:
        ValueError: if z has no axis of classes, or no class.
    """
    z = 1.0 * np.asarray(z)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"softmax expects scores z (..., K) with K >= 1; got {z.shape}")
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # (..., K), the largest is 1
    return e / e.sum(axis=-1, keepdims=True)
