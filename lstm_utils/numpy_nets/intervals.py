"""Forecasts with their uncertainty: quantiles, coverage, and conformal intervals.

N = forecasts, K = quantiles.
"""

import math

import numpy as np

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes


def pinball(y: Array, q: Array, tau: Array) -> tuple[float, Array]:
    """Compute the mean pinball loss of quantile forecasts and its gradient.

    Args:
        y: what happened, (N,) float array.
        q: forecast of each quantile, (N, K) float array.
        tau: the quantiles, each between 0 and 1, (K,) float array.

    Returns:
        loss: mean over all N K forecasts of tau (y - q) where y > q, (1 - tau) (q - y)
            elsewhere.
        dq: gradient of loss with respect to q, (N, K): -tau / (N K) where y > q,
            (1 - tau) / (N K) elsewhere.

    Raises:
        ValueError: if the shapes do not fit, or a tau is not between 0 and 1.

    Source: Koenker and Bassett (1978), Econometrica 46:33-50.
    """
    require_shapes("pinball", "y (N,), q (N, K), tau (K,)", y, q, tau)
    if not ((tau > 0) & (tau < 1)).all():
        raise ValueError(f"pinball expects quantiles between 0 and 1; got {tau}")
    above = y[:, None] > q  # (N, K)
    slope = np.where(above, -tau, 1 - tau).astype(q.dtype)
    loss = (slope * (q - y[:, None])).mean()
    return loss, slope / q.size


def coverage(lo: Array, hi: Array, y: Array) -> tuple[float, float]:
    """Measure intervals: how often they are right, and how wide they are.

    Args:
        lo, hi: ends of each interval, (N,) float arrays.
        y: what happened, (N,) float array; on an end counts as inside.

    Returns:
        share: of the y that are inside, a float.
        width: mean of hi - lo, a float.

    Raises:
        ValueError: if the shapes do not fit.
    """
    require_shapes("coverage", "lo (N,), hi (N,), y (N,)", lo, hi, y)
    inside = (lo <= y) & (y <= hi)
    return float(inside.mean()), float((hi - lo).mean())


def conformal_width(residuals: Array, alpha: float) -> float:
    """Find w so that forecast +- w contains the next value with probability 1 - alpha.

    That is exact for exchangeable residuals, of any distribution: among n + 1 of them, the
    next one is equally likely to have any rank.

    Args:
        residuals: errors on data that neither fitted nor chose the model, (n,) float array.
        alpha: how often the interval may be wrong, between 0 and 1.

    Returns:
        The k-th smallest |residual|, k = ceil((n + 1)(1 - alpha)), counted from 1; infinity
        if k > n.

    Raises:
        ValueError: if the shape does not fit, or alpha is not between 0 and 1.

    Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman (2018), Journal of the American
        Statistical Association 113:1094-1111, algorithm 2.
    """
    require_shapes("conformal_width", "residuals (n,)", residuals)
    if not 0 < alpha < 1:
        raise ValueError(f"conformal_width expects alpha between 0 and 1; got {alpha}")
    n = len(residuals)
    k = math.ceil((n + 1) * (1 - alpha))
    return float(np.sort(abs(residuals))[k - 1]) if k <= n else math.inf
