# Made by `make course` from solutions/05_bptt/05_bptt.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% rnn-step-backward
def rnn_step_backward(dh, cache):
    x, h_prev, h = cache["x"], cache["h_prev"], cache["h"]
    da = dh * (1 - h**2)  # (B, H)
    dx, dh_prev = da @ cache["W_ih"], da @ cache["W_hh"]
    dW_ih, dW_hh, db = da.T @ x, da.T @ h_prev, da.sum(axis=0)
    return dx, dh_prev, dW_ih, dW_hh, db

# %% bptt-term
def bptt_term(dh, t, k, h, W_hh):
    for j in range(t, k, -1):
        dh = (dh * (1 - h[j] ** 2)) @ W_hh
    da = dh * (1 - h[k] ** 2)
    return da.T @ h[k - 1]

# %% rnn-backward
def rnn_backward(dhs, cache):
    x, h0, hs, W_ih, W_hh = (cache[q] for q in ("x", "h0", "hs", "W_ih", "W_hh"))
    dx, dW_ih, dW_hh = np.zeros_like(x), np.zeros_like(W_ih), np.zeros_like(W_hh)
    db, dh_next = np.zeros_like(W_hh[0]), np.zeros_like(h0)
    for t in reversed(range(len(x))):
        h_prev = hs[t - 1] if t > 0 else h0
        step = {"x": x[t], "h_prev": h_prev, "h": hs[t], "W_ih": W_ih, "W_hh": W_hh}
        dx[t], dh_next, *parts = nets.rnn_step_backward(dhs[t] + dh_next, step)
        dW_ih, dW_hh, db = dW_ih + parts[0], dW_hh + parts[1], db + parts[2]
    return dx, dW_ih, dW_hh, db, dh_next

# %% read-in-chunks
def read_in_chunks(x, h0, W_ih, W_hh, b, k, forward=nets.rnn_forward):
    h, chunks = h0, []
    for start in range(0, len(x), k):
        chunks.append(forward(x[start : start + k], h, W_ih, W_hh, b))
        h = chunks[-1][-1]
    return np.concatenate(chunks)

# %% tbptt-windows
def tbptt_windows(T, k1, k2):
    windows = []
    for due in range(0, T, k1):
        stop = min(due + k1, T)
        windows.append((max(0, stop - k2), due, stop))
    return windows

# %% truncated-bptt
def truncated_bptt(dhs, cache, k1, k2):
    hs, W_hh = cache["hs"], cache["W_hh"]
    dx, dh0 = np.zeros_like(cache["x"]), np.zeros_like(cache["h0"])
    sums = [np.zeros_like(q) for q in (cache["W_ih"], W_hh, W_hh[0])]
    for start, due, stop in nets.tbptt_windows(len(hs), k1, k2):
        window = cache | {"x": cache["x"][start:stop], "hs": hs[start:stop]}
        window["h0"] = hs[start - 1] if start > 0 else cache["h0"]
        due_now = dhs[start:stop].copy()
        due_now[: due - start] = 0
        dx_part, *parts, first = nets.rnn_backward(due_now, window)
        dx[start:stop] += dx_part
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
        dh0 += first if start == 0 else 0
    return dx, *sums, dh0
