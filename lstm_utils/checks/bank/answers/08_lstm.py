# Made by `make course` from solutions/08_lstm/08_lstm.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% gate
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)

# %% cell-update
def cell_update(c_prev, i, f, g, o):
    c = f * c_prev + i * g
    return o * np.tanh(c), c

# %% lstm-step
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, g, o = nets.sigmoid(a_i), nets.sigmoid(a_f), np.tanh(a_g), nets.sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}

# %% lstm-forward
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        h, c, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches

# %% rewritable-latch
def rewritable_latch():
    W_ih, W_hh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4)
    W_ih[0, 1] = 25.0  # the switch opens the input gate
    W_ih[1, 1] = -40.0  # and closes the forget gate
    W_ih[2, 0] = 10.0  # g follows the signal
    b[0] = -20.0  # without the switch: write nothing,
    b[1] = 20.0  # keep everything,
    b[3] = 5.0  # and show it
    return W_ih, W_hh, b

# %% lstm-step-backward
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, tanh_c = (cache[name] for name in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - tanh_c**2)  # both paths out of c
    da_i = dc * g * i * (1 - i)
    da_f = dc * cache["c_prev"] * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da

# %% lstm-backward
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dW_ih, dW_hh = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"])
    db, dx = np.zeros(len(dW_ih)), []
    for dh_t, cache in zip(dhs[::-1], caches[::-1], strict=True):
        dx_t, dh, dc, da = step_backward(dh_t + dh, dc, cache)
        dW_ih += da.T @ cache["x"]
        dW_hh += da.T @ cache["h_prev"]
        db += da.sum(axis=0)
        dx.append(dx_t)
    return np.stack(dx[::-1]), dW_ih, dW_hh, db, dh, dc

# %% to-torch
def to_torch(W_ih, W_hh, b):
    state = {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh}
    return state | {"bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}

# %% from-torch
def from_torch(state):
    b = state["bias_ih_l0"] + state["bias_hh_l0"]
    return state["weight_ih_l0"], state["weight_hh_l0"], b
