"""What a language model is trained on, and how surprised it is.

T = time, B = streams side by side, V = size of the alphabet, N = length of a text.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes


def stream_batches(ids: IntArray, B: int, T: int) -> list[tuple[IntArray, IntArray]]:
    """Cut a long text into batches in which every column continues in the next batch.

    Args:
        ids: numbers of the characters, (N,) integer array.
        B: number of streams.
        T: steps of a batch.

    Returns:
        list of (x, y), each (T, B): what is read, and the character that comes next in the
        text. Stream b begins at b n, where n = (N - 1) // B; its steps after the last full
        batch are left out.

    Raises:
        ValueError: if the text is too short for one batch, or not one-dimensional.
    """
    require_shapes("stream_batches", "ids (N,)", ids)
    n = (len(ids) - 1) // B
    if n < T:
        raise ValueError(
            f"stream_batches expects at least {B * T + 1} characters for B={B} and T={T}; "
            f"got {len(ids)}"
        )
    x = ids[: B * n].reshape(B, n).T  # (n, B)
    y = ids[1 : B * n + 1].reshape(B, n).T
    return [(x[t : t + T], y[t : t + T]) for t in range(0, n - T + 1, T)]


def surprise(z: Array, ids: IntArray) -> Array:
    """Measure how many bits each character costs.

    Args:
        z: logits before each character, (N, V) float array.
        ids: number of the character that came, (N,) integer array.

    Returns:
        -log2 p of each character, (N,), in bits.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Shannon (1948), Bell System Technical Journal 27:379-423, section 6.
    """
    require_shapes("surprise", "z (N, V), ids (N,)", z, ids)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z[np.arange(len(ids)), ids] - np.log(np.exp(z).sum(axis=1))
    return -log_p / np.log(2)
