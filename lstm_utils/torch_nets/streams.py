"""The LSTM on streams: resets where a document begins, frozen gates, how long it remembers.

T = time, B = streams side by side, I = inputs, H = hidden units; W_ih, W_hh and b hold four
blocks of H rows, in the order i, f, g, o. `reset` (T, B) is True where a step begins a new
document: h and c are 0 before that step, and no gradient passes back through it.
Twin of `numpy_nets.streams`, which documents arguments, results and sources.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache, Params

from .lstm import lstm_step, lstm_step_backward

FROZEN = 50.0  # bias of a gate that stays at 1: 1 - sigmoid(50) = 2e-22

Step = Callable[
    [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor, Cache]
]  # like lstm_step
StepBackward = Callable[
    [Tensor, Tensor, Cache], tuple[Tensor, Tensor, Tensor, Tensor]
]  # like lstm_step_backward
State = tuple[Tensor, Tensor]  # h, c


def half_life(b_f: Tensor) -> Tensor:
    """Compute after how many steps half of a cell state is left.

    Twin of `numpy_nets.streams.half_life`.
    """
    return -math.log(2) / torch.nn.functional.logsigmoid(b_f)


def state_growth(cs: Tensor) -> tuple[Tensor, float]:
    """Measure the size of the cell states at each step, and how fast it grows.

    Twin of `numpy_nets.streams.state_growth`.
    """
    require_shapes("state_growth", "cs (T, B, H)", cs)
    size = abs(cs).mean(dim=(1, 2))  # (T,)
    t = torch.arange(len(size)).to(size) - (len(size) - 1) / 2
    return size, float(t @ size / (t @ t)) if len(t) > 1 else 0.0


@torch.no_grad()
def freeze_forget(params: Params) -> None:
    """Keep the forget gates at 1, whatever the inputs: the cell state of 1997.

    Twin of `numpy_nets.streams.freeze_forget`.
    """
    arrays = params["W_ih"], params["W_hh"], params["b"]
    require_shapes("freeze_forget", "W_ih (4H, I), W_hh (4H, H), b (4H,)", *arrays)
    H = params["W_hh"].shape[1]
    for q, value in zip(arrays, (0.0, 0.0, FROZEN), strict=True):
        q[H : 2 * H] = value


def lstm_stream(
    x: Tensor, reset: Tensor, state: State, params: Params, step: Step = lstm_step
) -> tuple[Tensor, State, list[Cache]]:
    """Run the LSTM over a part of B streams, and start from 0 where a document begins.

    Twin of `numpy_nets.streams.lstm_stream`. Autograd records it.
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
    return torch.stack(hs), (h, c), caches


def lstm_stream_backward(
    dhs: Tensor,
    reset: Tensor,
    caches: list[Cache],
    step_backward: StepBackward = lstm_step_backward,
) -> tuple[Tensor, Tensor, Tensor, State]:
    """Carry gradients back through a part of B streams; none passes a document's beginning.

    Twin of `numpy_nets.streams.lstm_stream_backward`.
    """
    require_shapes("lstm_stream_backward", "dhs (T, B, H), reset (T, B)", dhs, reset)
    dh = dc = torch.zeros_like(dhs[0])
    dW_ih, dW_hh = (torch.zeros_like(caches[0][name]) for name in ("W_ih", "W_hh"))
    db = torch.zeros_like(dW_hh[:, 0])
    for dh_t, keep, cache in zip(
        dhs.flip(0), ~reset.flip(0)[:, :, None], caches[::-1], strict=True
    ):
        _, dh, dc, da = step_backward(dh_t + dh, dc, cache)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(dim=0)
        dh, dc = keep * dh, keep * dc  # h_prev = keep h
    return dW_ih, dW_hh, db, (dh, dc)
