# %% carousel-gradient wrong: inverse powers
def carousel_gradient(T, weight=1.0):
    return np.array([weight ** (T - k) for k in range(T + 1)], dtype=float)
# %% carousel-gradient wrong: only the last number
def carousel_gradient(T, weight=1.0):
    g = 1.0
    for _ in range(T):
        g *= weight
    return g
# %% carousel-states wrong: c0 added at each step
def carousel_states(c0, i, g):
    return c0 + i * g
# %% carousel-states wrong: c0 in cumsum twice
def carousel_states(c0, i, g):
    u = i * g
    u[0] += c0
    return c0 + np.cumsum(u, axis=0)
# %% memory-cell-step wrong: h without half
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    ai, ag, ao = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    i, o, g = nets.sigmoid(ai), nets.sigmoid(ao), 2 * np.tanh(ag / 2)
    c1 = c + i * g
    t = np.tanh(c1)
    return o * t, c1, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: input gate on c as well
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    ai, ag, ao = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    i, o, g = nets.sigmoid(ai), nets.sigmoid(ao), 2 * np.tanh(ag / 2)
    c1 = i * (c + g)
    t = np.tanh(c1 / 2)
    return o * t, c1, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% latch-weights wrong: all zeros but biases
def latch_weights():
    W_ih = np.zeros((3, 2))
    W_ih[1, 0] = 10
    return W_ih, np.zeros((3, 1)), np.array([-20.0, 0.0, 10.0])
# %% latch-weights wrong: rows in the order i, o, g
def latch_weights():
    W_ih = np.zeros((3, 2))
    W_ih[0, 1], W_ih[2, 0] = 40, 10
    return W_ih, np.zeros((3, 1)), np.array([-20.0, 10.0, 0.0])
# %% memory-cell-step-backward wrong: o derivative uses dc
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc = dc + dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - g**2 / 4), dc * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: W transposed
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc = dc + dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - g**2 / 4), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"].T, dc, da
# %% long-lag-sequences wrong: 0 after the end not written
def long_lag_sequences(q, p, rng, B=32):
    lengths = q + 2 + rng.geometric(0.1, size=B)
    y = rng.integers(2, size=B)
    T = lengths.max()
    ids = rng.integers(0, p, size=(T, B))
    ids[0], ids[1] = p + 1, p + 2 + y
    ids[lengths - 1, np.arange(B)] = p
    return ids, lengths, y
# %% long-lag-sequences wrong: y always drawn once
def long_lag_sequences(q, p, rng, B=32):
    y = np.full(B, rng.integers(2))
    n = q - 1 + rng.geometric(0.1, size=B)
    ids = np.zeros((n.max() + 3, B), dtype=int)
    for j in range(B):
        ids[:n[j] + 3, j] = [p + 1, p + 2 + y[j], *rng.integers(0, p, n[j]), p]
    return ids, n + 3, y
