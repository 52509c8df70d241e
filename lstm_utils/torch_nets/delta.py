"""Linear recurrences: each symbol is a linear map of the state.

T = time, B = batch, V = symbols, H = hidden units, D = size of keys, E = size of values.
Twin of `numpy_nets.delta`, which documents equations, arguments, results and sources.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from lstm_utils.numpy_nets import delta
from lstm_utils.shapes import require_shapes


def diag_linear(ids: Tensor, a: Tensor, b: Tensor, s0: Tensor) -> Tensor:
    """Run a diagonal linear recurrence. Twin of `numpy_nets.delta.diag_linear`."""
    require_shapes("diag_linear", "ids (T, B), a (V, H), b (V, H), s0 (H,)", ids, a, b, s0)
    states, s = [], s0
    for symbols in ids:
        s = a[symbols] * s + b[symbols]
        states.append(s)
    return torch.stack(states)


def delta_step(S: Tensor, k: Tensor, v: Tensor, beta: Tensor) -> Tensor:
    """Correct what a memory answers to a key. Twin of `numpy_nets.delta.delta_step`."""
    require_shapes("delta_step", "S (B, E, D), k (B, D), v (B, E), beta (B,)", S, k, v, beta)
    error = v - torch.einsum("bed,bd->be", S, k)  # (B, E)
    return S + (beta[:, None] * error)[:, :, None] * k[:, None, :]


def swap_keys(order: Sequence[int]) -> Tensor:
    """Return the keys of the fewest reflections. Twin of `numpy_nets.delta.swap_keys`.

    A tensor of PyTorch's default dtype.
    """
    return torch.tensor(np.asarray(delta.swap_keys(order)), dtype=torch.get_default_dtype())
