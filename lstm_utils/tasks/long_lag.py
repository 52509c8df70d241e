"""Task 2c of 1997: remember the second symbol until a trigger comes, q steps later or more.

T = time steps, B = batch, V = p + 4 symbols: the distractors 0 to p - 1, then e, b, x, y.
"""

import numpy as np

from lstm_utils.arrays import IntArray


def long_lag_sequences(
    q: int, p: int, rng: np.random.Generator, B: int = 32
) -> tuple[IntArray, IntArray, IntArray]:
    """Draw a batch of task 2c: which of x and y was the second symbol?

    A sequence is b, then x or y, then q distractors, then more distractors until the
    trigger e comes, with probability 1/10 at each step. After e the net must choose x
    or y. Nothing but x or y carries information, and e keeps the net from counting steps.

    Args:
        q: least number of distractors, the time lag, >= 1.
        p: number of different distractors, >= 1.
        rng: numpy.random.Generator.
        B: number of sequences.

    Returns:
        ids: symbols, (T, B) int64 array, T the longest length in the batch; 0 after the
            end of a sequence. Distractors are 0 to p - 1, e is p, b is p + 1, x is p + 2,
            y is p + 3.
        lengths: length of each sequence, q + 3 or more, (B,) int64 array: the answer is
            due after step lengths - 1, where e is.
        y: 0 for x and 1 for y, (B,) int64 array.

    Raises:
        ValueError: if q, p or B is less than 1.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.2,
        task 2c.
    """
    if min(q, p, B) < 1:
        raise ValueError(f"long_lag_sequences expects q, p, B >= 1; got {q}, {p}, {B}")
    lengths = q + 2 + rng.geometric(0.1, size=B)
    y = rng.integers(2, size=B)
    ids = rng.integers(p, size=(lengths.max(), B))
    ids[0] = p + 1  # b
    ids[1] = p + 2 + y  # x or y
    ids[lengths - 1, np.arange(B)] = p  # e
    ids[np.arange(len(ids))[:, None] >= lengths] = 0
    return ids, lengths, y
