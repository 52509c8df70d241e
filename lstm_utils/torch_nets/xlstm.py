"""The two cells of the xLSTM: exponential gates with a stabiliser, and a memory of vectors.

T = time, B = batch, I = inputs, H = hidden units, D = size of keys and queries, E = size of
values. Blocks of H rows are in the order i, f, g, o. Twin of `numpy_nets.xlstm`, which
documents equations, arguments, results and sources.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from lstm_utils.shapes import require_shapes

from .activations import sigmoid


def stable_gates(a_i: Tensor, a_f: Tensor, m: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return both gates, divided by exp of the new m. Twin of `numpy_nets.xlstm.stable_gates`.

    No gradient flows through m: it cancels in h.
    """
    if not a_i.shape == a_f.shape == m.shape:
        shapes = (tuple(q.shape) for q in (a_i, a_f, m))
        raise ValueError("stable_gates expects one shape; got {}, {}, {}".format(*shapes))
    kept = m + logsigmoid(a_f)
    m = torch.maximum(kept, a_i).detach()
    return torch.exp(a_i - m), torch.exp(kept - m), m


def slstm_step(
    x: Tensor,
    h: Tensor,
    c: Tensor,
    n: Tensor,
    m: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Advance the sLSTM by one step. Twin of `numpy_nets.xlstm.slstm_step`."""
    spec = (
        "x (B, I), h (B, H), c (B, H), n (B, H), m (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    )
    require_shapes("slstm_step", spec, x, h, c, n, m, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = a.chunk(4, dim=1)  # (B, H) each
    i, f, m = stable_gates(a_i, a_f, m)
    c = f * c + i * torch.tanh(a_g)
    n = f * n + i
    return sigmoid(a_o) * c / n, c, n, m


def mlstm_step(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    a_i: Tensor,
    a_f: Tensor,
    C: Tensor,
    n: Tensor,
    m: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Write under a key, then read with a query. Twin of `numpy_nets.xlstm.mlstm_step`."""
    spec = "q (B, D), k (B, D), v (B, E), a_i (B,), a_f (B,), C (B, E, D), n (B, D), m (B,)"
    require_shapes("mlstm_step", spec, q, k, v, a_i, a_f, C, n, m)
    k = k / math.sqrt(k.shape[1])
    i, f, m = stable_gates(a_i, a_f, m)  # (B,) each
    C = f[:, None, None] * C + i[:, None, None] * v[:, :, None] * k[:, None, :]
    n = f[:, None] * n + i[:, None] * k
    norm = torch.maximum((n * q).sum(dim=1).abs(), torch.exp(-m))  # (B,)
    h = torch.einsum("bed,bd->be", C, q) / norm[:, None]
    return h, C, n, m


def mlstm_parallel(q: Tensor, k: Tensor, v: Tensor, a_i: Tensor, a_f: Tensor) -> Tensor:
    """Compute all steps at once. Twin of `numpy_nets.xlstm.mlstm_parallel`."""
    spec = "q (T, B, D), k (T, B, D), v (T, B, E), a_i (T, B), a_f (T, B)"
    require_shapes("mlstm_parallel", spec, q, k, v, a_i, a_f)
    k = k / math.sqrt(k.shape[2])
    kept = logsigmoid(a_f).cumsum(dim=0)  # (T, B), log f_1 + ... + log f_t
    D = kept[:, None] - kept + a_i  # (T, T, B), row t, column s
    later = torch.ones(len(q), len(q), dtype=torch.bool, device=q.device).triu(1)
    D = D.masked_fill(later[:, :, None], -torch.inf)
    m = D.max(dim=1).values.detach()  # (T, B)
    S = torch.einsum("tbd,sbd->tsb", q, k) * torch.exp(D - m[:, None])
    norm = torch.maximum(S.sum(dim=1).abs(), torch.exp(-m))  # (T, B)
    return torch.einsum("tsb,sbj->tbj", S, v) / norm[:, :, None]
