"""Weights that were set, not learned: an LSTM that counts, nets that flip one bit.

H = hidden units, V = symbols. W_ih, W_hh and b of the LSTM have four blocks of H rows, in the
order i, f, g, o.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes

LARGE = 20.0  # sigmoid(20) = 1 - 2e-9, tanh(20) = 1: a gate that is open, a step of one


def counter_weights(steps: IntArray) -> tuple[Array, Array, Array]:
    """Return weights that make each cell of an LSTM a counter, which symbol 0 sets to 0.

    All gates stay open, except that symbol 0 closes the forget gates. The candidate is the
    step of the symbol that is read, so that c is the count, and h = tanh(c).

    Args:
        steps: what cell h adds when symbol v is read: -1, 0 or 1, (V, H) integer array; row 0
            is 0.

    Returns:
        W_ih (4H, V), W_hh (4H, H), b (4H,): float64 arrays, blocks i, f, g, o, for one-hot
        inputs.

    Raises:
        ValueError: if steps is not (V, H), or contains another number.

    Source: Weiss, Goldberg and Yahav (2018), ACL 2018, pages 740-745, section 3.
    """
    require_shapes("counter_weights", "steps (V, H)", steps)
    if (abs(steps) > 1).any() or steps[0].any():
        raise ValueError("counter_weights expects steps of -1, 0 or 1, and 0 in row 0")
    V, H = steps.shape
    W_ih = np.zeros((4 * H, V))
    W_ih[H : 2 * H, 0] = -2 * LARGE  # f: shut by symbol 0
    W_ih[2 * H : 3 * H] = LARGE * steps.T  # g: the step
    b = np.full(4 * H, LARGE)  # i, f, o: open
    b[2 * H : 3 * H] = 0
    return W_ih, np.zeros((4 * H, H)), b


def parity_weights() -> tuple[Array, Array, Array]:
    """Return weights of a plain net with two units that keeps the parity of the bits it read.

    (h_0 - h_1) / 2 is the parity: 0 at the start, where h is 0. With s, the new bit and the
    old parity summed, h_0 asks whether s is 1 or more, and h_1 whether it is 2.

    Returns:
        W_ih (2, 1), W_hh (2, 2), b (2,): float64 arrays, for inputs 0 and 1.
    """
    W_ih = np.full((2, 1), LARGE)
    W_hh = np.tile([LARGE / 2, -LARGE / 2], (2, 1))
    return W_ih, W_hh, LARGE * np.array([-0.5, -1.5])


def parity_lstm_weights(gain: float) -> tuple[Array, Array, Array]:
    """Return weights of an LSTM with two units that keeps the parity of the bits it read.

    The input and output gates are open, the forget gate is shut, so h is tanh(g): of the same
    two questions as in `parity_weights`, asked of x and h.

    Args:
        gain: how steep the answers are, 3 or more; the larger, the closer to a switch.

    Returns:
        W_ih (8, 1), W_hh (8, 2), b (8,): float64 arrays, blocks i, f, g, o, for inputs 0 and 1;
        (h_0 - h_1) / (2 tanh(1)) is about the parity.
    """
    W_ih, W_hh, b = np.zeros((8, 1)), np.zeros((8, 2)), np.zeros(8)
    W_ih[4:6] = gain
    W_hh[4:6] = gain / (2 * np.tanh(1)) * np.array([1, -1])
    b[:] = 2 * gain
    b[2:4] = -2 * gain
    b[4:6] = gain * np.array([-0.5, -1.5])
    return W_ih, W_hh, b
