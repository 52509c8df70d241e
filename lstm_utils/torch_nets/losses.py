"""Losses: how wrong an answer was, and the gradient where backpropagation starts.

T = time steps, B = batch, K = classes.
Twin of `numpy_nets.losses`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes


def cross_entropy(z: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the mean cross-entropy of softmax(z) and its gradient.

    Twin of `numpy_nets.losses.cross_entropy`. y is int64; the loss is a 0-d tensor.
    """
    _require_labels(z, y)
    rows = torch.arange(len(y), device=z.device)
    shifted = z - z.max(dim=1, keepdim=True).values  # (B, K), largest 0
    log_p = shifted - torch.log(torch.exp(shifted).sum(dim=1, keepdim=True))
    loss = -log_p[rows, y].mean()

    dz = torch.exp(log_p.detach())
    dz[rows, y] -= 1
    dz /= len(y)
    return loss, dz


def squared_error_at_end(outputs: Tensor, lengths: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the mean squared error of each sequence's last output, and its gradient.

    Twin of `numpy_nets.losses.squared_error_at_end`. The loss is a 0-d tensor.
    """
    require_shapes(
        "squared_error_at_end", "outputs (T, B), lengths (B,), y (B,)", outputs, lengths, y
    )
    _require_lengths(lengths, len(outputs))
    last = lengths - 1, torch.arange(len(y), device=outputs.device)
    errors = outputs[last] - y
    doutputs = torch.zeros_like(outputs)
    doutputs[last] = 2 * errors.detach() / len(y)
    return (errors**2).mean(), doutputs


def _require_lengths(lengths: Tensor, T: int) -> None:
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"squared_error_at_end expects lengths from 1 to {T}; "
            f"got {lengths.min()} to {lengths.max()}"
        )


def _require_labels(z: Tensor, y: Tensor) -> None:
    if z.ndim != 2 or y.shape != z.shape[:1] or len(y) == 0:
        raise ValueError(
            "cross_entropy expects z (B, K) and y (B,), B >= 1; "
            f"got z {tuple(z.shape)}, y {tuple(y.shape)}"
        )
    if y.dtype != torch.int64 or y.min() < 0 or y.max() >= z.shape[1]:
        raise ValueError(
            f"cross_entropy expects int64 y from 0 to {z.shape[1] - 1}, one class "
            f"per row; got {y.dtype} from {y.min()} to {y.max()}"
        )
