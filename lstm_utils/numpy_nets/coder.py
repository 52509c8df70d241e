"""An arithmetic coder: the text becomes one number, in about -log2 P(text) bits.

V = size of the alphabet, n = length of the text, N = sum of the counts of one step.
A model is a function of a symbol's number and a state, None before the first symbol; it
returns the counts of the next symbol, (V,) integers of 1 or more, and the next state. The
coder reads `mark` first. Numbers are integers of any size, so that nothing is rounded.

Source: Witten, Neal and Cleary (1987), Communications of the ACM 30:520-540, who use integers
of a fixed size.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_utils.arrays import Array, IntArray

from .activations import softmax
from .sampling import Step

CountStep = Callable[[int, Any], tuple[IntArray, Any]]


def integer_counts(p: Array, total: int = 2**16) -> IntArray:
    """Turn probabilities into counts, none of them 0.

    Args:
        p: probabilities, (V,) float array that sums to 1.
        total: sum of the counts, more than V.

    Returns:
        (V,) int64 array: 1 + floor(p (total - V)), and what is then missing in the sum is
        added to the largest, the first one if there are several.

    Raises:
        ValueError: if total is not larger than V.
    """
    if total <= len(p):
        raise ValueError(f"integer_counts expects total > {len(p)}; got {total}")
    counts = 1 + np.floor(np.asarray(p, dtype=float) * (total - len(p))).astype(np.int64)
    counts[counts.argmax()] += total - counts.sum()
    return counts


def counting(step: Step, total: int = 2**16) -> CountStep:
    """Make a model that returns counts of one that returns logits.

    Args:
        step: function of a symbol's number and a state; it returns logits (V,) and a state.
        total: sum of the counts.

    Returns:
        The same function with integer_counts(softmax(logits)) in place of the logits.
    """

    def count_step(symbol: int, state: Any) -> tuple[IntArray, Any]:
        z, state = step(symbol, state)
        return integer_counts(softmax(z[None])[0], total), state

    return count_step


def encode(ids: Sequence[int], step: CountStep, mark: int) -> str:
    """Write a text as bits: a number in the interval that belongs to the text.

    Args:
        ids: numbers of the symbols, a list of n int.
        step: the model, as at the top of this file.
        mark: what the model reads before the first symbol.

    Returns:
        The bits after the point, a string of 0 and 1: one bit, or more as long as they are
        fewer than 1 - log2 P(ids).
    """
    low, width, scale = 0, 1, 1  # the interval [low / scale, (low + width) / scale)
    state, last = None, mark
    for symbol in ids:
        counts, state = step(last, state)
        N, below = int(sum(counts)), int(sum(counts[:symbol]))
        low, scale = low * N + width * below, scale * N
        width *= int(counts[symbol])
        last = symbol
    k = 1
    while (width << k) < scale:  # 2^-k is wider than the interval
        k += 1
    number = -(-(low << k) // scale)  # the first multiple of 2^-k that is not below low
    return f"{number:0{k}b}"


def decode(bits: str, n: int, step: CountStep, mark: int) -> list[int]:
    """Read the text from its bits, with the model that wrote them.

    Args:
        bits: what encode returned.
        n: number of symbols in the text.
        step: the model, as at the top of this file.
        mark: what the model reads before the first symbol.

    Returns:
        The numbers of the symbols, a list of n int.
    """
    value, width = int(bits, 2), 2 ** len(bits)  # the number is value / width
    state, last, ids = None, mark, []
    for _ in range(n):
        counts, state = step(last, state)
        ends = np.cumsum(counts)
        N = int(ends[-1])
        last = int(np.searchsorted(ends, value * N // width, side="right"))
        count = int(counts[last])
        value = value * N - width * (int(ends[last]) - count)
        width *= count
        ids.append(last)
    return ids
