"""Losses: how wrong an answer was, in nats, and the gradient where backpropagation starts.

B = batch, K = classes.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray


def cross_entropy(z: Array, y: IntArray) -> tuple[float, Array]:
    """Compute the mean cross-entropy of softmax(z) and its gradient.

    The logarithm of softmax is taken before any exponential can overflow or
    vanish, so logits of +-1000 give the exact loss.

    Args:
        z: logits, (B, K) float array.
        y: index of the right class of each row, (B,) integer array, 0 to K - 1.

    Returns:
        loss: mean over the batch of -ln softmax(z)[y], in nats.
        dz: gradient of loss with respect to z, (B, K): (softmax(z) - one_hot(y)) / B.

    Raises:
        ValueError: if the shapes do not fit, or y is not integer labels from 0 to K - 1.

    Source: Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.3.
    """
    z, y = np.asarray(z), np.asarray(y)
    _require_labels(z, y)
    rows = np.arange(len(y))
    shifted = z - z.max(axis=1, keepdims=True)  # (B, K), largest 0
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()

    dz = np.exp(log_p)
    dz[rows, y] -= 1
    dz /= len(y)
    return loss, dz


def _require_labels(z: Array, y: IntArray) -> None:
    if z.ndim != 2 or y.shape != z.shape[:1] or len(y) == 0:
        raise ValueError(
            f"cross_entropy expects z (B, K) and y (B,), B >= 1; got z {z.shape}, y {y.shape}"
        )
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= z.shape[1]:
        raise ValueError(
            f"cross_entropy expects integers y from 0 to {z.shape[1] - 1}, one class "
            f"per row; got {y.dtype} from {y.min()} to {y.max()}"
        )
