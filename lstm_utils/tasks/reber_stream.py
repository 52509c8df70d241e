"""The continual embedded Reber grammar: string after string, without a sign at the joints.

T = time steps, B = batch, V = 7 symbols, H = hidden units.
"""

from collections.abc import Iterator
from typing import TypedDict

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

from .encoding import one_hot
from .reber import EMBEDDED_REBER, SYMBOLS, two_branches


class Window(TypedDict):
    """T steps of B streams, and the next symbol to predict at each of them."""

    x: Array
    y: IntArray
    far: BoolArray
    start: BoolArray


def reber_stream(T: int, B: int, rng: np.random.Generator) -> Iterator[Window]:
    """Draw windows of B endless streams of embedded Reber strings.

    Each window goes on where the one before has stopped; after E comes the B of the next
    string.

    Args:
        T: steps in a window.
        B: number of streams.
        rng: numpy.random.Generator.

    Yields:
        dict of arrays: x, one-hot symbols, (T, B, V) float64; y, the number of the next
        symbol, (T, B) int64; far, True where the next symbol is the T or P that repeats the
        string's second symbol, (T, B) bool; start, True where x is a string's first symbol,
        (T, B) bool.

    Source: Gers, Schmidhuber and Cummins (2000), Neural Computation 12:2451-2471, section 4.
    """
    symbols, leads_to = two_branches(EMBEDDED_REBER)
    last = len(EMBEDDED_REBER) - 1
    leads_to = np.where(leads_to == last, 0, leads_to)
    outer = leads_to == last - 1  # the arcs of the T or P that comes back
    state = np.zeros(B, dtype=int)
    ids, far, start = np.empty((3, T + 1, B), dtype=int)
    ids[-1] = -1
    while True:
        first = 1 if ids[-1, 0] >= 0 else 0
        ids[0], far[0], start[0] = ids[-1], far[-1], start[-1]
        for t in range(first, T + 1):
            branch = rng.integers(2, size=B)
            ids[t], far[t], start[t] = symbols[state, branch], outer[state, branch], state == 0
            state = leads_to[state, branch]
        x = one_hot(ids[:-1], len(SYMBOLS))
        far_next, starts = far[1:].astype(bool), start[:-1].astype(bool)
        yield {"x": x, "y": ids[1:].copy(), "far": far_next, "start": starts}
