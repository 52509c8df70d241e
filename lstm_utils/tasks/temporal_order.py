"""Tasks 6a and 6b of 1997: in which order did X and Y come, among many other symbols?

T = time steps, B = batch. Symbols: a, b, c, d are 0 to 3, E is 4, B is 5, X is 6, Y is 7.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import IntArray

SYMBOLS = "abcdEBXY"
TWO = ((10, 20), (50, 60))  # task 6a: four classes
THREE = ((10, 20), (33, 43), (66, 76))  # task 6b: eight classes


def temporal_order_batch(
    B: int, rng: np.random.Generator, windows: Sequence[tuple[int, int]] = TWO
) -> tuple[IntArray, IntArray, IntArray]:
    """Draw a batch of temporal order: E, noise with X or Y at two or three steps, B.

    Args:
        B: number of sequences, >= 1.
        rng: numpy.random.Generator.
        windows: first and last step at which each X or Y may come, counted from 0; in order,
            without overlap, within steps 1 to 98.

    Returns:
        ids: symbols, (T, B) int64 array, T the longest length; 0 after the end of a sequence.
        lengths: length of each sequence, 100 to 110, (B,) int64 array; the last symbol is B.
        y: class of each sequence, (B,) int64 array: the symbols read as a binary number, X
            for 0 and Y for 1, the first symbol the highest digit: XX 0, XY 1, YX 2, YY 3.

    Raises:
        ValueError: if B < 1, or the windows overlap or leave the sequence.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.6.
    """
    edges = [step for window in windows for step in window]
    if B < 1 or edges != sorted(edges) or not edges or edges[0] < 1 or edges[-1] > 98:
        raise ValueError(
            f"temporal_order_batch expects B >= 1 and windows in order within steps 1 to 98; "
            f"got {B}, {tuple(windows)}"
        )
    lengths = rng.integers(100, 111, size=B)
    ids = rng.integers(4, size=(lengths.max(), B))
    y = np.zeros(B, dtype=int)
    n = np.arange(B)
    for first, last in windows:
        bit = rng.integers(2, size=B)
        ids[rng.integers(first, last + 1, size=B), n] = 6 + bit
        y = 2 * y + bit
    ids[0] = 4
    ids[lengths - 1, n] = 5
    ids[np.arange(len(ids))[:, None] >= lengths] = 0
    return ids, lengths, y
