"""The forward algorithm of a hidden Markov model, as a linear recurrence.

T = time steps, K = hidden states, V = symbols. P[i, j] is the probability that state j comes
after state i, and E[j, v] that state j shows symbol v; rows sum to 1.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes

from .scan import recurrence


def hmm_forward(pi: Array, P: Array, E: Array, y: IntArray) -> Array:
    """Compute how probable each hidden state is together with the symbols so far.

    alpha_t = diag(E[:, y_t]) P^T alpha_{t-1} is a linear recurrence, with a matrix for each
    step that depends on the symbol; the first step has no transition, alpha_0 = E[:, y_0] pi.

    Args:
        pi: probabilities of the first hidden state, (K,) float array.
        P: transition probabilities, (K, K) float array.
        E: emission probabilities, (K, V) float array.
        y: symbols, (T,) integer array, 0 to V - 1.

    Returns:
        alpha, (T, K): at (t, j) the probability of y_0 ... y_t and hidden state j at step t.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Rabiner (1989), Proceedings of the IEEE 77:257-286, section III A.
    """
    spec = "pi (K,), P (K, K), E (K, V), y (T,)"
    require_shapes("hmm_forward", spec, pi, P, E, y)
    shown = E[:, y].T  # (T, K)
    a = shown[:, :, None] * P.T  # (T, K, K): from state i, the column, to state j, the row
    a[0] = np.diag(shown[0])
    return recurrence(a, np.zeros_like(shown), pi)
