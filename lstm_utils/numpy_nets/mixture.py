"""Mixture density outputs: a probability density of the pen's next move (lesson 22).

N = points, M = components of the mixture. A row of z has 6M + 3 numbers: six blocks of M for
pi, mu_x, mu_y, sigma_x, sigma_y and rho, then three for the pen after the point: 0 it goes on
drawing, 1 the stroke ends, 2 the digit ends. The gradient of the loss with respect to z is dz.
"""

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes

from .activations import softmax

PENS = 3  # states of the pen
Mixture = tuple[Array, Array, Array, Array, Array, Array, Array]


def mdn_split(z: Array, M: int) -> Mixture:
    """Turn the outputs of a net into the parameters of a mixture, and probabilities of the pen.

    Args:
        z: outputs, (N, 6M + 3) float array.
        M: number of components.

    Returns:
        pi: weights of the components, (N, M), each row sums to 1.
        mu_x, mu_y: means, (N, M) each.
        sigma_x, sigma_y: standard deviations, (N, M) each, above 0.
        rho: correlations, (N, M), between -1 and 1.
        pens: probabilities of the pen, (N, 3), each row sums to 1.

    Raises:
        ValueError: if z does not have 6M + 3 columns.

    Source: Graves (2013), arXiv:1308.0850, equations 18 to 22.
    """
    if z.ndim != 2 or z.shape[1] != 6 * M + PENS:
        raise ValueError(f"mdn_split expects z (N, {6 * M + PENS}), M = {M}; got {z.shape}")
    pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, : 6 * M], 6, axis=1)
    pens = softmax(z[:, 6 * M :])
    return softmax(pi), mu_x, mu_y, np.exp(s_x), np.exp(s_y), np.tanh(rho), pens


def mdn_nll(z: Array, M: int, xy: Array, pen: IntArray) -> tuple[Array, Array]:
    """Compute how surprising each point is, and which component explains it.

    Args:
        z: outputs, (N, 6M + 3) float array.
        M: number of components.
        xy: offsets from the point before, (N, 2) float array.
        pen: what the pen does after each point, (N,) integer array, 0 to 2.

    Returns:
        nll: minus the logarithm of density times probability of the pen, (N,), in nats.
        gamma: share of each component in the density at xy, (N, M), each row sums to 1.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Graves (2013), arXiv:1308.0850, equations 23 to 28.
    """
    require_shapes("mdn_nll", "xy (N, P), pen (N), z (N, Z)", xy, pen, z)
    _, mu_x, mu_y, s_x, s_y, rho, _ = mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    square = (u**2 + v**2 - 2 * rho * u * v) / rest
    log_terms = _log_softmax(z[:, :M]) - square / 2
    log_terms -= np.log(2 * np.pi * s_x * s_y * np.sqrt(rest))
    log_p = np.logaddexp.reduce(log_terms, axis=1)
    log_pen = _log_softmax(z[:, 6 * M :])[np.arange(len(z)), pen]
    return -log_p - log_pen, np.exp(log_terms - log_p[:, None])


def _log_softmax(a: Array) -> Array:
    """Return log softmax of each row; it is finite where the softmax underflows."""
    return a - np.logaddexp.reduce(a, axis=1, keepdims=True)


def mdn_backward(gamma: Array, z: Array, M: int, xy: Array, pen: IntArray) -> Array:
    """Compute the gradient of the sum of all nll with respect to z.

    Args:
        gamma: shares, as mdn_nll returned them, (N, M) float array.
        z, M, xy, pen: the arguments of mdn_nll.

    Returns:
        dz: (N, 6M + 3).

    Raises:
        ValueError: if the shapes do not fit.

    Source: Graves (2013), arXiv:1308.0850, equations 29 to 37.
    """
    require_shapes("mdn_backward", "xy (N, P), pen (N), gamma (N, M)", xy, pen, gamma)
    pi, mu_x, mu_y, s_x, s_y, rho, pens = mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    a, b = (u - rho * v) / rest, (v - rho * u) / rest
    dmu_x, dmu_y = -gamma * a / s_x, -gamma * b / s_y
    ds_x, ds_y = gamma * (1 - u * a), gamma * (1 - v * b)
    drho = -gamma * (u * v + rho * (1 - u * a - v * b))
    dpen = pens - np.eye(PENS)[pen]
    return np.concatenate([pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho, dpen], axis=1)


def mdn_sample(
    z: Array, M: int, rng: np.random.Generator, bias: float = 0.0
) -> tuple[Array, IntArray]:
    """Draw a point for each row of z.

    Args:
        z: outputs, (N, 6M + 3) float array; not changed.
        M: number of components.
        rng: numpy.random.Generator.
        bias: 0 or more; above 0 likely components become likelier, and all of them narrower.

    Returns:
        xy: offsets, (N, 2).
        pen: what the pen does after each point, (N,) integer array, 0 to 2.

    Source: Graves (2013), arXiv:1308.0850, equations 61 and 62.
    """
    biased = z.copy()
    biased[:, :M] *= 1 + bias
    biased[:, 3 * M : 5 * M] -= bias
    pi, mu_x, mu_y, s_x, s_y, rho, pens = mdn_split(biased, M)
    rows, k = np.arange(len(z)), _pick(pi, rng)
    mu_x, mu_y, s_x, s_y, rho = (q[rows, k] for q in (mu_x, mu_y, s_x, s_y, rho))
    e_x, e_y = rng.normal(size=(2, len(z)))
    x = mu_x + s_x * e_x
    y = mu_y + s_y * (rho * e_x + np.sqrt(1 - rho**2) * e_y)
    return np.stack([x, y], axis=1), _pick(pens, rng)


def _pick(p: Array, rng: np.random.Generator) -> IntArray:
    """Draw a column for each row of probabilities."""
    return (rng.random((len(p), 1)) > p[:, :-1].cumsum(axis=1)).sum(axis=1)
