# Made by `make course` from solutions/18_time_series/18_time_series.py: do not edit.
import math
import numpy as np
import lstm_utils.numpy_nets as nets

# %% fit-scaler
def fit_scaler(train):
    constant = np.ptp(train, axis=0) == 0
    return train.mean(axis=0), np.where(constant, 1.0, train.std(axis=0))

# %% windows
def windows(series, past, ahead=1):
    N = len(series) - past - ahead + 1
    x = np.array([series[k : k + past] for k in range(N)])
    return x, series[past - 1 + ahead :].copy()

# %% nse
def nse(y, forecast):
    errors = ((y - forecast) ** 2).sum()
    total = ((y - y.mean()) ** 2).sum()
    return float(1 - errors / total)

# %% mase
def mase(y, forecast, train, season=1):
    return abs(y - forecast).mean() / abs(train[season:] - train[:-season]).mean()

# %% conformal-width
def conformal_width(residuals, alpha):
    ordered, n = np.sort(abs(residuals)), len(residuals)
    k = math.ceil((n + 1) * (1 - alpha))
    return float(ordered[k - 1]) if k <= n else math.inf

# %% coverage
def coverage(lo, hi, y):
    inside = (lo <= y) & (y <= hi)
    return float(inside.mean()), float((hi - lo).mean())

# %% pinball
def pinball(y, q, tau):
    slope = np.where(y[:, None] > q, -tau, 1 - tau)  # (N, K)
    loss = (slope * (q - y[:, None])).mean()
    return loss, slope / q.size

# %% probe-snow
def probe_snow(cs, snow, test):
    X = np.hstack([cs, np.ones((len(cs), 1))])
    w = np.linalg.lstsq(X[~test], snow[~test], rcond=None)[0]
    return nets.nse(snow[test], X[test] @ w), w

# %% edit-state
def edit_state(c, dS, cs, snow):
    d = snow - snow.mean()
    v = d @ cs / (d @ d)
    return c + dS[:, None] * v

# %% rollout
def rollout(step, state, x, n):
    outputs = np.zeros(n)
    for t in range(n):
        x, state = step(x, state)
        outputs[t] = x
    return outputs
