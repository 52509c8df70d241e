# %% sigmoid wrong: the two branches are exchanged
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e / (1 + e), 1 / (1 + e))
# %% sigmoid wrong: tanh of z, not of half of it
def sigmoid(z):
    return (np.tanh(z) + 1) / 2
# %% sigmoid wrong: clipped much too early
def sigmoid(z):
    z = np.clip(z, -10, 10)
    return 1 / (1 + np.exp(-z))
# %% sigmoid wrong: clipped after exp
def sigmoid(z):
    return np.clip(1 / (1 + np.exp(-np.abs(z))), 0, 1)
# %% sigmoid right: a loop over the flat array
def sigmoid(z):
    out = []
    for v in np.ravel(z):
        if v < 0:
            e = math.exp(v)
            out.append(e / (1 + e))
        else:
            out.append(1 / (1 + math.exp(-v)))
    return np.array(out).reshape(np.shape(z))
# %% tanh-prime wrong: a is taken for z, with cosh
def tanh_prime_from_output(a):
    return 1 / np.cosh(a) ** 2
# %% tanh-prime wrong: the slope of the sigmoid, four times
def tanh_prime_from_output(a):
    return 4 * a * (1 - a)
# %% tanh-prime wrong: squared in place
def tanh_prime_from_output(a):
    a **= 2
    return 1 - a
# %% tanh-prime right: the two factors of the derivation
def tanh_prime_from_output(a):
    s = (1 + a) / 2
    return 4 * s * (1 - s)
# %% dense wrong: b inside the sum over the inputs
def dense(x, W, b):
    z = np.zeros((x.shape[0], W.shape[0]))
    for n in range(x.shape[0]):
        for h in range(W.shape[0]):
            for i in range(x.shape[1]):
                z[n, h] += x[n, i] * W[h, i] + b[h]
    return z
# %% dense wrong: computed with neurons as rows and returned so
def dense(x, W, b):
    return W @ x.T + b[:, None]
# %% dense wrong: each sum is overwritten
def dense(x, W, b):
    z = np.zeros((len(x), len(W)))
    for n in range(len(x)):
        for h in range(len(W)):
            for i in range(x.shape[1]):
                z[n, h] = x[n, i] * W[h, i] + b[h]
    return z
# %% dense wrong: elementwise product of rows, no sum
def dense(x, W, b):
    return np.array([[row * w for w in W] for row in x]) + b
# %% softmax wrong: one maximum for the batch
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=1, keepdims=True)
# %% softmax wrong: the maximum of columns
def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=1)[:, None]
# %% softmax wrong: divided by the maximum
def softmax(z):
    z = z / z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
# %% softmax right: row by row
def softmax(z):
    rows = []
    for row in z:
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return np.stack(rows)
# %% numerical-gradient wrong: only along the first axis
def numerical_gradient(f, x, eps=1e-5):
    x = x.astype(float)
    g = np.zeros_like(x)
    for k in range(len(x)):
        up, down = x.copy(), x.copy()
        up[k] += eps
        down[k] -= eps
        g[k] = (f(up) - f(down)) / (2 * eps)
    return g
# %% numerical-gradient wrong: the second step starts where the first ended
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += eps
        up = f(x)
        x[k] -= eps
        down = f(x)
        g[k] = (up - down) / (2 * eps)
    return g
# %% numerical-gradient wrong: a fixed step
def numerical_gradient(f, x, eps=1e-5):
    h = 1e-3
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[k] = h
        g[k] = (f(x + e) - f(x - e)) / (2 * h)
    return g
# %% numerical-gradient right: an identity matrix of directions
def numerical_gradient(f, x, eps=1e-5):
    flat = x.ravel().astype(float)
    steps = eps * np.eye(flat.size)
    g = [
        (f((flat + s).reshape(x.shape)) - f((flat - s).reshape(x.shape))) / (2 * eps)
        for s in steps
    ]
    return np.array(g).reshape(x.shape)
