"""The Elman network: one tanh layer that receives its own previous state, forward and backward.

T = time steps, B = batch, I = inputs, H = hidden units.
The gradient of the loss with respect to W is dW, with the shape of W.
A cache is a dict of what forward took and returned; backward needs nothing else.
"""

import numpy as np

from lstm_utils.arrays import Array, Cache
from lstm_utils.shapes import require_shapes

_BACKWARD = "dhs (T, B, H), x (T, B, I), h0 (B, H), hs (T, B, H), W_ih (H, I), W_hh (H, H)"


def rnn_step(x: Array, h: Array, W_ih: Array, W_hh: Array, b: Array) -> Array:
    """Compute the next state, h_t = tanh(x_t W_ih^T + h_{t-1} W_hh^T + b).

    Args:
        x: input of this step, (B, I) float array.
        h: state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (H, I) float array.
        W_hh: weights from the last state, (H, H) float array.
        b: biases, (H,) float array.

    Returns:
        The state after this step, (B, H), a new array.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Elman (1990), Cognitive Science 14:179-211; layout of torch.nn.RNN, its two
        biases summed.
    """
    spec = "x (B, I), h (B, H), W_ih (H, I), W_hh (H, H), b (H,)"
    require_shapes("rnn_step", spec, x, h, W_ih, W_hh, b)
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)  # (B, H)


def rnn_step_backward(dh: Array, cache: Cache) -> tuple[Array, Array, Array, Array, Array]:
    """Carry a gradient back through one step.

    Args:
        dh: gradient with respect to the step's new state, (B, H) float array: from the
            loss at this step and from the step after, added.
        cache: dict of float arrays: x (B, I), h_prev (B, H), W_ih (H, I), W_hh (H, H) as
            rnn_step took them, and h (B, H) as it returned it.

    Returns:
        dx (B, I), dh_prev (B, H), dW_ih (H, I), dW_hh (H, H), db (H,).

    Raises:
        ValueError: if the shapes do not fit.
    """
    x, h_prev, h, W_ih, W_hh = (cache[name] for name in ("x", "h_prev", "h", "W_ih", "W_hh"))
    spec = "dh (B, H), x (B, I), h_prev (B, H), h (B, H), W_ih (H, I), W_hh (H, H)"
    require_shapes("rnn_step_backward", spec, dh, x, h_prev, h, W_ih, W_hh)
    da = dh * (1 - h**2)  # (B, H), tanh' = 1 - tanh^2
    return da @ W_ih, da @ W_hh, da.T @ x, da.T @ h_prev, da.sum(axis=0)


def rnn_forward(x: Array, h0: Array, W_ih: Array, W_hh: Array, b: Array) -> Array:
    """Read a batch of sequences, with the same weights at every step.

    Args:
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array.
        W_ih, W_hh, b: parameters, as in rnn_step.

    Returns:
        hs: the state after each step, (T, B, H); hs[-1] is the h0 of the next chunk.

    Raises:
        ValueError: if the shapes do not fit.
    """
    spec = "x (T, B, I), h0 (B, H), W_ih (H, I), W_hh (H, H), b (H,)"
    require_shapes("rnn_forward", spec, x, h0, W_ih, W_hh, b)
    h, hs = h0, []
    for x_t in x:
        h = rnn_step(x_t, h, W_ih, W_hh, b)
        hs.append(h)
    return np.stack(hs)  # (T, B, H)


def rnn_backward(dhs: Array, cache: Cache) -> tuple[Array, Array, Array, Array, Array]:
    """Carry gradients back through time, from the last step to the first.

    Args:
        dhs: gradient of each step's own loss with respect to its state, (T, B, H) float
            array; 0 where a step has no loss.
        cache: dict of float arrays: x (T, B, I), h0 (B, H), W_ih (H, I), W_hh (H, H) as
            rnn_forward took them, and hs (T, B, H) as it returned them.

    Returns:
        dx (T, B, I), dW_ih (H, I), dW_hh (H, H), db (H,), dh0 (B, H).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Werbos (1990), Proceedings of the IEEE 78:1550-1560.
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
    dhs: Array, cache: Cache, k1: int, k2: int
) -> tuple[Array, Array, Array, Array, Array]:
    """Carry gradients back at most k2 steps, once in every k1 steps.

    The sequence is cut into pieces of k1 steps, and the last one may be shorter.
    At the end of each piece the gradients of its own steps go back through the last k2
    steps and are cut off there; the states stay those of the whole sequence.
    With k2 >= T this is rnn_backward.

    Args:
        dhs, cache: as in rnn_backward.
        k1: steps from one backward pass to the next, >= 1.
        k2: steps that each backward pass covers, >= k1.

    Returns:
        dx (T, B, I), dW_ih (H, I), dW_hh (H, H), db (H,), dh0 (B, H), each summed over
        the backward passes.

    Raises:
        ValueError: if the shapes do not fit, or not 1 <= k1 <= k2.

    Source: Williams and Peng (1990), Neural Computation 2:490-501, BPTT(h; h') with
        h = k2 and h' = k1.
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
        dhs_due = dhs[start:stop].copy()
        dhs_due[: due - start] = 0  # these losses went back with their own piece
        dx_part, dW_ih_part, dW_hh_part, db_part, dfirst = rnn_backward(dhs_due, window)
        dx[start:stop] += dx_part
        dW_ih += dW_ih_part
        dW_hh += dW_hh_part
        db += db_part
        if start == 0:
            dh0 += dfirst
    return dx, dW_ih, dW_hh, db, dh0


def _zero_gradients(cache: Cache) -> list[Array]:
    x, h0, hs, W_ih, W_hh = (cache[name] for name in ("x", "h0", "hs", "W_ih", "W_hh"))
    like = x, W_ih, W_hh, W_hh[0], h0  # dx, dW_ih, dW_hh, db, dh0
    return [np.zeros_like(q, dtype=hs.dtype) for q in like]
