# %% gate wrong: sigmoid' instead of sigmoid
def gate(x, h, W_ih, W_hh, b):
    s = nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b)
    return s * (1 - s)
# %% gate wrong: h not used
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid(nets.dense(x, W_ih, b))
# %% cell-update wrong: forget gate missing
def cell_update(c_prev, i, f, g, o):
    c = c_prev + i * g
    return o * np.tanh(c), c
# %% cell-update wrong: h from c_prev
def cell_update(c_prev, i, f, g, o):
    h = o * np.tanh(c_prev)
    c = f * c_prev + i * g
    return h, c
# %% lstm-step wrong: order f i g o
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    f, i, g, o = np.split(a, 4, axis=1)
    f, i, g, o = nets.sigmoid(f), nets.sigmoid(i), np.tanh(g), nets.sigmoid(o)
    cn = f * c + i * g
    t = np.tanh(cn)
    return o * t, cn, dict(x=x, h_prev=h, c_prev=c, i=i, f=f, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
# %% lstm-step wrong: h as tanh(c) without o
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = np.split(a, 4, axis=1)
    i, f, g, o = nets.sigmoid(i), nets.sigmoid(f), np.tanh(g), nets.sigmoid(o)
    cn = f * c + i * g
    t = np.tanh(cn)
    return t, cn, dict(x=x, h_prev=h, c_prev=c, i=i, f=f, g=g, o=o, tanh_c=t, W_ih=W_ih, W_hh=W_hh)
# %% lstm-forward wrong: starts from zeros
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c = np.zeros_like(h0), np.zeros_like(c0)
    hs, caches = [], []
    for xt in x:
        h, c, k = step(xt, h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(k)
    return np.stack(hs), c, caches
# %% lstm-forward wrong: hs has h0
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    hs, c, caches = [h0], c0, []
    for t in range(len(x)):
        h, c, k = step(x[t], hs[-1], c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(k)
    return np.stack(hs), c, caches
# %% lstm-step-backward wrong: do from dc
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - t**2)
    da = np.concatenate([dc * g * i * (1 - i), dc * cache["c_prev"] * f * (1 - f), dc * i * (1 - g**2), dc * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
# %% lstm-step-backward wrong: gate derivatives left out
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - t**2)
    da = np.concatenate([dc * g, dc * cache["c_prev"], dc * i, dh * t], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc * f, da
# %% lstm-backward wrong: sums only last
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dxs = []
    for t in reversed(range(len(caches))):
        dx, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dxs.insert(0, dx)
        dW_ih = da.T @ caches[t]["x"]
        dW_hh = da.T @ caches[t]["h_prev"]
        db = da.sum(axis=0)
    return np.stack(dxs), dW_ih, dW_hh, db, dh, dc
# %% lstm-backward wrong: dx reversed
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dxs, dW_ih, dW_hh, db = [], 0, 0, 0
    for t in reversed(range(len(caches))):
        dx, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dxs.append(dx)
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(axis=0)
    return np.stack(dxs), dW_ih, dW_hh, db, dh, dc
# %% to-torch wrong: W_ih and W_hh exchanged
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": W_hh, "weight_hh_l0": W_ih, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}
# %% to-torch wrong: second bias ones
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b, "bias_hh_l0": np.ones_like(b)}
# %% from-torch wrong: second bias only
def from_torch(state):
    return state["weight_ih_l0"], state["weight_hh_l0"], state["bias_hh_l0"]
# %% from-torch wrong: two biases returned
def from_torch(state):
    return state["weight_ih_l0"], state["weight_hh_l0"], state["bias_ih_l0"], state["bias_hh_l0"]
