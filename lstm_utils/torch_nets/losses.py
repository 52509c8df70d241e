"""Losses: how wrong an answer was, in nats, and the gradient where backpropagation starts.

B = batch, K = classes.
Twin of `numpy_nets.losses`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor


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
