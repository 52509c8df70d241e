# %% cross-entropy wrong: sum instead of mean for the loss
def cross_entropy(z, y):
    n = len(y)
    m = z.max(axis=1, keepdims=True)
    lse = m[:, 0] + np.log(np.exp(z - m).sum(axis=1))
    loss = np.sum(lse - z[np.arange(n), y])
    d = nets.softmax(z)
    d[np.arange(n), y] -= 1
    return loss, d / n
# %% cross-entropy wrong: sign of dz
def cross_entropy(z, y):
    rows = np.arange(len(z))
    s = z - z.max(axis=1, keepdims=True)
    logp = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    onehot = np.zeros_like(z)
    onehot[rows, y] = 1
    return -logp[rows, y].mean(), (onehot - np.exp(logp)) / len(z)
# %% dense-backward wrong: dx with W.T
def dense_backward(da, x, W):
    dx = da @ W.T
    dW = da.T @ x
    db = da.sum(axis=0)
    return dx, dW, db
# %% dense-backward wrong: db as one number
def dense_backward(da, x, W):
    return da @ W, da.T @ x, da.sum()
# %% mlp-loss-and-grads wrong: slope from dh
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    loss, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    da = 1 - h**2
    _, dW1, db1 = nets.dense_backward(da, x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads wrong: sigmoid slope
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    loss, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * h * (1 - h), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% sgd wrong: divides by the number of parameters
def sgd(params, grads, lr):
    for k in params:
        params[k] -= lr * grads[k] / params[k].size
# %% sgd wrong: copies
def sgd(params, grads, lr):
    params = {k: v.copy() for k, v in params.items()}
    for k in params:
        params[k] -= lr * grads[k]
    return params
