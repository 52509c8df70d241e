"""Layer norm: each example is shifted and scaled to mean 0 and variance 1 over its units.

B = batch, H = units. Twin of `numpy_nets.layer_norm`, which documents arguments, results and
sources. torch.nn.LayerNorm computes the same.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache


def layer_norm(
    x: Tensor, gain: Tensor, bias: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Cache]:
    """Normalise each example over its units. Twin of `numpy_nets.layer_norm.layer_norm`."""
    require_shapes("layer_norm", "x (B, H), gain (H,), bias (H,)", x, gain, bias)
    centred = x - x.mean(dim=1, keepdim=True)
    s = torch.sqrt((centred**2).mean(dim=1, keepdim=True) + eps)  # (B, 1)
    x_hat = centred / s
    return gain * x_hat + bias, {"x_hat": x_hat, "s": s, "gain": gain}


def layer_norm_backward(dy: Tensor, cache: Cache) -> tuple[Tensor, Tensor, Tensor]:
    """Carry gradients back. Twin of `numpy_nets.layer_norm.layer_norm_backward`."""
    x_hat, s, gain = cache["x_hat"], cache["s"], cache["gain"]
    require_shapes("layer_norm_backward", "dy (B, H), x_hat (B, H)", dy, x_hat)
    d = dy * gain  # (B, H), gradient with respect to x_hat
    through_mean = d.mean(dim=1, keepdim=True)
    through_s = x_hat * (d * x_hat).mean(dim=1, keepdim=True)
    return (d - through_mean - through_s) / s, (dy * x_hat).sum(dim=0), dy.sum(dim=0)
