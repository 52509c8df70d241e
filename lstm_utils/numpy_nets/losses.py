"""Losses: how wrong an answer was, and the gradient where backpropagation starts.

T = time steps, B = batch, K = classes.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes


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


def squared_error_at_end(outputs: Array, lengths: IntArray, y: Array) -> tuple[float, Array]:
    """Compute the mean squared error of each sequence's last output, and its gradient.

    Args:
        outputs: output at every step, (T, B) float array; any values after a sequence's end.
        lengths: steps of each sequence, 1 to T, (B,) integer array.
        y: targets, one for each sequence, (B,) float array.

    Returns:
        loss: mean over the batch of (last output - y)^2.
        doutputs: gradient of loss with respect to outputs, (T, B): 0 but at the last steps.

    Raises:
        ValueError: if the shapes do not fit, or a length is not from 1 to T.
    """
    require_shapes(
        "squared_error_at_end", "outputs (T, B), lengths (B,), y (B,)", outputs, lengths, y
    )
    _require_lengths(lengths, len(outputs))
    last = lengths - 1, np.arange(len(y))
    errors = outputs[last] - y
    doutputs = np.zeros_like(outputs)
    doutputs[last] = 2 * errors / len(y)
    return (errors**2).mean(), doutputs


def _require_lengths(lengths: IntArray, T: int) -> None:
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"squared_error_at_end expects lengths from 1 to {T}; "
            f"got {lengths.min()} to {lengths.max()}"
        )


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
