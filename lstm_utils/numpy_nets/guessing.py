"""Learning without gradients: guess all weights until a net happens to be right.

T = time steps, B = batch, I = inputs, H = hidden units.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray, Params
from lstm_utils.shapes import require_shapes

from .elman import elman_forward, elman_init


def random_guess_latch(
    x: Array,
    y: IntArray,
    rng: np.random.Generator,
    max_tries: int,
    H: int = 1,
    width: float = 10.0,
) -> tuple[Params | None, int]:
    """Draw recurrent classifiers at random until one gets every sequence right.

    Args:
        x: sequences, (T, B, I) float array.
        y: class of each sequence, due after its last step, (B,) array of 0 and 1.
        rng: numpy.random.Generator.
        max_tries: number of nets to try, at most.
        H: number of hidden units.
        width: every weight and bias is uniform between +-width / sqrt(H).

    Returns:
        params: parameters of the first net that classifies all sequences correctly, as
            elman_init names them; None if there was none.
        tries: number of nets that were tried, the last one included.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5,
        on guessing weights; Bengio, Simard and Frasconi (1994) for the problem.
    """
    require_shapes("random_guess_latch", "x (T, B, I), y (B,)", x, y)
    I = x.shape[2]
    for tries in range(1, max_tries + 1):
        params = {q: width * value for q, value in elman_init(I, H, 2, rng).items()}
        z, _ = elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
