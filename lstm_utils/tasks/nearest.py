"""Nearest-neighbour search: keep the value of the point nearest to a reference (lesson 25).

T = time steps, B = batch. A nearer point makes the net revise what it has stored.
"""

from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array


class Search(NamedTuple):
    """What the net reads, x (T, B, 5), and the value of the nearest point so far, y (T, B, 1).

    x is the reference (two numbers), the point (two numbers), and the value of the point.
    """

    x: Array
    y: Array


def nearest_batch(T: int, B: int, rng: np.random.Generator) -> Search:
    """Draw references and points on the unit circle, with values from 0 to 1.

    Args:
        T: number of points, 1 or more.
        B: number of sequences.
        rng: numpy.random.Generator.

    Returns:
        Search, float64 arrays; the reference is the same at all steps of a sequence.

    Raises:
        ValueError: if T or B is less than 1.

    Source: Beck et al. (2024), arXiv:2405.04517; they show the
        reference once, at the first step.
    """
    if min(T, B) < 1:
        raise ValueError(f"nearest_batch expects T and B of 1 or more; got {T} and {B}")
    angles = rng.uniform(0, 2 * np.pi, size=(T + 1, B))
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=2)  # (T + 1, B, 2)
    reference, points = np.broadcast_to(circle[:1], (T, B, 2)), circle[1:]
    values = rng.uniform(size=(T, B, 1))
    likeness = (reference * points).sum(axis=2)  # (T, B), the cosine of the angle between
    best, nearest = np.zeros(B, int), np.empty((T, B), int)
    for t in range(T):
        best = np.where(likeness[t] > likeness[best, np.arange(B)], t, best)
        nearest[t] = best
    y = np.take_along_axis(values, nearest[:, :, None], axis=0)
    return Search(np.concatenate([reference, points, values], axis=2), y)
