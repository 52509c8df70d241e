"""The gated recurrent unit in PyTorch's convention, with a manual backward pass.

B = batch, I = inputs, H = hidden units. W_ih, W_hh and b_ih hold three blocks of H rows, in
the order r, z, n: reset gate, update gate, candidate. There is no cell state.

    r, z = sigmoid(W_ih x + b_ih + W_hh h_prev)          blocks r and z
    m = W_hn h_prev + b_hn                               block n of W_hh
    n = tanh(W_in x + b_in + r m)                        the reset gate scales the product
    h = (1 - z) n + z h_prev                             z keeps, as f does

Cho et al. (2014) scale h_prev before the product: n = tanh(W_in x + W_hn (r h_prev)).
The gradient of the loss with respect to W is dW, with the shape of W.
Twin of `numpy_nets.gru`, which documents arguments, results and sources.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache

from .activations import sigmoid


def gru_step(
    x: Tensor,
    h: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b_ih: Tensor,
    b_hn: Tensor,
) -> tuple[Tensor, Cache]:
    """Advance the GRU by one step.

    Twin of `numpy_nets.gru.gru_step`.
    """
    spec = "x (B, I), h (B, H), W_ih (3H, I), W_hh (3H, H), b_ih (3H,), b_hn (H,)"
    require_shapes("gru_step", spec, x, h, W_ih, W_hh, b_ih, b_hn)
    x_r, x_z, x_n = (x @ W_ih.T + b_ih).chunk(3, dim=1)  # (B, H) each
    h_r, h_z, h_n = (h @ W_hh.T).chunk(3, dim=1)  # (B, H) each
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    m = h_n + b_hn
    n = torch.tanh(x_n + r * m)
    cache = {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
    return (1 - z) * n + z * h, cache


def gru_step_backward(dh: Tensor, cache: Cache) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Carry the gradient back through one step of the GRU.

    Twin of `numpy_nets.gru.gru_step_backward`.
    """
    h_prev, r, z, n, m = (cache[name] for name in ("h_prev", "r", "z", "n", "m"))
    require_shapes("gru_step_backward", "dh (B, H), h (B, H)", dh, n)
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_r = da_n * m * r * (1 - r)
    dm = da_n * r
    da = torch.cat([da_r, da_z, da_n], dim=1)  # (B, 3H)
    from_h = torch.cat([da_r, da_z, dm], dim=1)  # (B, 3H), of W_hh h_prev
    return da @ cache["W_ih"], dh * z + from_h @ cache["W_hh"], da, dm


def gru_from_torch(weights: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Take the weights out of the state_dict of a one-layer torch.nn.GRU.

    Twin of `numpy_nets.gru.gru_from_torch`.
    """
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    W_ih, W_hh, b_ih, b_hh = (weights[name].clone() for name in names)
    H = W_hh.shape[1]
    b_ih[: 2 * H] += b_hh[: 2 * H]
    return W_ih, W_hh, b_ih, b_hh[2 * H :]
