# Made by `make course` from solutions/16_deeper/16_deeper.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% early-stop
def early_stop(losses, patience):
    best, lowest = 0, np.inf
    for n, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = n, loss
        if n - best >= patience:
            return best, n
    return best, len(losses) - 1

# %% dropout-mask
def dropout_mask(shape, p, rng):
    kept = rng.random(size=shape) >= p
    return kept / (1 - p)

# %% stacked-forward
def stacked_forward(x, h0, c0, layers, masks=None):
    h, c = [], []
    q = x
    for n, (W_ih, W_hh, b) in enumerate(layers):
        if masks is not None:
            q = q * masks[n]
        q, c_end, _ = nets.lstm_forward(q, h0[n], c0[n], W_ih, W_hh, b)
        h.append(q[-1])
        c.append(c_end)
    if masks is not None:
        q = q * masks[-1]
    return q, np.stack(h), np.stack(c)

# %% variational-masks
def variational_masks(T, B, sizes, p, rng):
    masks = [nets.dropout_mask((1, B, n), p, rng) for n in sizes]
    return [np.repeat(mask, T, axis=0) for mask in masks]

# %% weight-drop
def weight_drop(W_hh, p, rng):
    return W_hh * nets.dropout_mask(W_hh.shape, p, rng)

# %% layer-norm
def layer_norm(x, gain, bias, eps=1e-5):
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    s = np.sqrt(variance + eps)
    x_hat = centred / s
    return gain * x_hat + bias, {"x_hat": x_hat, "s": s, "gain": gain}

# %% layer-norm-backward
def layer_norm_backward(dy, cache):
    x_hat, s, gain = cache["x_hat"], cache["s"], cache["gain"]
    d = dy * gain
    through_mean = d.mean(axis=1, keepdims=True)
    through_s = x_hat * (d * x_hat).mean(axis=1, keepdims=True)
    dx = (d - through_mean - through_s) / s
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)

# %% tied-gradient
def tied_gradient(dx, ids, dz, hs):
    V, E = dz.shape[2], dx.shape[2]
    dtable = np.zeros((V + 1, E))
    np.add.at(dtable, ids, dx)
    dtable[:V] += dz.reshape(-1, V).T @ hs.reshape(-1, E)
    return dtable
