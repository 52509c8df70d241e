# %% rnn-step-backward wrong: tanh of h again
def rnn_step_backward(dh, cache):
    x, h_prev, h = cache["x"], cache["h_prev"], cache["h"]
    da = dh * (1 - np.tanh(h) ** 2)
    return da @ cache["W_ih"], da @ cache["W_hh"], da.T @ x, da.T @ h_prev, da.sum(axis=0)
# %% rnn-step-backward wrong: W_hh transposed
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h"] ** 2)
    dx = da @ cache["W_ih"]
    dh_prev = da @ cache["W_hh"].T
    dW_ih = da.T @ cache["x"]
    dW_hh = da.T @ cache["h_prev"]
    db = da.sum(0)
    return dx, dh_prev, dW_ih, dW_hh, db
# %% rnn-step-backward wrong: h instead of h_prev
def rnn_step_backward(dh, cache):
    raw = (1 - cache["h"] * cache["h"]) * dh
    db = np.sum(raw, axis=0)
    dWx = np.dot(raw.T, cache["x"])
    dWh = np.dot(raw.T, cache["h"])
    return np.dot(raw, cache["W_ih"]), np.dot(raw, cache["W_hh"]), dWx, dWh, db
# %% rnn-step-backward wrong: h_prev in the derivative
def rnn_step_backward(dh, cache):
    da = dh * (1 - cache["h_prev"] ** 2)
    return (da @ cache["W_ih"], da @ cache["W_hh"], da.T @ cache["x"], da.T @ cache["h_prev"], da.sum(axis=0))
# %% rnn-step-backward wrong: in place dh
def rnn_step_backward(dh, cache):
    dh *= 1 - cache["h"] ** 2
    dx = dh @ cache["W_ih"]
    dh_prev = dh @ cache["W_hh"]
    return dx, dh_prev, dh.T @ cache["x"], dh.T @ cache["h_prev"], dh.sum(axis=0)
# %% rnn-step-backward right: dense_backward
def rnn_step_backward(dh, cache):
    da = dh - dh * cache["h"] ** 2
    dx, dW_ih, db = nets.dense_backward(da, cache["x"], cache["W_ih"])
    dh_prev, dW_hh, _ = nets.dense_backward(da, cache["h_prev"], cache["W_hh"])
    return dx, dh_prev, dW_ih, dW_hh, db
# %% rnn-step-backward right: einsum
def rnn_step_backward(dh, cache):
    da = np.multiply(dh, 1.0 - np.power(cache["h"], 2))
    return [
        np.einsum("nk,ki->ni", da, cache["W_ih"]),
        np.einsum("nk,kj->nj", da, cache["W_hh"]),
        np.einsum("nk,ni->ki", da, cache["x"]),
        np.einsum("nk,nj->kj", da, cache["h_prev"]),
        np.einsum("nk->k", da),
    ]
# %% rnn-backward wrong: no dh_next
def rnn_backward(dhs, cache):
    x, h0, hs, W_ih, W_hh = cache["x"], cache["h0"], cache["hs"], cache["W_ih"], cache["W_hh"]
    dx = np.zeros_like(x)
    dWi, dWh, db = np.zeros_like(W_ih), np.zeros_like(W_hh), np.zeros(len(W_hh))
    for t in range(len(x) - 1, -1, -1):
        c = {"x": x[t], "h_prev": hs[t - 1] if t > 0 else h0, "h": hs[t], "W_ih": W_ih, "W_hh": W_hh}
        dx[t], dh0, a, bb, d = nets.rnn_step_backward(dhs[t], c)
        dWi += a
        dWh += bb
        db += d
    return dx, dWi, dWh, db, dh0
