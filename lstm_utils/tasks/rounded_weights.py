"""Lesson 26: a trained model with its weights rounded to a few bits, and what that saves."""

import copy
from typing import TypeVar

import torch
from torch import nn

from lstm_utils.numpy_nets import quantise_rows

Model = TypeVar("Model", bound=nn.Module)


@torch.no_grad()
def rounded_copy(model: Model, bits: int, rows: bool = True) -> Model:
    """Round all matrices of a model to whole multiples of a scale; biases stay as they are.

    Args:
        model: any torch module; not changed.
        bits: size of an integer, 2 to 8.
        rows: whether each row has a scale of its own, or the matrix has one.

    Returns:
        A copy of the model with the rounded weights, as floats.
    """
    other = copy.deepcopy(model)
    for W in other.parameters():
        if W.ndim == 2:
            flat = W.numpy() if rows else W.numpy().reshape(1, -1)
            q, scale = quantise_rows(flat, bits)
            W.copy_(torch.from_numpy(q * scale[:, None]).reshape(W.shape))
    return other


def size_in_bytes(model: nn.Module, bits: int = 32) -> int:
    """Return the size of a model's numbers; whatever is not in a matrix takes 32 bits.

    Args:
        model: any torch module.
        bits: of each weight of a matrix; below 32, a scale for each row is added.

    Returns:
        Number of bytes.
    """
    total = 0
    for W in model.parameters():
        if W.ndim == 2 and bits < 32:
            total += W.numel() * bits + len(W) * 32
        else:
            total += W.numel() * 32
    return total // 8
