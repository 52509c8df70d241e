"""The bidirectional LSTM: two nets read every sequence, one from each end.

T = time, B = batch, I = inputs, H = hidden units of each net, L = layers. Sequence n of a
batch has lengths[n] steps; what comes after them is padding. The second net reads each
sequence from its own last step back to its first, and its outputs are reversed again, so that
row t of both halves belongs to step t:

    hs[t] = [h_fwd[t], h_bwd[t]]             h_fwd[t] has read x[0] ... x[t]
                                             h_bwd[t] has read x[n - 1] ... x[t]
The gradient of the loss with respect to W is dW, with the shape of W.
"""

from typing import TypedDict

import numpy as np

from lstm_utils.arrays import Array, Cache, IntArray
from lstm_utils.shapes import require_shapes

from .lstm import lstm_backward, lstm_forward
from .lstm_weights import lstm_init

Weights = tuple[Array, Array, Array]  # W_ih (4H, I), W_hh (4H, H), b (4H,)


class BothCache(TypedDict):
    """What the backward pass needs: the lengths, and the caches of the two nets."""

    lengths: IntArray
    fwd: Cache
    bwd: Cache


def reverse_padded(x: Array, lengths: IntArray) -> Array:
    """Reverse each sequence of a batch; the padding stays behind it.

    Args:
        x: (T, B, I) array.
        lengths: steps of each sequence, 1 to T, (B,) integer array.

    Returns:
        New (T, B, I) array: step t of sequence n is its step lengths[n] - 1 - t; where
        t >= lengths[n] it is x. Applied twice, it gives x.

    Raises:
        ValueError: if the shapes do not fit, or a length is not an integer from 1 to T.
    """
    require_shapes("reverse_padded", "x (T, B, I), lengths (B,)", x, lengths)
    _require_lengths("reverse_padded", lengths, len(x))
    t = np.arange(len(x))[:, None]  # (T, 1)
    source = np.where(t < lengths, lengths - 1 - t, t)  # (T, B)
    return x[source, np.arange(len(lengths))]


def bilstm_init(
    I: int, H: int, rng: np.random.Generator, forget_bias: float = 0.0
) -> tuple[Weights, Weights]:
    """Draw the weights of the two nets, as lstm_init does.

    Args:
        I: number of inputs.
        H: number of hidden units of each net.
        rng: numpy.random.Generator.
        forget_bias: number that is added to the forget gates' biases.

    Returns:
        fwd, bwd: W_ih (4H, I), W_hh (4H, H), b (4H,) of each net, float64, blocks i, f, g, o.
    """
    return lstm_init(I, H, rng, forget_bias), lstm_init(I, H, rng, forget_bias)


def bilstm_forward(
    x: Array, lengths: IntArray, fwd: Weights, bwd: Weights
) -> tuple[Array, Array, BothCache]:
    """Run two LSTMs over a batch of sequences, from a state of 0, one from each end.

    Args:
        x: inputs, (T, B, I) float array; any value where t >= lengths.
        lengths: steps of each sequence, 1 to T, (B,) integer array.
        fwd: W_ih (4H, I), W_hh (4H, H), b (4H,) of the net that reads forward.
        bwd: the same of the net that reads from the end.

    Returns:
        hs: hidden states, (T, B, 2H): the forward net's, then the backward net's after it
            has read the sequence from its end to step t; 0 where t >= lengths.
        h: hidden state of each net after the last step that it reads, (2, B, H): the forward
            net's at the end of each sequence, the backward net's at its beginning.
        cache: dict of what bilstm_backward needs.

    Raises:
        ValueError: if the shapes do not fit, or a length is not an integer from 1 to T.

    Source: Graves and Schmidhuber (2005), Neural Networks 18:602-610.
    """
    spec = "x (T, B, I), lengths (B,), W_hh of fwd (4H, H), W_hh of bwd (4H, H)"
    require_shapes("bilstm_forward", spec, x, lengths, fwd[1], bwd[1])
    _require_lengths("bilstm_forward", lengths, len(x))
    (T, B, _), H = x.shape, fwd[1].shape[1]
    inside = (np.arange(T)[:, None] < lengths)[:, :, None]  # (T, B, 1)
    x = np.where(inside, x, 0)  # nan times a gradient of 0 would be nan
    zeros = np.zeros((B, H), x.dtype)
    hs_fwd, _, cache_fwd = lstm_forward(x, zeros, zeros, *fwd)
    hs_bwd, _, cache_bwd = lstm_forward(reverse_padded(x, lengths), zeros, zeros, *bwd)
    last = lengths - 1, np.arange(B)  # of both nets, each in its own direction
    h = np.stack([hs_fwd[last], hs_bwd[last]])
    hs = np.concatenate([hs_fwd, reverse_padded(hs_bwd, lengths)], axis=2)  # (T, B, 2H)
    return np.where(inside, hs, 0), h, {"lengths": lengths, "fwd": cache_fwd, "bwd": cache_bwd}


