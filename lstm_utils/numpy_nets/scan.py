"""Linear recurrences in rounds: a scan computes all steps at once.

T = time steps, D = size of a state. One step is an affine map, s -> a s + b, and two maps in a
row are one map again. So the map from the start to each step is a product, and a scan computes
all T of them in ceil(log2 T) rounds, in each of which nothing waits for anything else.

In `compose` a holds one factor for each number of the state; in `compose_matrices` it is a
matrix. `scan` takes either, or any other associative operation on pairs.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes

Map = tuple[NDArray[Any], NDArray[Any]]  # a and b of s -> a s + b, or of many such maps
Compose = Callable[[Map, Map], Map]  # the later map, the earlier one


def compose(later: Map, earlier: Map) -> Map:
    """Make one map of two in a row, s -> a s + b, element by element.

    Args:
        later: (a, b) of the map that is applied last, float arrays of one shape.
        earlier: (a, b) of the map that is applied first, arrays of the same shape.

    Returns:
        a, b of later(earlier(s)): a2 a1 and a2 b1 + b2.

    Source: Blelloch (1990), Prefix sums and their applications, section 4.1.
    """
    (a2, b2), (a1, b1) = later, earlier
    return a2 * a1, a2 * b1 + b2


def compose_matrices(later: Map, earlier: Map) -> Map:
    """Make one map of two in a row, s -> A s + b with a matrix A.

    Args:
        later: A (..., D, D) and b (..., D) of the maps that are applied last.
        earlier: A and b of those that are applied first, of the same shapes.

    Returns:
        A, b of later(earlier(s)): A2 A1 and A2 b1 + b2.
    """
    (a2, b2), (a1, b1) = later, earlier
    return a2 @ a1, matvec(a2, b1) + b2


def matvec(a: NDArray[Any], s: NDArray[Any]) -> NDArray[Any]:
    """Multiply vectors s (..., D) by matrices a (..., D, D)."""
    return (a @ s[..., None])[..., 0]


def scan(a: NDArray[Any], b: NDArray[Any], compose: Compose) -> Map:
    """Compose all beginnings of a sequence of T maps, in ceil(log2 T) rounds.

    After the round with stride n, item t covers the 2n maps that end with map t, or all from
    the first one on. Each round is one call of compose.

    Args:
        a: first parts of the maps, (T, ...) array.
        b: second parts of the maps, (T, ...) array.
        compose: associative function of two pairs, the later one first, that takes many maps
            at once along the first axis.

    Returns:
        a, b: arrays of the same shapes; item t is the composition of maps 0 to t.

    Raises:
        ValueError: if there is no map, or a and b have different numbers of them.

    Source: Hillis and Steele (1986), Communications of the ACM 29:1170-1183.
    """
    if not len(a) == len(b) > 0:
        raise ValueError(f"scan expects a and b of T >= 1 maps; got {len(a)} and {len(b)}")
    stride = 1
    while stride < len(a):
        new_a, new_b = compose((a[stride:], b[stride:]), (a[:-stride], b[:-stride]))
        a = np.concatenate([a[:stride], new_a])
        b = np.concatenate([b[:stride], new_b])
        stride *= 2
    return a, b


def recurrence(a: Array, b: Array, s0: Array) -> Array:
    """Compute all states of s_t = a_t s_{t-1} + b_t with a scan.

    Args:
        a: factors, with the shape of b, or matrices, (T, D, D) float array.
        b: what is added, (T, ...) float array; (T, D) if a has matrices.
        s0: state before the first step, (...) float array, with the shape of b[0].

    Returns:
        The states s_1 ... s_T, (T, ...), a new array.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Martin and Cundy (2018), ICLR, arXiv:1709.04057.
    """
    matrices = a.ndim == b.ndim + 1
    if matrices:
        require_shapes("recurrence", "a (T, D, D), b (T, D), s0 (D,)", a, b, s0)
    elif a.shape != b.shape or s0.shape != b.shape[1:]:
        raise ValueError(
            "recurrence expects a and b of one shape (T, ...), or matrices a (T, D, D), and s0 "
            f"of the shape of b[0]; got a {a.shape}, b {b.shape}, s0 {s0.shape}"
        )
    A, B = scan(a, b, compose_matrices if matrices else compose)
    return (matvec(A, s0) if matrices else A * s0) + B
