"""Losses: how wrong an answer was, in nats, and the gradient where backpropagation starts.

B = batch, K = classes. Twin of numpy_nets/losses.py.
"""

import torch
from torch import Tensor


def cross_entropy(z: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the mean cross-entropy of softmax(z) and its gradient.

    Args:
        z: logits, (B, K) float tensor, on any device.
        y: index of the right class of each row, (B,) int64 tensor, 0 to K - 1.

    Returns:
        loss: mean over the batch of -ln softmax(z)[y], in nats, a 0-d tensor.
        dz: gradient of loss with respect to z, (B, K): (softmax(z) - one_hot(y)) / B.

    Raises:
        ValueError: if the shapes do not fit, or y is not integer labels from 0 to K - 1.

    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3.
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
            f"came z {tuple(z.shape)}, y {tuple(y.shape)}"
        )
    if y.dtype != torch.int64 or y.min() < 0 or y.max() >= z.shape[1]:
        raise ValueError(
            f"cross_entropy expects y to hold int64 from 0 to {z.shape[1] - 1}, one class "
            f"per row; came {y.dtype} from {y.min()} to {y.max()}"
        )
