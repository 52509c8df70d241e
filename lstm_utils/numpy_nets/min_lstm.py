"""The minLSTM: an LSTM with gates that do not see the state, so that a scan computes it.

T = time steps, B = batch, I = inputs, H = hidden units. W_ih and b hold three blocks of H
rows, in the order i, f, g.
"""

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

from .activations import sigmoid
from .scan import recurrence


def min_lstm(x: Array, h0: Array, W_ih: Array, b: Array) -> Array:
    """Run a minLSTM over a sequence, all steps in ceil(log2 T) rounds.

    i = sigmoid, f = sigmoid and g of the three blocks of W_ih x + b, and then

        h_t = f / (f + i) h_{t-1} + i / (f + i) g

    Args:
        x: inputs, (T, B, I) float array.
        h0: state before the first step, (B, H) float array.
        W_ih: weights from the inputs, (3H, I) float array, blocks i, f, g.
        b: biases, (3H,) float array.

    Returns:
        h_1 ... h_T, (T, B, H).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Feng and others (2024), arXiv:2410.01201, section 3.2.
    """
    spec = "x (T, B, I), h0 (B, H), W_ih (3H, I), b (3H,)"
    require_shapes("min_lstm", spec, x, h0, W_ih, b)
    a_i, a_f, g = np.split(x @ W_ih.T + b, 3, axis=2)  # (T, B, H) each
    i, f = sigmoid(a_i), sigmoid(a_f)
    return recurrence(f / (f + i), i / (f + i) * g, h0)
