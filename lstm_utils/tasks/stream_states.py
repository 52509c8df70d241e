"""Look into a net that reads a stream of embedded Reber strings.

T = time steps, H = hidden units.
"""

from typing import NamedTuple

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray, Params

from .reber import SYMBOLS
from .reber_stream import reber_stream


class Strip(NamedTuple):
    """T symbols of a stream, and what happens in the cells at each.

    letters: the symbols, a string. start: True where a string begins, (T,) bool array.
    c: cell states after each symbol. f: forget gates, (T, H) float arrays.
    """

    letters: str
    start: BoolArray
    c: Array
    f: Array


def read_strip(
    params: Params, T: int, seed: int = 0, reset: bool = False, before: int = 1000
) -> Strip:
    """Let a net read one stream, and record the last T symbols.

    Args:
        params: dict of float arrays with W_ih, W_hh and b.
        T: how many symbols to record.
        seed: of the stream.
        reset: whether the states are reset to 0 where a string begins.
        before: symbols to read first, from a state of 0.

    Returns:
        The Strip.
    """
    window = next(reber_stream(before + T, 1, np.random.default_rng(seed)))
    zero = np.zeros((1, params["W_hh"].shape[1]))
    starts = window["start"]
    _, _, caches = nets.lstm_stream(window["x"], starts & reset, (zero, zero), params)
    i, f, g, c_prev = (np.concatenate([k[n] for k in caches[before:]]) for n in
                       ("i", "f", "g", "c_prev"))  # fmt: skip
    ids = window["x"][before:, 0].argmax(axis=1)
    letters = "".join(SYMBOLS[k] for k in ids)
    return Strip(letters, starts[before:, 0], f * c_prev + i * g, f)


def separation(strip: Strip) -> Array:
    """Measure how well each unit knows the far letter in the middle of a string.

    Args:
        strip: T symbols with several complete strings.

    Returns:
        (H,) float array: mean of c where the letter is T less the mean where it is P, divided
        by the standard deviation over all strings; 2 is the most, at equal shares.
    """
    starts = np.flatnonzero(strip.start)
    first, end = starts[:-1], starts[1:]
    is_T = np.array([strip.letters[t + 1] == "T" for t in first])
    c = strip.c[(first + end) // 2]
    return (c[is_T].mean(axis=0) - c[~is_T].mean(axis=0)) / c.std(axis=0)
