# %% sigmoid wrong: exp of |z| for both signs, one branch returned
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return 1 / (1 + small)
# %% sigmoid wrong: the derivative is returned
def sigmoid(z):
    s = 0.5 * (1 + np.tanh(z / 2))
    return s * (1 - s)
# %% tanh-prime wrong: square root
def tanh_prime_from_output(a):
    return np.sqrt(1 - a**2)
# %% tanh-prime wrong: squared twice
def tanh_prime_from_output(a):
    return (1 - a**2) ** 2
# %% dense wrong: only the first row
def dense(x, W, b):
    for row in x:
        return W @ row + b
# %% dense wrong: bias as a column
def dense(x, W, b):
    return x @ W.T + b.reshape(-1, 1)
# %% softmax wrong: minimum subtracted
def softmax(z):
    z = z - z.min(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
# %% softmax wrong: keepdims forgotten in the sum
def softmax(z):
    shifted = z - np.max(z, axis=1, keepdims=True)
    num = np.exp(shifted)
    return num / np.sum(num, axis=1)
# %% numerical-gradient wrong: divided by eps
def numerical_gradient(f, x, eps=1e-5):
    x = np.array(x, float)
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = eps
        out[i] = (f(x + e) - f(x - e)) / eps
    return out
# %% numerical-gradient wrong: the shift is never undone
def numerical_gradient(f, x, eps=1e-5):
    g = np.zeros(x.shape)
    plus = x.astype(float)
    minus = x.astype(float)
    for i in np.ndindex(x.shape):
        plus[i] += eps
        minus[i] -= eps
        g[i] = (f(plus) - f(minus)) / (2 * eps)
    return g
