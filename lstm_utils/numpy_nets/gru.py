"""The gated recurrent unit in PyTorch's convention, with a manual backward pass.

B = batch, I = inputs, H = hidden units. W_ih, W_hh and b_ih hold three blocks of H rows, in
the order r, z, n: reset gate, update gate, candidate. There is no cell state.

    r, z = sigmoid(W_ih x + b_ih + W_hh h_prev)          blocks r and z
    m = W_hn h_prev + b_hn                               block n of W_hh
    n = tanh(W_in x + b_in + r m)                        the reset gate scales the product
    h = (1 - z) n + z h_prev                             z keeps, as f does

Cho et al. (2014) scale h_prev before the product: n = tanh(W_in x + W_hn (r h_prev)).
The gradient of the loss with respect to W is dW, with the shape of W.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lstm_utils.arrays import Array, Cache
from lstm_utils.shapes import require_shapes

from .activations import sigmoid


def gru_step(
    x: Array,
    h: Array,
    W_ih: Array,
    W_hh: Array,
    b_ih: Array,
    b_hn: Array,
) -> tuple[Array, Cache]:
    """Advance the GRU by one step.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks r, z, n.
        W_hh: weights from the hidden state, (3H, H) float array.
        b_ih: biases, (3H,) float array.
        b_hn: bias of the hidden state's product in the candidate, (H,) float array; the
            reset gate scales it.

    Returns:
        h: hidden state after this step, (B, H).
        cache: dict of what the backward pass needs: x, h_prev, r, z, n, m, W_ih, W_hh.

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Cho et al. (2014), EMNLP, arXiv:1406.1078, section 2.3, with the reset after the
        product as in torch.nn.GRU.
    """
    spec = "x (B, I), h (B, H), W_ih (3H, I), W_hh (3H, H), b_ih (3H,), b_hn (H,)"
    require_shapes("gru_step", spec, x, h, W_ih, W_hh, b_ih, b_hn)
    x_r, x_z, x_n = np.split(x @ W_ih.T + b_ih, 3, axis=1)  # (B, H) each
    h_r, h_z, h_n = np.split(h @ W_hh.T, 3, axis=1)  # (B, H) each
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    m = h_n + b_hn
    n = np.tanh(x_n + r * m)
    cache = {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
    return (1 - z) * n + z * h, cache


def gru_step_backward(dh: Array, cache: Cache) -> tuple[Array, Array, Array, Array]:
    """Carry the gradient back through one step of the GRU.

    Args:
        dh: gradient with respect to the step's h, (B, H) float array: from the loss at this
            step and from the step after.
        cache: the dict that gru_step returned.

    Returns:
        dx: gradient with respect to the inputs, (B, I).
        dh_prev: gradient with respect to the hidden state before the step, (B, H).
        da: gradient with respect to the pre-activations, (B, 3H), blocks r, z, n: the step
            adds da^T x to dW_ih, da summed over B to db_ih.
        dm: gradient with respect to m, (B, H), summed over B that of b_hn; with it in place
            of block n, da^T h_prev is the step's part of dW_hh.

    Raises:
        ValueError: if dh does not have the shape of h.
    """
    h_prev, r, z, n, m = (cache[name] for name in ("h_prev", "r", "z", "n", "m"))
    require_shapes("gru_step_backward", "dh (B, H), h (B, H)", dh, n)
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_r = da_n * m * r * (1 - r)
    dm = da_n * r
    da = np.concatenate([da_r, da_z, da_n], axis=1)  # (B, 3H)
    from_h = np.concatenate([da_r, da_z, dm], axis=1)  # (B, 3H), of W_hh h_prev
    return da @ cache["W_ih"], dh * z + from_h @ cache["W_hh"], da, dm


def gru_from_torch(weights: Mapping[str, ArrayLike]) -> tuple[Array, Array, Array, Array]:
    """Take the weights out of the state_dict of a one-layer torch.nn.GRU.

    PyTorch has two biases for each block. Those of r and z are added here; the second one of
    n is b_hn, which the reset gate scales.

    Args:
        weights: arrays or CPU tensors by name, as in the state_dict.

    Returns:
        W_ih (3H, I), W_hh (3H, H), b_ih (3H,), b_hn (H,): copies, blocks r, z, n.

    Source: documentation of torch.nn.GRU, section Variables.
    """
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    W_ih, W_hh, b_ih, b_hh = (np.asarray(weights[name]).copy() for name in names)
    H = W_hh.shape[1]
    b_ih[: 2 * H] += b_hh[: 2 * H]
    return W_ih, W_hh, b_ih, b_hh[2 * H :]
