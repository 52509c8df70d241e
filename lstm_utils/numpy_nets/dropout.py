"""Dropout: random zeros while a net trains, in activations or in weights.

T = time, B = batch, H = hidden units, p = probability of a zero. What is kept is divided by
1 - p, so that the mean stays the same and the trained net needs no change.
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes


def dropout_mask(shape: tuple[int, ...], p: float, rng: np.random.Generator) -> Array:
    """Draw a mask: activations are multiplied by it while the net trains.

    Args:
        shape: shape of the mask, a tuple of integers.
        p: probability of a zero, 0 <= p < 1.
        rng: numpy.random.Generator.

    Returns:
        mask: 0 with probability p, else 1 / (1 - p), each entry by itself; float64.

    Raises:
        ValueError: if p is out of range.

    Source: Srivastava et al. (2014), JMLR 15:1929-1958, section 4; scaled while training.
    """
    if not 0 <= p < 1:
        raise ValueError(f"dropout_mask expects 0 <= p < 1; got {p}")
    return (rng.random(shape) >= p) / (1 - p)


def variational_masks(
    T: int, B: int, sizes: list[int], p: float, rng: np.random.Generator
) -> list[Array]:
    """Draw one mask for each place of a stack that stays the same at all steps.

    Args:
        T: number of steps.
        B: number of sequences.
        sizes: number of units at each place, such as [I, H, H] for two layers.
        p: probability of a zero, 0 <= p < 1.
        rng: numpy.random.Generator.

    Returns:
        list of masks, (T, B, n) for each n in sizes; mask[t] is equal for all t.

    Source: Gal and Ghahramani (2016), arXiv:1512.05287, section 4, without that of h.
    """
    masks = [dropout_mask((1, B, n), p, rng) for n in sizes]
    return [np.repeat(mask, T, axis=0) for mask in masks]


def weight_drop(W_hh: Array, p: float, rng: np.random.Generator) -> Array:
    """Drop recurrent weights; the result serves for all steps of a chunk.

    Args:
        W_hh: weights from the hidden state, (4H, H) float array; not changed.
        p: probability of a zero for each weight, 0 <= p < 1.
        rng: numpy.random.Generator.

    Returns:
        New weights, (4H, H), in the dtype of W_hh: 0, or W_hh / (1 - p).

    Raises:
        ValueError: if the shape does not fit a cell, or p is out of range.

    Source: Merity, Keskar and Socher (2017), arXiv:1708.02182, section 2.
    """
    require_shapes("weight_drop", "W_hh (4H, H)", W_hh)
    return W_hh * dropout_mask(W_hh.shape, p, rng).astype(W_hh.dtype)
