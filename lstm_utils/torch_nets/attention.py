"""Additive attention, with a manual backward pass.

S = steps of the source, B = batch, H = units of the query, K = size of a key and of a value,
A = size of the comparison. Twin of `numpy_nets.attention`, which documents arguments, results
and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes


def scores(
    q: Tensor, keys: Tensor, W_q: Tensor, W_k: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    """Score how well each key fits the query. Twin of `numpy_nets.attention.scores`."""
    spec = "q (B, H), keys (S, B, K), W_q (A, H), W_k (A, K), v (A,)"
    require_shapes("scores", spec, q, keys, W_q, W_k, v)
    u = torch.tanh(q @ W_q.T + keys @ W_k.T)  # (S, B, A)
    return u @ v, u


def attend(e: Tensor, mask: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """Take the weighted mean of the values. Twin of `numpy_nets.attention.attend`."""
    require_shapes("attend", "e (S, B), mask (S, B), values (S, B, K)", e, mask, values)
    alpha = torch.softmax(e.masked_fill(~mask, -torch.inf), dim=0)
    return (alpha[:, :, None] * values).sum(dim=0), alpha


def attend_backward(dcontext: Tensor, alpha: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """Carry the gradient back. Twin of `numpy_nets.attention.attend_backward`."""
    spec = "dcontext (B, K), alpha (S, B), values (S, B, K)"
    require_shapes("attend_backward", spec, dcontext, alpha, values)
    dvalues = alpha[:, :, None] * dcontext  # (S, B, K)
    dalpha = (values * dcontext).sum(dim=2)  # (S, B)
    de = alpha * (dalpha - (alpha * dalpha).sum(dim=0))
    return de, dvalues


def scores_backward(
    de: Tensor, u: Tensor, q: Tensor, keys: Tensor, W_q: Tensor, W_k: Tensor, v: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry the gradient back. Twin of `numpy_nets.attention.scores_backward`."""
    spec = "de (S, B), u (S, B, A), q (B, H), keys (S, B, K), W_q (A, H), W_k (A, K), v (A,)"
    require_shapes("scores_backward", spec, de, u, q, keys, W_q, W_k, v)
    dv = (de[:, :, None] * u).sum(dim=(0, 1))
    da = de[:, :, None] * v * (1 - u**2)  # (S, B, A), inside the tanh
    from_q = da.sum(dim=0)  # (B, A): each key is compared with the same query
    dW_k = torch.tensordot(da, keys, dims=([0, 1], [0, 1]))
    return from_q @ W_q, da @ W_k, from_q.T @ q, dW_k, dv


def pointing(alphas: Tensor, named: Tensor, counts: Tensor) -> float:
    """Measure where the largest weight is. Twin of `numpy_nets.attention.pointing`."""
    spec = "alphas (T, S, B), named (T, B), counts (T, B)"
    require_shapes("pointing", spec, alphas, named, counts)
    return float((alphas.argmax(dim=1) == named)[counts].float().mean())
