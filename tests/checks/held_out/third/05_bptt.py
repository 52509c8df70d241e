# %% rnn-step-backward wrong: weights are transposed on the way back
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h"] ** 2)
    dx = da @ cache["W_ih"]
    dh_prev = da @ cache["W_hh"].T
    return dx, dh_prev, da.T @ cache["x"], da.T @ cache["h_prev"], da.sum(axis=0)
# %% rnn-step-backward wrong: the new state in the gradient of W_hh
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h"] ** 2)
    dW_hh = da.T @ cache["h"]
    return (
        da @ cache["W_ih"], da @ cache["W_hh"], da.T @ cache["x"], dW_hh, da.sum(axis=0)
    )
# %% rnn-step-backward wrong: the slope from the old state
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h_prev"] ** 2)
    dx = da @ cache["W_ih"]
    dh_prev = da @ cache["W_hh"]
    return dx, dh_prev, da.T @ cache["x"], da.T @ cache["h_prev"], da.sum(axis=0)
# %% rnn-step-backward wrong: the slope only on the way to the weights
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h"] ** 2)
    dx = dh @ cache["W_ih"]
    dh_prev = dh @ cache["W_hh"]
    return dx, dh_prev, da.T @ cache["x"], da.T @ cache["h_prev"], da.sum(axis=0)
# %% bptt-term wrong: one step too far
def bptt_term(dh, t, k, h, W_hh):
    g = dh
    for s in range(t, k - 1, -1):
        g = (g * (1 - h[s] ** 2)) @ W_hh
    return g.T @ h[k - 1]
# %% bptt-term wrong: the state after the use
def bptt_term(dh, t, k, h, W_hh):
    g = dh.copy()
    for s in range(t, k, -1):
        g = (g * (1 - h[s] ** 2)) @ W_hh
    return (g * (1 - h[k] ** 2)).T @ h[k]
# %% bptt-term wrong: loop forwards
def bptt_term(dh, t, k, h, W_hh):
    g = dh
    for s in range(k, t):
        g = (g * (1 - h[s] ** 2)) @ W_hh
    return (g * (1 - h[k] ** 2)).T @ h[k - 1]
# %% bptt-term right: recursion from t down to k
def bptt_term(dh, t, k, h, W_hh):
    da = dh * (1 - h[t] * h[t])
    if t == k:
        return np.dot(da.T, h[t - 1])
    return bptt_term(da @ W_hh, t - 1, k, h, W_hh)
# %% rnn-backward wrong: what came back is not added
def rnn_backward(dhs, cache):
    T = len(dhs)
    prev = np.concatenate([cache["h0"][None], cache["hs"][:-1]])
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db = np.zeros(len(dW_hh))
    for t in reversed(range(T)):
        step = dict(cache, x=cache["x"][t], h_prev=prev[t], h=cache["hs"][t])
        dx[t], dh, a, b, c = nets.rnn_step_backward(dhs[t], step)
        dW_ih += a
        dW_hh += b
        db += c
    return dx, dW_ih, dW_hh, db, dh
# %% rnn-backward wrong: the state of the step before is wrong at step 0
def rnn_backward(dhs, cache):
    x, hs = cache["x"], cache["hs"]
    dx = np.zeros(x.shape)
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh = np.zeros(len(dW_hh)), np.zeros(cache["h0"].shape)
    for t in reversed(range(len(x))):
        step = {"x": x[t], "h": hs[t], "h_prev": hs[t - 1]}
        step |= {"W_ih": cache["W_ih"], "W_hh": cache["W_hh"]}
        dx[t], dh, d1, d2, d3 = nets.rnn_step_backward(dh + dhs[t], step)
        dW_ih, dW_hh, db = dW_ih + d1, dW_hh + d2, db + d3
    return dx, dW_ih, dW_hh, db, dh
