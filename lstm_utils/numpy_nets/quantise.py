"""Weights as small integers: a scale for each row, and how wrong the products can be.

R = rows, C = columns, B = batch. A row of weights is about scale q, with q from -127 to 127
(8 bits), so that each weight is wrong by at most scale / 2. Activations are quantised in the
same way, a scale for each example. The product of integers is exact; all errors come from
rounding.
"""

import numpy as np
from numpy.typing import NDArray

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

Int8 = NDArray[np.int8]


def quantise_rows(W: Array, bits: int = 8) -> tuple[Int8, Array]:
    """Round each row to whole multiples of a scale of its own.

    Args:
        W: weights, (R, C) float array.
        bits: size of an integer, 2 to 8.

    Returns:
        q: integers from -(2**(bits - 1) - 1) to 2**(bits - 1) - 1, (R, C) int8 array.
        scale: the step of each row, (R,): the largest |W| of the row is the largest integer;
            1 for a row of zeros.

    Raises:
        ValueError: if W is not (R, C), or bits is not from 2 to 8.

    Source: Jacob and others (2018), CVPR, arXiv:1712.05877, section 2.1, without zero-point.
    """
    require_shapes("quantise_rows", "W (R, C)", W)
    if not 2 <= bits <= 8:
        raise ValueError(f"quantise_rows expects 2 to 8 bits; got {bits}")
    largest = abs(W).max(axis=1)
    scale = np.where(largest > 0, largest / (2 ** (bits - 1) - 1), 1)
    scale = scale.astype(W.dtype, copy=False)
    return np.rint(W / scale[:, None]).astype(np.int8), scale


def int8_matvec(q: Int8, scale: Array, x_q: Int8, x_scale: Array) -> Array:
    """Multiply quantised weights by quantised inputs, one product for each example.

    Args:
        q: weights, (R, C) int8 array.
        scale: of each row of the weights, (R,) float array.
        x_q: inputs, (B, C) int8 array.
        x_scale: of each example, (B,) float array.

    Returns:
        y: about x W^T, (B, R).

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "q (R, C), scale (R,), x_q (B, C), x_scale (B,)"
    require_shapes("int8_matvec", spec, q, scale, x_q, x_scale)
    total = x_q.astype(np.int32) @ q.astype(np.int32).T  # (B, R), exact
    return x_scale[:, None] * scale * total


def error_budget(q: Int8, scale: Array, x: Array, x_scale: Array) -> Array:
    """Bound the error of int8_matvec.

    With W = scale q + E and x = x_scale x_q + e, where |E| <= scale / 2 and |e| <= x_scale / 2,
    the error is E x + scale q e.

    Args:
        q: weights, (R, C) int8 array.
        scale: of each row of the weights, (R,) float array.
        x: inputs before they were quantised, (B, C) float array.
        x_scale: of each example, (B,) float array.

    Returns:
        The largest difference that is possible between x W^T and int8_matvec, (B, R).

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "q (R, C), scale (R,), x (B, C), x_scale (B,)"
    require_shapes("error_budget", spec, q, scale, x, x_scale)
    of_weights = abs(x).sum(axis=1)[:, None] * scale / 2
    of_inputs = x_scale[:, None] / 2 * (abs(q).sum(axis=1) * scale)
    return of_weights + of_inputs
