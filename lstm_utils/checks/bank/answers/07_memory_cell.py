# Made by `make course` from solutions/07_memory_cell/07_memory_cell.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% carousel-gradient
def carousel_gradient(T, weight=1.0):
    return float(weight) ** np.arange(T + 1)

# %% carousel-states
def carousel_states(c0, i, g):
    return c0 + np.cumsum(i * g, axis=0)

# %% memory-cell-step
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_g, a_o = np.split(a, 3, axis=1)
    i, g, o = nets.sigmoid(a_i), 2 * np.tanh(a_g / 2), nets.sigmoid(a_o)
    c_next = c + i * g
    tanh_c = np.tanh(c_next / 2)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}

# %% latch-weights
def latch_weights():
    W_ih, W_hh, b = np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(3)
    W_ih[0, 1] = 40.0  # only the switch opens the input gate
    W_ih[1, 0] = 20.0  # g follows the signal
    b[0] = -20.0  # closed without the switch
    b[2] = 20.0  # the output gate stays open
    return W_ih, W_hh, b

# %% memory-cell-step-backward
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - tanh_c**2) / 2
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - (g / 2) ** 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da

# %% long-lag-sequences
def long_lag_sequences(q, p, rng, B=32):
    lengths = q + 2 + rng.geometric(0.1, size=B)
    y = rng.integers(2, size=B)
    ids = rng.integers(p, size=(lengths.max(), B))
    ids[0] = p + 1
    ids[1] = p + 2 + y
    ids[lengths - 1, np.arange(B)] = p
    ids[np.arange(len(ids))[:, None] >= lengths] = 0
    return ids, lengths, y
