# %% gate wrong: tanh
def gate(x, h, W_ih, W_hh, b):
    return np.tanh(x @ W_ih.T + h @ W_hh.T + b)
# %% gate wrong: W_hh not transposed
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid(x.dot(W_ih.T) + h.dot(W_hh) + b)
# %% gate wrong: sum of two sigmoids
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid(x @ W_ih.T) + nets.sigmoid(h @ W_hh.T) + b
# %% gate wrong: bias outside
def gate(x, h, W_ih, W_hh, b):
    z = x @ W_ih.T + h @ W_hh.T
    return nets.sigmoid(z) + b
# %% gate wrong: bias twice
def gate(x, h, W_ih, W_hh, b):
    return nets.sigmoid(nets.dense(x, W_ih, b) + nets.dense(h, W_hh, b))
# %% gate right: expit
def gate(x, h, W_ih, W_hh, b):
    from scipy.special import expit
    return expit(b + np.inner(x, W_ih) + np.inner(h, W_hh))
# %% gate right: concatenated
def gate(x, h, W_ih, W_hh, b):
    z = np.c_[x, h] @ np.c_[W_ih, W_hh].T + b
    return 0.5 + 0.5 * np.tanh(0.5 * z)
# %% cell-update wrong: i and f swapped
def cell_update(c_prev, i, f, g, o):
    c = i * c_prev + f * g
    h = o * np.tanh(c)
    return h, c
# %% cell-update wrong: order of results
def cell_update(c_prev, i, f, g, o):
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return c, h
# %% cell-update wrong: tanh on c
def cell_update(c_prev, i, f, g, o):
    c = np.tanh(f * c_prev + i * g)
    return o * c, c
# %% cell-update wrong: h without tanh
def cell_update(c_prev, i, f, g, o):
    c_next = np.multiply(f, c_prev) + np.multiply(i, g)
    return o * c_next, c_next
# %% cell-update wrong: in place
def cell_update(c_prev, i, f, g, o):
    c_prev *= f
    c_prev += i * g
    return o * np.tanh(c_prev), c_prev
# %% cell-update wrong: tanh(o) * c
def cell_update(c_prev, i, f, g, o):
    c = f * c_prev + i * g
    return np.tanh(o * c), c
# %% cell-update right: fused
def cell_update(c_prev, i, f, g, o):
    new = c_prev - (1 - f) * c_prev + g * i
    return np.tanh(new) * o, new
# %% cell-update right: exp
def cell_update(c_prev, i, f, g, o):
    c = sum(a * b for a, b in ((f, c_prev), (i, g)))
    return [o * (2 * nets.sigmoid(2 * c) - 1), c]
