"""The Mackey-Glass equation: a chaotic series from one line of algebra."""

import numpy as np

from lstm_utils.arrays import Array

SUBSTEPS = 10


def mackey_glass(T: int, rng: np.random.Generator, delay: int = 17) -> Array:
    """Compute dx/dt = 0.2 x(t - delay) / (1 + x(t - delay)^10) - 0.1 x, by Euler's rule.

    Args:
        T: values to return, one for each unit of time.
        rng: numpy.random.Generator: draws the past with which it starts.
        delay: in units of time; from 17 on the series is chaotic.

    Returns:
        (T,) float array, after 500 units of time that are left out.

    Source: Mackey and Glass (1977), Science 197:287-289, equation 4b.
    """
    d, left_out = SUBSTEPS * delay, 500 * SUBSTEPS
    x = np.zeros(d + 1 + left_out + SUBSTEPS * T)
    x[: d + 1] = rng.uniform(0.8, 1.3)
    for t in range(d, len(x) - 1):
        late = x[t - d]
        x[t + 1] = x[t] + (0.2 * late / (1 + late**10) - 0.1 * x[t]) / SUBSTEPS
    return x[d + 1 + left_out :: SUBSTEPS][:T]
