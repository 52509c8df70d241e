"""The adding problem: two of many numbers are marked; their sum is due after the last step.

T = time steps, B = batch. Input 0 is a number, input 1 the marker.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray


def adding_batch(T: int, B: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw a batch of the adding problem: one number is marked in each half.

    A net that ignores the markers cannot do better than to answer 1, the mean, with a mean
    squared error of 1/6.

    Args:
        T: number of steps, >= 2; the first half has T // 2 of them.
        B: number of sequences, >= 1.
        rng: numpy.random.Generator.

    Returns:
        x: (T, B, 2) float64 array: numbers, uniform in [0, 1), and markers, 1 at one step of
            each half and 0 elsewhere.
        y: sum of the two marked numbers, (B,) float64 array.

    Raises:
        ValueError: if T < 2 or B < 1.

    Source: Le, Jaitly and Hinton (2015), arXiv:1504.00941, section 4.1, after Hochreiter and
        Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.4.
    """
    if T < 2 or B < 1:
        raise ValueError(f"adding_batch expects T >= 2 and B >= 1; got {T}, {B}")
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random(size=(T, B))
    n = np.arange(B)
    x[rng.integers(T // 2, size=B), n, 1] = 1
    x[rng.integers(T // 2, T, size=B), n, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)


def adding_batch_1997(
    T: int, B: int, rng: np.random.Generator
) -> tuple[Array, IntArray, Array]:
    """Draw a batch of the adding problem as it was first stated.

    The first marked number is one of the first 10, the second one of the first T/2 - 1 that
    is not marked yet; the marker of the first and the last step is -1, all others 0.

    Args:
        T: shortest length, in steps, >= 22; the longest is 1.1 T.
        B: number of sequences, >= 1.
        rng: numpy.random.Generator.

    Returns:
        x: (longest, B, 2) float64 array: numbers, uniform in [-1, 1), and markers; both 0
            after the end of a sequence.
        lengths: length of each sequence, T to 1.1 T, (B,) int64 array.
        y: 0.5 + (X1 + X2) / 4, (B,) float64 array, from 0 to 1. If the first number of a
            sequence is marked, it counts as 0 (and its marker is 1).

    Raises:
        ValueError: if T < 22 or B < 1.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.4.
    """
    if T < 22 or B < 1:
        raise ValueError(f"adding_batch_1997 expects T >= 22 and B >= 1; got {T}, {B}")
    lengths = rng.integers(T, T + T // 10 + 1, size=B)
    x = np.zeros((lengths.max(), B, 2))
    n = np.arange(B)
    inside = np.arange(len(x))[:, None] < lengths
    x[:, :, 0] = rng.uniform(-1, 1, size=inside.shape) * inside
    x[0, :, 1] = x[lengths - 1, n, 1] = -1
    first = rng.integers(10, size=B)
    second = rng.integers(T // 2 - 2, size=B)
    second += second >= first  # any but the first
    x[first, n, 1] = x[second, n, 1] = 1
    x[0, x[0, :, 1] == 1, 0] = 0
    return x, lengths, 0.5 + (x[first, n, 0] + x[second, n, 0]) / 4
