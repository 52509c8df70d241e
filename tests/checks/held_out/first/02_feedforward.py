# %% cross-entropy wrong: dz not divided by B
def cross_entropy(z, y):
    B = len(y)
    p = nets.softmax(z)
    zmax = z.max(axis=1, keepdims=True)
    logp = z - zmax - np.log(np.exp(z - zmax).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(B), y].mean()
    p[np.arange(B), y] -= 1
    return loss, p
# %% cross-entropy wrong: log of softmax
def cross_entropy(z, y):
    p = nets.softmax(z)
    n = np.arange(z.shape[0])
    loss = -np.mean(np.log(p[n, y]))
    dz = p.copy()
    dz[n, y] -= 1
    return loss, dz / len(y)
# %% cross-entropy wrong: small number in the log
def cross_entropy(z, y):
    probs = nets.softmax(z)
    onehot = np.eye(z.shape[1])[y]
    loss = -np.sum(onehot * np.log(probs + 1e-12)) / len(z)
    return loss, (probs - onehot) / len(z)
# %% cross-entropy wrong: p[:, y]
def cross_entropy(z, y):
    B = z.shape[0]
    m = z - z.max(axis=1, keepdims=True)
    logp = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    loss = -logp[:, y].mean()
    dz = np.exp(logp)
    dz[:, y] -= 1
    return loss, dz / B
# %% cross-entropy wrong: mean over all entries
def cross_entropy(z, y):
    p = nets.softmax(z)
    T = np.zeros(z.shape)
    T[range(len(y)), y] = 1
    mx = z.max(1, keepdims=True)
    lp = z - mx - np.log(np.exp(z - mx).sum(1, keepdims=True))
    return -(T * lp).mean(), (p - T) / len(y)
# %% cross-entropy right: logaddexp
def cross_entropy(z, y):
    rows = np.arange(len(y))
    loss = np.mean(np.logaddexp.reduce(z, axis=1) - z[rows, y])
    g = nets.softmax(z)
    g[rows, y] -= 1
    return loss, g / len(rows)
# %% cross-entropy right: loop over rows
def cross_entropy(z, y):
    total, grads = 0.0, []
    for row, k in zip(z, y):
        s = row - row.max()
        lse = np.log(np.exp(s).sum())
        total += lse - s[k]
        q = np.exp(s - lse)
        q[k] -= 1
        grads.append(q / len(z))
    return float(total / len(z)), np.stack(grads)
# %% dense-backward wrong: mean for weights
def dense_backward(da, x, W):
    B = x.shape[0]
    dx = da @ W
    dW = da.T @ x / B
    db = da.sum(axis=0) / B
    return dx, dW, db
# %% dense-backward wrong: db with keepdims
def dense_backward(da, x, W):
    dW = da.T.dot(x)
    db = np.sum(da, axis=0, keepdims=True)
    dx = da.dot(W)
    return dx, dW, db
# %% dense-backward wrong: dW transposed
def dense_backward(da, x, W):
    return da @ W, x.T @ da, np.sum(da, axis=0)
# %% dense-backward wrong: order of results
def dense_backward(da, x, W):
    dW = np.einsum("nk,ni->ki", da, x)
    db = da.sum(0)
    dx = np.einsum("nk,ki->ni", da, W)
    return dW, db, dx
# %% dense-backward wrong: db over the wrong axis
def dense_backward(da, x, W):
    return da @ W, da.T @ x, da.sum(axis=1)
# %% dense-backward right: loops
def dense_backward(da, x, W):
    dW = np.zeros_like(W)
    for n in range(len(x)):
        dW = dW + np.outer(da[n], x[n])
    return np.dot(da, W), dW, np.add.reduce(da, axis=0)
# %% dense-backward right: ones times da
def dense_backward(da, x, W):
    ones = np.ones(da.shape[0])
    return (W.T @ da.T).T, (x.T @ da).T, ones @ da
