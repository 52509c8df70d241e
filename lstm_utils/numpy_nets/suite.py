"""Two tests to keep: does an exported net do what the model does, and is an LSTM an LSTM?

T = time, B = batch, I = inputs, H = hidden units, K = outputs. Both call a function on drawn
inputs, compare it with a reference, and look for what it must not do, such as remember an
earlier call. True is evidence, False is proof.
"""

from collections.abc import Callable

import numpy as np

from lstm_utils.arrays import Array

from .lstm import lstm_forward

Results = tuple[Array, ...]
LENGTHS = ((1, 1), (7, 3), (40, 2))  # T, B
SIZES = ((1, 4, 3, 2), (5, 3, 2, 4), (3, 1, 1, 1), (34, 2, 1, 2))  # T, B, I, H


def export_check(
    model: Callable[..., Results], exported: Callable[..., Results], I: int, H: int
) -> bool:
    """Find out whether an exported net does what the model does, for any length and state.

    Args:
        model: the net, a function of x (T, B, I), h (B, H) and c (B, H), float32 arrays, that
            returns y (T, B, K) and the next h and c.
        exported: what was exported, to be called in the same way.
        I: number of inputs.
        H: number of hidden units.

    Returns:
        True if all results are float32 arrays that differ from the model's by at most 1e-5,
        for several lengths, batch sizes and states, in the first call and again.
    """
    rng = np.random.default_rng(0)
    for T, B in LENGTHS:
        sizes = (T, B, I), (B, H), (B, H)
        given = [rng.normal(size=size).astype(np.float32) for size in sizes]
        right = model(*given)
        for _ in range(2):
            try:
                got = exported(*given)
            except Exception:
                return False
            for a, b in zip(got, right, strict=True):
                if a.dtype != np.float32 or a.shape != b.shape:
                    return False
                if not np.allclose(a, b, rtol=0, atol=1e-5):
                    return False
    return True


def test_lstm(fn: Callable[..., Results]) -> bool:
    """Find out whether a function is an LSTM over a sequence.

    Args:
        fn: function of x (T, B, I), h0 (B, H), c0 (B, H), W_ih (4H, I), W_hh (4H, H) and
            b (4H,), float64 arrays, that returns hs (T, B, H) and the last c (B, H).

    Returns:
        True if nothing wrong was found: its results are within 1e-9 of lstm_forward's, again
        and again, and it changes no argument and no earlier result.
    """
    rng, results = np.random.default_rng(0), []
    for T, B, I, H in SIZES:
        for size in (1, 1000):
            states = [size * rng.normal(size=s) for s in ((T, B, I), (B, H), (B, H))]
            weights = [rng.normal(size=s) for s in ((4 * H, I), (4 * H, H), (4 * H,))]
            given = [*states, *weights]
            for _ in range(2):
                right, before = lstm_forward(*given)[:2], [q.copy() for q in given]
                try:
                    results += zip(fn(*given), right, strict=True)
                except Exception:
                    return False
                if not all(map(np.array_equal, given, before)):
                    return False
                for a, b in results:
                    if np.shape(a) != b.shape or not (abs(a - b) <= 1e-9).all():
                        return False
    return True
