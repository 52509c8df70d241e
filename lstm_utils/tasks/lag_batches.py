"""Draw the tasks of lesson 10 as tensors: inputs, lengths, and one target a sequence.

T = time steps, B = batch, I = inputs.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from .adding import adding_batch, adding_batch_1997
from .recall import V, recall_batch
from .temporal_order import SYMBOLS, temporal_order_batch

Batch = tuple[Tensor, Tensor, Tensor]  # x (T, B, I), lengths (B,), y (B,) or (B, 1)


def adding(T: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw the adding problem in its form of 2015.

    Returns:
        x (T, B, 2) float32, lengths (B,) int64, all T, and y (B, 1) float32.

    Raises:
        ValueError: as adding_batch.
    """
    x, y = adding_batch(T, B, rng)
    return torch.tensor(x).float(), torch.full((B,), T), torch.tensor(y)[:, None].float()


def adding_1997(T: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw the adding problem of 1997.

    Returns:
        x (longest, B, 2) float32, lengths (B,) int64, T to 1.1 T, and y (B, 1) float32.

    Raises:
        ValueError: as adding_batch_1997.
    """
    x, lengths, y = adding_batch_1997(T, B, rng)
    return torch.tensor(x).float(), torch.tensor(lengths), torch.tensor(y)[:, None].float()


def temporal_order(
    windows: Sequence[tuple[int, int]], B: int, rng: np.random.Generator
) -> Batch:
    """Draw temporal order, the symbols one-hot.

    Returns:
        x (longest, B, 8) float32, lengths (B,) int64, 100 to 110, and classes y (B,) int64.

    Raises:
        ValueError: as temporal_order_batch.
    """
    ids, lengths, y = (torch.tensor(q) for q in temporal_order_batch(B, rng, windows))
    return torch.eye(len(SYMBOLS))[ids], lengths, y


def recall(lag: int, B: int, rng: np.random.Generator) -> Batch:
    """Draw recall, the symbols one-hot.

    Returns:
        x (lag + 1, B, 25) float32, lengths (B,) int64, all lag + 1, and tokens y (B,) int64.

    Raises:
        ValueError: as recall_batch.
    """
    ids, y = (torch.tensor(q) for q in recall_batch(lag, B, rng))
    return torch.eye(V)[ids], torch.full((B,), lag + 1), y
