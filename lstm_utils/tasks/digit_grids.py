"""Grids of 2 x 2 cells with pictures of digits, and captions that name them.

B = grids side by side, T = words. A caption goes through the cells that have a digit, in the
order of reading: "top left three bottom right seven .". Pictures are those of load_digits.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, IntArray

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PLACES = (("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right"))
START, END = 0, 1
WORDS = ("<start>", ".", "top", "bottom", "left", "right", *DIGITS)
NUMBER = {word: n for n, word in enumerate(WORDS)}
TRAINING = 1300  # pictures; the other 497 are for tests
EMPTY = -1


class Grids(NamedTuple):
    """Grids with their captions.

    cells: pictures, (4, B, 64) float32 array from 0 to 1; 0 where there is no digit.
    digits: what they show, (4, B) integer array; -1 where there is no digit.
    words: start, caption and full stop, (T, B) integer array; full stops after the end.
    named: which cell each of the words names, (T, B) integer array; -1 where none.
    """

    cells: Array
    digits: IntArray
    words: IntArray
    named: IntArray


@cache
def pictures() -> tuple[Array, IntArray]:
    """Return the 1,797 pictures of load_digits, (N, 64) from 0 to 1, and their digits, (N,)."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return (found.data / 16).astype(np.float32), found.target


def draw_grids(rng: np.random.Generator, B: int, test: bool = False) -> Grids:
    """Draw grids with 2, 3 or 4 digits each, in cells and with pictures drawn at random.

    Args:
        rng: numpy.random.Generator.
        B: number of grids.
        test: whether the pictures are the 497 of the test; they never occur in training.

    Returns:
        Grids.
    """
    x, y = pictures()
    which = rng.integers(TRAINING if test else 0, len(x) if test else TRAINING, size=(4, B))
    order = rng.random((4, B)).argsort(axis=0)  # a permutation of the cells of each grid
    filled = order < rng.integers(2, 5, size=B)
    return grids_of(x[which] * filled[:, :, None], np.where(filled, y[which], EMPTY))


def grids_of(cells: Array, digits: IntArray) -> Grids:
    """Write the captions of grids.

    Args:
        cells: pictures, (4, B, 64) float array.
        digits: what they show, (4, B) integer array; -1 where there is no digit.

    Returns:
        Grids.
    """
    captions = [caption(column) for column in digits.T]
    T = 2 + max(len(words) for words, _ in captions)
    words = np.full((T, len(captions)), END)
    named = np.full_like(words, EMPTY)
    words[0] = START
    for b, (said, places) in enumerate(captions):
        words[1 : 1 + len(said), b] = [NUMBER[word] for word in said]
        named[1 : 1 + len(said), b] = places
    return Grids(cells, digits, words, named)


def caption(digits: IntArray) -> tuple[list[str], list[int]]:
    """Describe one grid.

    Args:
        digits: what its cells show, (4,) integer array; -1 where there is no digit.

    Returns:
        words: three for each digit, a list.
        cells: for each word the number of the cell that it is about, a list.
    """
    words: list[str] = []
    cells: list[int] = []
    for cell, digit in enumerate(digits):
        if digit != EMPTY:
            words += [*PLACES[cell], DIGITS[digit]]
            cells += [cell] * 3
    return words, cells
