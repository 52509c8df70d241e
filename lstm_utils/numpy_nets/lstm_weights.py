"""Weights of the LSTM: how they start, and how other libraries lay them out.

I = inputs, H = hidden units. Here, as in PyTorch, W_ih (4H, I), W_hh (4H, H) and b (4H,)
hold four blocks of H rows, in the order i, f, g, o; PyTorch has two biases and adds
them. Keras stores the transposed weights, ONNX the order i, o, f, g and two biases. Olah
writes one matrix for each gate, which multiplies [h_prev, x].
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lstm_utils.arrays import Array, Params
from lstm_utils.shapes import require_shapes

ORDER = "ifgo"


def lstm_init(
    I: int, H: int, rng: np.random.Generator, forget_bias: float = 0.0
) -> tuple[Array, Array, Array]:
    """Draw the weights of an LSTM, all uniform in +-1/sqrt(H), as PyTorch does.

    Args:
        I: number of inputs.
        H: number of hidden units.
        rng: numpy.random.Generator.
        forget_bias: number that is added to the forget gates' biases; at 1, gates start
            at about sigmoid(1) = 0.73.

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,): float64 arrays, blocks i, f, g, o.

    Source: Jozefowicz, Zaremba and Sutskever (2015), ICML, for a forget bias of 1.
    """
    bound = H**-0.5
    W_ih = rng.uniform(-bound, bound, size=(4 * H, I))
    W_hh = rng.uniform(-bound, bound, size=(4 * H, H))
    b = rng.uniform(-bound, bound, size=4 * H)
    b[H : 2 * H] += forget_bias
    return W_ih, W_hh, b


def chrono_init(b: Array, T_max: float, rng: np.random.Generator) -> Array:
    """Set the biases so that the cells forget over time scales from 2 to T_max steps.

    With f = sigmoid(b_f) a cell keeps its state for about 1 / (1 - f) = 1 + exp(b_f)
    steps: exp(b_f) is drawn uniformly from 1 to T_max - 1, and b_i = -b_f.

    Args:
        b: biases, (4H,) float array, blocks i, f, g, o; not changed.
        T_max: longest time that the task asks to remember, in steps, more than 2.
        rng: numpy.random.Generator.

    Returns:
        A copy of b, (4H,), with its i and f blocks replaced.

    Raises:
        ValueError: if b does not have four blocks, or T_max is too small.

    Source: Tallec and Ollivier (2018), ICLR, arXiv:1804.11188.
    """
    b = np.array(b)
    if b.ndim != 1 or len(b) % 4 or b.dtype.kind != "f":
        raise ValueError(f"chrono_init expects b (4H,) of floats; got {b.dtype} {b.shape}")
    if not T_max > 2:
        raise ValueError(f"chrono_init expects T_max > 2 steps; got {T_max}")
    H = len(b) // 4
    b[H : 2 * H] = np.log(rng.uniform(1, T_max - 1, size=H))
    b[:H] = -b[H : 2 * H]
    return b


def from_olah(
    W_f: Array,
    W_i: Array,
    W_C: Array,
    W_o: Array,
    b_f: Array,
    b_i: Array,
    b_C: Array,
    b_o: Array,
) -> tuple[Array, Array, Array]:
    """Bring weights of Olah's equations, W [h_prev, x] + b for each gate, into this layout.

    Args:
        W_f, W_i, W_C, W_o: weights of forget gate, input gate, candidate and output gate,
            (H, H + I) float arrays; the first H columns multiply h_prev, the others x.
        b_f, b_i, b_C, b_o: their biases, (H,) float arrays.

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,): new arrays, blocks i, f, g, o; his C is our g.

    Raises:
        ValueError: if the shapes do not fit one cell with one input at least.

    Source: Olah (2015), Understanding LSTM networks.
    """
    names = ["W_f", "W_i", "W_C", "W_o"]
    spec = ", ".join([*(f"{n} (H, Z)" for n in names), "b_f (H), b_i (H), b_C (H), b_o (H)"])
    require_shapes("from_olah", spec, W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o)
    H = len(b_f)
    W, b = np.concatenate([W_i, W_f, W_C, W_o]), np.concatenate([b_i, b_f, b_C, b_o])
    require_shapes("from_olah", "columns for x (4H, I), b (4H,)", W[:, H:], b)
    return W[:, H:].copy(), W[:, :H].copy(), b


def to_torch(W_ih: Array, W_hh: Array, b: Array) -> Params:
    """Name the weights as the state_dict of a one-layer torch.nn.LSTM does.

    Args:
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.

    Returns:
        dict of arrays: weight_ih_l0 (4H, I), weight_hh_l0 (4H, H), bias_ih_l0 (4H,) and
        bias_hh_l0 (4H,). PyTorch adds its two biases: the first is b, the second 0.
        `torch.from_numpy` makes tensors of them.

    Source: documentation of torch.nn.LSTM, section Variables.
    """
    W_ih, W_hh, b_ih, b_hh = to_layout(W_ih, W_hh, b, two_biases=True)
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b_ih, "bias_hh_l0": b_hh}


def from_torch(state: Mapping[str, ArrayLike]) -> tuple[Array, Array, Array]:
    """Take the weights out of the state_dict of a one-layer torch.nn.LSTM.

    Args:
        state: dict of arrays or of CPU tensors, with the names that to_torch gives.

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,): copies; b is the sum of the two biases.

    Raises:
        ValueError: if a name is missing or unexpected (a second layer, a
            second direction, a projection).

    Source: documentation of torch.nn.LSTM, section Variables.
    """
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    if set(state) != set(names):
        raise ValueError(
            f"from_torch expects the state_dict of a one-layer, one-directional LSTM with "
            f"{', '.join(names)}; got {', '.join(sorted(state)) or 'nothing'}"
        )
    W_ih, W_hh, b_ih, b_hh = (np.asarray(state[name]) for name in names)
    return from_layout(W_ih, W_hh, b_ih, b_hh)


def to_layout(
    W_ih: Array,
    W_hh: Array,
    b: Array,
    order: str = ORDER,
    transposed: bool = False,
    two_biases: bool = False,
) -> tuple[Array, ...]:
    """Lay the weights out as another library expects them.

    Args:
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.
        order: the four blocks in the library's order, for instance "iofg".
        transposed: whether the library multiplies by weights of shape (I, 4H).
        two_biases: whether the library adds a second bias; it is 0.

    Returns:
        W_ih, W_hh, b, and with two_biases a second b: new arrays in that layout.

    Raises:
        ValueError: if order does not contain i, f, g, o once each, or the shapes do not fit.
    """
    _require_order(order)
    require_shapes("to_layout", "W_ih (4H, I), W_hh (4H, H), b (4H,)", W_ih, W_hh, b)
    W_ih, W_hh, b = (_reorder(q, ORDER, order) for q in (W_ih, W_hh, b))
    if transposed:
        W_ih, W_hh = np.ascontiguousarray(W_ih.T), np.ascontiguousarray(W_hh.T)
    return (W_ih, W_hh, b, np.zeros_like(b)) if two_biases else (W_ih, W_hh, b)


def from_layout(
    W_ih: Array,
    W_hh: Array,
    b: Array,
    b_hh: Array | None = None,
    order: str = ORDER,
    transposed: bool = False,
) -> tuple[Array, Array, Array]:
    """Bring weights of another library into the layout of this course.

    Args:
        W_ih: weights from the inputs, (4H, I) float array, or (I, 4H) if transposed.
        W_hh: weights from the hidden state, (4H, H) float array, or (H, 4H).
        b: biases, (4H,) float array.
        b_hh: second bias, (4H,) float array, or None.
        order: the four blocks in the library's order, for instance "iofg".
        transposed: whether the library multiplies by weights of shape (I, 4H).

    Returns:
        W_ih (4H, I), W_hh (4H, H), b (4H,): new arrays, blocks i, f, g, o, the two
        biases summed.

    Raises:
        ValueError: if order does not contain i, f, g, o once each, or the shapes do not fit.
    """
    _require_order(order)
    b_hh = np.zeros_like(b) if b_hh is None else b_hh
    if transposed:
        W_ih, W_hh = W_ih.T, W_hh.T
    spec = "W_ih (4H, I), W_hh (4H, H), b (4H,), b_hh (4H,)"
    require_shapes("from_layout", spec, W_ih, W_hh, b, b_hh)
    W_ih, W_hh, b = (_reorder(q, order, ORDER) for q in (W_ih, W_hh, b + b_hh))
    return W_ih, W_hh, b


def _require_order(order: str) -> None:
    if sorted(order) != sorted(ORDER):
        raise ValueError(f"order expects the letters i, f, g, o once each; got {order!r}")


def _reorder(q: Array, order: str, new_order: str) -> Array:
    """Copy q with its four blocks of rows in another order."""
    blocks = dict(zip(order, np.split(q, 4), strict=True))
    return np.ascontiguousarray(np.concatenate([blocks[gate] for gate in new_order]))