# %% rnn-backward wrong: in place dhs[t] +=
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    T = len(x)
    dx = np.empty_like(x)
    dW_ih = dW_hh = db = 0
    dh_next = np.zeros_like(h0)
    for t in reversed(range(T)):
        dhs[t] += dh_next
        prev = h0 if t == 0 else hs[t - 1]
        step = dict(x=x[t], h_prev=prev, h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dx[t], dh_next, gi, gh, gb = nets.rnn_step_backward(dhs[t], step)
        dW_ih, dW_hh, db = dW_ih + gi, dW_hh + gh, db + gb
    return dx, dW_ih, dW_hh, db, dh_next
# %% rnn-backward wrong: forward order
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    dx = np.empty_like(x)
    dW_ih, dW_hh, db = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(cache["W_hh"].shape[0])
    dh = np.zeros_like(h0)
    for t in range(len(x)):
        prev = h0 if t == 0 else hs[t - 1]
        step = dict(x=x[t], h_prev=prev, h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dx[t], dh, gi, gh, gb = nets.rnn_step_backward(dhs[t] + dh, step)
        dW_ih += gi
        dW_hh += gh
        db += gb
    return dx, dW_ih, dW_hh, db, dh
# %% rnn-backward wrong: weights gradient overwritten
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    dxs, dh = [], 0
    for t in range(len(x))[::-1]:
        step = dict(x=x[t], h_prev=hs[t - 1] if t else h0, h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dxt, dh, dW_ih, dW_hh, db = nets.rnn_step_backward(dhs[t] + dh, step)
        dxs.insert(0, dxt)
    return np.array(dxs), dW_ih, dW_hh, db, dh
# %% rnn-backward wrong: h0 forgotten at t = 0
def rnn_backward(dhs, cache):
    x, hs = cache["x"], cache["hs"]
    dx, dW_ih, dW_hh = np.zeros_like(x), np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh = np.zeros(hs.shape[-1]), np.zeros_like(hs[0])
    for t in reversed(range(len(x))):
        step = dict(x=x[t], h_prev=hs[t - 1], h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dx[t], dh, gi, gh, gb = nets.rnn_step_backward(dhs[t] + dh, step)
        dW_ih += gi
        dW_hh += gh
        db += gb
    return dx, dW_ih, dW_hh, db, dh
# %% rnn-backward wrong: dx list reversed
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    dxs, dh = [], np.zeros_like(h0)
    dW_ih, dW_hh, db = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(h0.shape[1])
    for t in reversed(range(len(x))):
        step = dict(x=x[t], h_prev=hs[t - 1] if t else h0, h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dxt, dh, gi, gh, gb = nets.rnn_step_backward(dhs[t] + dh, step)
        dxs.append(dxt)
        dW_ih += gi
        dW_hh += gh
        db += gb
    return np.stack(dxs), dW_ih, dW_hh, db, dh
# %% rnn-backward right: das first, products after
def rnn_backward(dhs, cache):
    hs, W = cache["hs"], cache["W_hh"]
    das = np.zeros_like(hs)
    carry = np.zeros_like(cache["h0"])
    for t in range(len(hs) - 1, -1, -1):
        das[t] = (dhs[t] + carry) * (1 - hs[t] ** 2)
        carry = das[t] @ W
    prevs = np.concatenate([cache["h0"][None], hs[:-1]])
    return (das @ cache["W_ih"], np.einsum("tbh,tbi->hi", das, cache["x"]),
            np.tensordot(das, prevs, axes=([0, 1], [0, 1])), das.sum(axis=(0, 1)), carry)
# %% rnn-backward right: zip reversed
def rnn_backward(dhs, cache):
    names = ("W_ih", "W_hh")
    grads = {n: np.zeros_like(cache[n]) for n in names}
    db, dxs, back = 0.0, [], 0.0
    before = [cache["h0"], *cache["hs"]]
    for d, x, hp, h in list(zip(dhs, cache["x"], before, cache["hs"]))[::-1]:
        r = nets.rnn_step_backward(d + back, {"x": x, "h_prev": hp, "h": h, **{n: cache[n] for n in names}})
        dxs.append(r[0])
        back = r[1]
        grads["W_ih"] += r[2]
        grads["W_hh"] += r[3]
        db = db + r[4]
    return np.array(dxs[::-1]), grads["W_ih"], grads["W_hh"], db, back
# %% read-in-chunks wrong: h0 for every chunk
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    parts = []
    for s in range(0, len(x), k):
        parts.append(forward(x[s:s + k], h0, W_ih, W_hh, b))
    return np.concatenate(parts)
# %% read-in-chunks wrong: remainder dropped
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    out = []
    h = h0
    for n in range(len(x) // k):
        hs = forward(x[n * k:(n + 1) * k], h, W_ih, W_hh, b)
        h = hs[-1]
        out.extend(hs)
    return np.array(out)
# %% read-in-chunks wrong: one call
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    return forward(x, h0, W_ih, W_hh, b)
# %% read-in-chunks wrong: first state of the chunk carried
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    T = x.shape[0]
    hs = np.zeros((T, *h0.shape))
    h = h0
    start = 0
    while start < T:
        chunk = forward(x[start:start + k], h, W_ih, W_hh, b)
        hs[start:start + k] = chunk
        h = chunk[0]
        start += k
    return hs
# %% read-in-chunks wrong: list of chunks stacked
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    chunks, h = [], h0
    for start in range(0, len(x), k):
        hs = forward(x[start:start + k], h, W_ih, W_hh, b)
        chunks.append(hs)
        h = hs[-1]
    return chunks
# %% read-in-chunks wrong: nets.rnn_forward is called instead of forward
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, out = h0, []
    for i in range(0, len(x), k):
        out.append(nets.rnn_forward(x[i:i + k], h, W_ih, W_hh, b))
        h = out[-1][-1]
    return np.concatenate(out, axis=0)
# %% read-in-chunks right: array_split indices
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    hs = [h0[None]]
    for part in np.split(x, range(k, len(x), k)):
        hs.append(forward(part, hs[-1][-1], W_ih, W_hh, b))
    return np.concatenate(hs[1:])
# %% read-in-chunks right: recursion
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    first = forward(x[:k], h0, W_ih, W_hh, b)
    if len(x) <= k:
        return first
    rest = read_in_chunks(x[k:], first[-1], W_ih, W_hh, b, k, forward)
    return np.vstack([first, rest])
# %% tbptt-windows wrong: negative start
def tbptt_windows(T, k1, k2):
    out = []
    for due in range(0, T, k1):
        stop = min(due + k1, T)
        out.append((stop - k2, due, stop))
    return out
# %% tbptt-windows wrong: stop beyond T
def tbptt_windows(T, k1, k2):
    return [(max(0, d + k1 - k2), d, d + k1) for d in range(0, T, k1)]
# %% tbptt-windows wrong: window counted from due
def tbptt_windows(T, k1, k2):
    res = []
    for due in range(0, T, k1):
        res.append((max(0, due - k2), due, min(T, due + k1)))
    return res
# %% tbptt-windows wrong: remainder dropped
def tbptt_windows(T, k1, k2):
    w = []
    for j in range(T // k1):
        stop = (j + 1) * k1
        w.append((max(0, stop - k2), stop - k1, stop))
    return w
# %% tbptt-windows wrong: start from the full piece, not the clipped one
def tbptt_windows(T, k1, k2):
    windows = []
    for stop in range(k1, T + k1, k1):
        windows.append((max(0, stop - k2), stop - k1, min(stop, T)))
    return windows
# %% tbptt-windows wrong: latest first
def tbptt_windows(T, k1, k2):
    due = list(range(0, T, k1))
    ws = []
    while due:
        d = due.pop()
        e = min(d + k1, T)
        ws.append((max(e - k2, 0), d, e))
    return ws
# %% tbptt-windows right: while
def tbptt_windows(T, k1, k2):
    out, due = [], 0
    while due < T:
        stop = due + k1 if due + k1 < T else T
        start = stop - k2 if stop > k2 else 0
        out.append((start, due, stop))
        due = stop
    return out
# %% tbptt-windows right: zip of numpy
def tbptt_windows(T, k1, k2):
    due = np.arange(0, T, k1)
    stop = np.minimum(due + k1, T)
    start = np.clip(stop - k2, 0, None)
    return [tuple(int(v) for v in row) for row in np.stack([start, due, stop], axis=1)]
# %% truncated-bptt wrong: earlier own parts not zeroed
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(cache["W_hh"])), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop], "h0": cache["hs"][start - 1] if start else cache["h0"]}
        a, b, c, d, e = nets.rnn_backward(dhs[start:stop], part)
        dx[start:stop] += a
        dW_ih += b
        dW_hh += c
        db += d
        if start == 0:
            dh0 += e
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: dh0 of every window added
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    sums = [0, 0, 0, 0]
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        d = dhs[start:stop].copy()
        d[:due - start] = 0
        h_before = cache["h0"] if start == 0 else cache["hs"][start - 1]
        part = dict(cache, x=cache["x"][start:stop], hs=cache["hs"][start:stop], h0=h_before)
        got = nets.rnn_backward(d, part)
        dx[start:stop] += got[0]
        sums = [s + g for s, g in zip(sums, got[1:])]
    return (dx, *sums)
# %% truncated-bptt wrong: h0 used for each window
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(cache["W_hh"])), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        d = dhs[start:stop].copy()
        d[:due - start] = 0
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop]}
        a, b, c, e, f = nets.rnn_backward(d, part)
        dx[start:stop] += a
        dW_ih += b
        dW_hh += c
        db += e
        dh0 += f if start == 0 else 0
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: writes zeros into dhs itself
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(cache["W_hh"])), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        d = dhs[start:stop]
        d[:due - start] = 0
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop], "h0": cache["hs"][start - 1] if start else cache["h0"]}
        a, b, c, e, f = nets.rnn_backward(d, part)
        dx[start:stop] += a
        dW_ih += b
        dW_hh += c
        db += e
        if start == 0:
            dh0 += f
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: d[:due] = 0, not relative to the window
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    dW_ih, dW_hh = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(len(cache["W_hh"])), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(dhs), k1, k2):
        own = np.array(dhs[start:stop])
        own[:due] = 0
        part = cache | {"x": cache["x"][start:stop], "hs": cache["hs"][start:stop], "h0": cache["hs"][start - 1] if start else cache["h0"]}
        r = nets.rnn_backward(own, part)
        dx[start:stop] += r[0]
        dW_ih += r[1]
        dW_hh += r[2]
        db += r[3]
        if not start:
            dh0 += r[4]
    return dx, dW_ih, dW_hh, db, dh0
