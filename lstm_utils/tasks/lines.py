"""Straight lines, one a sequence, to be learned from examples in the state (lesson 25).

T = examples of a line, B = batch. With each number x, the net sees the label of the number
before, so that its answer to x can use all examples before x, and nothing else.
"""

from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array

NOISE = 0.1


class Lines(NamedTuple):
    """Numbers, labels with noise, and the line's own values, (T, B) float arrays each."""

    x: Array
    labels: Array
    exact: Array


def lines_batch(T: int, B: int, rng: np.random.Generator, noise: float = NOISE) -> Lines:
    """Draw lines y = w x + b, w and b normal, x uniform from -1 to 1.

    Args:
        T: examples of each line, 1 or more.
        B: number of lines.
        rng: numpy.random.Generator.
        noise: standard deviation of the noise of the labels.

    Returns:
        Lines.

    Raises:
        ValueError: if T or B is less than 1.
    """
    if min(T, B) < 1:
        raise ValueError(f"lines_batch expects T and B of 1 or more; got {T} and {B}")
    w, b = rng.normal(size=(2, B))
    x = rng.uniform(-1, 1, size=(T, B))
    exact = w * x + b
    return Lines(x, exact + noise * rng.normal(size=(T, B)), exact)


def as_inputs(x: Array, labels: Array) -> Array:
    """Return what the net reads: x and the label of the step before, (T, B, 2); first 0."""
    before = np.concatenate([np.zeros_like(labels[:1]), labels[:-1]])
    return np.stack([x, before], axis=2)


def ridge_answers(x: Array, labels: Array, strength: float = NOISE**2) -> Array:
    """Answer each number by ridge regression on the examples before it.

    Args:
        x, labels: (T, B) float arrays.
        strength: weight of the squared size of the line's two numbers; the variance of the
            noise is the best one for lines of lines_batch, and above 0 it must be.

    Returns:
        Answers, (T, B); the first one is 0.
    """
    phi = np.stack([x, np.ones_like(x)], axis=2)  # (T, B, 2)
    A = np.cumsum(phi[..., :, None] * phi[..., None, :], axis=0)  # (T, B, 2, 2)
    r = np.cumsum(phi * labels[..., None], axis=0)  # (T, B, 2)
    A = np.concatenate([np.zeros_like(A[:1]), A[:-1]]) + strength * np.eye(2)
    r = np.concatenate([np.zeros_like(r[:1]), r[:-1]])
    return (np.linalg.solve(A, r[..., None])[..., 0] * phi).sum(axis=2)
