"""One linear neuron: the affine map that every layer repeats.

I: number of inputs.
"""

import numpy as np

from lstm_utils.arrays import Array


def weighted_sum(x: Array, w: Array, b: float) -> float:
    """Return the weighted sum of a neuron's inputs, plus its bias.

    Args:
        x: (I,) float64, the inputs.
        w: (I,) float64, one weight for each input.
        b: the bias.

    Returns:
        The number `w[0] x[0] + ... + w[I-1] x[I-1] + b`.

    Raises:
        ValueError: if x and w are not vectors of one length.

    Source:
        McCulloch and Pitts (1943), with real weights as in Rosenblatt (1958).
    """
    if np.ndim(x) != 1 or np.shape(x) != np.shape(w):
        raise ValueError(
            f"expected x and w of one shape (I,), got {np.shape(x)} and {np.shape(w)}"
        )
    return float(x @ w + b)
