"""Time series: windows, scales without leakage, scores beside baselines, and free runs.

T = time steps, N = windows or forecasts, I = series side by side.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lstm_utils.arrays import Array
from lstm_utils.shapes import require_shapes


def windows(series: Array, past: int, ahead: int = 1) -> tuple[Array, Array]:
    """Cut a series into all windows of `past` values, each with the value to forecast.

    Args:
        series: (T,) float array.
        past: values in a window, 1 or more.
        ahead: steps from the last value of a window to its target, 0 or more.

    Returns:
        x: windows, oldest value first, (N, past), N = T - past - ahead + 1; a new array.
        y: targets, (N,): y[k] = series[k + past - 1 + ahead]; a new array.

    Raises:
        ValueError: if no window fits into the series.
    """
    require_shapes("windows", "series (T,)", series)
    N = len(series) - past - ahead + 1
    if past < 1 or ahead < 0 or N < 1:
        raise ValueError(
            f"windows expects past >= 1, ahead >= 0 and at least past + ahead values; "
            f"got past {past}, ahead {ahead}, {len(series)} values"
        )
    x = sliding_window_view(series, past)[:N].copy()
    return x, series[past - 1 + ahead :].copy()


def fit_scaler(train: Array) -> tuple[Array, Array]:
    """Measure how to scale each series: to mean 0 and standard deviation 1 in training.

    Args:
        train: the training part alone, (T, I) float array.

    Returns:
        mean: of each column, (I,).
        scale: standard deviation of each column (divided by T), (I,); 1 where all values are
            equal.

    Raises:
        ValueError: if train does not have the shape (T, I).
    """
    require_shapes("fit_scaler", "train (T, I)", train)
    mean, scale = train.mean(axis=0), train.std(axis=0)
    constant = (train == train[0]).all(axis=0)
    return mean, np.where(constant, 1.0, scale).astype(scale.dtype)


def nse(y: Array, forecast: Array) -> float:
    """Compute the Nash-Sutcliffe efficiency: 1 is perfect, 0 is as good as the mean of y.

    Args:
        y: what happened, (N,) float array, not constant.
        forecast: (N,) float array.

    Returns:
        1 - sum of squared errors / sum of squares of y - mean(y).

    Raises:
        ValueError: if the shapes do not fit, or y is constant.

    Source: Nash and Sutcliffe (1970), Journal of Hydrology 10:282-290, equation 3.
    """
    require_shapes("nse", "y (N,), forecast (N,)", y, forecast)
    if (y == y[0]).all():  # the mean of equal numbers may be off by rounding
        raise ValueError("nse expects values y that are not all the same")
    return float(1 - ((y - forecast) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def mase(y: Array, forecast: Array, train: Array, season: int = 1) -> float:
    """Compute the mean absolute scaled error: below 1 beats "as it was a season ago".

    Args:
        y: what happened, (N,) float array.
        forecast: (N,) float array.
        train: the training part of the series, (T,) float array, T > season, that does not
            repeat itself exactly after a season.
        season: steps back of the naive forecast; 1 for persistence.

    Returns:
        Mean of |y - forecast|, divided by the mean of |train[t] - train[t - season]|.

    Raises:
        ValueError: if the shapes do not fit, or train is too short.

    Source: Hyndman and Koehler (2006), International Journal of Forecasting 22:679-688.
    """
    require_shapes("mase", "y (N,), forecast (N,), train (T,)", y, forecast, train)
    if not 1 <= season < len(train):
        raise ValueError(f"mase expects 1 <= season < {len(train)}; got {season}")
    naive = abs(train[season:] - train[:-season]).mean()
    return float(abs(y - forecast).mean() / naive)


def rollout(
    step: Callable[[float, Any], tuple[float, Any]], state: Any, x: float, n: int
) -> Array:
    """Let a model run freely: each of its outputs is its next input.

    Args:
        step: function of an input and a state that returns an output and the next state.
        state: before the first step; any object.
        x: the first input, the last value that was measured.
        n: how many steps, 0 or more.

    Returns:
        The n outputs, (n,) float array.
    """
    outputs = np.zeros(n)
    for t in range(n):
        x, state = step(x, state)
        outputs[t] = x
    return outputs
