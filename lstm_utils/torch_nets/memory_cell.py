"""The memory cell of 1997, an LSTM without forget gate, with a manual backward pass.

T = time, B = batch, I = inputs, H = cells. W_ih, W_hh and b hold three blocks of H rows,
in the order i, g, o: input gate, candidate, output gate.

    a = W_ih x + W_hh h_prev + b             pre-activations of the three blocks
    i, o = sigmoid(a_i, a_o)                 in [0, 1]
    g = 4 sigmoid(a_g) - 2 = 2 tanh(a_g / 2)             in [-2, 2]
    c = c_prev + i g                         the constant error carousel: its weight is 1
    h = o (2 sigmoid(c) - 1) = o tanh(c / 2)             in [-1, 1]

Each cell has gates of its own (memory blocks of size 1). The backward pass is the whole
gradient; the paper cut it off where it would leave a cell through h_prev.
The gradient of the loss with respect to W is dW, with the shape of W.
Twin of `numpy_nets.memory_cell`, which documents arguments, results and sources.
"""

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Cache

from .activations import sigmoid


def memory_cell_init(
    I: int, H: int, rng: torch.Generator, input_gate_bias: float = 0.0
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw the weights of memory cells, uniform in +-1/sqrt(H), with biases of 0.

    Twin of `numpy_nets.memory_cell.memory_cell_init`.
    rng is a torch.Generator; tensors have PyTorch's default dtype and the device of rng.
    """
    bound = H**-0.5
    empty = (torch.empty(shape, device=rng.device) for shape in ((3 * H, I), (3 * H, H)))
    W_ih, W_hh = (q.uniform_(-bound, bound, generator=rng) for q in empty)
    b = torch.zeros(3 * H, device=rng.device)
    b[:H] = input_gate_bias
    return W_ih, W_hh, b


def memory_cell_step(
    x: Tensor, h: Tensor, c: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Cache]:
    """Advance the memory cells by one step.

    Twin of `numpy_nets.memory_cell.memory_cell_step`.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("memory_cell_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 3H)
    a_i, a_g, a_o = a.chunk(3, dim=1)  # (B, H) each
    i, g, o = sigmoid(a_i), 2 * torch.tanh(a_g / 2), sigmoid(a_o)
    c_next = c + i * g
    tanh_c = torch.tanh(c_next / 2)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}


def memory_cell_step_backward(
    dh: Tensor, dc: Tensor, cache: Cache
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back through one step of the memory cells.

    Twin of `numpy_nets.memory_cell.memory_cell_step_backward`.
    """
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    require_shapes("memory_cell_step_backward", "dh (B, H), dc (B, H), h (B, H)", dh, dc, o)
    dc = dc + dh * o * (1 - tanh_c**2) / 2  # from c_next and from h
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - (g / 2) ** 2)  # of 2 tanh(a / 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = torch.cat([da_i, da_g, da_o], dim=1)  # (B, 3H)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da


def memory_cell_forward(
    x: Tensor, h0: Tensor, c0: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, list[Cache]]:
    """Run the memory cells over a sequence.

    Twin of `numpy_nets.memory_cell.memory_cell_forward`.
    """
    spec = "x (T, B, I), h0 (B, H), c0 (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("memory_cell_forward", spec, x, h0, c0, W_ih, W_hh, b)
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = memory_cell_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return torch.stack(hs), c, caches


def memory_cell_backward(
    dhs: Tensor, caches: list[Cache], dc: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Carry gradients back through a sequence, and collect those of the weights.

    Twin of `numpy_nets.memory_cell.memory_cell_backward`.
    """
    if len(dhs) != len(caches):
        raise ValueError(
            f"memory_cell_backward expects dhs for the {len(caches)} steps of caches; "
            f"got {len(dhs)}"
        )
    W_ih, W_hh = caches[0]["W_ih"], caches[0]["W_hh"]
    dh, dx = torch.zeros_like(caches[0]["o"]), []
    dc = torch.zeros_like(dh) if dc is None else dc
    dW_ih, dW_hh, db = (torch.zeros_like(q) for q in (W_ih, W_hh, W_hh[:, 0]))
    for dh_t, cache in zip(dhs.unbind()[::-1], caches[::-1], strict=True):
        dx_t, dh, dc, da = memory_cell_step_backward(dh_t + dh, dc, cache)
        dx.append(dx_t)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(dim=0)
    return torch.stack(dx[::-1]), dW_ih, dW_hh, db, dh, dc


def latch_weights() -> tuple[Tensor, Tensor, Tensor]:
    """Return weights, set manually, that make one cell keep one bit for 1,000 steps.

    Twin of `numpy_nets.memory_cell.latch_weights`. Tensors have PyTorch's default dtype.
    """
    W_ih = torch.tensor([[0.0, 40.0], [20.0, 0.0], [0.0, 0.0]])
    return W_ih, torch.zeros(3, 1), torch.tensor([-20.0, 0.0, 20.0])


def carousel_states(c0: Tensor, i: Tensor, g: Tensor) -> Tensor:
    """Run the constant error carousel alone: what the input gate lets in is added up.

    Twin of `numpy_nets.memory_cell.carousel_states`.
    """
    return c0 + (i * g).cumsum(0)


def carousel_gradient(T: int, weight: float = 1.0) -> Tensor:
    """Differentiate a cell's state with respect to its state 0 to T steps earlier.

    Twin of `numpy_nets.memory_cell.carousel_gradient`.
    """
    if T < 0:
        raise ValueError(f"carousel_gradient expects a lag T >= 0; got {T}")
    weights = torch.full((T + 1,), weight, dtype=torch.float64)
    weights[0] = 1
    return weights.cumprod(0)
