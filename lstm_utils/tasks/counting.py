"""Counting: strings such as aabb or aabbcc, in which each letter comes equally often.

T = time steps, B = batch, V = symbols: $, then the letters. $ begins a string and ends it.
At each step a net has read one more symbol and answers with the set of those that may follow.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray

END = "$"


class Counting(NamedTuple):
    """A batch of strings: inputs (T, B, V), what may follow (T, B, V) bool, steps (B,)."""

    x: Array
    valid: BoolArray
    lengths: IntArray


def counting_string(n: int, letters: str = "ab") -> tuple[str, list[str]]:
    """Write one string with n of each letter, and what may follow each of its symbols.

    Args:
        n: number of each letter, 1 or more.
        letters: two or more different letters, in their order.

    Returns:
        string: $ and the letters, such as "$aabb"; the $ at its end is left to the answers.
        valid: for each symbol of string, the symbols that may come next, as one str in the
            order of letters: ["a", "ab", "ab", "b", "$"]. While the first letter is read, it
            may continue or end; after that the count decides.

    Raises:
        ValueError: if n < 1, or there are fewer than two letters, or two alike, or $.

    Source: Gers and Schmidhuber (2001), IEEE Transactions on Neural Networks 12:1333-1340,
        section III.
    """
    if n < 1 or len(letters) < 2 or len({*letters, END}) <= len(letters):
        raise ValueError(
            "counting_string expects n >= 1 and two or more different letters without $; "
            f"got {n} and {letters!r}"
        )
    valid = [letters[0]] + [letters[:2]] * n
    for letter, after in zip(letters[1:], letters[2:] + END, strict=True):
        valid += [letter] * (n - 1) + [after]
    return END + "".join(letter * n for letter in letters), valid


def counting_batch(ns: Sequence[int], letters: str = "ab") -> Counting:
    """Encode strings of several n as arrays, side by side.

    Args:
        ns: n of each string, B numbers of 1 or more.
        letters: as in counting_string.

    Returns:
        Counting, T the longest string's number of steps, len(letters) n + 1: x is one-hot in
        the order $, letters; x is 0 and valid False after a string's end.

    Raises:
        ValueError: as counting_string.
    """
    arrays = [_arrays(int(n), letters) for n in ns]
    lengths = np.array([len(x) for x, _ in arrays])
    x = np.zeros((lengths.max(), len(ns), len(letters) + 1))
    valid = np.zeros(x.shape, dtype=bool)
    for b, length in enumerate(lengths):
        x[:length, b], valid[:length, b] = arrays[b]
    return Counting(x, valid, lengths)


@cache
def _arrays(n: int, letters: str) -> tuple[Array, BoolArray]:
    """Encode one string: inputs and what may follow, (len(letters) n + 1, V) each."""
    alphabet = END + letters
    string, sets = counting_string(n, letters)
    x = np.array([[symbol == other for other in alphabet] for symbol in string], dtype=float)
    return x, np.array([[symbol in may for symbol in alphabet] for may in sets])


def counting_steps(letters: str = "ab") -> IntArray:
    """Return what each counter adds at each symbol, for counter_weights.

    Counter j goes up at letter j and down at letter j + 1.

    Args:
        letters: as in counting_string.

    Returns:
        (V, H) int64 array, H one less than the number of letters; row 0 belongs to $.
    """
    V = len(letters) + 1
    return np.eye(V, V - 2, -1, dtype=int) - np.eye(V, V - 2, -2, dtype=int)


def parity_batch(T: int, B: int, rng: np.random.Generator) -> tuple[Array, IntArray]:
    """Draw bits, and ask whether the number of ones is odd.

    Args:
        T: number of bits, 1 or more.
        B: number of sequences.
        rng: numpy.random.Generator.

    Returns:
        x: bits, 0 or 1 with equal probability, (T, B, 1) float64 array.
        y: 1 if the ones up to and including this step are odd in number, else 0, (T, B) int64.

    Raises:
        ValueError: if T or B is less than 1.
    """
    if min(T, B) < 1:
        raise ValueError(f"parity_batch expects T and B of 1 or more; got {T} and {B}")
    bits = rng.integers(2, size=(T, B))
    return bits[..., None].astype(float), bits.cumsum(axis=0) % 2
