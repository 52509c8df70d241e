"""Layer norm: each example is shifted and scaled to mean 0 and variance 1 over its units.

B = batch, H = units. Nothing is averaged over the batch, so that B = 1 is a case like others.

    x_hat = (x - mean(x)) / s,  s = sqrt(var(x) + eps)        y = gain x_hat + bias
"""

import numpy as np

from lstm_utils.arrays import Array, Cache
from lstm_utils.shapes import require_shapes


def layer_norm(x: Array, gain: Array, bias: Array, eps: float = 1e-5) -> tuple[Array, Cache]:
    """Normalise each example over its units.

    Args:
        x: activations, (B, H) float array.
        gain: factor of each unit, (H,) float array.
        bias: shift of each unit, (H,) float array.
        eps: added to the variance.

    Returns:
        y: (B, H).
        cache: dict of what the backward pass needs: x_hat (B, H), s (B, 1), gain (H,).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Ba, Kiros and Hinton (2016), arXiv:1607.06450, equation 3.
    """
    require_shapes("layer_norm", "x (B, H), gain (H,), bias (H,)", x, gain, bias)
    centred = x - x.mean(axis=1, keepdims=True)
    s = np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps)  # (B, 1)
    x_hat = centred / s
    return gain * x_hat + bias, {"x_hat": x_hat, "s": s, "gain": gain}


def layer_norm_backward(dy: Array, cache: Cache) -> tuple[Array, Array, Array]:
    """Carry gradients back through layer norm: mean and s depend on all units.

    Args:
        dy: gradient with respect to y, (B, H) float array.
        cache: the dict that layer_norm returned.

    Returns:
        dx: gradient with respect to x, (B, H).
        dgain: gradient with respect to gain, (H,), summed over the batch.
        dbias: gradient with respect to bias, (H,), summed over the batch.

    Raises:
        ValueError: if dy does not have the shape of y.
    """
    x_hat, s, gain = cache["x_hat"], cache["s"], cache["gain"]
    require_shapes("layer_norm_backward", "dy (B, H), x_hat (B, H)", dy, x_hat)
    d = dy * gain  # (B, H), gradient with respect to x_hat
    through_mean = d.mean(axis=1, keepdims=True)
    through_s = x_hat * (d * x_hat).mean(axis=1, keepdims=True)
    return (d - through_mean - through_s) / s, (dy * x_hat).sum(axis=0), dy.sum(axis=0)
