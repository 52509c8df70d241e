"""Strips of handwritten digits side by side, read column by column, without marks between them.

T = columns of the longest strip, B = batch, L = digits of the longest strip. Symbol 0 is the
blank, digit d is symbol d + 1.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, IntArray

ROWS, V = 8, 11  # rows of a picture, and symbols: the blank and ten digits
TRAINED = 1347  # pictures for training, of 1,797
GAP, DIGITS = 3, (2, 5)  # most empty columns before, between and after; digits of a strip


class Strips(NamedTuple):
    """Strips with their labels, padded.

    x: grey values from 0 to 1, (T, B, 8) float array, 0 after a strip's end.
    lengths: columns of each strip, (B,) integer array.
    y: symbols of the digits, (B, L) integer array, 0 after the last one.
    cuts: symbol of the digit at each column, 0 between digits, (T, B) integer array; -1 after
        a strip's end.
    """

    x: Array
    lengths: IntArray
    y: IntArray
    cuts: IntArray


@cache
def digit_pictures(test: bool = False) -> tuple[tuple[Array, ...], IntArray]:
    """Load scikit-learn's digits, without the empty columns on their left and right.

    Args:
        test: the pictures that no training sees, a quarter, drawn once; writers are in both.

    Returns:
        pictures: one (columns, 8) float array each, from 0 to 1; row 0 is the top.
        digits: which digits they show, integer array.
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    order = np.random.default_rng(0).permutation(len(found.target))
    part = order[TRAINED:] if test else order[:TRAINED]
    pictures = []
    for image in found.images[part] / 16.0:
        inked = np.flatnonzero(image.any(axis=0))
        pictures.append(image.T[inked[0] : inked[-1] + 1])
    return tuple(pictures), found.target[part]


def strip(
    digits: Sequence[int], rng: np.random.Generator, test: bool = False
) -> tuple[Array, IntArray]:
    """Write digits side by side, each with a picture that is drawn at random.

    Args:
        digits: which, from 0 to 9.
        rng: draws the pictures, and 0 to 3 empty columns before, between and after them.
        test: from pictures that no training sees.

    Returns:
        x: columns from left to right, (T, 8) float array from 0 to 1.
        cuts: symbol of the digit at each column, 0 for the gaps, (T,) integer array.
    """
    pictures, shown = digit_pictures(test)
    columns, symbols = [], []
    for digit in digits:
        picture = pictures[rng.choice(np.flatnonzero(shown == digit))]
        gap = int(rng.integers(GAP + 1))
        columns += [np.zeros((gap, ROWS)), picture]
        symbols += [0] * gap + [int(digit) + 1] * len(picture)
    gap = int(rng.integers(GAP + 1))
    return np.vstack([*columns, np.zeros((gap, ROWS))]), np.array(symbols + [0] * gap)


def strip_batch(B: int, rng: np.random.Generator, test: bool = False) -> Strips:
    """Draw strips of 2 to 5 digits.

    Args:
        B: how many.
        rng: source of all random numbers.
        test: from pictures that no training sees.

    Returns:
        Strips.
    """
    counts = rng.integers(DIGITS[0], DIGITS[1] + 1, size=B)
    return pad([rng.integers(10, size=n).tolist() for n in counts], rng, test)


def pad(texts: Sequence[Sequence[int]], rng: np.random.Generator, test: bool = False) -> Strips:
    """Write each list of digits as a strip, and put the strips into one batch."""
    drawn = [strip(digits, rng, test) for digits in texts]
    lengths = np.array([len(x) for x, _ in drawn])
    T, B = lengths.max(), len(drawn)
    x, cuts = np.zeros((T, B, ROWS)), np.full((T, B), -1)
    y = np.zeros((B, max(map(len, texts))), dtype=int)
    for n, (columns, symbols) in enumerate(drawn):
        x[: len(columns), n], cuts[: len(columns), n] = columns, symbols
        y[n, : len(texts[n])] = np.array(texts[n]) + 1
    return Strips(x, lengths, y, cuts)


def equal_cuts(strips: Strips) -> IntArray:
    """Cut each strip into as many equal parts as it has digits, whatever the columns show.

    Returns:
        Symbols as in Strips.cuts, (T, B) integer array, -1 after a strip's end.
    """
    cuts = np.full_like(strips.cuts, -1)
    for n, (T, labels) in enumerate(zip(strips.lengths, strips.y, strict=True)):
        L = int((labels > 0).sum())
        cuts[:T, n] = labels[np.arange(T) * L // T]
    return cuts


def as_text(labels: Sequence[int]) -> str:
    """Write symbols as digits, and the blank as a dot."""
    return "".join("." if v == 0 else str(v - 1) for v in labels)
