# %% carousel-gradient wrong: T numbers
def carousel_gradient(T, weight=1.0):
    return weight ** np.arange(T, dtype=float)
# %% carousel-gradient wrong: starts at weight
def carousel_gradient(T, weight=1.0):
    return np.array([weight**k for k in range(1, T + 2)], dtype=float)
# %% carousel-gradient wrong: reversed
def carousel_gradient(T, weight=1.0):
    g = np.ones(T + 1)
    for t in range(T - 1, -1, -1):
        g[t] = g[t + 1] * weight
    return g
# %% carousel-gradient wrong: linear
def carousel_gradient(T, weight=1.0):
    return np.array([1.0] + [k * weight for k in range(1, T + 1)])
# %% carousel-gradient wrong: ones
def carousel_gradient(T, weight=1.0):
    return np.ones(T + 1)
# %% carousel-gradient right: cumprod
def carousel_gradient(T, weight=1.0):
    return np.cumprod(np.r_[1.0, np.full(T, float(weight))])
# %% carousel-gradient right: vander
def carousel_gradient(T, weight=1.0):
    g = [1.0]
    while len(g) <= T:
        g.append(g[-1] * weight)
    return np.array(g)
# %% carousel-states wrong: c0 forgotten
def carousel_states(c0, i, g):
    return np.cumsum(i * g, axis=0)
# %% carousel-states wrong: cumsum without axis
def carousel_states(c0, i, g):
    return (c0 + np.cumsum(i * g)).reshape(i.shape)
# %% carousel-states wrong: c0 in front
def carousel_states(c0, i, g):
    cs = [c0]
    for t in range(len(i)):
        cs.append(cs[t] + i[t] * g[t])
    return np.stack(cs)
# %% carousel-states wrong: same array appended
def carousel_states(c0, i, g):
    c = c0.copy()
    cs = []
    for it, gt in zip(i, g):
        c += it * gt
        cs.append(c)
    return np.array(cs)[:]
# %% carousel-states wrong: c aliased list
def carousel_states(c0, i, g):
    c = np.zeros_like(c0) + c0
    cs = []
    for t in range(i.shape[0]):
        np.add(c, i[t] + g[t], out=c)
        cs.append(c.copy())
    return np.stack(cs)
# %% carousel-states wrong: c0 changed
def carousel_states(c0, i, g):
    c = c0
    cs = np.empty(i.shape)
    for t in range(len(cs)):
        c += i[t] * g[t]
        cs[t] = c
    return cs
# %% carousel-states right: cumsum with c0 first
def carousel_states(c0, i, g):
    return np.cumsum(np.concatenate([c0[None], i * g]), axis=0)[1:]
# %% carousel-states right: accumulate
def carousel_states(c0, i, g):
    return c0[np.newaxis] + np.add.accumulate(np.multiply(i, g), axis=0)
# %% memory-cell-step wrong: g without halves
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    ai, ag, ao = np.split(a, 3, axis=1)
    i, g, o = nets.sigmoid(ai), np.tanh(ag), nets.sigmoid(ao)
    c = c + i * g
    th = np.tanh(c / 2)
    h_new = o * th
    return h_new, c, dict(x=x, h_prev=h, i=i, g=g, o=o, tanh_c=th, W_ih=W_ih, W_hh=W_hh)
