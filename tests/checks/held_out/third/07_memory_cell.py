# %% carousel-gradient wrong: T numbers
def carousel_gradient(T, weight=1.0):
    return np.array([weight**k for k in range(T)])
# %% carousel-gradient wrong: lag 0 is left out
def carousel_gradient(T, weight=1.0):
    return np.cumprod(np.full(T + 1, weight))
# %% carousel-gradient wrong: a multiple in place of a power
def carousel_gradient(T, weight=1.0):
    return 1.0 - (1 - weight) * np.arange(T + 1)
# %% carousel-gradient wrong: the longest lag first
def carousel_gradient(T, weight=1.0):
    return weight ** np.arange(T, -1, -1.0)
# %% carousel-gradient right: a loop
def carousel_gradient(T, weight=1.0):
    values = [1.0]
    while len(values) <= T:
        values.append(values[-1] * weight)
    return np.array(values)
# %% carousel-states wrong: the start is among the states
def carousel_states(c0, i, g):
    cs = [c0]
    for t in range(len(i)):
        cs.append(cs[-1] + i[t] * g[t])
    return np.stack(cs)
# %% carousel-states wrong: c0 is counted at every step
def carousel_states(c0, i, g):
    return np.cumsum(c0 + i * g, axis=0)
# %% carousel-states wrong: the rest leaks by 1 - i
def carousel_states(c0, i, g):
    c, cs = c0, []
    for i_t, g_t in zip(i, g):
        c = (1 - i_t) * c + i_t * g_t
        cs.append(c)
    return np.array(cs)
# %% carousel-states wrong: tanh of the candidates
def carousel_states(c0, i, g):
    return c0 + np.cumsum(i * np.tanh(g), axis=0)
# %% carousel-states right: in place in an output array
def carousel_states(c0, i, g):
    cs = i * g
    cs[0] += c0
    for t in range(1, len(cs)):
        cs[t] += cs[t - 1]
    return cs
# %% memory-cell-step wrong: o and g are exchanged when split
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, o, g = np.split(a, 3, axis=1)
    i, o, g = nets.sigmoid(i), nets.sigmoid(o), 2 * np.tanh(g / 2)
    c_next = c + i * g
    tanh_c = np.tanh(c_next / 2)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: plain tanh for the candidate and the output
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_g, a_o = np.split(a, 3, axis=1)
    i, g, o = nets.sigmoid(a_i), np.tanh(a_g), nets.sigmoid(a_o)
    c_next = c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h_next, c_next, {**cache, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: h_prev in the cache is the new h
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_g, a_o = np.split(a, 3, axis=1)
    i, g, o = nets.sigmoid(a_i), 2 * np.tanh(a_g / 2), nets.sigmoid(a_o)
    c = c + i * g
    tanh_c = np.tanh(c / 2)
    h = o * tanh_c
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c}
    return h, c, {**cache, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step right: the paper's activations
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    H = h.shape[1]
    a = x @ W_ih.T + h @ W_hh.T + b
    i, o = nets.sigmoid(a[:, :H]), nets.sigmoid(a[:, 2 * H :])
    g = 4 * nets.sigmoid(a[:, H : 2 * H]) - 2
    new_c = c + i * g
    squashed = 2 * nets.sigmoid(new_c) - 1
    cache = dict(x=x, h_prev=h, i=i, g=g, o=o, tanh_c=squashed, W_ih=W_ih, W_hh=W_hh)
    return o * squashed, new_c, cache
# %% latch-weights wrong: the input gate is half open without the switch
def latch_weights():
    W_ih, W_hh, b = np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(3)
    W_ih[0, 1] = 20
    W_ih[1, 0] = 5
    b[2] = 5
    return W_ih, W_hh, b
# %% latch-weights wrong: the input gate closes by 5 only
def latch_weights():
    W_ih, W_hh, b = np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(3)
    W_ih[0, 1] = 10
    W_ih[1, 0] = 5
    b[0], b[2] = -5, 5
    return W_ih, W_hh, b
# %% latch-weights wrong: the rows of g and o are exchanged
def latch_weights():
    W_ih, W_hh, b = np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(3)
    W_ih[0, 1] = 40
    W_ih[2, 0] = 5
    b[0], b[1] = -20, 5
    return W_ih, W_hh, b
# %% memory-cell-step-backward wrong: one half is forgotten
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - tanh_c**2)
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - (g / 2) ** 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: 1 - g**2
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    dc = dc + dh * o * 0.5 * (1 - tanh_c**2)
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - g**2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: dc from the step after is forgotten in the gates
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    d = dh * o * 0.5 * (1 - tanh_c**2)
    da_i = d * g * i * (1 - i)
    da_g = d * i * (1 - (g / 2) ** 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc + d, da
# %% memory-cell-step-backward wrong: dc is multiplied by i on the way back
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, tanh_c = (cache[name] for name in ("i", "g", "o", "tanh_c"))
    dc = dc + dh * o * 0.5 * (1 - tanh_c**2)
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - (g / 2) ** 2)
    da_o = dh * tanh_c * o * (1 - o)
    da = np.concatenate([da_i, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * i, da
# %% long-lag-sequences wrong: the class is drawn apart from the symbol
def long_lag_sequences(q, p, rng, B=32):
    lengths = q + rng.geometric(0.1, B) - 1 + 3
    second, y = rng.integers(0, 2, B), rng.integers(0, 2, B)
    ids = np.zeros((lengths.max(), B), int)
    for n, L in enumerate(lengths):
        ids[:L, n] = rng.integers(0, p, L)
        ids[0, n] = p + 1
        ids[1, n] = p + 2 + second[n]
        ids[L - 1, n] = p
    return ids, lengths, y
# %% long-lag-sequences wrong: one second symbol for the batch
def long_lag_sequences(q, p, rng, B=32):
    bit = rng.integers(2)
    columns = []
    for _ in range(B):
        k = q + rng.geometric(0.1) - 1
        columns.append([p + 1, p + 2 + bit, *rng.integers(0, p, k), p])
    lengths = np.array([len(c) for c in columns])
    ids = np.zeros((lengths.max(), B), int)
    for n, c in enumerate(columns):
        ids[: len(c), n] = c
    return ids, lengths, np.full(B, bit)
# %% long-lag-sequences wrong: as many distractors as the geometric number
def long_lag_sequences(q, p, rng, B=32):
    y = rng.integers(2, size=B)
    more = rng.geometric(0.1, size=B)
    lengths = q + more + 3
    ids = np.zeros((lengths.max(), B), dtype=int)
    for n in range(B):
        noise = rng.integers(p, size=q + more[n])
        ids[: lengths[n], n] = np.concatenate([[p + 1, p + 2 + y[n]], noise, [p]])
    return ids, lengths, y
