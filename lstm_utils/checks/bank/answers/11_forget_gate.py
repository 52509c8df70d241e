# Made by `make course` from solutions/11_forget_gate/11_forget_gate.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% half-life
def half_life(b_f):
    return np.log(2) / np.log1p(np.exp(-b_f))

# %% state-growth
def state_growth(cs):
    size = np.abs(cs).mean(axis=(1, 2))
    rate = np.polyfit(np.arange(len(size)), size, 1)[0]
    return size, rate

# %% freeze-forget
def freeze_forget(params):
    H = params["W_hh"].shape[1]
    params["W_ih"][H : 2 * H] = 0
    params["W_hh"][H : 2 * H] = 0
    params["b"][H : 2 * H] = 50

# %% lstm-stream
def lstm_stream(x, reset, state, params, step=nets.lstm_step):
    h, c = state
    hs, caches = [], []
    for x_t, reset_t in zip(x, reset, strict=True):
        keep = ~reset_t[:, None]
        h, c, cache = step(x_t, keep * h, keep * c, params["W_ih"], params["W_hh"], params["b"])
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), (h, c), caches

# %% lstm-stream-backward
def lstm_stream_backward(dhs, reset, caches, step_backward=nets.lstm_step_backward):
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    dW_ih, dW_hh, db = 0, 0, 0
    for t in reversed(range(len(dhs))):
        _, dh, dc, da = step_backward(dhs[t] + dh, dc, caches[t])
        dW_ih = dW_ih + da.T @ caches[t]["x"]
        dW_hh = dW_hh + da.T @ caches[t]["h_prev"]
        db = db + da.sum(axis=0)
        keep = ~reset[t][:, None]
        dh, dc = keep * dh, keep * dc
    return dW_ih, dW_hh, db, (dh, dc)

# %% join-documents
def join_documents(documents, B):
    ids = np.concatenate(documents)
    first = np.concatenate([np.arange(len(document)) == 0 for document in documents])
    N = len(ids) // B
    return ids[: N * B].reshape(B, N).T, first[: N * B].reshape(B, N).T

# %% from-olah
def from_olah(W_f, W_i, W_C, W_o, b_f, b_i, b_C, b_o):
    H = len(W_f)
    W = np.concatenate([W_i, W_f, W_C, W_o])
    b = np.concatenate([b_i, b_f, b_C, b_o])
    return W[:, H:], W[:, :H], b
