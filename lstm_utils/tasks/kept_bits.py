"""Many bits, one in each memory cell, under noise (lesson 07).

n = number of bits.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lstm_utils.arrays import Array


def carry(
    step: Callable[..., tuple[Array, Array, Any]],
    weights: Sequence[Array],
    bits: Array,
    times: Sequence[int] = (100, 1000),
    weight: float = 1.0,
) -> dict[int, Array]:
    """Store bits in memory cells and let them see standard normal noise at every later step.

    Args:
        step: function like nets.memory_cell_step.
        weights: W_ih (3, 2), W_hh (3, 1), b (3,) of one cell with the inputs signal and
            switch, as nets.latch_weights returns them; each bit has a cell of its own.
        bits: the signal at step 0, where the switch is 1, float array of any shape.
        times: steps at which h is kept.
        weight: what c is multiplied by before each step: 1 is the carousel.

    Returns:
        dict from each of the times to h, an array of the shape of bits.
    """
    rng = np.random.default_rng(0)
    h = c = np.zeros((bits.size, 1))
    kept = {}
    for t in range(max(times) + 1):
        signal = rng.normal(size=bits.size) if t else bits.ravel()
        x = np.stack([signal, np.full(bits.size, float(t == 0))], axis=1)  # (n, 2)
        h, c, _ = step(x, h, weight * c, *weights)
        if t in times:
            kept[t] = h.reshape(bits.shape)
    return kept
