"""Search without derivatives: evolution strategies, and the linear readout of Evolino.

n = parameters, K = pairs of trials, T = time steps, H = hidden units, O = outputs.
"""

from collections.abc import Callable

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes


def rank_shape(scores: Array) -> Array:
    """Replace scores by their ranks, from -0.5 for the worst to 0.5 for the best.

    Args:
        scores: (N,) float array.

    Returns:
        (N,) float array: rank / (N - 1) - 0.5, ranks from 0 in the order of the scores; equal
        scores have the mean of their ranks; 0 for a single score.

    Raises:
        ValueError: if scores does not have the shape (N,).

    Source: Salimans and others (2017), arXiv:1703.03864, section 2.1 (fitness shaping).
    """
    require_shapes("rank_shape", "scores (N,)", scores)
    below = (scores[:, None] > scores).sum(axis=1)
    above = (scores[:, None] < scores).sum(axis=1)
    return (below - above) / (2 * max(len(scores) - 1, 1))


def es_gradient(
    f: Callable[[Array], float],
    theta: Array,
    sigma: float,
    pairs: int,
    rng: np.random.Generator,
    shape: Callable[[Array], Array] | None = None,
) -> Array:
    """Estimate in which direction f rises, from values of f alone.

    Args:
        f: function of an (n,) array; the score, a number, larger is better.
        theta: where to stand, (n,) float array; not changed.
        sigma: standard deviation of the noise, > 0.
        pairs: number of pairs of trials K, >= 1.
        rng: draws the noise, rng.normal(size=(K, n)).
        shape: function that maps the (2K,) scores, those of theta + sigma noise first, to the
            numbers that are used in their place, such as rank_shape; None for the scores.

    Returns:
        (n,) array: mean over the pairs of (score of + minus score of -) / (2 sigma) noise.

    Raises:
        ValueError: if theta is not (n,), sigma is not positive or pairs is less than 1.

    Source: Salimans and others (2017), arXiv:1703.03864, algorithm 1 with mirrored sampling.
    """
    require_shapes("es_gradient", "theta (n,)", theta)
    if not sigma > 0 or pairs < 1:
        raise ValueError(f"es_gradient expects sigma > 0, pairs >= 1; got {sigma}, {pairs}")
    noise = rng.normal(size=(pairs, len(theta)))
    trials = np.concatenate([theta + sigma * noise, theta - sigma * noise])
    scores = np.array([f(trial) for trial in trials])
    if shape is not None:
        scores = shape(scores)
    difference = scores[:pairs] - scores[pairs:]
    return difference @ noise / (2 * sigma * pairs)


def ridge_readout(states: Array, y: Array, penalty: float) -> Array:
    """Compute the best linear readout of given states, by solving one linear system.

    Args:
        states: one row for each step, (T, H) float array.
        y: targets, (T, O) float array.
        penalty: weight of the squares of the readout, > 0.

    Returns:
        W: (O, H), the minimum of the sum of (states W^T - y)^2 plus penalty times that of W^2.

    Raises:
        ValueError: if the shapes do not fit, or penalty is not positive.

    Source: Hoerl and Kennard (1970), Technometrics 12:55-67. Schmidhuber, Wierstra, Gagliolo
        and Gomez (2007), Neural Computation 19:757-779, use the pseudo-inverse.
    """
    require_shapes("ridge_readout", "states (T, H), y (T, O)", states, y)
    if not penalty > 0:
        raise ValueError(f"ridge_readout expects penalty > 0; got {penalty}")
    H = states.shape[1]
    return np.linalg.solve(states.T @ states + penalty * np.eye(H), states.T @ y).T
