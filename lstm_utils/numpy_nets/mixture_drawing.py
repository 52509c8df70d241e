"""From a pen's moves to lines, and how many kinds of things were drawn (lesson 22).

T = points, N = drawings.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray


def strokes_to_path(xy: Array, pen: IntArray) -> list[Array]:
    """Turn offsets and states of the pen into the lines that are seen.

    Args:
        xy: offset of each point from the one before, (T, 2) float array; the first one is
            counted from (0, 0).
        pen: what the pen does after each point, (T,) integer array: 0 goes on drawing, above 0
            the stroke ends.

    Returns:
        list of strokes, (n, 2) arrays of positions, n >= 1.

    Source: Graves (2013), arXiv:1308.0850, section 4.1.
    """
    points = np.cumsum(xy, axis=0)
    strokes = np.split(points, np.flatnonzero(pen > 0) + 1)
    return [stroke for stroke in strokes if len(stroke)]


def variety(digits: IntArray) -> float:
    """Compute how many equally frequent digits would be as varied as these.

    Args:
        digits: what was recognised, (N,) integer array, 0 to 9; -1 for what was not, which
            does not count. At least one is recognised.

    Returns:
        Exponential of the entropy of the shares, a float from 1 to 10.
    """
    _, counts = np.unique(digits[digits >= 0], return_counts=True)
    p = counts / counts.sum()
    return float(np.exp(-(p * np.log(p)).sum()))
