"""Weights of the LSTM: how they start, and how other libraries lay them out.

I = inputs, H = hidden units. Here, as in PyTorch, W_ih (4H, I), W_hh (4H, H) and b (4H,)
hold four blocks of H rows, in the order i, f, g, o; PyTorch has two biases and adds
them. Keras stores the transposed weights, ONNX the order i, o, f, g and two biases. Olah
writes one matrix for each gate, which multiplies [h_prev, x].
Twin of `numpy_nets.lstm_weights`, which documents arguments, results and sources.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Params

ORDER = "ifgo"


def lstm_init(
    I: int, H: int, rng: torch.Generator, forget_bias: float = 0.0
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw the weights of an LSTM, all uniform in +-1/sqrt(H), as PyTorch does.

    Twin of `numpy_nets.lstm_weights.lstm_init`.
    rng is a torch.Generator; tensors have PyTorch's default dtype and the device of rng.
    """
    bound = H**-0.5
    shapes = (4 * H, I), (4 * H, H), (4 * H,)
    empty = (torch.empty(shape, device=rng.device) for shape in shapes)
    W_ih, W_hh, b = (q.uniform_(-bound, bound, generator=rng) for q in empty)
    b[H : 2 * H] += forget_bias
    return W_ih, W_hh, b


def chrono_init(b: Tensor, T_max: float, rng: torch.Generator) -> Tensor:
    """Set the biases so that the cells forget over time scales from 2 to T_max steps.

    Twin of `numpy_nets.lstm_weights.chrono_init`. rng is a torch.Generator.
    """
    b = b.detach().clone()
    if b.ndim != 1 or len(b) % 4 or not b.is_floating_point():
        raise ValueError(
            f"chrono_init expects b (4H,) of floats; got {b.dtype} {tuple(b.shape)}"
        )
    if not T_max > 2:
        raise ValueError(f"chrono_init expects T_max > 2 steps; got {T_max}")
    H = len(b) // 4
    b[H : 2 * H].uniform_(1, T_max - 1, generator=rng).log_()
    b[:H] = -b[H : 2 * H]
    return b


def from_olah(
    W_f: Tensor,
    W_i: Tensor,
    W_C: Tensor,
    W_o: Tensor,
    b_f: Tensor,
    b_i: Tensor,
    b_C: Tensor,
    b_o: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Bring weights of Olah's equations, W [h_prev, x] + b for each gate, into this layout.

    Twin of `numpy_nets.lstm_weights.from_olah`.
    """
    names = ["W_f", "W_i", "W_C", "W_o"]
    spec = ", ".join([*(f"{n} (H, Z)" for n in names), "b_f (H), b_i (H), b_C (H), b_o (H)"])
    require_shapes("from_olah", spec, W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o)
    H = len(b_f)
    W, b = torch.cat([W_i, W_f, W_C, W_o]), torch.cat([b_i, b_f, b_C, b_o])
    require_shapes("from_olah", "columns for x (4H, I), b (4H,)", W[:, H:], b)
    return W[:, H:].contiguous(), W[:, :H].contiguous(), b


def to_torch(W_ih: Tensor, W_hh: Tensor, b: Tensor) -> Params:
    """Name the weights as the state_dict of a one-layer torch.nn.LSTM does.

    Twin of `numpy_nets.lstm_weights.to_torch`.
    """
    W_ih, W_hh, b_ih, b_hh = to_layout(W_ih, W_hh, b, two_biases=True)
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b_ih, "bias_hh_l0": b_hh}


def from_torch(state: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Take the weights out of the state_dict of a one-layer torch.nn.LSTM.

    Twin of `numpy_nets.lstm_weights.from_torch`.
    """
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    if set(state) != set(names):
        raise ValueError(
            f"from_torch expects the state_dict of a one-layer, one-directional LSTM with "
            f"{', '.join(names)}; got {', '.join(sorted(state)) or 'nothing'}"
        )
    W_ih, W_hh, b_ih, b_hh = (state[name].detach() for name in names)
    return from_layout(W_ih, W_hh, b_ih, b_hh)


def to_layout(
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    order: str = ORDER,
    transposed: bool = False,
    two_biases: bool = False,
) -> tuple[Tensor, ...]:
    """Lay the weights out as another library expects them.

    Twin of `numpy_nets.lstm_weights.to_layout`.
    """
    _require_order(order)
    require_shapes("to_layout", "W_ih (4H, I), W_hh (4H, H), b (4H,)", W_ih, W_hh, b)
    W_ih, W_hh, b = (_reorder(q, ORDER, order) for q in (W_ih, W_hh, b))
    if transposed:
        W_ih, W_hh = W_ih.T.contiguous(), W_hh.T.contiguous()
    return (W_ih, W_hh, b, torch.zeros_like(b)) if two_biases else (W_ih, W_hh, b)


def from_layout(
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    b_hh: Tensor | None = None,
    order: str = ORDER,
    transposed: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """Bring weights of another library into the layout of this course.

    Twin of `numpy_nets.lstm_weights.from_layout`.
    """
    _require_order(order)
    b_hh = torch.zeros_like(b) if b_hh is None else b_hh
    if transposed:
        W_ih, W_hh = W_ih.T, W_hh.T
    spec = "W_ih (4H, I), W_hh (4H, H), b (4H,), b_hh (4H,)"
    require_shapes("from_layout", spec, W_ih, W_hh, b, b_hh)
    W_ih, W_hh, b = (_reorder(q, order, ORDER) for q in (W_ih, W_hh, b + b_hh))
    return W_ih, W_hh, b


def _require_order(order: str) -> None:
    if sorted(order) != sorted(ORDER):
        raise ValueError(f"order expects the letters i, f, g, o once each; got {order!r}")


def _reorder(q: Tensor, order: str, new_order: str) -> Tensor:
    """Copy q with its four blocks of rows in another order."""
    blocks = dict(zip(order, q.chunk(4), strict=True))
    return torch.cat([blocks[gate] for gate in new_order]).contiguous()
