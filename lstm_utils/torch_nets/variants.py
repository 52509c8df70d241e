"""Variants of the LSTM cell, with parts added and left out, and the start of a ReLU net.

B = batch, I = inputs, H = hidden units. Blocks of H rows are in the order i, f, g, o, as in
`lstm`; where a variant has no i, the order is f, g, o. Peephole weights p are (3H,), blocks
i, f, o: the candidate has none.

    peepholes   a_i += p_i c_prev,  a_f += p_f c_prev,  a_o += p_o c      element by element
    coupled     i = 1 - f
    ablated     i, f or o = 1,  g = a_g,  h = o c                         one or several of them
Twin of `numpy_nets.variants`, which documents arguments, results and sources.
"""

import math

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes

from .activations import sigmoid

PARTS = "ifgoh"  # what ablated_step can leave out


def peephole_step(
    x: Tensor,
    h: Tensor,
    c: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    p: Tensor,
) -> tuple[Tensor, Tensor]:
    """Advance an LSTM with peepholes by one step: its gates see the cell state.

    Twin of `numpy_nets.variants.peephole_step`.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,), p (3H,)"
    require_shapes("peephole_step", spec, x, h, c, W_ih, W_hh, b, p)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = a.chunk(4, dim=1)  # (B, H) each
    p_i, p_f, p_o = p.chunk(3)  # (H,) each
    i, f = sigmoid(a_i + p_i * c), sigmoid(a_f + p_f * c)
    c_next = f * c + i * torch.tanh(a_g)
    o = sigmoid(a_o + p_o * c_next)
    return o * torch.tanh(c_next), c_next


def coupled_step(
    x: Tensor,
    h: Tensor,
    c: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
) -> tuple[Tensor, Tensor]:
    """Advance an LSTM with coupled gates by one step: what is forgotten makes room, i = 1 - f.

    Twin of `numpy_nets.variants.coupled_step`.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("coupled_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 3H)
    a_f, a_g, a_o = a.chunk(3, dim=1)  # (B, H) each
    f, o = sigmoid(a_f), sigmoid(a_o)
    c_next = f * c + (1 - f) * torch.tanh(a_g)
    return o * torch.tanh(c_next), c_next


def ablated_step(
    x: Tensor,
    h: Tensor,
    c: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    without: str = "",
) -> tuple[Tensor, Tensor]:
    """Advance an LSTM by one step with some of its parts left out.

    Twin of `numpy_nets.variants.ablated_step`.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("ablated_step", spec, x, h, c, W_ih, W_hh, b)
    if not set(without) <= set(PARTS):
        raise ValueError(
            f"ablated_step expects letters of {PARTS!r} in without; got {without!r}"
        )
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, g, a_o = a.chunk(4, dim=1)  # (B, H) each
    i, f, o = (
        torch.ones_like(a_k) if name in without else sigmoid(a_k)
        for name, a_k in zip("ifo", (a_i, a_f, a_o), strict=True)
    )
    c_next = f * c + i * (g if "g" in without else torch.tanh(g))
    return o * (c_next if "h" in without else torch.tanh(c_next)), c_next


def clock_weights(T: int) -> tuple[Tensor, Tensor]:
    """Return weights, set manually, with which a peephole cell gives a spike every T steps.

    Twin of `numpy_nets.variants.clock_weights`. Tensors have PyTorch's default dtype.
    """
    if T < 2:
        raise ValueError(f"clock_weights expects T of 2 steps or more; got {T}")
    step, k = 1 / (T - 0.5), 20.0 * T  # k makes a gate of 0 or 1 within half a step
    return torch.tensor([math.log(step / (1 - step)), k, 50.0, -k]), torch.tensor([0.0, -k, k])


def irnn_init(
    I: int, H: int, rng: torch.Generator, std: float = 0.001
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw the weights of a ReLU net that starts by copying its state.

    Twin of `numpy_nets.variants.irnn_init`.
    rng is a torch.Generator; tensors have PyTorch's default dtype and the device of rng.
    """
    W_ih = torch.empty((H, I), device=rng.device).normal_(0, std, generator=rng)
    return W_ih, torch.eye(H, device=rng.device), torch.zeros(H, device=rng.device)
