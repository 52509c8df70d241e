# Made by `make course` from solutions/10_long_lags/10_long_lags.py: do not edit.
import numpy as np

# %% adding-batch
def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random(size=(T, B))
    n = np.arange(B)
    x[rng.integers(T // 2, size=B), n, 1] = 1
    x[rng.integers(T // 2, T, size=B), n, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)

# %% squared-error-at-end
def squared_error_at_end(outputs, lengths, y):
    last = lengths - 1, np.arange(len(y))
    errors = outputs[last] - y
    doutputs = np.zeros_like(outputs)
    doutputs[last] = 2 * errors / len(y)
    return (errors**2).mean(), doutputs

# %% adam-step
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] += 1
    m, v = state["m"], state["v"]
    for name in params:
        g = grads[name]
        m[name] = beta1 * m[name] + (1 - beta1) * g
        v[name] = beta2 * v[name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1 ** state["t"])
        v_hat = v[name] / (1 - beta2 ** state["t"])
        params[name] -= lr * m_hat / (np.sqrt(v_hat) + eps)

# %% solved
def solved(errors, tol=0.04, share=0.98):
    return bool((np.abs(errors) < tol).mean() >= share)

# %% strict-run
def strict_run(errors, tol=0.04, n=2000):
    run = 0
    for seen, error in enumerate(errors, 1):
        run = run + 1 if abs(error) < tol else 0
        if run == n:
            return seen
    return -1

# %% chrono-init
def chrono_init(b, T_max, rng):
    b = b.copy()
    H = len(b) // 4
    b[H : 2 * H] = np.log(rng.uniform(1, T_max - 1, size=H))
    b[:H] = -b[H : 2 * H]
    return b

# %% temporal-order-batch
def temporal_order_batch(B, rng, windows=((10, 20), (50, 60))):
    lengths = rng.integers(100, 111, size=B)
    ids = rng.integers(4, size=(lengths.max(), B))
    y = np.zeros(B, dtype=int)
    n = np.arange(B)
    for first, last in windows:
        bit = rng.integers(2, size=B)
        ids[rng.integers(first, last + 1, size=B), n] = 6 + bit
        y = 2 * y + bit
    ids[0] = 4
    ids[lengths - 1, n] = 5
    ids[np.arange(len(ids))[:, None] >= lengths] = 0
    return ids, lengths, y
