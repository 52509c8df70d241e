"""Dropout: random zeros while a net trains, in activations or in weights.

T = time, B = batch, H = hidden units, p = probability of a zero. What is kept is divided by
1 - p, so that the mean stays the same and the trained net needs no change.
Twin of `numpy_nets.dropout`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor


def dropout_mask(shape: tuple[int, ...], p: float, rng: torch.Generator) -> Tensor:
    """Draw a mask, float32. Twin of `numpy_nets.dropout.dropout_mask`."""
    if not 0 <= p < 1:
        raise ValueError(f"dropout_mask expects 0 <= p < 1; got {p}")
    return (torch.rand(shape, generator=rng) >= p) / (1 - p)


def variational_masks(
    T: int, B: int, sizes: list[int], p: float, rng: torch.Generator
) -> list[Tensor]:
    """Draw masks that stay. Twin of `numpy_nets.dropout.variational_masks`."""
    return [dropout_mask((1, B, n), p, rng).expand(T, B, n) for n in sizes]


def weight_drop(W_hh: Tensor, p: float, rng: torch.Generator) -> Tensor:
    """Drop recurrent weights. Twin of `numpy_nets.dropout.weight_drop`."""
    return W_hh * dropout_mask(tuple(W_hh.shape), p, rng).to(W_hh.dtype)
