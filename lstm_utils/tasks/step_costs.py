"""What a step of RTRL costs beside a step of BPTT (lesson 23).

I = inputs, H = hidden units, N = I + H + 1 weights of a unit.
"""

import time
from collections.abc import Callable

import numpy as np

import lstm_utils.numpy_nets as nets

T, REPEATS = 20, 5


def multiplications(H: int, I: int) -> dict[str, int]:
    """Return the multiplications of a step, forward and backward, by method."""
    N = I + H + 1
    return {
        "RTRL": H * N + H * H * H * N + H * H * N,  # W u, W_hh P, times 1 - h^2
        "BPTT": H * N + H * H + H * N,  # W u, da W_hh, da u
        "RTRL, diagonal net": 3 * H * (I + 2),  # W u, w P, times 1 - h^2
    }


def seconds(H: int, I: int) -> dict[str, float]:
    """Return the seconds of a step, the smallest of five measurements, by method."""
    rng = np.random.default_rng(0)
    W_ih, W_hh, b = (rng.normal(size=shape) / H for shape in ((H, I), (H, H), (H,)))
    x, h0, h = rng.normal(size=(T, 1, I)), np.zeros((1, H)), np.zeros(H)
    P, small = np.zeros((H, H, I + H + 1)), np.zeros((H, I + 2))

    def bptt() -> None:
        hs = nets.rnn_forward(x, h0, W_ih, W_hh, b)
        cache = {"x": x, "h0": h0, "hs": hs, "W_ih": W_ih, "W_hh": W_hh}
        nets.rnn_backward(hs, cache)

    diagonal = np.diag(W_hh).copy()
    return {
        "RTRL": _fastest(lambda: nets.rtrl_step(P, h, x[0, 0], W_ih, W_hh, b)),
        "BPTT": _fastest(bptt) / T,
        "RTRL, diagonal net": _fastest(
            lambda: nets.rtrl_diagonal_step(small, h, x[0, 0], W_ih, diagonal, b)
        ),
    }


def _fastest(run: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)
