"""The bidirectional LSTM: two nets read every sequence, one from each end.

T = time, B = batch, I = inputs, H = hidden units of each net, L = layers. Sequence n of a
batch has lengths[n] steps; what comes after them is padding.
The gradient of the loss with respect to W is dW, with the shape of W. Nothing is recorded for
autograd: for that, torch.nn.LSTM(bidirectional=True) on packed sequences gives the same hs.
Twin of `numpy_nets.bilstm`, which documents arguments, results and sources.
"""

from typing import TypedDict

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache

from .lstm import lstm_backward, lstm_forward
from .lstm_weights import lstm_init

Weights = tuple[Tensor, Tensor, Tensor]  # W_ih (4H, I), W_hh (4H, H), b (4H,)


class BothCache(TypedDict):
    """What the backward pass needs: the lengths, and the caches of the two nets."""

    lengths: Tensor
    fwd: Cache
    bwd: Cache


def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    """Reverse each sequence of a batch; the padding stays behind it.

    Twin of `numpy_nets.bilstm.reverse_padded`.
    """
    require_shapes("reverse_padded", "x (T, B, I), lengths (B,)", x, lengths)
    _require_lengths("reverse_padded", lengths, len(x))
    t = torch.arange(len(x), device=x.device)[:, None]  # (T, 1)
    source = torch.where(t < lengths, lengths - 1 - t, t)  # (T, B)
    return x[source, torch.arange(len(lengths), device=x.device)]


def bilstm_init(
    I: int, H: int, rng: torch.Generator, forget_bias: float = 0.0
) -> tuple[Weights, Weights]:
    """Draw the weights of the two nets, as lstm_init does.

    Twin of `numpy_nets.bilstm.bilstm_init`. rng is a torch.Generator.
    """
    return lstm_init(I, H, rng, forget_bias), lstm_init(I, H, rng, forget_bias)


@torch.no_grad()
def bilstm_forward(
    x: Tensor, lengths: Tensor, fwd: Weights, bwd: Weights
) -> tuple[Tensor, Tensor, BothCache]:
    """Run two LSTMs over a batch of sequences, from a state of 0, one from each end.

    Twin of `numpy_nets.bilstm.bilstm_forward`.
    """
    spec = "x (T, B, I), lengths (B,), W_hh of fwd (4H, H), W_hh of bwd (4H, H)"
    require_shapes("bilstm_forward", spec, x, lengths, fwd[1], bwd[1])
    _require_lengths("bilstm_forward", lengths, len(x))
    (T, B, _), H = x.shape, fwd[1].shape[1]
    inside = (torch.arange(T, device=x.device)[:, None] < lengths)[:, :, None]  # (T, B, 1)
    x = torch.where(inside, x, 0)  # nan times a gradient of 0 would be nan
    zeros = x.new_zeros((B, H))
    hs_fwd, _, cache_fwd = lstm_forward(x, zeros, zeros, *fwd)
    hs_bwd, _, cache_bwd = lstm_forward(reverse_padded(x, lengths), zeros, zeros, *bwd)
    last = lengths - 1, torch.arange(B, device=x.device)  # each in its own direction
    h = torch.stack([hs_fwd[last], hs_bwd[last]])
    hs = torch.cat([hs_fwd, reverse_padded(hs_bwd, lengths)], dim=2)  # (T, B, 2H)
    cache: BothCache = {"lengths": lengths, "fwd": cache_fwd, "bwd": cache_bwd}
    return torch.where(inside, hs, 0), h, cache


@torch.no_grad()
def bilstm_backward(dhs: Tensor, cache: BothCache) -> tuple[Tensor, Weights, Weights]:
    """Carry gradients back through both nets, and collect those of the weights.

    Twin of `numpy_nets.bilstm.bilstm_backward`.
    """
    lengths, H = cache["lengths"], cache["fwd"]["W_hh"].shape[1]
    states = cache["fwd"]["tanh_cs"]
    halves = dhs[..., :H], dhs[..., H:]
    spec = "first half of dhs (T, B, H), second half (T, B, H), states (T, B, H)"
    require_shapes("bilstm_backward", spec, *halves, states)
    inside = (torch.arange(len(dhs), device=dhs.device)[:, None] < lengths)[:, :, None]
    d_fwd, d_bwd = (torch.where(inside, half, 0) for half in halves)
    dx_fwd, *dfwd, _, _ = lstm_backward(d_fwd, cache["fwd"])
    dx_bwd, *dbwd, _, _ = lstm_backward(reverse_padded(d_bwd, lengths), cache["bwd"])
    return dx_fwd + reverse_padded(dx_bwd, lengths), _triple(dfwd), _triple(dbwd)


def final_states(h: Tensor, layers: int) -> Tensor:
    """Join the final states of both directions, layer by layer.

    Twin of `numpy_nets.bilstm.final_states`. Gradients pass.
    """
    if h.ndim != 3 or len(h) != 2 * layers:
        raise ValueError(f"final_states expects h ({2 * layers}, B, H); got {tuple(h.shape)}")
    _, B, H = h.shape
    pairs = h.reshape(layers, 2, B, H)
    return torch.cat([pairs[:, 0], pairs[:, 1]], dim=2)


def _triple(grads: list[Tensor]) -> Weights:
    """Return the gradients of one net's weights as its weights are kept."""
    dW_ih, dW_hh, db = grads
    return dW_ih, dW_hh, db


def _require_lengths(where: str, lengths: Tensor, T: int) -> None:
    """Raise ValueError unless all lengths are integers from 1 to T."""
    if lengths.is_floating_point() or lengths.min() < 1 or lengths.max() > T:
        raise ValueError(
            f"{where} expects lengths that are integers from 1 to {T}; "
            f"got {lengths.dtype} from {lengths.min()} to {lengths.max()}"
        )
