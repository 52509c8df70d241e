"""Cups that are shuffled: in which order are they now? State tracking (lesson 25).

T = time steps, B = batch, N = cups, V = N! orders. An order p is a symbol and a state: read as
a symbol, it puts at place n the cup that was at place p[n]. Two cups are the parity task of
lesson 13; of three cups, it matters which shuffle comes first.
"""

import itertools

import numpy as np

from lstm_utils.arrays import IntArray


def orders(N: int) -> IntArray:
    """Return all orders of N cups, (V, N) int64 array; order 0 moves nothing."""
    return np.array(list(itertools.permutations(range(N))))


def after(N: int) -> IntArray:
    """Return the order after a shuffle, (V, V) int64 array: row the order before, column it."""
    all_orders = orders(N)
    number = {tuple(order): n for n, order in enumerate(all_orders.tolist())}
    return np.array(
        [[number[tuple(now[shuffle].tolist())] for shuffle in all_orders] for now in all_orders]
    )


def cups_batch(N: int, T: int, B: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Draw shuffles, all orders with equal probability, and the order after each.

    Args:
        N: number of cups, 2 to 5.
        T: number of shuffles, 1 or more.
        B: number of sequences.
        rng: numpy.random.Generator.

    Returns:
        ids: shuffles, rows of orders(N), (T, B) int64 array.
        y: the order after each shuffle, counted alike, (T, B) int64; order 0 before the first.

    Raises:
        ValueError: if N is not 2 to 5, or T or B is less than 1.
    """
    if not 2 <= N <= 5 or min(T, B) < 1:
        raise ValueError(f"cups_batch expects 2 to 5 cups, T, B >= 1; got {N}, {T}, {B}")
    table = after(N)
    ids = rng.integers(len(table), size=(T, B))
    y, now = np.empty_like(ids), np.zeros(B, ids.dtype)
    for t, shuffle in enumerate(ids):
        now = y[t] = table[now, shuffle]
    return ids, y
