"""Feedforward nets: layers of neurons, forward and backward.

B = batch, I = inputs of a layer, H = units of a layer.
"""

import numpy as np


def dense(x, W, b):
    """Apply one layer of linear neurons, z = x W^T + b, to each row of a batch.

    Args:
        x: inputs, (B, I) float array.
        W: weights, (H, I) float array; row h holds the weights of unit h.
        b: biases, (H,) float array.

    Returns:
        Pre-activations z, (B, H), in the dtype that NumPy gives x @ W.T + b.

    Raises:
        ValueError: if the shapes do not fit one layer.

    Source: Lipton, Berkowitz and Elkan (2015), arXiv:1506.00019, equation for the
        incoming activation of a node, section 2.2, for all nodes of a layer at once.
    """
    x, W, b = np.asarray(x), np.asarray(W), np.asarray(b)
    if x.ndim != 2 or W.ndim != 2 or x.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            "dense expects x (B, I), W (H, I) and b (H,); "
            f"came x {x.shape}, W {W.shape}, b {b.shape}"
        )
    return x @ W.T + b  # (B, H)
