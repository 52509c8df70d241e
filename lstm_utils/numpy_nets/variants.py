"""Variants of the LSTM cell, with parts added and left out, and the start of a ReLU net.

B = batch, I = inputs, H = hidden units. Blocks of H rows are in the order i, f, g, o, as in
`lstm`; where a variant has no i, the order is f, g, o. Peephole weights p are (3H,), blocks
i, f, o: the candidate has none.

    peepholes   a_i += p_i c_prev,  a_f += p_f c_prev,  a_o += p_o c      element by element
    coupled     i = 1 - f
    ablated     i, f or o = 1,  g = a_g,  h = o c                         one or several of them
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .activations import sigmoid

PARTS = "ifgoh"  # what ablated_step can leave out


def peephole_step(
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
    p: Array,
) -> tuple[Array, Array]:
    """Advance an LSTM with peepholes by one step: its gates see the cell state.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        c: cell state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.
        p: peephole weights, (3H,) float array, blocks i, f, o; i and f see the old c, o the
            new one.

    Returns:
        h: hidden state after this step, (B, H).
        c: cell state after this step, (B, H).

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Gers, Schraudolph and Schmidhuber (2002), JMLR 3:115-143, section 3.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,), p (3H,)"
    require_shapes("peephole_step", spec, x, h, c, W_ih, W_hh, b, p)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    p_i, p_f, p_o = np.split(p, 3)  # (H,) each
    i, f = sigmoid(a_i + p_i * c), sigmoid(a_f + p_f * c)
    c_next = f * c + i * np.tanh(a_g)
    o = sigmoid(a_o + p_o * c_next)
    return o * np.tanh(c_next), c_next


def coupled_step(
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
) -> tuple[Array, Array]:
    """Advance an LSTM with coupled gates by one step: what is forgotten makes room, i = 1 - f.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        c: cell state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks f, g, o.
        W_hh: weights from the hidden state, (3H, H) float array.
        b: biases, (3H,) float array.

    Returns:
        h: hidden state after this step, (B, H).
        c: cell state after this step, (B, H), between c and the candidate.

    Raises:
        ValueError: if the shapes do not fit one cell.

    Source: Greff et al. (2017), IEEE TNNLS 28:2222-2232, variant CIFG.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (3H, I), W_hh (3H, H), b (3H,)"
    require_shapes("coupled_step", spec, x, h, c, W_ih, W_hh, b)
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 3H)
    a_f, a_g, a_o = np.split(a, 3, axis=1)  # (B, H) each
    f, o = sigmoid(a_f), sigmoid(a_o)
    c_next = f * c + (1 - f) * np.tanh(a_g)
    return o * np.tanh(c_next), c_next


def ablated_step(
    x: Array,
    h: Array,
    c: Array,
    W_ih: Array,
    W_hh: Array,
    b: Array,
    without: str = "",
) -> tuple[Array, Array]:
    """Advance an LSTM by one step with some of its parts left out.

    Args:
        x: inputs of this step, (B, I) float array.
        h: hidden state after the step before, (B, H) float array.
        c: cell state after the step before, (B, H) float array.
        W_ih: weights from the inputs, (4H, I) float array, blocks i, f, g, o.
        W_hh: weights from the hidden state, (4H, H) float array.
        b: biases, (4H,) float array.
        without: letters of the parts left out, in any order: "i", "f", "o" set that gate to
            1; "g" leaves out the tanh of the candidate, "h" that of the output.

    Returns:
        h: hidden state after this step, (B, H).
        c: cell state after this step, (B, H).

    Raises:
        ValueError: if the shapes do not fit one cell, or `without` has another letter.

    Source: Greff et al. (2017), IEEE TNNLS 28:2222-2232, variants NIG, NFG, NOG, NIAF, NOAF.
    """
    spec = "x (B, I), h (B, H), c (B, H), W_ih (4H, I), W_hh (4H, H), b (4H,)"
    require_shapes("ablated_step", spec, x, h, c, W_ih, W_hh, b)
    if not set(without) <= set(PARTS):
        raise ValueError(
            f"ablated_step expects letters of {PARTS!r} in without; got {without!r}"
        )
    a = x @ W_ih.T + h @ W_hh.T + b  # (B, 4H)
    a_i, a_f, g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i, f, o = (
        np.ones_like(a_k) if name in without else sigmoid(a_k)
        for name, a_k in zip("ifo", (a_i, a_f, a_o), strict=True)
    )
    c_next = f * c + i * (g if "g" in without else np.tanh(g))
    return o * (c_next if "h" in without else np.tanh(c_next)), c_next


def clock_weights(T: int) -> tuple[Array, Array]:
    """Return weights, set manually, with which a peephole cell gives a spike every T steps.

    The cell has no input and W_hh = 0. It adds 1 / (T - 1/2) at every step, so its state
    passes 1 at step T. There the output gate opens, and at the next step the forget gate
    empties the cell: both see the state through their peepholes.

    Args:
        T: steps from one spike to the next, 2 or more.

    Returns:
        b (4,), blocks i, f, g, o, and p (3,), blocks i, f, o: float64 arrays, H = 1.

    Raises:
        ValueError: if T < 2.

    Source: the task is that of Gers, Schraudolph and Schmidhuber (2002), JMLR 3:115-143,
        section 5.2, where the weights are learned.
    """
    if T < 2:
        raise ValueError(f"clock_weights expects T of 2 steps or more; got {T}")
    step, k = 1 / (T - 0.5), 20.0 * T  # k makes a gate of 0 or 1 within half a step
    return np.array([np.log(step / (1 - step)), k, 50.0, -k]), np.array([0.0, -k, k])


def irnn_init(
    I: int, H: int, rng: np.random.Generator, std: float = 0.001
) -> tuple[Array, Array, Array]:
    """Draw the weights of a ReLU net that starts by copying its state.

    Args:
        I: number of inputs.
        H: number of hidden units.
        rng: numpy.random.Generator.
        std: standard deviation of the weights from the inputs, which have mean 0.

    Returns:
        W_ih (H, I), W_hh (H, H), the identity, b (H,), zeros: float64 arrays.

    Source: Le, Jaitly and Hinton (2015), arXiv:1504.00941, section 3.
    """
    return rng.normal(0, std, size=(H, I)), np.eye(H), np.zeros(H)
