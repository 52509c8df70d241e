"""A random net that reads noise, with a random loss at every step: gradients to look at.

T = time steps, B = batch, I = inputs, H = hidden units.
"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, Cache


def noise_run(
    T: int, rho: float, B: int = 8, I: int = 2, H: int = 16, seed: int = 0
) -> tuple[Cache, Array]:
    """Run a random tanh net without biases on noise.

    Args:
        T, B, I, H: sizes.
        rho: spectral radius of W_hh, > 0: the larger, the longer the net remembers.
        seed: of weights, inputs and losses.

    Returns:
        cache: dict of float64 arrays for rnn_backward: x, h0, hs (T, B, H), W_ih, W_hh.
        dhs: gradient of each step's own loss, (T, B, H) float64 array of normal noise.
    """
    rng = np.random.default_rng(seed)
    W_hh = nets.rescale_spectral_radius(rng.normal(size=(H, H)), rho)
    net = {"W_ih": 0.1 * rng.normal(size=(H, I)), "W_hh": W_hh}
    read = {"x": rng.normal(size=(T, B, I)), "h0": 0.1 * rng.normal(size=(B, H))}
    hs = nets.rnn_forward(**read, **net, b=np.zeros(H))
    return read | {"hs": hs} | net, rng.normal(size=hs.shape)
