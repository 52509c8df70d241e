"""Recall: which of 16 tokens was the first symbol, 64 steps ago?

T = time steps, B = batch, V = 25 symbols: the tokens 0 to 15, distractors 16 to 23, query 24.
"""

import numpy as np

from lstm_utils.arrays import IntArray

TOKENS, DISTRACTORS = 16, 8
V = TOKENS + DISTRACTORS + 1


def recall_batch(lag: int, B: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Draw a batch: a token, distractors, and at last a query; the token is the answer.

    Args:
        lag: steps from the token to the query, >= 1; lag - 1 distractors are between them.
        B: number of sequences, >= 1.
        rng: numpy.random.Generator.

    Returns:
        ids: symbols, (lag + 1, B) int64 array.
        y: the token, 0 to 15, (B,) int64 array.

    Raises:
        ValueError: if lag or B is less than 1.
    """
    if min(lag, B) < 1:
        raise ValueError(f"recall_batch expects lag >= 1 and B >= 1; got {lag}, {B}")
    ids = rng.integers(TOKENS, V - 1, size=(lag + 1, B))
    ids[0] = rng.integers(TOKENS, size=B)
    ids[-1] = V - 1
    return ids, ids[0].copy()