# %% truncated-bptt wrong: dx assigned, not added
def truncated_bptt(dhs, cache, k1, k2):
    x, hs = cache["x"], cache["hs"]
    dx = np.zeros(x.shape)
    tot = None
    dh0 = np.zeros(cache["h0"].shape)
    for a, d, z in nets.tbptt_windows(x.shape[0], k1, k2):
        g = dhs.copy()
        g[:d] = 0
        sub = {**cache, "x": x[a:z], "hs": hs[a:z], "h0": hs[a - 1] if a > 0 else cache["h0"]}
        out = nets.rnn_backward(g[a:z], sub)
        dx[a:z] = out[0]
        tot = out[1:4] if tot is None else tuple(p + q for p, q in zip(tot, out[1:4]))
        if a == 0:
            dh0 = dh0 + out[4]
    return (dx, *tot, dh0)
# %% truncated-bptt right: sum of terms by loops
def truncated_bptt(dhs, cache, k1, k2):
    hs, x = cache["hs"], cache["x"]
    before = np.concatenate([cache["h0"][None], hs])
    dx, dWi, dWh = np.zeros_like(x), np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"])
    db, dh0 = np.zeros(hs.shape[2]), np.zeros_like(cache["h0"])
    for start, due, stop in nets.tbptt_windows(len(x), k1, k2):
        dh = np.zeros_like(dh0)
        for t in range(stop - 1, start - 1, -1):
            if t >= due:
                dh = dh + dhs[t]
            da = dh * (1 - hs[t] ** 2)
            dx[t] += da @ cache["W_ih"]
            dWi += da.T @ x[t]
            dWh += da.T @ before[t]
            db += da.sum(axis=0)
            dh = da @ cache["W_hh"]
        if start == 0:
            dh0 += dh
    return dx, dWi, dWh, db, dh0
# %% truncated-bptt right: mask by np.where
def truncated_bptt(dhs, cache, k1, k2):
    T = len(dhs)
    every = np.concatenate([cache["h0"][np.newaxis], cache["hs"]])
    total = None
    for start, due, stop in nets.tbptt_windows(T, k1, k2):
        steps = np.arange(start, stop)[:, None, None]
        own = np.where(steps >= due, dhs[start:stop], 0.0)
        g = nets.rnn_backward(own, cache | dict(x=cache["x"][start:stop], hs=cache["hs"][start:stop], h0=every[start]))
        dx = np.zeros_like(cache["x"])
        dx[start:stop] = g[0]
        full = [dx, *g[1:4], g[4] * (start == 0)]
        total = full if total is None else [p + q for p, q in zip(total, full)]
    return tuple(total)
