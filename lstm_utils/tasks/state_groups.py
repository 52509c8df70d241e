"""Divide the states of a net into groups, so that an automaton can be read out of them.

H = hidden units.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.cluster import KMeans

from lstm_utils.arrays import Array, IntArray


def state_groups(hs: Sequence[Array], k: int) -> list[IntArray]:
    """Divide the states of a net into k groups (k-means).

    Args:
        hs: for each string, the state before its first symbol and after each, (symbols + 1, H)
            float array.
        k: number of groups.

    Returns:
        For each string, the group of each of its states, (symbols + 1,) int64 array, 0 to
        k - 1, in any order.

    Raises:
        ValueError: if fewer than k states are different.
    """
    states = np.concatenate(hs)
    if len(np.unique(states, axis=0)) < k:
        raise ValueError(f"state_groups expects at least k = {k} different states")
    labels = KMeans(k, n_init=10, random_state=0).fit_predict(states).astype(np.int64)
    return np.split(labels, np.cumsum([len(h) for h in hs])[:-1])
