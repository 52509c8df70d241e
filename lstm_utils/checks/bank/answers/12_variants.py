# Made by `make course` from solutions/12_variants/12_variants.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% peephole-step
def peephole_step(x, h, c, W_ih, W_hh, b, p):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    p_i, p_f, p_o = np.split(p, 3)
    i = nets.sigmoid(a_i + p_i * c)
    f = nets.sigmoid(a_f + p_f * c)
    c_next = f * c + i * np.tanh(a_g)
    o = nets.sigmoid(a_o + p_o * c_next)
    return o * np.tanh(c_next), c_next

# %% clock-weights
def clock_weights(T):
    step = 1 / (T - 0.5)
    k = 20.0 * T
    b = np.array([np.log(step / (1 - step)), k, 50.0, -k])
    p = np.array([0.0, -k, k])
    return b, p

# %% coupled-step
def coupled_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_f, a_g, a_o = np.split(a, 3, axis=1)
    f = nets.sigmoid(a_f)
    c_next = f * c + (1 - f) * np.tanh(a_g)
    return nets.sigmoid(a_o) * np.tanh(c_next), c_next

# %% gru-step
def gru_step(x, h, W_ih, W_hh, b_ih, b_hn):
    x_r, x_z, x_n = np.split(x @ W_ih.T + b_ih, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ W_hh.T, 3, axis=1)
    r = nets.sigmoid(x_r + h_r)
    z = nets.sigmoid(x_z + h_z)
    m = h_n + b_hn
    n = np.tanh(x_n + r * m)
    cache = {"x": x, "h_prev": h, "r": r, "z": z, "n": n, "m": m, "W_ih": W_ih, "W_hh": W_hh}
    return (1 - z) * n + z * h, cache

# %% gru-step-backward
def gru_step_backward(dh, cache):
    h_prev, r, z, n, m = (cache[name] for name in ("h_prev", "r", "z", "n", "m"))
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_r = da_n * m * r * (1 - r)
    dm = da_n * r
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    from_h = np.concatenate([da_r, da_z, dm], axis=1)
    return da @ cache["W_ih"], dh * z + from_h @ cache["W_hh"], da, dm

# %% count-parameters
def count_parameters(kind, I, H):
    blocks = {"rnn": 1, "lstm": 4, "peephole": 4, "coupled": 3, "gru": 3}
    vectors = {"peephole": 3, "gru": 1}
    return blocks[kind] * H * (I + H + 1) + vectors.get(kind, 0) * H

# %% ablated-step
def ablated_step(x, h, c, W_ih, W_hh, b, without=""):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i = np.ones_like(a_i) if "i" in without else nets.sigmoid(a_i)
    f = np.ones_like(a_f) if "f" in without else nets.sigmoid(a_f)
    o = np.ones_like(a_o) if "o" in without else nets.sigmoid(a_o)
    g = a_g if "g" in without else np.tanh(a_g)
    c_next = f * c + i * g
    return o * (c_next if "h" in without else np.tanh(c_next)), c_next

# %% irnn-init
def irnn_init(I, H, rng, std=0.001):
    return rng.normal(0, std, size=(H, I)), np.eye(H), np.zeros(H)
