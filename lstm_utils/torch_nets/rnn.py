"""The Elman network: one tanh layer that receives its own previous state, forward and backward.

T = time steps, B = batch, I = inputs, H = hidden units.
The gradient of the loss with respect to W is dW, with the shape of W.
A cache is a dict of what forward took and returned; backward needs nothing else.
Twin of `numpy_nets.rnn`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache

_BACKWARD = "dhs (T, B, H), x (T, B, I), h0 (B, H), hs (T, B, H), W_ih (H, I), W_hh (H, H)"


def rnn_step(x: Tensor, h: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Compute the next state, h_t = tanh(x_t W_ih^T + h_{t-1} W_hh^T + b).

    Twin of `numpy_nets.rnn.rnn_step`.
    """
    spec = "x (B, I), h (B, H), W_ih (H, I), W_hh (H, H), b (H,)"
    require_shapes("rnn_step", spec, x, h, W_ih, W_hh, b)
    return torch.tanh(x @ W_ih.T + h @ W_hh.T + b)  # (B, H)


def rnn_step_backward(
    dh: Tensor, cache: Cache
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry a gradient back through one step.

    Twin of `numpy_nets.rnn.rnn_step_backward`.
    """
    x, h_prev, h, W_ih, W_hh = (cache[name] for name in ("x", "h_prev", "h", "W_ih", "W_hh"))
    spec = "dh (B, H), x (B, I), h_prev (B, H), h (B, H), W_ih (H, I), W_hh (H, H)"
    require_shapes("rnn_step_backward", spec, dh, x, h_prev, h, W_ih, W_hh)
    da = dh * (1 - h**2)  # (B, H), tanh' = 1 - tanh^2
    return da @ W_ih, da @ W_hh, da.T @ x, da.T @ h_prev, da.sum(dim=0)


def rnn_forward(x: Tensor, h0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Tensor:
    """Read a batch of sequences, with the same weights at every step.

    Twin of `numpy_nets.rnn.rnn_forward`.
    """
    spec = "x (T, B, I), h0 (B, H), W_ih (H, I), W_hh (H, H), b (H,)"
    require_shapes("rnn_forward", spec, x, h0, W_ih, W_hh, b)
    h, hs = h0, []
    for x_t in x:
        h = rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs)  # (T, B, H)


def rnn_backward(dhs: Tensor, cache: Cache) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back through time, from the last step to the first.

    Twin of `numpy_nets.rnn.rnn_backward`.
    """
    x, h0, hs, W_ih, W_hh = (cache[name] for name in ("x", "h0", "hs", "W_ih", "W_hh"))
    require_shapes("rnn_backward", _BACKWARD, dhs, x, h0, hs, W_ih, W_hh)
    dx, dW_ih, dW_hh, db, dh_next = _zero_gradients(cache)
    for t in reversed(range(len(x))):
        h_prev = hs[t - 1] if t > 0 else h0
        step = {"x": x[t], "h_prev": h_prev, "h": hs[t], "W_ih": W_ih, "W_hh": W_hh}
        dx[t], dh_next, dW_ih_t, dW_hh_t, db_t = rnn_step_backward(dhs[t] + dh_next, step)
        dW_ih += dW_ih_t
        dW_hh += dW_hh_t
        db += db_t
    return dx, dW_ih, dW_hh, db, dh_next


def truncated_bptt(
    dhs: Tensor, cache: Cache, k1: int, k2: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back at most k2 steps, once in every k1 steps.

    Twin of `numpy_nets.rnn.truncated_bptt`.
    """
    if not 1 <= k1 <= k2:
        raise ValueError(f"truncated_bptt expects 1 <= k1 <= k2; got k1={k1}, k2={k2}")
    x, h0, hs, W_ih, W_hh = (cache[name] for name in ("x", "h0", "hs", "W_ih", "W_hh"))
    require_shapes("truncated_bptt", _BACKWARD, dhs, x, h0, hs, W_ih, W_hh)
    dx, dW_ih, dW_hh, db, dh0 = _zero_gradients(cache)
    for due in range(0, len(x), k1):
        stop = min(due + k1, len(x))
        start = max(0, stop - k2)
        first = hs[start - 1] if start > 0 else h0
        window = {**cache, "x": x[start:stop], "h0": first, "hs": hs[start:stop]}
        dhs_due = dhs[start:stop].clone()
        dhs_due[: due - start] = 0  # these losses went back with their own piece
        dx_part, dW_ih_part, dW_hh_part, db_part, dfirst = rnn_backward(dhs_due, window)
        dx[start:stop] += dx_part
        dW_ih += dW_ih_part
        dW_hh += dW_hh_part
        db += db_part
        if start == 0:
            dh0 += dfirst
    return dx, dW_ih, dW_hh, db, dh0


def _zero_gradients(cache: Cache) -> list[Tensor]:
    x, h0, hs, W_ih, W_hh = (cache[name] for name in ("x", "h0", "hs", "W_ih", "W_hh"))
    like = x, W_ih, W_hh, W_hh[0], h0  # dx, dW_ih, dW_hh, db, dh0
    return [torch.zeros_like(q, dtype=hs.dtype) for q in like]
