# %% sigmoid wrong: exp of +z in the denominator
def sigmoid(z):
    ez = np.exp(z)
    return 1.0 / (1.0 + ez)
# %% sigmoid wrong: overflow, both branches evaluated and combined by multiplication
def sigmoid(z):
    positive = (z >= 0) * (1 / (1 + np.exp(-z)))
    negative = (z < 0) * (np.exp(z) / (1 + np.exp(z)))
    return positive + negative
# %% sigmoid wrong: clips to +-10
def sigmoid(z):
    zz = np.clip(z, -10, 10)
    return 1 / (1 + np.exp(-zz))
# %% sigmoid wrong: softmax instead of sigmoid
def sigmoid(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)
# %% sigmoid wrong: tanh not halved
def sigmoid(z):
    return (np.tanh(z) + 1) / 2
# %% sigmoid right: masks
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    t = np.exp(z[~pos])
    out[~pos] = t / (1 + t)
    return out
# %% sigmoid right: logaddexp
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))
# %% tanh-prime wrong: takes tanh again
def tanh_prime_from_output(a):
    t = np.tanh(a)
    return 1 - t * t
# %% tanh-prime wrong: sigmoid's derivative
def tanh_prime_from_output(a):
    return a * (1 - a)
# %% tanh-prime wrong: in place
def tanh_prime_from_output(a):
    a *= a
    return 1 - a
# %% tanh-prime wrong: sign
def tanh_prime_from_output(a):
    return a**2 - 1
# %% tanh-prime right: product form
def tanh_prime_from_output(a):
    return (1 + a) * (1 - a)
# %% tanh-prime right: np.square
def tanh_prime_from_output(out):
    slope = np.ones_like(out)
    slope -= np.square(out)
    return slope
# %% dense wrong: no transpose
def dense(x, W, b):
    return x @ W + b
# %% dense wrong: bias forgotten
def dense(x, W, b):
    B, I = x.shape
    H = W.shape[0]
    out = np.zeros((B, H))
    for n in range(B):
        for h in range(H):
            for k in range(I):
                out[n, h] += x[n, k] * W[h, k]
    return out
# %% dense wrong: W first, transposed result
def dense(x, W, b):
    return W @ x.T + b[:, None]
# %% dense wrong: bias subtracted
def dense(x, W, b):
    return np.dot(x, W.T) - b
# %% dense wrong: bias added inside the loop over inputs
def dense(x, W, b):
    out = np.zeros((len(x), len(W)))
    for n, row in enumerate(x):
        for h in range(len(W)):
            for i in range(len(row)):
                out[n][h] += row[i] * W[h][i] + b[h]
    return out
# %% dense right: einsum
def dense(x, W, b):
    return np.einsum("ni,hi->nh", x, W) + b
# %% dense right: homogeneous coordinates
def dense(x, W, b):
    ones = np.ones((x.shape[0], 1))
    return np.hstack([x, ones]) @ np.hstack([W, b.reshape(-1, 1)]).T
# %% softmax wrong: one max for the whole array
def softmax(z):
    z = z - np.max(z)
    ex = np.exp(z)
    return ex / ex.sum(axis=1, keepdims=True)
# %% softmax wrong: axis 0
def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)
# %% softmax wrong: sum of everything
def softmax(z):
    m = z.max(axis=1, keepdims=True)
    return np.exp(z - m) / np.sum(np.exp(z - m))
# %% softmax wrong: in place
def softmax(z):
    z -= z.max(axis=1, keepdims=True)
    z = np.exp(z)
    return z / z.sum(axis=1, keepdims=True)
# %% softmax wrong: no max
def softmax(logits):
    exps = [[np.exp(v) for v in row] for row in logits]
    return np.array([[v / sum(row) for v in row] for row in exps])
# %% softmax right: transposed
def softmax(z):
    t = z.T
    e = np.exp(t - t.max(axis=0))
    return (e / e.sum(axis=0)).T
# %% softmax right: row by row
def softmax(z):
    rows = [np.exp(row - max(row)) for row in z]
    return np.vstack([row / sum(row) for row in rows])
# %% numerical-gradient wrong: integer copy
def numerical_gradient(f, x, eps=1e-5):
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        a = x.copy()
        b = x.copy()
        a[k] += eps
        b[k] -= eps
        g[k] = (f(a) - f(b)) / (2 * eps)
    return g
# %% numerical-gradient wrong: forward difference
def numerical_gradient(f, x, eps=1e-5):
    x = x.astype(float)
    fx = f(x)
    grad = np.zeros_like(x)
    for idx in np.ndindex(*x.shape):
        xp = x.copy()
        xp[idx] += eps
        grad[idx] = (f(xp) - fx) / eps
    return grad
# %% numerical-gradient wrong: not restored after the plus step
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        x[k] += eps
        up = f(x)
        x[k] -= eps
        down = f(x)
        grad[k] = (up - down) / (2 * eps)
    return grad
# %% numerical-gradient wrong: all elements shifted at once
def numerical_gradient(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps) * np.ones(x.shape)
# %% numerical-gradient wrong: writes into x and restores
def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        old = x[k]
        x[k] = old + eps
        plus = f(x)
        x[k] = old - eps
        minus = f(x)
        x[k] = old
        grad[k] = (plus - minus) / 2 / eps
    return grad
# %% numerical-gradient right: flat unit vectors
def numerical_gradient(f, x, eps=1e-5):
    n = x.size
    g = []
    for e in np.eye(n):
        d = eps * e.reshape(x.shape)
        g.append((f(x + d) - f(x - d)) / (2 * eps))
    return np.array(g, dtype=float).reshape(x.shape)
# %% numerical-gradient right: nditer
def numerical_gradient(f, x, eps=1e-5):
    x = np.asarray(x).astype(np.float64)
    out = np.empty_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        k = it.multi_index
        xx = x.copy()
        xx[k] = x[k] + eps
        hi = f(xx)
        xx[k] = x[k] - eps
        out[k] = (hi - f(xx)) / (2 * eps)
    return out
