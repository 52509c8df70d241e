"""Sequences of symbols as arrays: one-hot codes, padding, what to predict and when.

T = time steps, B = batch, V = size of the vocabulary.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray
from lstm_utils.shapes import require_shapes


def one_hot(ids: IntArray, V: int) -> Array:
    """Encode symbols as one-hot vectors.

    Args:
        ids: number of each symbol, (T, B) integer array, 0 to V - 1.
        V: size of the vocabulary.

    Returns:
        (T, B, V) float64 array: 1 at the symbol's number, 0 elsewhere.

    Raises:
        ValueError: if ids is not a (T, B) array of integers from 0 to V - 1.
    """
    require_shapes("one_hot", "ids (T, B)", ids)
    if ids.dtype.kind not in "iu" or ids.min() < 0 or ids.max() >= V:
        raise ValueError(
            f"one_hot expects integers from 0 to {V - 1}; "
            f"got {ids.dtype} from {ids.min()} to {ids.max()}"
        )
    codes = np.zeros((*ids.shape, V))
    t, b = np.indices(ids.shape)
    codes[t, b, ids] = 1
    return codes


def pad(sequences: Sequence[Sequence[int]]) -> tuple[IntArray, BoolArray]:
    """Stack sequences of different lengths side by side, with zeros after their ends.

    Args:
        sequences: list of B sequences of integers, of at least one element each.

    Returns:
        ids: (T, B) int64 array, T the longest length; column b starts with sequence b.
        mask: (T, B) bool array, True where a sequence has an element.

    Raises:
        ValueError: if there is no sequence, or one is empty.
    """
    lengths = np.array([len(s) for s in sequences])
    if len(lengths) == 0 or lengths.min() == 0:
        raise ValueError(
            f"pad expects sequences of at least one element; got lengths {lengths.tolist()}"
        )
    mask = np.arange(lengths.max())[:, None] < lengths  # (T, B)
    ids = np.zeros(mask.shape, dtype=np.int64)
    for b, sequence in enumerate(sequences):
        ids[: len(sequence), b] = sequence
    return ids, mask


def inputs_and_targets(string: str, alphabet: str) -> tuple[IntArray, IntArray]:
    """Split one string into inputs and next-symbol targets.

    Args:
        string: symbols of the alphabet, two or more.
        alphabet: all symbols, a string; a symbol's number is its place there.

    Returns:
        x: numbers of all symbols but the last, (T,) int64, T one less than the string's length.
        y: numbers of all symbols but the first, (T,) int64: y[t] comes after x[t].

    Raises:
        ValueError: if a symbol is not in the alphabet, or there are fewer than two.
    """
    strange = sorted(set(string) - set(alphabet))
    if strange or len(string) < 2:
        raise ValueError(
            f"inputs_and_targets expects two or more symbols of {alphabet!r}; got {string!r}"
        )
    ids = np.array([alphabet.index(symbol) for symbol in string], dtype=np.int64)
    return ids[:-1], ids[1:]


def target_at_last_step(y: IntArray, T: int) -> tuple[IntArray, BoolArray]:
    """Place one target per sequence at its last step.

    Args:
        y: right class of each sequence, (B,) integer array.
        T: number of steps.

    Returns:
        y: (T, B) integer array, the class at every step.
        mask: (T, B) bool array, True at the last step only.

    Raises:
        ValueError: if y is not a (B,) array, or T < 1.
    """
    require_shapes("target_at_last_step", "y (B,)", y)
    if T < 1:
        raise ValueError(f"target_at_last_step expects T >= 1; got {T}")
    mask = np.zeros((T, len(y)), dtype=bool)
    mask[-1] = True
    return np.tile(y, (T, 1)), mask