# %% mlp-loss-and-grads wrong: tanh' from a
def mlp_loss_and_grads(params, x, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    a = nets.dense(x, W1, b1)
    h = np.tanh(a)
    loss, dz = nets.cross_entropy(nets.dense(h, W2, b2), y)
    dh, dW2, db2 = nets.dense_backward(dz, h, W2)
    da = dh * (1 - a**2)
    _, dW1, db1 = nets.dense_backward(da, x, W1)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads wrong: no tanh derivative
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    z = nets.dense(h, params["W2"], params["b2"])
    loss, dz = nets.cross_entropy(z, y)
    grads = {}
    dh, grads["W2"], grads["b2"] = nets.dense_backward(dz, h, params["W2"])
    _, grads["W1"], grads["b1"] = nets.dense_backward(dh, x, params["W1"])
    return loss, grads
# %% mlp-loss-and-grads wrong: keys dW1
def mlp_loss_and_grads(params, x, y):
    a = nets.dense(x, params["W1"], params["b1"])
    h = np.tanh(a)
    z = nets.dense(h, params["W2"], params["b2"])
    loss, dz = nets.cross_entropy(z, y)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    dx, dW1, db1 = nets.dense_backward(dh * (1 - h * h), x, params["W1"])
    return loss, dict(dW1=dW1, db1=db1, dW2=dW2, db2=db2)
# %% mlp-loss-and-grads wrong: tanh on the output too
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(nets.dense(x, params["W1"], params["b1"]))
    z = np.tanh(nets.dense(h, params["W2"], params["b2"]))
    loss, dz = nets.cross_entropy(z, y)
    dz = dz * (1 - z**2)
    dh, dW2, db2 = nets.dense_backward(dz, h, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh * (1 - h**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads wrong: second layer's backward gets a instead of h
def mlp_loss_and_grads(params, x, y):
    a1 = nets.dense(x, params["W1"], params["b1"])
    h1 = np.tanh(a1)
    loss, dz = nets.cross_entropy(nets.dense(h1, params["W2"], params["b2"]), y)
    dh1, dW2, db2 = nets.dense_backward(dz, a1, params["W2"])
    _, dW1, db1 = nets.dense_backward(dh1 * (1 - h1**2), x, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# %% mlp-loss-and-grads right: by matrices
def mlp_loss_and_grads(params, x, y):
    h = np.tanh(x @ params["W1"].T + params["b1"])
    loss, delta2 = nets.cross_entropy(h @ params["W2"].T + params["b2"], y)
    delta1 = (delta2 @ params["W2"]) * (1 - h) * (1 + h)
    return loss, {
        "b2": delta2.sum(axis=0),
        "W2": delta2.T @ h,
        "b1": delta1.sum(axis=0),
        "W1": delta1.T @ x,
    }
# %% mlp-loss-and-grads right: values by name
def mlp_loss_and_grads(params, x, y):
    def forward():
        pre = nets.dense(x, params["W1"], params["b1"])
        hid = np.tanh(pre)
        return pre, hid, nets.dense(hid, params["W2"], params["b2"])
    pre, hid, out = forward()
    loss, d = nets.cross_entropy(out, y)
    d, gW2, gb2 = nets.dense_backward(d, hid, params["W2"])
    d = d / np.cosh(pre) ** 2
    gW1, gb1 = nets.dense_backward(d, x, params["W1"])[1:]
    return loss, dict(zip(["W1", "b1", "W2", "b2"], [gW1, gb1, gW2, gb2]))
# %% sgd right: rebinds the key
def sgd(params, grads, lr):
    for key in params:
        params[key] = params[key] - lr * grads[key]
# %% sgd wrong: rebinds the loop variable
def sgd(params, grads, lr):
    for k, v in params.items():
        v = v - lr * grads[k]
# %% sgd wrong: plus
def sgd(params, grads, lr):
    for k in params.keys():
        params[k] += lr * grads[k]
# %% sgd wrong: zip of values, order differs
def sgd(params, grads, lr):
    for p, g in zip(params.values(), grads.values()):
        p -= lr * g
# %% sgd wrong: returns a new dict
def sgd(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in params}
# %% sgd right: slices
def sgd(params, grads, lr):
    for name, g in grads.items():
        params[name][...] = params[name] - lr * g
# %% sgd right: np.subtract with out
def sgd(params, grads, lr):
    for name in sorted(grads):
        np.subtract(params[name], lr * grads[name], out=params[name])
    return params
