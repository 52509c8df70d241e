"""Linear recurrences: each symbol is a linear map of the state.

T = time, B = batch, V = symbols, H = hidden units, D = size of keys, E = size of values.

    diagonal      s = a[symbol] s + b[symbol]               element by element
    delta rule    S = S + beta (v - S k) k^T                = S (I - beta k k^T) + beta v k^T

I - 2 k k^T with |k| = 1 is a reflection: it reverses k and leaves what is orthogonal to it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes


def diag_linear(
    ids: IntArray, a: NDArray[Any], b: NDArray[Any], s0: NDArray[Any]
) -> NDArray[Any]:
    """Run a diagonal linear recurrence: each symbol scales the state and adds to it.

    Args:
        ids: numbers of the symbols, (T, B) integer array.
        a: what each symbol multiplies by, (V, H) float or complex array.
        b: what each symbol adds, (V, H) float or complex array.
        s0: state before the first step, (H,) float or complex array.

    Returns:
        States after each step, (T, B, H), in the arguments' common dtype.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("diag_linear", "ids (T, B), a (V, H), b (V, H), s0 (H,)", ids, a, b, s0)
    states = np.empty((*ids.shape, len(s0)), np.result_type(a, b, s0))
    s = s0
    for t, symbols in enumerate(ids):
        s = states[t] = a[symbols] * s + b[symbols]
    return states


def delta_step(S: Array, k: Array, v: Array, beta: Array) -> Array:
    """Correct what a memory answers to a key, by the delta rule.

    Args:
        S: memory, (B, E, D) float array.
        k: keys of length 1, (B, D) float array.
        v: values that the memory should answer, (B, E) float array.
        beta: share of the error to correct, (B,) float array, 0 to 2.

    Returns:
        The memory after the step, (B, E, D).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Schlag, Irie and Schmidhuber (2021), arXiv:2102.11174; beta up to 2:
        Grazzi et al. (2024), arXiv:2411.12537.
    """
    require_shapes("delta_step", "S (B, E, D), k (B, D), v (B, E), beta (B,)", S, k, v, beta)
    error = v - np.einsum("bed,bd->be", S, k)  # (B, E)
    return S + (beta[:, None] * error)[:, :, None] * k[:, None, :]


def swap_keys(order: Sequence[int]) -> Array:
    """Return the keys of the fewest reflections that bring things into an order.

    A reflection with key k maps the state s to s - 2 (s . k) k. Applied one after the other,
    they leave at place n what was at place order[n].

    Args:
        order: the numbers 0 to N - 1, each once; N is 1 or more.

    Returns:
        Keys of length 1, (M, N) float64 array, the first one first; M is N less the number of
        cycles, 0 if nothing moves.

    Raises:
        ValueError: if order is not a permutation.
    """
    N = len(order)
    if sorted(order) != list(range(N)) or not N:
        raise ValueError(f"swap_keys expects the numbers 0 to N - 1, each once; got {order}")
    now, keys, one = list(range(N)), [], np.eye(N)
    for place, wanted in enumerate(order):
        other = now.index(wanted)
        if other != place:
            now[place], now[other] = now[other], now[place]
            keys.append((one[place] - one[other]) / np.sqrt(2))
    return np.array(keys).reshape(-1, N)
