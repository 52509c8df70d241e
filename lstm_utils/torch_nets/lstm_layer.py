"""The LSTM under autograd: a plain loop, the hoisted form, and a Function.

T = time, B = batch, I = inputs, H = hidden units; blocks i, f, g, o as in `lstm`.

Three ways to the same numbers, from the clearest to the fastest:
    lstm_loop       lstm_step in a loop; autograd finds the gradients; lengths may differ
    lstm_hoisted    the same with one product W_ih x for all steps
    lstm_fused      manual forward and backward, dW as one product after the loop
`LSTM` in `fastest` is the layer that chooses among these and torch.nn.LSTM.
torch.compile is left out: on a CPU, after 5 to 17 s of compiling, a compiled step in a
loop was 1.1 to 1.3 times as slow as lstm_hoisted at three sizes from B=32, H=128 down.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from lstm_utils.shapes import require_shapes

from .lstm import lstm_backward, lstm_forward, lstm_step

_SPEC = "x (T, B, I), h0 (B, H), c0 (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"


def lstm_loop(
    x: Tensor,
    h0: Tensor,
    c0: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    lengths: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Run the LSTM over a sequence, one lstm_step at a time.

    Args:
        x: inputs, (T, B, I) float tensor.
        h0: hidden state before the first step, (B, H) float tensor.
        c0: cell state before the first step, (B, H) float tensor.
        W_ih: weights from the inputs, (4H, I) float tensor, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float tensor.
        b: biases, (4H,) float tensor.
        lengths: number of steps of each sequence, 1 to T, (B,) integer tensor; None means
            T for all. After its end a sequence outputs 0 and keeps its state.

    Returns:
        hs: hidden state after each step, (T, B, H).
        c: cell state after the last step of each sequence, (B, H).

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    if lengths is not None:
        hs, _, c = lstm_masked(x, lengths, h0, c0, W_ih, W_hh, b)
        return hs, c
    require_shapes("lstm_loop", _SPEC, x, h0, c0, W_ih, W_hh, b)
    h, c, hs = h0, c0, []
    for x_t in x:
        h, c, _ = lstm_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c


def lstm_masked(
    x: Tensor, lengths: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Run the LSTM over sequences of different lengths, padded to one.

    Args:
        x: inputs, (T, B, I) float tensor; any value where t >= lengths.
        lengths: number of steps of each sequence, 1 to T, (B,) integer tensor.
        h0, c0, W_ih, W_hh, b: as in lstm_loop.

    Returns:
        hs: hidden state after each step, (T, B, H), 0 after a sequence's end.
        h, c: state after the last step of each sequence, (B, H).

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    require_shapes("lstm_masked", _SPEC, x, h0, c0, W_ih, W_hh, b)
    h, c, hs = h0, c0, []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = lstm_step(x_t, h, c, W_ih, W_hh, b)
        running = (t < lengths)[:, None]  # (B, 1)
        h, c = torch.where(running, h_t, h), torch.where(running, c_t, c)
        hs.append(torch.where(running, h_t, 0))
    return torch.stack(hs), h, c


def lstm_hoisted(
    x: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """Run the LSTM over a sequence, with one input product for all steps.

    Args:
        x, h0, c0, W_ih, W_hh, b: as in lstm_loop.

    Returns:
        hs (T, B, H) and c (B, H), as lstm_loop.

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    require_shapes("lstm_hoisted", _SPEC, x, h0, c0, W_ih, W_hh, b)
    return lstm_recurrence(x @ W_ih.T + b, h0, c0, W_hh)


def lstm_recurrence(a_x: Tensor, h0: Tensor, c0: Tensor, W_hh: Tensor) -> tuple[Tensor, Tensor]:
    """Run the part of the LSTM that depends on the step before.

    Args:
        a_x: W_ih x + b of all steps, (T, B, 4H) float tensor, blocks i, f, g, o.
        h0, c0, W_hh: as in lstm_loop.

    Returns:
        hs (T, B, H) and c (B, H), as lstm_loop.

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    spec = "a_x (T, B, 4H), h0 (B, H), c0 (B, H), W_hh (4H, H)"
    require_shapes("lstm_recurrence", spec, a_x, h0, c0, W_hh)
    h, c, hs = h0, c0, []
    for a in a_x:  # (B, 4H)
        i, f, g, o = torch.addmm(a, h, W_hh.T).chunk(4, dim=1)  # (B, H) each
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c


@torch.no_grad()
def recurrence_states(
    a_x: Tensor, h0: Tensor, c0: Tensor, W_hh: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Run lstm_recurrence without a graph, and keep what a manual backward pass needs.

    Args:
        a_x, h0, c0, W_hh: as in lstm_recurrence.

    Returns:
        hs, cs: states before the first and after each step, (T + 1, B, H).
        gates: i, f, g, o of each step, (T, 4, B, H).
    """
    hs, cs, gates = [h0], [c0], []
    for a in a_x:  # (B, 4H)
        i, f, g, o = torch.addmm(a, hs[-1], W_hh.T).chunk(4, dim=1)  # (B, H) each
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        cs.append(f * cs[-1] + i * g)
        hs.append(o * torch.tanh(cs[-1]))
        gates.append(torch.stack([i, f, g, o]))
    return torch.stack(hs), torch.stack(cs), torch.stack(gates)


class LSTMFunction(torch.autograd.Function):
    """lstm_forward and lstm_backward as one node of autograd's graph."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
    ) -> tuple[Tensor, Tensor]:
        hs, c, cache = lstm_forward(x, h0, c0, W_ih, W_hh, b)
        ctx.names = tuple(cache)
        ctx.save_for_backward(*cache.values())
        return hs, c

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, dhs: Tensor, dc: Tensor) -> tuple[Tensor, ...]:
        cache = dict(zip(ctx.names, ctx.saved_tensors, strict=True))
        dx, dW_ih, dW_hh, db, dh0, dc0 = lstm_backward(dhs, cache, dc)
        return dx, dh0, dc0, dW_ih, dW_hh, db


def lstm_fused(
    x: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """Run the LSTM over a sequence, with lstm_backward as its backward pass.

    Args:
        x, h0, c0, W_ih, W_hh, b: as in lstm_loop.

    Returns:
        hs (T, B, H) and c (B, H), as lstm_loop. They can be differentiated once.

    Raises:
        ValueError: if the shapes do not fit one cell.
    """
    return LSTMFunction.apply(x, h0, c0, W_ih, W_hh, b)
