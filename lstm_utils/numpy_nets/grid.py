"""The Grid LSTM: memory along two dimensions, for instance time and depth.

B = batch, H1, H2 = hidden units of the two dimensions. A block receives (h1, c1) from the block
before it in the first dimension and (h2, c2) from the one before it in the second.

    h1, c1 = LSTM1(h2, h1, c1)          each LSTM reads what comes into the block,
    h2, c2 = LSTM2(h1, h2, c2)          so both h on the right are the old ones
"""

from lstm_utils.arrays import Array

from .lstm import lstm_step

Weights = tuple[Array, Array, Array]  # W_ih, W_hh, b


def grid_step(
    h1: Array, c1: Array, h2: Array, c2: Array, first: Weights, second: Weights
) -> tuple[Array, Array, Array, Array]:
    """Advance one block by a step in both dimensions.

    Args:
        h1, c1: state that comes in along the first dimension, (B, H1) float arrays.
        h2, c2: state that comes in along the second dimension, (B, H2) float arrays.
        first: W_ih (4 H1, H2), W_hh (4 H1, H1), b (4 H1,) of the LSTM of the first dimension.
        second: W_ih (4 H2, H1), W_hh (4 H2, H2), b (4 H2,) of that of the second.

    Returns:
        h1, c1: state that goes on along the first dimension, (B, H1).
        h2, c2: state that goes on along the second dimension, (B, H2).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Kalchbrenner, Danihelka and Graves (2016), ICLR, arXiv:1507.01526, section 3.1;
        there h = tanh(o c), here h = o tanh(c).
    """
    new_h1, new_c1, _ = lstm_step(h2, h1, c1, *first)
    new_h2, new_c2, _ = lstm_step(h1, h2, c2, *second)
    return new_h1, new_c1, new_h2, new_c2
