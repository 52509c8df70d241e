"""The LSTM on streams: resets where a document begins, frozen gates, how long it remembers.

T = time, B = streams side by side, I = inputs, H = hidden units; W_ih, W_hh and b hold four
blocks of H rows, in the order i, f, g, o. `reset` (T, B) is True where a step begins a new
document: h and c are 0 before that step, and no gradient passes back through it.
"""

from collections.abc import Callable

import numpy as np

from lstm_utils.arrays import Array, BoolArray, Cache, Params
from lstm_utils.shapes import require_shapes

from .lstm import lstm_step, lstm_step_backward

FROZEN = 50.0  # bias of a gate that stays at 1: 1 - sigmoid(50) = 2e-22

Step = Callable[
    [Array, Array, Array, Array, Array, Array], tuple[Array, Array, Cache]
]  # like lstm_step
StepBackward = Callable[
    [Array, Array, Cache], tuple[Array, Array, Array, Array]
]  # like lstm_step_backward
State = tuple[Array, Array]  # h, c


def half_life(b_f: Array) -> Array:
    """Compute after how many steps half of a cell state is left.

    Args:
        b_f: pre-activation of the forget gate, the same at every step, float array of any
            shape, or a number.

    Returns:
        ln(1/2) / ln(sigmoid(b_f)), in steps, with the shape of b_f. ln(sigmoid(b_f)) is
        computed without rounding sigmoid(b_f) to 1.
    """
    return np.log(2) / np.logaddexp(0, -np.asarray(b_f))


def state_growth(cs: Array) -> tuple[Array, float]:
    """Measure the size of the cell states at each step, and how fast it grows.

    Args:
        cs: cell state after each step, (T, B, H) float array.

    Returns:
        size: mean of |c| over streams and units at each step, (T,).
        rate: slope of the least-squares line through size over the steps, per step; 0 for
            one step.

    Raises:
        ValueError: if cs is not (T, B, H).
    """
    require_shapes("state_growth", "cs (T, B, H)", cs)
    size = abs(cs).mean(axis=(1, 2))  # (T,)
    t = np.arange(len(size)) - (len(size) - 1) / 2
    return size, float(t @ size / (t @ t)) if len(t) > 1 else 0.0


def freeze_forget(params: Params) -> None:
    """Keep the forget gates at 1, whatever the inputs: the cell state of 1997.

    Args:
        params: dict with W_ih (4H, I), W_hh (4H, H) and b (4H,), blocks i, f, g, o; their f
            rows are changed in place: weights 0, biases 50.

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    arrays = params["W_ih"], params["W_hh"], params["b"]
    require_shapes("freeze_forget", "W_ih (4H, I), W_hh (4H, H), b (4H,)", *arrays)
    H = params["W_hh"].shape[1]
    for q, value in zip(arrays, (0.0, 0.0, FROZEN), strict=True):
        q[H : 2 * H] = value


def lstm_stream(
    x: Array, reset: BoolArray, state: State, params: Params, step: Step = lstm_step
) -> tuple[Array, State, list[Cache]]:
    """Run the LSTM over a part of B streams, and start from 0 where a document begins.

    Args:
        x: inputs, (T, B, I) float array.
        reset: True where a step is the first of a document, (T, B) bool array.
        state: h and c after the step before the first, (B, H) float arrays.
        params: dict with W_ih (4H, I), W_hh (4H, H) and b (4H,), blocks i, f, g, o.
        step: a function like lstm_step.

    Returns:
        hs: hidden state after each step, (T, B, H).
        state: h and c after the last step, (B, H), for the next part of the streams.
        caches: list of the T caches of the steps.

    Raises:
        ValueError: if the shapes do not fit.
    """
    h, c = state
    weights = params["W_ih"], params["W_hh"], params["b"]
    spec = "x (T, B, I), reset (T, B), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("lstm_stream", spec, x, reset, h, c, *weights)
    hs, caches = [], []
    for x_t, keep in zip(x, ~reset[:, :, None], strict=True):  # (B, I), (B, 1)
        h, c, cache = step(x_t, keep * h, keep * c, *weights)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), (h, c), caches


def lstm_stream_backward(
    dhs: Array,
    reset: BoolArray,
    caches: list[Cache],
    step_backward: StepBackward = lstm_step_backward,
) -> tuple[Array, Array, Array, State]:
    """Carry gradients back through a part of B streams; none passes a document's beginning.

    Args:
        dhs: gradient with respect to hs, (T, B, H) float array.
        reset: as in lstm_stream.
        caches: the list that lstm_stream returned.
        step_backward: a function like lstm_step_backward.

    Returns:
        dW_ih: gradient with respect to W_ih, (4H, I), summed over time and batch.
        dW_hh: gradient with respect to W_hh, (4H, H), summed over time and batch.
        db: gradient with respect to b, (4H,), summed over time and batch.
        dstate: gradients with respect to h and c before the first step, (B, H) each.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("lstm_stream_backward", "dhs (T, B, H), reset (T, B)", dhs, reset)
    dh = dc = np.zeros_like(dhs[0])
    dW_ih, dW_hh = (np.zeros_like(caches[0][name]) for name in ("W_ih", "W_hh"))
    db = np.zeros_like(dW_hh[:, 0])
    for dh_t, keep, cache in zip(dhs[::-1], ~reset[::-1, :, None], caches[::-1], strict=True):
        _, dh, dc, da = step_backward(dh_t + dh, dc, cache)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(axis=0)
        dh, dc = keep * dh, keep * dc  # h_prev = keep h
    return dW_ih, dW_hh, db, (dh, dc)
