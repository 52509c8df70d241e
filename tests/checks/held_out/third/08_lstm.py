# %% gate wrong: tanh as the candidate has it
def gate(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)
# %% gate wrong: the gate is closed where it should be open
def gate(x, h, W_ih, W_hh, b):
    return 1 - nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)
# %% gate wrong: brackets around the sum of x and h
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid((x @ W_ih.T) * (h @ W_hh.T) + b)
# %% gate right: Olah's joined vector
def gate(x, h, W_ih, W_hh, b):
    W = np.concatenate([W_hh, W_ih], axis=1)
    return nets.sigmoid(np.hstack([h, x]) @ W.T + b)
# %% cell-update wrong: h from the old c
def cell_update(c_prev, i, f, g, o):
    c = f * c_prev + i * g
    return o * np.tanh(c_prev), c
# %% cell-update wrong: a GRU's convex mixture
def cell_update(c_prev, i, f, g, o):
    c = (1 - i) * c_prev + i * g
    return o * np.tanh(c), c
# %% cell-update wrong: h without tanh
def cell_update(c_prev, i, f, g, o):
    c = c_prev * f + g * i
    return o * c, c
# %% cell-update wrong: tanh of the whole product
def cell_update(c_prev, i, f, g, o):
    c = f * c_prev + i * g
    return np.tanh(o * c), c
# %% lstm-step wrong: the blocks of Keras
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_o, a_g = np.split(a, 4, axis=1)
    i, f, o, g = nets.sigmoid(a_i), nets.sigmoid(a_f), nets.sigmoid(a_o), np.tanh(a_g)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: a[0] to a[3] taken as the blocks
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=0)
    i, f, g, o = nets.sigmoid(a_i), nets.sigmoid(a_f), np.tanh(a_g), nets.sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: tanh_c keeps the tanh of the old state
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
    i, f, g, o = nets.sigmoid(a_i), nets.sigmoid(a_f), np.tanh(a_g), nets.sigmoid(a_o)
    tanh_c = np.tanh(c)
    c_next = f * c + i * g
    h_next = o * np.tanh(c_next)
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: the cache has the pre-activations
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = np.split(a, 4, axis=1)
    c_next = nets.sigmoid(f) * c + nets.sigmoid(i) * np.tanh(g)
    tanh_c = np.tanh(c_next)
    h_next = nets.sigmoid(o) * tanh_c
    cache = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o}
    return h_next, c_next, {**cache, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step right: the three gates at once
def lstm_step(x, h, c, W_ih, W_hh, b):
    H = h.shape[1]
    a = np.dot(x, W_ih.T) + np.dot(h, W_hh.T) + b
    s = nets.sigmoid(a)
    i, f, o, g = s[:, :H], s[:, H : 2 * H], s[:, 3 * H :], np.tanh(a[:, 2 * H : 3 * H])
    new = i * g + f * c
    t = np.tanh(new)
    names = "x h_prev c_prev i f g o tanh_c W_ih W_hh".split()
    return o * t, new, dict(zip(names, (x, h, c, i, f, g, o, t, W_ih, W_hh)))
# %% lstm-forward wrong: h and c of step t - 1 are mixed up
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for x_t in x:
        c, h, cache = step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches
# %% lstm-forward wrong: the states c are collected
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for t in range(len(x)):
        h, c, cache = step(x[t], h, c, W_ih, W_hh, b)
        hs.append(c)
        caches.append(cache)
    return np.array(hs), c, caches
# %% lstm-forward right: comprehension over a running state
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    state, out = (h0, c0), []
    for t in range(x.shape[0]):
        *state, cache = step(x[t], *state, W_ih, W_hh, b)
        out.append((state[0], cache))
    return np.asarray([h for h, _ in out]), state[1], [cache for _, cache in out]
# %% rewritable-latch wrong: the forget gate stays open at the switch
def rewritable_latch():
    W_ih, W_hh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4)
    W_ih[0, 1], b[0] = 40, -20
    b[1] = 20
    W_ih[2, 0] = 5
    b[3] = 5
    return W_ih, W_hh, b
# %% rewritable-latch wrong: the forget gate opens at the switch and closes else
def rewritable_latch():
    W_ih, W_hh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4)
    W_ih[0, 1], b[0] = 40, -20
    W_ih[1, 1], b[1] = 40, -20
    W_ih[2, 0] = 5
    b[3] = 5
    return W_ih, W_hh, b
# %% lstm-step-backward wrong: dc_prev is the dc that came in, times f
def lstm_step_backward(dh, dc, cache):
    i, f, g, o = cache["i"], cache["f"], cache["g"], cache["o"]
    tc = cache["tanh_c"]
    total = dc + dh * o * (1 - tc**2)
    da = np.concatenate(
        [
            total * g * i * (1 - i), total * cache["c_prev"] * f * (1 - f),
            total * i * (1 - g**2), dh * tc * o * (1 - o),
        ],
        axis=1,
    )
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
# %% lstm-step-backward wrong: the slope of o is that of tanh
def lstm_step_backward(dh, dc, cache):
    i, f, g, o = cache["i"], cache["f"], cache["g"], cache["o"]
    tc = cache["tanh_c"]
    dc = dc + dh * o * (1 - tc**2)
    da_i, da_f = dc * g * i * (1 - i), dc * cache["c_prev"] * f * (1 - f)
    da_g, da_o = dc * i * (1 - g**2), dh * tc * (1 - o**2)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
# %% lstm-step-backward wrong: i and g are exchanged in the products
def lstm_step_backward(dh, dc, cache):
    i, f, g, o = cache["i"], cache["f"], cache["g"], cache["o"]
    tc = cache["tanh_c"]
    dc = dc + dh * o * (1 - tc**2)
    da_i, da_f = dc * i * i * (1 - i), dc * cache["c_prev"] * f * (1 - f)
    da_g, da_o = dc * g * (1 - g**2), dh * tc * o * (1 - o)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
# %% lstm-backward wrong: dc is not passed on
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dx, dW_ih, dW_hh, db = [], 0, 0, 0
    for t in range(len(dhs) - 1, -1, -1):
        d, dh, dc0, da = step_backward(dhs[t] + dh, dc, caches[t])
        dx.insert(0, d)
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(axis=0)
    return np.stack(dx), dW_ih, dW_hh, db, dh, dc0
# %% lstm-backward wrong: the loop runs forwards
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dx, dW_ih, dW_hh, db = [], 0, 0, 0
    for d_h, cache in zip(dhs, caches):
        d, dh, dc, da = step_backward(d_h + dh, dc, cache)
        dx.append(d)
        dW_ih = dW_ih + da.T @ cache["x"]
        dW_hh = dW_hh + da.T @ cache["h_prev"]
        db = db + da.sum(axis=0)
    return np.stack(dx), dW_ih, dW_hh, db, dh, dc
# %% to-torch wrong: the bias in both
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b, "bias_hh_l0": b}
# %% from-torch wrong: the mean of both biases
def from_torch(state):
    b = np.mean([state["bias_ih_l0"], state["bias_hh_l0"]], axis=0)
    return state["weight_ih_l0"], state["weight_hh_l0"], b
# %% from-torch right: taken by order of the names
def from_torch(state):
    get = state.__getitem__
    biases = [get(f"bias_{kind}_l0") for kind in ("ih", "hh")]
    return get("weight_ih_l0"), get("weight_hh_l0"), sum(biases)