# %% memory-cell-step wrong: order i, o, g
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    ai, ao, ag = np.split(a, 3, axis=1)
    i, o, g = nets.sigmoid(ai), nets.sigmoid(ao), 2 * np.tanh(ag / 2)
    c_new = c + i * g
    t = np.tanh(c_new / 2)
    cache = {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
    return o * t, c_new, cache
# %% memory-cell-step wrong: new h in the cache
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = nets.dense(x, W_ih, b) + h @ W_hh.T
    H = h.shape[1]
    i, g, o = nets.sigmoid(a[:, :H]), 2 * np.tanh(a[:, H:2 * H] / 2), nets.sigmoid(a[:, 2 * H:])
    c = c + i * g
    tanh_c = np.tanh(c / 2)
    h = o * tanh_c
    return h, c, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: c changed in place
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    i, g, o = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    i, o = nets.sigmoid(i), nets.sigmoid(o)
    g = 2 * np.tanh(g / 2)
    c += i * g
    tc = np.tanh(c / 2)
    return o * tc, c, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tc, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: h from the old c
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    ai, ag, ao = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    i = nets.sigmoid(ai)
    o = nets.sigmoid(ao)
    g = 2 * np.tanh(ag / 2)
    tanh_c = np.tanh(c / 2)
    h_new = o * tanh_c
    c_new = c + i * g
    return h_new, c_new, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: split along axis 0 of transposed W reversed: pre-activations in the cache
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    i, g, o = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    c_new = c + nets.sigmoid(i) * 2 * np.tanh(g / 2)
    t = np.tanh(c_new / 2)
    return nets.sigmoid(o) * t, c_new, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step wrong: forgets with 1 - i
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    ai, ag, ao = np.split(x @ W_ih.T + h @ W_hh.T + b, 3, axis=1)
    i, o, g = nets.sigmoid(ai), nets.sigmoid(ao), 2 * np.tanh(ag / 2)
    c_new = (1 - i) * c + i * g
    t = np.tanh(c_new / 2)
    return o * t, c_new, {"x": x, "h_prev": h, "i": i, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% memory-cell-step right: paper's form
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    a = np.hstack([x, h]) @ np.hstack([W_ih, W_hh]).T + b
    H = c.shape[1]
    i = nets.sigmoid(a[:, 0:H])
    g = 4 * nets.sigmoid(a[:, H:2 * H]) - 2
    o = nets.sigmoid(a[:, -H:])
    new = c + g * i
    squash = 2 * nets.sigmoid(new) - 1
    return o * squash, new, dict(x=x, h_prev=h, i=i, g=g, o=o, tanh_c=squash, W_ih=W_ih, W_hh=W_hh)
# %% memory-cell-step right: three separate products
def memory_cell_step(x, h, c, W_ih, W_hh, b):
    parts = []
    for Wi, Wh, bb in zip(np.split(W_ih, 3), np.split(W_hh, 3), np.split(b, 3)):
        parts.append(x @ Wi.T + h @ Wh.T + bb)
    i = 1 / (1 + np.exp(-parts[0]))
    g = 2 * np.tanh(parts[1] * 0.5)
    o = 1 / (1 + np.exp(-parts[2]))
    c_out = np.add(c, i * g)
    cache = {"W_hh": W_hh, "W_ih": W_ih, "tanh_c": np.tanh(c_out * 0.5), "o": o, "g": g, "i": i, "h_prev": h, "x": x}
    return o * cache["tanh_c"], c_out, cache
# %% latch-weights wrong: input gate not low enough
def latch_weights():
    W_ih = np.zeros((3, 2))
    W_ih[0, 1] = 10.0
    W_ih[1, 0] = 5.0
    b = np.array([-5.0, 0.0, 5.0])
    return W_ih, np.zeros((3, 1)), b
# %% latch-weights wrong: signal and switch swapped
def latch_weights():
    W_ih, W_hh, b = np.zeros((3, 2)), np.zeros((3, 1)), np.zeros(3)
    W_ih[0, 0] = 40
    W_ih[1, 1] = 10
    b[0] = -20
    b[2] = 10
    return W_ih, W_hh, b
# %% latch-weights wrong: gate always open
def latch_weights():
    W_ih = np.array([[0.0, 20.0], [10.0, 0.0], [0.0, 0.0]])
    W_hh = np.zeros((3, 1))
    b = np.array([0.0, 0.0, 10.0])
    return W_ih, W_hh, b
# %% latch-weights wrong: sign of signal negative
def latch_weights():
    W_ih = np.array([[0.0, 40.0], [-10.0, 0.0], [0.0, 0.0]])
    return W_ih, np.zeros((3, 1)), np.array([-20.0, 0.0, 10.0])
# %% latch-weights wrong: output gate closed
def latch_weights():
    W_ih = np.array([[0.0, 40.0], [10.0, 0.0], [0.0, 20.0]])
    return W_ih, np.zeros((3, 1)), np.array([-20.0, 0.0, -10.0])
# %% latch-weights wrong: shape (1,)
def latch_weights():
    W_ih = np.array([[0, 40], [10, 0], [0, 0]])
    W_hh = np.zeros(3)
    b = np.array([-20, 0, 10])
    return W_ih, W_hh, b
# %% latch-weights right: output left at one half
def latch_weights():
    W_ih = np.zeros((3, 2))
    W_ih[0, 1], W_ih[1, 0] = 50.0, 20.0
    return W_ih, np.zeros((3, 1)), np.array([-25.0, 0.0, 6.0])
# %% latch-weights right: feedback closes
def latch_weights():
    W_ih = np.array([[0.0, 60.0], [8.0, 0.0], [0.0, 0.0]])
    W_hh = np.array([[0.0], [1.0], [0.0]])
    b = np.array([-30.0, 0.0, 8.0])
    return W_ih, W_hh, b
# %% memory-cell-step-backward wrong: dc from after ignored
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    do = dh * t
    dc = dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - (g / 2) ** 2), do * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: half forgotten
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = [cache[k] for k in ("i", "g", "o", "tanh_c")]
    dct = dc + dh * o * (1 - t * t)
    da_i = dct * g * i * (1 - i)
    da_g = dct * i * (1 - (g / 2) ** 2)
    da_o = dh * t * o * (1 - o)
    da = np.hstack([da_i, da_g, da_o])
    return da @ cache["W_ih"], da @ cache["W_hh"], dct, da
# %% memory-cell-step-backward wrong: 1 - g^2
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc_total = dc + dh * o * 0.5 * (1 - t**2)
    da = np.concatenate((dc_total * g * i * (1 - i), dc_total * i * (1 - g**2), dh * t * o * (1 - o)), axis=1)
    return da.dot(cache["W_ih"]), da.dot(cache["W_hh"]), dc_total, da
# %% memory-cell-step-backward wrong: dc in place
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc += dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - g**2 / 4), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: order i, o, g
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc = dc + dh * o * (1 - t**2) / 2
    dai = dc * g * i * (1 - i)
    dao = dh * t * o * (1 - o)
    dag = dc * i * (1 - g**2 / 4)
    da = np.concatenate([dai, dao, dag], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: gate derivative missing at o
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc = dc + dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - g**2 / 4), dh * t], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% memory-cell-step-backward wrong: dc * i returned as dc_prev
def memory_cell_step_backward(dh, dc, cache):
    i, g, o, t = cache["i"], cache["g"], cache["o"], cache["tanh_c"]
    dc = dc + dh * o * (1 - t**2) / 2
    da = np.concatenate([dc * g * i * (1 - i), dc * i * (1 - g**2 / 4), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * i, da
# %% memory-cell-step-backward right: written into one array
def memory_cell_step_backward(dh, dc, cache):
    B, H = dh.shape
    da = np.empty((B, 3 * H))
    dct = dc + 0.5 * dh * cache["o"] * (1 - cache["tanh_c"]) * (1 + cache["tanh_c"])
    da[:, :H] = dct * cache["g"] * cache["i"] * (1 - cache["i"])
    da[:, H:2 * H] = dct * cache["i"] * (1 - np.square(cache["g"] / 2))
    da[:, 2 * H:] = dh * cache["tanh_c"] * cache["o"] * (1 - cache["o"])
    return np.dot(da, cache["W_ih"]), np.dot(da, cache["W_hh"]), dct, da
# %% memory-cell-step-backward right: itemgetter
def memory_cell_step_backward(dh, dc, cache):
    from operator import itemgetter
    i, g, o, t = itemgetter("i", "g", "o", "tanh_c")(cache)
    dprev = dc + (dh * o) * (0.5 - 0.5 * t**2)
    blocks = [dprev * g * (i - i**2), dprev * i - dprev * i * g * g / 4, dh * t * (o - o**2)]
    da = np.c_[blocks[0], blocks[1], blocks[2]]
    W = np.hstack([cache["W_ih"], cache["W_hh"]])
    both = da @ W
    I = cache["W_ih"].shape[1]
    return both[:, :I], both[:, I:], dprev, da
# %% long-lag-sequences wrong: q + geometric (one too many)
def long_lag_sequences(q, p, rng, B=32):
    seqs, ys = [], []
    for _ in range(B):
        y = rng.integers(2)
        n = q + rng.geometric(0.1)
        seqs.append([p + 1, p + 2 + y, *rng.integers(p, size=n), p])
        ys.append(y)
    lengths = np.array([len(s) for s in seqs])
    ids = np.zeros((lengths.max(), B), dtype=int)
    for j, s in enumerate(seqs):
        ids[:len(s), j] = s
    return ids, lengths, np.array(ys)
# %% long-lag-sequences wrong: batch first
def long_lag_sequences(q, p, rng, B=32):
    y = rng.integers(0, 2, B)
    n = q + rng.geometric(0.1, B) - 1
    lengths = n + 3
    ids = np.zeros((B, lengths.max()), dtype=int)
    for j in range(B):
        ids[j, 0] = p + 1
        ids[j, 1] = p + 2 + y[j]
        ids[j, 2:2 + n[j]] = rng.integers(0, p, n[j])
        ids[j, 2 + n[j]] = p
    return ids, lengths, y
# %% long-lag-sequences wrong: same length for all
def long_lag_sequences(q, p, rng, B=32):
    n = q + int(rng.geometric(0.1)) - 1
    y = rng.integers(0, 2, size=B)
    ids = np.zeros((n + 3, B), dtype=int)
    ids[0] = p + 1
    ids[1] = p + 2 + y
    ids[2:-1] = rng.integers(0, p, size=(n, B))
    ids[-1] = p
    return ids, np.full(B, n + 3), y
# %% long-lag-sequences wrong: distractors may be e
def long_lag_sequences(q, p, rng, B=32):
    rows = []
    y = rng.integers(0, 2, size=B)
    for j in range(B):
        d = rng.integers(0, p + 1, size=q + rng.geometric(0.1) - 1)
        rows.append(np.concatenate([[p + 1, p + 2 + y[j]], d, [p]]))
    lengths = np.array([len(r) for r in rows])
    ids = np.zeros((max(lengths), B), dtype=int)
    for j, r in enumerate(rows):
        ids[:len(r), j] = r
    return ids, lengths, y
# %% long-lag-sequences wrong: length counts the distractors only
def long_lag_sequences(q, p, rng, B=32):
    y = rng.integers(0, 2, size=B)
    n = q - 1 + rng.geometric(0.1, size=B)
    ids = np.zeros((n.max() + 3, B), dtype=int)
    for j in range(B):
        ids[:n[j] + 3, j] = [p + 1, p + 2 + y[j], *rng.integers(0, p, n[j]), p]
    return ids, n, y
# %% long-lag-sequences wrong: b and e swapped
def long_lag_sequences(q, p, rng, B=32):
    y = rng.integers(0, 2, size=B)
    n = q - 1 + rng.geometric(0.1, size=B)
    lengths = n + 3
    ids = np.zeros((lengths.max(), B), dtype=int)
    for j in range(B):
        ids[:lengths[j], j] = [p, p + 2 + y[j], *rng.integers(0, p, n[j]), p + 1]
    return ids, lengths, y
# %% long-lag-sequences wrong: geometric(0.9)
def long_lag_sequences(q, p, rng, B=32):
    y = rng.integers(0, 2, size=B)
    n = q - 1 + rng.geometric(0.9, size=B)
    lengths = n + 3
    ids = np.zeros((lengths.max(), B), dtype=int)
    for j in range(B):
        ids[:lengths[j], j] = [p + 1, p + 2 + y[j], *rng.integers(0, p, n[j]), p]
    return ids, lengths, y
# %% long-lag-sequences wrong: y is given as the symbol's number
def long_lag_sequences(q, p, rng, B=32):
    symbol = rng.choice([p + 2, p + 3], size=B)
    n = q - 1 + rng.geometric(0.1, size=B)
    lengths = n + 3
    ids = np.zeros((lengths.max(), B), dtype=int)
    for j in range(B):
        ids[:lengths[j], j] = [p + 1, symbol[j], *rng.integers(0, p, n[j]), p]
    return ids, lengths, symbol
# %% long-lag-sequences right: coin per step
def long_lag_sequences(q, p, rng, B=32):
    columns, ys = [], []
    for _ in range(B):
        y = int(rng.random() < 0.5)
        col = [p + 1, p + 2 + y] + [int(rng.integers(p)) for _ in range(q)]
        while rng.random() >= 0.1:
            col.append(int(rng.integers(p)))
        columns.append(col + [p])
        ys.append(y)
    lengths = np.array([len(c) for c in columns])
    T = lengths.max()
    return np.array([c + [0] * (T - len(c)) for c in columns]).T, lengths, np.array(ys)
# %% long-lag-sequences right: mask
def long_lag_sequences(q, p, rng, B=32):
    lengths = q + 2 + rng.geometric(0.1, size=B)
    y = rng.choice(2, size=B)
    T = lengths.max()
    ids = rng.integers(0, p, size=(T, B))
    ids[0], ids[1] = p + 1, y + p + 2
    t = np.arange(T)[:, None]
    ids[t == lengths - 1] = p
    ids[t >= lengths] = 0
    return ids, lengths, y
