"""An LSTM with a dense layer on streams, window after window, with or without resets.

T = time steps, B = streams, I = inputs, H = hidden units, K = classes. `params` is a dict as
`sequence_net_init` of `numpy_nets` returns it.
"""

from typing import Any

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray, IntArray, Params

State = tuple[Array, Array]  # h, c


def stream_logits(
    params: Params, x: Array, reset: BoolArray | None, state: State
) -> tuple[Array, State, tuple[Array, Any]]:
    """Compute the logits of one window of the streams.

    Args:
        params: as at the top of this file.
        x: inputs, (T, B, I) float array.
        reset: as lstm_stream takes it, (T, B); None for no resets, which is faster.
        state: h and c before the window, (B, H) each.

    Returns:
        z: logits, (T, B, K).
        state: h and c after the window.
        cache: (hs, the cell's cache), what the backward pass needs.
    """
    if reset is None:
        hs, c, cache = nets.lstm_forward(x, *state, params["W_ih"], params["W_hh"], params["b"])
        state = hs[-1], c
    else:
        hs, state, cache = nets.lstm_stream(x, reset, state, params)
    return hs @ params["W_out"].T + params["b_out"], state, (hs, cache)


def stream_grads(
    params: Params,
    x: Array,
    y: IntArray,
    mask: BoolArray,
    reset: BoolArray | None,
    state: State,
) -> tuple[Params, Array, State]:
    """Compute the gradients on one window; none goes back before the window.

    Args:
        params, x, reset, state: as in stream_logits.
        y: right class of each step, (T, B) integer array.
        mask: which steps have a target, (T, B) bool array.

    Returns:
        grads: of the mean cross-entropy, dict of arrays with the keys and shapes of params.
        z: logits, (T, B, K).
        state: h and c after the window.
    """
    z, state, (hs, cache) = stream_logits(params, x, reset, state)
    _, dz = nets.masked_cross_entropy(z, y, mask)
    flat = hs.reshape(-1, hs.shape[2])
    dhs, dW_out, db_out = nets.dense_backward(dz.reshape(len(flat), -1), flat, params["W_out"])
    dhs = dhs.reshape(hs.shape)
    if reset is None:
        _, dW_ih, dW_hh, db, _, _ = nets.lstm_backward(dhs, cache)
    else:
        dW_ih, dW_hh, db, _ = nets.lstm_stream_backward(dhs, reset, cache)
    grads = {"W_ih": dW_ih, "W_hh": dW_hh, "b": db, "W_out": dW_out, "b_out": db_out}
    return grads, z, state


def zero_state(params: Params, B: int) -> State:
    """Return h and c of zeros for B streams, in the dtype of params."""
    zero = np.zeros((B, params["W_hh"].shape[1]), params["W_hh"].dtype)
    return zero, zero
