"""A net that moves a pen: an LSTM, and a mixture density at each step (lesson 22).

T = points, B = writings side by side, I = inputs, H = hidden units, M = components.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params

from .lstm_weights import lstm_init
from .mixture import PENS, mdn_backward, mdn_nll
from .sequence_net import sequence_net_backward, sequence_net_forward, sequence_net_init

STEEPEST = 4.0  # of rho before tanh: at 9, float32 rounds the correlation to 1


def pen_net_init(I: int, H: int, M: int, rng: np.random.Generator) -> Params:
    """Draw the parameters of a net with M components, in float32.

    Args:
        I, H, M: numbers of inputs, hidden units and components.
        rng: numpy.random.Generator.

    Returns:
        dict of arrays: W_ih (4H, I), W_hh (4H, H), b (4H,), W_out (6M + 3, H), b_out (6M + 3,);
        1 is added to the forget gates' biases, and means start apart, normal.
    """
    params = sequence_net_init(lstm_init(I, H, rng, forget_bias=1.0), 6 * M + PENS, rng)
    params["b_out"][M : 3 * M] = rng.normal(size=2 * M)
    return {name: q.astype(np.float32) for name, q in params.items()}


def limit_rho(z: Array, M: int) -> Array:
    """Limit the numbers from which correlations are made, so that none is rounded to 1.

    Args:
        z: outputs of the net, (N, 6M + 3) float array.
        M: number of components.

    Returns:
        A copy of z in which the block of rho is between -4 and 4.
    """
    z = z.copy()
    np.clip(z[:, 5 * M : 6 * M], -STEEPEST, STEEPEST, out=z[:, 5 * M : 6 * M])
    return z


def pen_net_loss_and_grads(
    params: Params, M: int, x: Array, xy: Array, pen: IntArray, mask: BoolArray
) -> tuple[float, Params]:
    """Compute the loss of predicting each point, and its gradients.

    Args:
        params: dict of float arrays, as pen_net_init returns it.
        M: number of components.
        x: what the net reads before each point, (T, B, I) float array.
        xy: offset of each point, (T, B, 2) float array.
        pen: what the pen does after each point, (T, B) integer array, 0 to 2.
        mask: which points exist, (T, B) bool array.

    Returns:
        loss: mean of minus the logarithm of the density over the points that exist, in nats.
        grads: dict of arrays with the keys and shapes of params.
    """
    z, (hs, cache) = sequence_net_forward(params, x)
    rows = limit_rho(z[mask], M)
    nll, gamma = mdn_nll(rows, M, xy[mask], pen[mask])
    steep = abs(z[mask]) > STEEPEST
    steep[:, : 5 * M] = steep[:, 6 * M :] = False
    dz = np.zeros_like(z)
    dz[mask] = np.where(steep, 0, mdn_backward(gamma, rows, M, xy[mask], pen[mask])) / len(nll)
    return float(nll.mean()), sequence_net_backward(params, dz, hs, cache)
