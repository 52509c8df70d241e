"""Batches of sequences of several lengths, with little padding.

N = sequences, B = sequences of a batch.
"""

import numpy as np

from lstm_utils.arrays import IntArray
from lstm_utils.shapes import require_shapes


def bucket(lengths: IntArray, B: int, rng: np.random.Generator) -> list[IntArray]:
    """Divide sequences into batches of similar lengths, in random order.

    The sequences are sorted by length, equal ones in random order, and cut into batches of B;
    then the batches are shuffled.

    Args:
        lengths: steps of each sequence, (N,) integer array.
        B: sequences of a batch, 1 or more.
        rng: numpy.random.Generator.

    Returns:
        list of (B,) int64 arrays, the numbers of each batch's sequences; every sequence is in
        one batch. If B does not divide N, the batch of the longest ones is smaller.

    Raises:
        ValueError: if lengths is not an (N,) array of integers, or B < 1.
    """
    require_shapes("bucket", "lengths (N,)", lengths)
    if lengths.dtype.kind not in "iu" or B < 1:
        raise ValueError(f"bucket expects integers and B >= 1; got {lengths.dtype}, B={B}")
    shuffled = rng.permutation(len(lengths))
    order = shuffled[np.argsort(lengths[shuffled], kind="stable")]
    batches = [order[n : n + B] for n in range(0, len(order), B)]
    return [batches[n] for n in rng.permutation(len(batches))]
