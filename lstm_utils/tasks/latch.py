"""The latch problem: remember the sign of the first inputs through noise.

T = time steps, B = batch, I = input lines, 1 or 2.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray


def latch_batch(
    B: int,
    lag: int,
    rng: np.random.Generator,
    n_signal: int = 1,
    variance: float = 0.2,
    lines: int = 1,
) -> tuple[Array, IntArray]:
    """Draw sequences that begin with +1 or -1 and go on with noise.

    Args:
        B: number of sequences.
        lag: number of noise inputs after the signal, >= 0; the answer is due after the
            last one.
        rng: numpy.random.Generator.
        n_signal: number of inputs that carry the sign, >= 1; N in the paper.
        variance: of the normal noise around 0; the paper's is 0.2.
        lines: 1, signal and noise come in on the same line, as in the paper; or 2, the
            signal on line 0 and the noise on line 1, each 0 while the other is active.

    Returns:
        x: inputs, (T, B, I) float64 array, T = n_signal + lag, I = lines.
        y: class of each sequence, (B,) int64 array: 1 where it begins with +1, 0
            where it begins with -1, both equally likely.

    Raises:
        ValueError: if n_signal < 1, lag < 0, the variance is negative, or lines is not 1 or 2.

    Source: Bengio, Simard and Frasconi (1994), IEEE Transactions on Neural Networks
        5:157-166; in this form Hochreiter and Schmidhuber (1997), Neural Computation
        9:1735-1780, experiment 3a, where the lag varies by a tenth between sequences.
    """
    if n_signal < 1 or lag < 0 or variance < 0 or lines not in (1, 2):
        raise ValueError(
            "latch_batch expects n_signal >= 1, lag >= 0, variance >= 0 and lines 1 or 2; "
            f"got n_signal={n_signal}, lag={lag}, variance={variance}, lines={lines}"
        )
    y = rng.integers(2, size=B)
    x = np.zeros((n_signal + lag, B, lines))
    x[:n_signal, :, 0] = 2 * y - 1
    x[n_signal:, :, -1] = rng.normal(scale=variance**0.5, size=(lag, B))
    return x, y
