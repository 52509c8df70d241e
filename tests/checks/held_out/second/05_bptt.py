# %% rnn-step-backward wrong: no tanh derivative
def rnn_step_backward(dh, cache):
    dx = dh @ cache["W_ih"]
    dh_prev = dh @ cache["W_hh"]
    return dx, dh_prev, dh.T @ cache["x"], dh.T @ cache["h_prev"], dh.sum(axis=0)
# %% rnn-step-backward wrong: dW transposed
def rnn_step_backward(dh, cache):
    da = (1 - cache["h"] ** 2) * dh
    return da @ cache["W_ih"], da @ cache["W_hh"], cache["x"].T @ da, cache["h_prev"].T @ da, da.sum(0)
# %% rnn-backward wrong: dh_next added to the result of the step
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    dx = np.zeros_like(x)
    gi, gh, gb = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(hs.shape[2])
    nxt = np.zeros_like(h0)
    for t in reversed(range(len(x))):
        c = dict(x=x[t], h_prev=hs[t - 1] if t else h0, h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dx[t], d, a, bb, e = nets.rnn_step_backward(dhs[t], c)
        nxt = d + nxt
        gi += a
        gh += bb
        gb += e
    return dx, gi, gh, gb, nxt
# %% rnn-backward wrong: loop stops before step 0
def rnn_backward(dhs, cache):
    x, h0, hs = cache["x"], cache["h0"], cache["hs"]
    dx = np.zeros_like(x)
    gi, gh, gb = np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(hs.shape[2])
    nxt = np.zeros_like(h0)
    for t in range(len(x) - 1, 0, -1):
        c = dict(x=x[t], h_prev=hs[t - 1], h=hs[t], W_ih=cache["W_ih"], W_hh=cache["W_hh"])
        dx[t], nxt, a, bb, e = nets.rnn_step_backward(dhs[t] + nxt, c)
        gi += a
        gh += bb
        gb += e
    return dx, gi, gh, gb, nxt
# %% read-in-chunks wrong: state not updated after the first chunk
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    first = forward(x[:k], h0, W_ih, W_hh, b)
    out = [first]
    for s in range(k, len(x), k):
        out.append(forward(x[s:s + k], first[-1], W_ih, W_hh, b))
    return np.concatenate(out)
# %% read-in-chunks wrong: only the last states
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, out = h0, []
    for s in range(0, len(x), k):
        h = forward(x[s:s + k], h, W_ih, W_hh, b)[-1]
        out.append(h)
    return np.array(out)
# %% tbptt-windows wrong: windows of k2 every k1 from the start
def tbptt_windows(T, k1, k2):
    return [(s, max(s, s + k2 - k1), min(T, s + k2)) for s in range(0, T, k1)]
# %% tbptt-windows wrong: lists of start and stop only
def tbptt_windows(T, k1, k2):
    out = []
    for due in range(0, T, k1):
        stop = min(T, due + k1)
        out.append((max(0, stop - k2), stop))
    return out
# %% truncated-bptt wrong: mean over the windows
def truncated_bptt(dhs, cache, k1, k2):
    wins = nets.tbptt_windows(len(dhs), k1, k2)
    dx = np.zeros_like(cache["x"])
    g = [np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(len(cache["W_hh"]))]
    dh0 = np.zeros_like(cache["h0"])
    for a, d, z in wins:
        own = dhs[a:z].copy()
        own[:d - a] = 0
        part = cache | {"x": cache["x"][a:z], "hs": cache["hs"][a:z], "h0": cache["hs"][a - 1] if a else cache["h0"]}
        r = nets.rnn_backward(own, part)
        dx[a:z] += r[0]
        for q, v in zip(g, r[1:4]):
            q += v / len(wins)
        if a == 0:
            dh0 += r[4]
    return dx, *g, dh0
# %% truncated-bptt wrong: state before the window is hs[start]
def truncated_bptt(dhs, cache, k1, k2):
    dx = np.zeros_like(cache["x"])
    g = [np.zeros_like(cache["W_ih"]), np.zeros_like(cache["W_hh"]), np.zeros(len(cache["W_hh"]))]
    dh0 = np.zeros_like(cache["h0"])
    for a, d, z in nets.tbptt_windows(len(dhs), k1, k2):
        own = dhs[a:z].copy()
        own[:d - a] = 0
        part = cache | {"x": cache["x"][a:z], "hs": cache["hs"][a:z], "h0": cache["hs"][a] if a else cache["h0"]}
        r = nets.rnn_backward(own, part)
        dx[a:z] += r[0]
        for q, v in zip(g, r[1:4]):
            q += v
        if a == 0:
            dh0 += r[4]
    return dx, *g, dh0