# %% lstm-step wrong: order i f o g
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, o, g = np.split(a, 4, axis=1)
    i, f, o, g = nets.sigmoid(i), nets.sigmoid(f), nets.sigmoid(o), np.tanh(g)
    c_new = f * c + i * g
    tc = np.tanh(c_new)
    return o * tc, c_new, {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o, "tanh_c": tc, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: cache has new c
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = np.split(a, 4, axis=1)
    i, f, g, o = nets.sigmoid(i), nets.sigmoid(f), np.tanh(g), nets.sigmoid(o)
    h_prev = h
    c = f * c + i * g
    tc = np.tanh(c)
    h = o * tc
    return h, c, {"x": x, "h_prev": h_prev, "c_prev": c, "i": i, "f": f, "g": g, "o": o, "tanh_c": tc, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: sigmoid for all four
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = np.split(nets.sigmoid(x @ W_ih.T + h @ W_hh.T + b), 4, axis=1)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    h_next = o * tanh_c
    cache = dict(x=x, h_prev=h, c_prev=c, i=i, f=f, g=g, o=o, tanh_c=tanh_c, W_ih=W_ih, W_hh=W_hh)
    return h_next, c_next, cache
# %% lstm-step wrong: tanh_c of the old c
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    H = h.shape[1]
    i = nets.sigmoid(a[:, :H])
    f = nets.sigmoid(a[:, H:2 * H])
    g = np.tanh(a[:, 2 * H:3 * H])
    o = nets.sigmoid(a[:, 3 * H:])
    tanh_c = np.tanh(c)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    return h_new, c_new, {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o, "tanh_c": tanh_c, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: interleaved gates
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    B, H = h.shape
    a = a.reshape(B, H, 4)
    i, f, g, o = nets.sigmoid(a[:, :, 0]), nets.sigmoid(a[:, :, 1]), np.tanh(a[:, :, 2]), nets.sigmoid(a[:, :, 3])
    c2 = f * c + i * g
    t = np.tanh(c2)
    return o * t, c2, {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step wrong: c_prev key missing
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = nets.dense(x, W_ih, b) + h @ W_hh.T
    i, f, g, o = [fn(part) for fn, part in zip((nets.sigmoid, nets.sigmoid, np.tanh, nets.sigmoid), np.split(a, 4, 1))]
    c_new = f * c + i * g
    t = np.tanh(c_new)
    return o * t, c_new, {"x": x, "h_prev": h, "i": i, "f": f, "g": g, "o": o, "tanh_c": t, "W_ih": W_ih, "W_hh": W_hh}
# %% lstm-step right: transposed arithmetic
def lstm_step(x, h, c, W_ih, W_hh, b):
    aT = W_ih @ x.T + W_hh @ h.T + b.reshape(-1, 1)
    i, f, g, o = (q.T for q in np.split(aT, 4))
    i, f, o = map(nets.sigmoid, (i, f, o))
    g = np.tanh(g)
    c_new = f * c + i * g
    tanh_c = np.tanh(c_new)
    return o * tanh_c, c_new, dict(W_hh=W_hh, W_ih=W_ih, tanh_c=tanh_c, o=o, g=g, f=f, i=i, c_prev=c, h_prev=h, x=x)
# %% lstm-step right: gates by name
def lstm_step(x, h, c, W_ih, W_hh, b):
    cache = dict(x=x, h_prev=h, c_prev=c)
    for name, Wi, Wh, bias in zip("ifgo", np.vsplit(W_ih, 4), np.vsplit(W_hh, 4), b.reshape(4, -1)):
        pre = nets.dense(x, Wi, bias) + np.dot(h, Wh.T)
        cache[name] = np.tanh(pre) if name == "g" else nets.sigmoid(pre)
    state = cache["f"] * c + cache["i"] * cache["g"]
    cache.update(tanh_c=np.tanh(state), W_ih=W_ih, W_hh=W_hh)
    return cache["o"] * cache["tanh_c"], state, cache
# %% lstm-forward wrong: all cs returned
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c = h0, c0
    hs, cs, caches = [], [], []
    for xt in x:
        h, c, cache = step(xt, h, c, W_ih, W_hh, b)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.array(hs), np.array(cs), caches
# %% lstm-forward wrong: c0 at each step
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h = h0
    hs, caches = [], []
    for t in range(len(x)):
        h, c, cache = step(x[t], h, c0, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), c, caches
# %% lstm-forward wrong: list hs
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    hs, caches = [], []
    h, c = h0, c0
    for t in range(x.shape[0]):
        h, c, k = step(x[t], h, c, W_ih, W_hh, b)
        hs += [h]
        caches += [k]
    return np.stack(hs, axis=1), c, caches
# %% lstm-forward wrong: last cache only
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    T, B, I = x.shape
    hs = np.zeros((T, B, h0.shape[1]))
    h, c = h0, c0
    for t in range(T):
        h, c, caches = step(x[t], h, c, W_ih, W_hh, b)
        hs[t] = h
    return hs, c, caches
# %% lstm-forward wrong: nets.lstm_step called
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for t in range(len(x)):
        h, c, cache = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.array(hs), c, caches
# %% lstm-forward wrong: h and c swapped in the call
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    h, c, hs, caches = h0, c0, [], []
    for t in range(len(x)):
        c, h, cache = step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
        caches.append(cache)
    return np.array(hs), c, caches
# %% lstm-forward right: zip of results
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    out = []
    state = (h0, c0)
    for t in range(len(x)):
        out.append(step(x[t], *state, W_ih, W_hh, b))
        state = out[-1][:2]
    hs, cs, caches = zip(*out)
    return np.stack(hs), cs[-1], list(caches)
# %% lstm-forward right: preallocated
def lstm_forward(x, h0, c0, W_ih, W_hh, b, step=nets.lstm_step):
    hs = np.empty(x.shape[:2] + h0.shape[1:], dtype=h0.dtype)
    caches = [None] * len(x)
    h, c = h0.copy(), c0.copy()
    for t, xt in enumerate(x):
        h, c, caches[t] = step(xt, h, c, W_ih, W_hh, b)
        hs[t] = h
    return hs, c, caches
# %% lstm-step-backward wrong: dc not passed with f
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    dc = dc + dh * o * (1 - t**2)
    da = np.concatenate([dc * g * i * (1 - i), dc * cache["c_prev"] * f * (1 - f), dc * i * (1 - g**2), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dc, da
# %% lstm-step-backward wrong: dc ignored
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    do = dh * t
    dct = dh * o * (1 - t**2)
    di, df, dg = dct * g, dct * cache["c_prev"], dct * i
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])
    return da @ cache["W_ih"], da @ cache["W_hh"], dct * f, da
# %% lstm-step-backward wrong: g derivative like a gate
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    dct = dc + dh * o * (1 - t**2)
    grads = [dct * g, dct * cache["c_prev"], dct * i, dh * t]
    da = np.concatenate([d * q * (1 - q) for d, q in zip(grads, (i, f, g, o))], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dct * f, da
# %% lstm-step-backward wrong: o missing in dc
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = cache["i"], cache["f"], cache["g"], cache["o"], cache["tanh_c"]
    dct = dc + dh * (1 - t * t)
    dai = dct * g * i * (1 - i)
    daf = dct * cache["c_prev"] * f * (1 - f)
    dag = dct * i * (1 - g * g)
    dao = dh * t * o * (1 - o)
    da = np.concatenate([dai, daf, dag, dao], axis=1)
    return da.dot(cache["W_ih"]), da.dot(cache["W_hh"]), dct * f, da
# %% lstm-step-backward wrong: i and g swapped
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = cache["i"], cache["f"], cache["g"], cache["o"], cache["tanh_c"]
    dct = dc + dh * o * (1 - t * t)
    da = np.concatenate([dct * i * i * (1 - i), dct * cache["c_prev"] * f * (1 - f), dct * g * (1 - g * g), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"], da @ cache["W_hh"], dct * f, da
# %% lstm-step-backward wrong: transposed weights
def lstm_step_backward(dh, dc, cache):
    i, f, g, o, t = cache["i"], cache["f"], cache["g"], cache["o"], cache["tanh_c"]
    dct = dc + dh * o * (1 - t * t)
    da = np.concatenate([dct * g * i * (1 - i), dct * cache["c_prev"] * f * (1 - f), dct * i * (1 - g * g), dh * t * o * (1 - o)], axis=1)
    return da @ cache["W_ih"].T, da @ cache["W_hh"].T, dct * f, da
# %% lstm-step-backward wrong: order f i g o
def lstm_step_backward(dh, dc, cache):
    x, hp, cp, i, f, g, o, tc, Wi, Wh = [cache[k] for k in "x h_prev c_prev i f g o tanh_c W_ih W_hh".split()]
    dct = dc + dh * o * (1 - tc**2)
    di = dct * g * i * (1 - i)
    df = dct * cp * f * (1 - f)
    dg = dct * i * (1 - g**2)
    do = dh * tc * o * (1 - o)
    da = np.concatenate((df, di, dg, do), axis=1)
    return da @ Wi, da @ Wh, dct * f, da
# %% lstm-step-backward right: einsum and stack
def lstm_step_backward(dh, dc, cache):
    B, H = dh.shape
    i, f, g, o, t = (cache[k] for k in ("i", "f", "g", "o", "tanh_c"))
    total = dc + o * dh * (1 - np.square(t))
    da = np.stack([total * g * (i - i * i), total * cache["c_prev"] * (f - f * f), total * i * (1 - g) * (1 + g), dh * t * (o - o * o)], axis=1).reshape(B, 4 * H)
    return np.einsum("bk,ki->bi", da, cache["W_ih"]), np.einsum("bk,kh->bh", da, cache["W_hh"]), total * f, da
# %% lstm-step-backward right: written into blocks
def lstm_step_backward(dh, dc, cache):
    H = dh.shape[1]
    da = np.zeros((len(dh), 4 * H))
    do = dh * cache["tanh_c"]
    ds = dc.copy()
    ds += dh * cache["o"] * (1 - cache["tanh_c"] ** 2)
    da[:, :H] = ds * cache["g"] * cache["i"] * (1 - cache["i"])
    da[:, H:2 * H] = ds * cache["c_prev"] * cache["f"] * (1 - cache["f"])
    da[:, 2 * H:3 * H] = ds * cache["i"] * (1 - cache["g"] ** 2)
    da[:, 3 * H:] = do * cache["o"] * (1 - cache["o"])
    ds *= cache["f"]
    return (cache["W_ih"].T @ da.T).T, (cache["W_hh"].T @ da.T).T, ds, da
# %% lstm-backward wrong: dh not summed
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    T = len(caches)
    dc = np.zeros_like(dhs[0])
    dW_ih = np.zeros_like(caches[0]["W_ih"])
    dW_hh = np.zeros_like(caches[0]["W_hh"])
    db = np.zeros(len(dW_ih))
    dxs = [None] * T
    for t in reversed(range(T)):
        dxs[t], dh, dc, da = step_backward(dhs[t], dc, caches[t])
        dW_ih += da.T @ caches[t]["x"]
        dW_hh += da.T @ caches[t]["h_prev"]
        db += da.sum(axis=0)
    return np.stack(dxs), dW_ih, dW_hh, db, dh, dc
# %% lstm-backward wrong: dc reset
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh = np.zeros_like(dhs[0])
    dW_ih, dW_hh, db = 0, 0, 0
    dxs = []
    for d, cache in zip(dhs[::-1], caches[::-1]):
        dx, dh, dc, da = step_backward(d + dh, np.zeros_like(d), cache)
        dxs.append(dx)
        dW_ih = dW_ih + da.T @ cache["x"]
        dW_hh = dW_hh + da.T @ cache["h_prev"]
        db = db + da.sum(0)
    return np.array(dxs[::-1]), dW_ih, dW_hh, db, dh, dc
# %% lstm-backward wrong: forward direction
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dW_ih, dW_hh, db = 0, 0, 0
    dxs = []
    for t in range(len(caches)):
        dx, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dxs.append(dx)
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(0)
    return np.array(dxs), dW_ih, dW_hh, db, dh, dc
# %% lstm-backward wrong: dhs changed
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    T, B, H = dhs.shape
    dh, dc = np.zeros((B, H)), np.zeros((B, H))
    dx = np.zeros((T, *caches[0]["x"].shape))
    dW_ih, dW_hh, db = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"]), np.zeros(4 * H)
    for t in range(T - 1, -1, -1):
        total = dhs[t]
        total += dh
        dx[t], dh, dc, da = step_backward(total, dc, caches[t])
        dW_ih += da.T @ caches[t]["x"]
        dW_hh += da.T @ caches[t]["h_prev"]
        db += da.sum(axis=0)
    return dx, dW_ih, dW_hh, db, dh, dc
# %% lstm-backward wrong: mean over steps
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    T, B, H = dhs.shape
    dh, dc = np.zeros((B, H)), np.zeros((B, H))
    dx = np.zeros((T, *caches[0]["x"].shape))
    dW_ih, dW_hh, db = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"]), np.zeros(4 * H)
    for t in range(T - 1, -1, -1):
        dx[t], dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dW_ih += da.T @ caches[t]["x"]
        dW_hh += da.T @ caches[t]["h_prev"]
        db += da.sum(axis=0)
    return dx, dW_ih / T, dW_hh / T, db / T, dh, dc
# %% lstm-backward wrong: dW_hh with the new h (tanh_c * o)
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    T, B, H = dhs.shape
    dh, dc = np.zeros((B, H)), np.zeros((B, H))
    dx = np.zeros((T, *caches[0]["x"].shape))
    dW_ih, dW_hh, db = np.zeros_like(caches[0]["W_ih"]), np.zeros_like(caches[0]["W_hh"]), np.zeros(4 * H)
    for t in range(T - 1, -1, -1):
        k = caches[t]
        dx[t], dh, dc, da = step_backward(dhs[t] + dh, dc, k)
        dW_ih += da.T @ k["x"]
        dW_hh += da.T @ (k["o"] * k["tanh_c"])
        db += da.sum(axis=0)
    return dx, dW_ih, dW_hh, db, dh, dc
# %% lstm-backward right: stacked das
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    back = [np.zeros_like(dhs[0])] * 2
    das, dxs = [], []
    for t in range(len(dhs)):
        dx, *back, da = step_backward(dhs[-1 - t] + back[0], back[1], caches[-1 - t])
        das.append(da)
        dxs.append(dx)
    da = np.stack(das[::-1])
    x, hp = np.stack([c["x"] for c in caches]), np.stack([c["h_prev"] for c in caches])
    return np.stack(dxs[::-1]), np.einsum("tbk,tbi->ki", da, x), np.einsum("tbk,tbh->kh", da, hp), da.sum((0, 1)), *back
# %% lstm-backward right: dict of sums
def lstm_backward(dhs, caches, step_backward=nets.lstm_step_backward):
    s = {"dW_ih": 0.0, "dW_hh": 0.0, "db": 0.0}
    dx = np.empty((len(caches),) + caches[0]["x"].shape)
    dh = dc = np.zeros(dhs.shape[1:])
    t = len(caches)
    while t:
        t -= 1
        dx[t], dh, dc, da = step_backward(np.add(dhs[t], dh), dc, caches[t])
        s["dW_ih"] = s["dW_ih"] + np.dot(da.T, caches[t]["x"])
        s["dW_hh"] = s["dW_hh"] + np.dot(da.T, caches[t]["h_prev"])
        s["db"] = s["db"] + np.ones(len(da)) @ da
    return dx, s["dW_ih"], s["dW_hh"], s["db"], dh, dc
# %% to-torch wrong: both biases b
def to_torch(W_ih, W_hh, b):
    return dict(weight_ih_l0=W_ih, weight_hh_l0=W_hh, bias_ih_l0=b, bias_hh_l0=b)
# %% to-torch wrong: transposed
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": W_ih.T, "weight_hh_l0": W_hh.T, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}
# %% to-torch wrong: one bias missing
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b}
# %% to-torch wrong: half in float32
def to_torch(W_ih, W_hh, b):
    return {"weight_ih_l0": np.float32(W_ih), "weight_hh_l0": np.float32(W_hh), "bias_ih_l0": np.float32(b / 2), "bias_hh_l0": np.float32(b / 2)}
# %% to-torch wrong: zeros is float64
def to_torch(W_ih, W_hh, b):
    d = {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b}
    d["bias_hh_l0"] = np.zeros(b.shape)
    return d
# %% to-torch wrong: names
def to_torch(W_ih, W_hh, b):
    return {"weight_ih": W_ih, "weight_hh": W_hh, "bias_ih": b, "bias_hh": 0 * b}
# %% to-torch right: halves
def to_torch(W_ih, W_hh, b):
    half = b / 2
    names = [f"{kind}_{src}_l0" for kind in ("weight", "bias") for src in ("ih", "hh")]
    return dict(zip(names, (W_ih, W_hh, half, b - half)))
# %% to-torch right: bias in hh
def to_torch(W_ih, W_hh, b):
    return {"bias_hh_l0": b.copy(), "bias_ih_l0": 0 * b, "weight_hh_l0": W_hh.copy(), "weight_ih_l0": W_ih.copy()}
# %% from-torch wrong: only one bias
def from_torch(state):
    return state["weight_ih_l0"], state["weight_hh_l0"], state["bias_ih_l0"]
# %% from-torch wrong: in place sum
def from_torch(state):
    b = state["bias_ih_l0"]
    b += state["bias_hh_l0"]
    return state["weight_ih_l0"], state["weight_hh_l0"], b
# %% from-torch wrong: mean
def from_torch(state):
    return state["weight_ih_l0"], state["weight_hh_l0"], (state["bias_ih_l0"] + state["bias_hh_l0"]) / 2
# %% from-torch wrong: dict returned
def from_torch(state):
    return {"W_ih": state["weight_ih_l0"], "W_hh": state["weight_hh_l0"], "b": state["bias_ih_l0"] + state["bias_hh_l0"]}
# %% from-torch wrong: values order
def from_torch(state):
    W_ih, W_hh, b1, b2 = state.values()
    return W_hh, W_ih, b1 + b2
# %% from-torch wrong: concatenated biases
def from_torch(state):
    return state["weight_ih_l0"], state["weight_hh_l0"], np.concatenate([state["bias_ih_l0"], state["bias_hh_l0"]])
# %% from-torch right: sum
def from_torch(state):
    W = [state[f"weight_{s}_l0"].copy() for s in ("ih", "hh")]
    return *W, np.sum([state["bias_ih_l0"], state["bias_hh_l0"]], axis=0)
# %% from-torch right: loop
def from_torch(state):
    b = np.zeros_like(state["bias_hh_l0"])
    for key, value in state.items():
        if key.startswith("bias"):
            b = b + value
    return [state["weight_ih_l0"], state["weight_hh_l0"], b]
