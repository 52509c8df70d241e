# Made by `make course` from solutions/22_drawing/22_drawing.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% mdn-split
def mdn_split(z, M):
    pi, mu_x, mu_y, s_x, s_y, rho = np.split(z[:, : 6 * M], 6, axis=1)
    pens = nets.softmax(z[:, 6 * M :])
    return nets.softmax(pi), mu_x, mu_y, np.exp(s_x), np.exp(s_y), np.tanh(rho), pens

# %% mdn-nll
def mdn_nll(z, M, xy, pen):
    _, mu_x, mu_y, s_x, s_y, rho, _ = nets.mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    logs = -(u**2 + v**2 - 2 * rho * u * v) / (2 * rest)
    logs = logs - np.log(2 * np.pi * s_x * s_y * np.sqrt(rest))
    logs = logs + z[:, :M] - np.logaddexp.reduce(z[:, :M], axis=1, keepdims=True)
    log_p = np.logaddexp.reduce(logs, axis=1)
    pens = z[:, 6 * M :]
    log_pen = pens[np.arange(len(z)), pen] - np.logaddexp.reduce(pens, axis=1)
    return -log_p - log_pen, np.exp(logs - log_p[:, None])

# %% mdn-backward
def mdn_backward(gamma, z, M, xy, pen):
    pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
    u, v = (xy[:, :1] - mu_x) / s_x, (xy[:, 1:] - mu_y) / s_y
    rest = 1 - rho**2
    a, b = (u - rho * v) / rest, (v - rho * u) / rest
    dmu_x, dmu_y = -gamma * a / s_x, -gamma * b / s_y
    ds_x, ds_y = gamma * (1 - u * a), gamma * (1 - v * b)
    drho = -gamma * (u * v + rho * (1 - u * a - v * b))
    dpen = pens - np.eye(3)[pen]
    blocks = [pi - gamma, dmu_x, dmu_y, ds_x, ds_y, drho, dpen]
    return np.concatenate(blocks, axis=1)

# %% mdn-sample
def mdn_sample(z, M, rng, bias=0.0):
    z = z.copy()
    z[:, :M] *= 1 + bias
    z[:, 3 * M : 5 * M] -= bias
    pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
    N = len(z)
    k = (rng.random((N, 1)) > pi[:, :-1].cumsum(axis=1)).sum(axis=1)
    pen = (rng.random((N, 1)) > pens[:, :-1].cumsum(axis=1)).sum(axis=1)
    rows = np.arange(N)
    mu_x, mu_y, s_x, s_y, rho = (q[rows, k] for q in (mu_x, mu_y, s_x, s_y, rho))
    e_x, e_y = rng.normal(size=(2, N))
    x = mu_x + s_x * e_x
    y = mu_y + s_y * (rho * e_x + np.sqrt(1 - rho**2) * e_y)
    return np.stack([x, y], axis=1), pen

# %% strokes-to-path
def strokes_to_path(xy, pen):
    points = np.cumsum(xy, axis=0)
    pieces = np.split(points, np.flatnonzero(pen > 0) + 1)
    return [stroke for stroke in pieces if len(stroke)]

# %% variety
def variety(digits):
    _, counts = np.unique(digits[digits >= 0], return_counts=True)
    p = counts / counts.sum()
    return float(np.exp(-(p * np.log(p)).sum()))
