# Made by `make course` from solutions/24_scans/24_scans.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% compose
def compose(later, earlier):
    (a2, b2), (a1, b1) = later, earlier
    return a2 * a1, a2 * b1 + b2

# %% scan
def scan(a, b, compose):
    n = 1
    while n < len(a):
        new_a, new_b = compose((a[n:], b[n:]), (a[:-n], b[:-n]))
        a = np.concatenate([a[:n], new_a])
        b = np.concatenate([b[:n], new_b])
        n *= 2
    return a, b

# %% hmm-forward
def hmm_forward(pi, P, E, y):
    shown = E[:, y].T  # (T, K)
    a = shown[:, :, None] * P.T  # (T, K, K)
    a[0] = np.diag(shown[0])
    return nets.recurrence(a, np.zeros_like(shown), pi)

# %% min-lstm
def min_lstm(x, h0, W_ih, b):
    a_i, a_f, g = np.split(x @ W_ih.T + b, 3, axis=2)
    i, f = nets.sigmoid(a_i), nets.sigmoid(a_f)
    return nets.recurrence(f / (f + i), i / (f + i) * g, h0)

# %% lstm-jacobian
def lstm_jacobian(s, x, params):
    h, c = np.split(s, 2, axis=1)
    _, _, cache = nets.lstm_step(x, h, c, *params)
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    W_i, W_f, W_g, W_o = np.split(params[1], 4)
    dc_dc = f[:, :, None] * np.eye(h.shape[1])
    dc_dh = (g * i * (1 - i))[:, :, None] * W_i
    dc_dh = dc_dh + (c * f * (1 - f))[:, :, None] * W_f
    dc_dh = dc_dh + (i * (1 - g**2))[:, :, None] * W_g
    d = (o * (1 - tanh_c**2))[:, :, None]
    dh_dh = (tanh_c * o * (1 - o))[:, :, None] * W_o + d * dc_dh
    return np.block([[dh_dh, d * dc_dc], [dc_dh, dc_dc]])

# %% newton-lstm
def newton_lstm(x, s0, params, iters):
    s = np.zeros((len(x), len(s0)))
    for _ in range(iters):
        before = np.concatenate([s0[None], s[:-1]])
        h, c = np.split(before, 2, axis=1)
        h, c, _ = nets.lstm_step(x, h, c, *params)
        J = nets.lstm_jacobian(before, x, params)
        b = np.concatenate([h, c], axis=1) - nets.matvec(J, before)
        s = nets.recurrence(J, b, s0)
    return s
