"""Backpropagation through time in pieces: one path, the windows of truncation, chunks.

T = time steps, counted from 1, B = batch, I = inputs, H = hidden units.
The gradient of the loss with respect to W is dW, with the shape of W.
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .rnn import rnn_forward

_TERM = "dh (B, H), h (S, B, H), W_hh (H, H)"  # S = T + 1 states


def bptt_term(dh: Array, t: int, k: int, h: Array, W_hh: Array) -> Array:
    """Compute one term of dW_hh: from the loss of step t back to the use of W_hh at step k.

    The sum of all terms with k <= t, each with the gradient of its own step's loss, is the
    dW_hh of rnn_backward; those that truncation keeps add up to that of truncated_bptt.

    Args:
        dh: gradient of step t's own loss with respect to its state, (B, H) float array.
        t: step of the loss, counted from 1.
        k: step at which W_hh is used, 1 <= k <= t.
        h: all states h_0 ... h_T, (T + 1, B, H) float array: h[t] is the state after step t.
        W_hh: recurrent weights, (H, H) float array.

    Returns:
        The term of dW_hh, (H, H).

    Raises:
        ValueError: if the shapes do not fit, or not 1 <= k <= t <= T.

    Source: Werbos (1990), Proceedings of the IEEE 78:1550-1560.
    """
    require_shapes("bptt_term", _TERM, dh, h, W_hh)
    if not 1 <= k <= t < len(h):
        raise ValueError(f"bptt_term expects 1 <= k <= t < {len(h)}; got t={t}, k={k}")
    for step in range(t, k, -1):
        dh = (dh * (1 - h[step] ** 2)) @ W_hh  # now the gradient of the state before
    da = dh * (1 - h[k] ** 2)
    return da.T @ h[k - 1]


def read_in_chunks(x: Array, h0: Array, W_ih: Array, W_hh: Array, b: Array, k: int) -> Array:
    """Read a long sequence k steps at a time, the state carried from chunk to chunk.

    Args:
        x, h0, W_ih, W_hh, b: as in rnn_forward.
        k: steps in a chunk, >= 1; the last chunk may be shorter.

    Returns:
        hs: (T, B, H), as rnn_forward returns it for the whole sequence.

    Raises:
        ValueError: if the shapes do not fit, or k < 1.
    """
    if k < 1:
        raise ValueError(f"read_in_chunks expects k >= 1; got {k}")
    h, chunks = h0, []
    for start in range(0, len(x), k):
        chunks.append(rnn_forward(x[start : start + k], h, W_ih, W_hh, b))
        h = chunks[-1][-1]
    return np.concatenate(chunks)


def tbptt_windows(T: int, k1: int, k2: int) -> list[tuple[int, int, int]]:
    """List the backward passes of truncated BPTT.

    The steps are cut into pieces of k1, and the last one may be shorter. The losses
    of a piece go back through the last k2 steps that end with it.

    Args:
        T: number of steps, >= 1.
        k1: steps from one backward pass to the next, >= 1.
        k2: steps that each backward pass covers, >= k1.

    Returns:
        List of (start, due, stop), in the order of time, as bounds of slices: the losses
        dhs[due:stop] go back through the steps x[start:stop].

    Raises:
        ValueError: if T < 1, or not 1 <= k1 <= k2.

    Source: Williams and Peng (1990), Neural Computation 2:490-501, BPTT(h; h') with
        h = k2 and h' = k1.
    """
    if T < 1 or not 1 <= k1 <= k2:
        raise ValueError(
            f"tbptt_windows expects T >= 1 and 1 <= k1 <= k2; got T={T}, k1={k1}, k2={k2}"
        )
    windows = []
    for due in range(0, T, k1):
        stop = min(due + k1, T)
        windows.append((max(0, stop - k2), due, stop))
    return windows