# %% rnn-backward wrong: the weights' gradients of the last call
def rnn_backward(dhs, cache):
    x, hs = cache["x"], cache["hs"]
    dx = np.zeros(x.shape)
    dh = np.zeros(cache["h0"].shape)
    for t in reversed(range(len(x))):
        h_prev = hs[t - 1] if t > 0 else cache["h0"]
        step = {"x": x[t], "h": hs[t], "h_prev": h_prev}
        step |= {"W_ih": cache["W_ih"], "W_hh": cache["W_hh"]}
        dx[t], dh, dW_ih, dW_hh, db = nets.rnn_step_backward(dh + dhs[t], step)
    return dx, dW_ih, dW_hh, db, dh
# %% rnn-backward right: sums after the loop
def rnn_backward(dhs, cache):
    x, hs, h0 = cache["x"], cache["hs"], cache["h0"]
    das = np.zeros(dhs.shape)
    dh = np.zeros(h0.shape)
    for t in range(len(x) - 1, -1, -1):
        das[t] = (dhs[t] + dh) * (1 - hs[t] ** 2)
        dh = das[t] @ cache["W_hh"]
    before = np.concatenate([h0[np.newaxis], hs])[:-1]
    dW_ih = np.tensordot(das, x, axes=([0, 1], [0, 1]))
    dW_hh = np.tensordot(das, before, axes=([0, 1], [0, 1]))
    return das @ cache["W_ih"], dW_ih, dW_hh, das.sum(axis=(0, 1)), dh
# %% read-in-chunks wrong: every chunk starts from h0
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    parts = []
    for start in range(0, len(x), k):
        parts.append(forward(x[start : start + k], h0, W_ih, W_hh, b))
    return np.concatenate(parts)
# %% read-in-chunks wrong: the short last chunk is left out
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, parts = h0, []
    for n in range(len(x) // k):
        hs = forward(x[n * k : (n + 1) * k], h, W_ih, W_hh, b)
        h = hs[-1]
        parts.append(hs)
    return np.concatenate(parts)
# %% read-in-chunks right: one array, filled in pieces
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    out, last, start = np.empty((x.shape[0], *h0.shape)), h0, 0
    while start < x.shape[0]:
        piece = forward(x[start : start + k], last, W_ih, W_hh, b)
        out[start : start + len(piece)] = piece
        last, start = piece[-1], start + k
    return out
# %% tbptt-windows wrong: a window of k2 starts at its piece
def tbptt_windows(T, k1, k2):
    return [(due, due, min(due + k2, T)) for due in range(0, T, k1)]
# %% tbptt-windows wrong: the window ends k2 before the start of the piece
def tbptt_windows(T, k1, k2):
    out = []
    for due in range(0, T, k1):
        stop = min(due + k1, T)
        out.append((max(0, due - k2), due, stop))
    return out
# %% tbptt-windows wrong: the last piece is not cut off
def tbptt_windows(T, k1, k2):
    out = []
    for due in range(0, T, k1):
        out.append((max(0, due + k1 - k2), due, due + k1))
    return out
# %% truncated-bptt wrong: own parts before due count again
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(dW_hh)), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        first = cache["h0"] if start == 0 else cache["hs"][start - 1]
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop], "h0": first}
        d = nets.rnn_backward(dhs[start:stop], part)
        dx[start:stop] += d[0]
        dW_ih += d[1]
        dW_hh += d[2]
        db += d[3]
        if start == 0:
            dh0 += d[4]
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: the window starts from h0
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(dW_hh)), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        own = dhs[start:stop].copy()
        own[: due - start] = 0
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop]}
        d = nets.rnn_backward(own, part)
        dx[start:stop] += d[0]
        dW_ih += d[1]
        dW_hh += d[2]
        db += d[3]
        if start == 0:
            dh0 += d[4]
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: dx of a window is written over
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(dW_hh)), np.zeros_like(cache["h0"])
    states = np.concatenate([cache["h0"][None], cache["hs"]])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        own = np.where(np.arange(start, stop)[:, None, None] < due, 0, dhs[start:stop])
        part = cache | {
            "x": cache["x"][start:stop], "hs": cache["hs"][start:stop], "h0": states[start]
        }
        d = nets.rnn_backward(own, part)
        dx[start:stop] = d[0]
        dW_ih, dW_hh, db = dW_ih + d[1], dW_hh + d[2], db + d[3]
        dh0 += d[4] if start == 0 else 0
    return dx, dW_ih, dW_hh, db, dh0
