# Made by `make course` from solutions/21_attention/21_attention.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% scores
def scores(q, keys, W_q, W_k, v):
    u = np.tanh(q @ W_q.T + keys @ W_k.T)
    return u @ v, u

# %% attend
def attend(e, mask, values):
    e = np.where(mask, e, -np.inf)
    alpha = np.exp(e - e.max(axis=0))
    alpha = alpha / alpha.sum(axis=0)
    context = (alpha[:, :, None] * values).sum(axis=0)
    return context, alpha

# %% attend-backward
def attend_backward(dcontext, alpha, values):
    dvalues = alpha[:, :, None] * dcontext
    dalpha = (values * dcontext).sum(axis=2)
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=0))
    return de, dvalues

# %% scores-backward
def scores_backward(de, u, q, keys, W_q, W_k, v):
    dv = (de[:, :, None] * u).sum(axis=(0, 1))
    da = de[:, :, None] * v * (1 - u**2)
    from_q = da.sum(axis=0)
    dq, dkeys = from_q @ W_q, da @ W_k
    dW_q = from_q.T @ q
    dW_k = np.einsum("sba,sbk->ak", da, keys)
    return dq, dkeys, dW_q, dW_k, dv

# %% attention-step
def attention_step(word, h, c, keys, mask, params):
    cell = params["W_ih"], params["W_hh"], params["b"]
    compare = params["W_q"], params["W_k"], params["v"]
    h, c, _ = nets.lstm_step(params["table"][word], h, c, *cell)
    e, _ = nets.scores(h, keys, *compare)
    context, alpha = nets.attend(e, mask, keys)
    read = np.concatenate([h, context], axis=1)
    z = read @ params["W_out"].T + params["b_out"]
    return z, h, c, alpha

# %% pointing
def pointing(alphas, named, counts):
    looked_at = alphas.argmax(axis=1)
    return float((looked_at == named)[counts].mean())

# %% grid-step
def grid_step(h1, c1, h2, c2, first, second):
    new_h1, new_c1, _ = nets.lstm_step(h2, h1, c1, *first)
    new_h2, new_c2, _ = nets.lstm_step(h1, h2, c2, *second)
    return new_h1, new_c1, new_h2, new_c2
