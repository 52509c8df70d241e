# %% cross-entropy wrong: one is subtracted from whole columns
def cross_entropy(z, y):
    B = len(z)
    m = z.max(axis=1, keepdims=True)
    logp = z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(B), y].mean()
    dz = np.exp(logp)
    dz[:, y] -= 1
    return loss, dz / B
# %% cross-entropy wrong: divided by the number of classes
def cross_entropy(z, y):
    B, K = z.shape
    m = z.max(axis=1, keepdims=True)
    logp = z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))
    dz = nets.softmax(z)
    dz[np.arange(B), y] -= 1
    return -logp[np.arange(B), y].sum() / K, dz / K
# %% cross-entropy wrong: a small number keeps the logarithm finite
def cross_entropy(z, y):
    p = nets.softmax(z)
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y] + 1e-12).mean()
    dz = p.copy()
    dz[rows, y] -= 1
    return loss, dz / len(y)
# %% cross-entropy wrong: all classes of the batch in the loss
def cross_entropy(z, y):
    B, K = z.shape
    m = z.max(axis=1, keepdims=True)
    logp = z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True))
    loss = -logp[:, y].mean()
    return loss, (np.exp(logp) - np.eye(K)[y]) / B
# %% cross-entropy wrong: log of the softmax of the right logits only
def cross_entropy(z, y):
    B = len(y)
    p = nets.softmax(z)
    right = z[np.arange(B), y]
    loss = -(right - np.log(np.exp(right - right.max()).sum()) - right.max()).mean()
    p[np.arange(B), y] -= 1
    return loss, p / B
# %% cross-entropy right: logaddexp
def cross_entropy(z, y):
    B, K = z.shape
    total = np.logaddexp.reduce(z, axis=1)
    picked = np.take_along_axis(z, y[:, None], axis=1)[:, 0]
    hot = np.zeros((B, K))
    hot[range(B), y] = 1
    return np.mean(total - picked), (nets.softmax(z) - hot) / B
# %% dense-backward wrong: means over the batch
def dense_backward(da, x, W):
    B = len(x)
    return da @ W, da.T @ x / B, da.sum(axis=0) / B
# %% dense-backward wrong: bias summed to a single number
def dense_backward(da, x, W):
    return da @ W, da.T @ x, np.sum(da)
# %% dense-backward wrong: db keeps the batch
def dense_backward(da, x, W):
    return da @ W, da.T @ x, da
# %% dense-backward right: einsum
def dense_backward(da, x, W):
    dx = np.einsum("nk,ki->ni", da, W)
    dW = np.einsum("nk,ni->ki", da, x)
    return dx, dW, np.einsum("nk->k", da)
# %% mlp-loss-and-grads wrong: the slope is made from the pre-activation
def mlp_loss_and_grads(params, x, y):
    a = nets.dense(x, params["W1"], params["b1"])
    h = np.tanh(a)
    z = nets.dense(h, params["W2"], params["b2"])
    loss, dz = nets.cross_entropy(z, y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    da = dh * (1 - a**2)
    _, dW1, db1 = nets.dense_backward(da, x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads wrong: the slope of the sigmoid
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    loss, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * h * (1 - h), x, params["W1"])
    return loss, dict(W1=dW1, b1=db1, W2=dW2, b2=db2)
# %% mlp-loss-and-grads wrong: the second layer also gets a tanh
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    z = np.tanh(nets.dense(h, params["W2"], params["b2"]))
    loss, dz = nets.cross_entropy(z, y)
    dz = dz * (1 - z**2)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * (1 - h**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads wrong: second layer's backward gets a for h
def mlp_loss_and_grads(params, x, y):
    a = nets.dense(x, params["W1"], params["b1"])
    h = np.tanh(a)
    loss, dz = nets.cross_entropy(nets.dense(h, params["W2"], params["b2"]), y)
    dh, dW2, db2 = nets.dense_backward(dz, a, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * (1 - h**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads right: without the course's layers
def mlp_loss_and_grads(params, x, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    h = np.tanh(x @ W1.T + b1)
    loss, dz = nets.cross_entropy(h @ W2.T + b2, y)
    da = (dz @ W2) * (1 - h * h)
    grads = {"b2": dz.sum(0), "W2": dz.T @ h, "b1": da.sum(0), "W1": da.T @ x}
    return loss, grads
# %% sgd wrong: the gradients are scaled in place
def sgd(params, grads, lr):
    for name in params:
        grads[name] *= lr
        params[name] -= grads[name]
# %% sgd wrong: a new dict of the same name
def sgd(params, grads, lr):
    params = {k: params[k] - lr * grads[k] for k in params}
    return params
# %% sgd wrong: divided by the number of arrays
def sgd(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name] / len(params)
# %% sgd wrong: signs of the gradient only
def sgd(params, grads, lr):
    for name in params:
        params[name] -= lr * np.sign(grads[name])
# %% sgd right: np.subtract with out
def sgd(params, grads, lr):
    for name, g in grads.items():
        np.subtract(params[name], np.multiply(lr, g), out=params[name])