def bilstm_backward(dhs: Array, cache: BothCache) -> tuple[Array, Weights, Weights]:
    """Carry gradients back through both nets, and collect those of the weights.

    Args:
        dhs: gradient with respect to hs, (T, B, 2H) float array; any value where
            t >= lengths, because hs is 0 there whatever the weights are.
        cache: the dict that bilstm_forward returned.

    Returns:
        dx: gradient with respect to x, (T, B, I), the sum of both nets'; 0 in the padding.
        dfwd: dW_ih, dW_hh, db of the forward net, with the shapes of its weights.
        dbwd: the same of the backward net.

    Raises:
        ValueError: if dhs does not have the shape of hs.
    """
    lengths, H = cache["lengths"], cache["fwd"]["W_hh"].shape[1]
    states = cache["fwd"]["tanh_cs"]
    halves = dhs[..., :H], dhs[..., H:]
    spec = "first half of dhs (T, B, H), second half (T, B, H), states (T, B, H)"
    require_shapes("bilstm_backward", spec, *halves, states)
    inside = (np.arange(len(dhs))[:, None] < lengths)[:, :, None]  # (T, B, 1)
    d_fwd, d_bwd = (np.where(inside, half, 0) for half in halves)
    dx_fwd, *dfwd, _, _ = lstm_backward(d_fwd, cache["fwd"])
    dx_bwd, *dbwd, _, _ = lstm_backward(reverse_padded(d_bwd, lengths), cache["bwd"])
    return dx_fwd + reverse_padded(dx_bwd, lengths), _triple(dfwd), _triple(dbwd)


def final_states(h: Array, layers: int) -> Array:
    """Join the final states of both directions, layer by layer.

    Args:
        h: final states as torch.nn.LSTM(bidirectional=True) returns them, (2L, B, H): layer 0
            forward, layer 0 backward, layer 1 forward, and so on.
        layers: L, number of layers.

    Returns:
        New (L, B, 2H) array: of each layer and sequence, the forward net's state after the
        last step, then the backward net's after the first.

    Raises:
        ValueError: if h does not have two states for each layer.
    """
    if h.ndim != 3 or len(h) != 2 * layers:
        raise ValueError(f"final_states expects h ({2 * layers}, B, H); got {tuple(h.shape)}")
    _, B, H = h.shape
    pairs = h.reshape(layers, 2, B, H)
    return np.concatenate([pairs[:, 0], pairs[:, 1]], axis=2)


def _triple(grads: list[Array]) -> Weights:
    """Return the gradients of one net's weights as its weights are kept."""
    dW_ih, dW_hh, db = grads
    return dW_ih, dW_hh, db


def _require_lengths(where: str, lengths: IntArray, T: int) -> None:
    """Raise ValueError unless all lengths are integers from 1 to T."""
    if lengths.dtype.kind not in "iu" or lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"{where} expects lengths that are integers from 1 to {T}; "
            f"got {lengths.dtype} from {lengths.min()} to {lengths.max()}"
        )
