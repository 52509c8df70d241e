"""Real-time recurrent learning: the gradient of an Elman net, forward in time.

I = inputs, H = hidden units, N = I + H + 1. One sequence, not a batch. All weights of a unit
stand side by side as a row of W = [W_ih, W_hh, b], (H, N), which multiplies u = [x, h, 1].

    P[k, i, j] = dh_k / dW_ij                the influence of each weight on each unit
    P <- diag(1 - h_new^2) (W_hh P + direct), where direct[k, k, j] = u_j
    dW = sum over steps and k of dh_k P[k]   the gradient, known at once
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes


def rtrl_step(
    P: Array, h: Array, x: Array, W_ih: Array, W_hh: Array, b: Array
) -> tuple[Array, Array]:
    """Advance state and influence by one step.

    Args:
        P: influence of the weights on h, (H, H, N) float array: dh_k / dW_ij at k, i, j; 0
            before the first step; not changed.
        h: state after the step before, (H,) float array.
        x: input of this step, (I,) float array.
        W_ih: weights from the inputs, (H, I) float array.
        W_hh: weights from the last state, (H, H) float array.
        b: biases, (H,) float array.

    Returns:
        P: influence after this step, (H, H, N), a new array.
        h: state after this step, (H,).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Williams and Zipser (1989), Neural Computation 1:270-280.
    """
    spec = "h (H,), x (I,), W_ih (H, I), W_hh (H, H), b (H,), P (H, H, N)"
    require_shapes("rtrl_step", spec, h, x, W_ih, W_hh, b, P)
    u = np.concatenate([x, h, np.ones(1, h.dtype)])  # (N,)
    h = np.tanh(W_ih @ x + W_hh @ h + b)
    P = np.tensordot(W_hh, P, axes=1)  # through the last state, (H, H, N)
    unit = np.arange(len(h))
    P[unit, unit] += u  # directly: a weight of unit k changes unit k
    return (1 - h**2)[:, None, None] * P, h


def rtrl_diagonal_step(
    P: Array, h: Array, x: Array, W_ih: Array, w_hh: Array, b: Array
) -> tuple[Array, Array]:
    """Advance a net in which each unit reads, of all states, its own alone.

    A weight then influences only its own unit, so P has a row for each unit.

    Args:
        P: influence of the weights of each unit on it, (H, N) float array, N = I + 2.
        h: state after the step before, (H,) float array.
        x: input of this step, (I,) float array.
        W_ih: weights from the inputs, (H, I) float array.
        w_hh: weight of each unit from its own last state, (H,) float array.
        b: biases, (H,) float array.

    Returns:
        P: influence after this step, (H, N), a new array.
        h: state after this step, (H,).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Mozer (1989), Complex Systems 3:349-381, for units that read themselves alone.
    """
    spec = "h (H,), x (I,), W_ih (H, I), w_hh (H,), b (H,), P (H, N)"
    require_shapes("rtrl_diagonal_step", spec, h, x, W_ih, w_hh, b, P)
    rows = np.broadcast_to(x, W_ih.shape)
    u = np.column_stack([rows, h, np.ones_like(h)])  # (H, N)
    h = np.tanh(W_ih @ x + w_hh * h + b)
    return (1 - h**2)[:, None] * (w_hh[:, None] * P + u), h
