# %% adding-batch wrong: both markers anywhere
def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    y = np.zeros(B)
    for n in range(B):
        steps = rng.choice(T, size=2, replace=False)
        x[steps, n, 1] = 1
        y[n] = x[steps, n, 0].sum()
    return x, y
# %% adding-batch wrong: the same steps for all sequences
def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.random((T, B))
    first, second = rng.integers(0, T // 2), rng.integers(T // 2, T)
    x[first, :, 1] = 1
    x[second, :, 1] = 1
    return x, x[first, :, 0] + x[second, :, 0]
# %% adding-batch wrong: the second half ends one step early
def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.uniform(0, 1, (T, B))
    for n in range(B):
        x[rng.integers(0, T // 2), n, 1] = 1
        x[T // 2 + rng.integers(0, T // 2), n, 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=0)
# %% adding-batch wrong: batch and time exchanged
def adding_batch(T, B, rng):
    x = np.zeros((B, T, 2))
    x[:, :, 0] = rng.random((B, T))
    for n in range(B):
        x[n, rng.integers(T // 2), 1] = 1
        x[n, rng.integers(T // 2, T), 1] = 1
    return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1)
# %% adding-batch right: product summed at the end
def adding_batch(T, B, rng):
    half, every = T // 2, np.arange(B)
    markers = np.zeros((T, B))
    markers[rng.integers(half, size=B), every] = 1
    markers[half + rng.integers(T - half, size=B), every] = 1
    numbers = rng.random((T, B))
    return np.stack([numbers, markers], axis=2), np.einsum("tn,tn->n", numbers, markers)
# %% squared-error-at-end wrong: the last row for all
def squared_error_at_end(outputs, lengths, y):
    error = outputs[-1] - y
    d = np.zeros_like(outputs)
    d[-1] = 2 * error / len(y)
    return (error**2).mean(), d
# %% squared-error-at-end wrong: the index is the length
def squared_error_at_end(outputs, lengths, y):
    B = len(y)
    d = np.zeros_like(outputs)
    loss = 0
    for n in range(B):
        last = min(lengths[n], len(outputs) - 1)
        error = outputs[last, n] - y[n]
        loss += error**2 / B
        d[last, n] = 2 * error / B
    return loss, d
# %% squared-error-at-end wrong: rows of outputs picked, all columns
def squared_error_at_end(outputs, lengths, y):
    error = outputs[lengths - 1] - y
    d = np.zeros_like(outputs)
    d[lengths - 1] = 2 * error / len(y)
    return (error**2).mean(), d
# %% squared-error-at-end right: a mask of last steps
def squared_error_at_end(outputs, lengths, y):
    last = np.arange(len(outputs))[:, None] == lengths - 1
    error = np.where(last, outputs - y, 0.0)
    return np.sum(error**2) / len(y), 2 / len(y) * error
# %% adam-step wrong: the corrected values are stored
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] += 1
    t = state["t"]
    for k in params:
        m = beta1 * state["m"][k] + (1 - beta1) * grads[k]
        v = beta2 * state["v"][k] + (1 - beta2) * grads[k] ** 2
        state["m"][k] = m / (1 - beta1**t)
        state["v"][k] = v / (1 - beta2**t)
        params[k] -= lr * state["m"][k] / (np.sqrt(state["v"][k]) + eps)
# %% adam-step wrong: t is counted once for each parameter
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = state["m"], state["v"]
    for k, g in grads.items():
        state["t"] += 1
        m[k] = beta1 * m[k] + (1 - beta1) * g
        v[k] = beta2 * v[k] + (1 - beta2) * g * g
        m_hat = m[k] / (1 - beta1 ** state["t"])
        v_hat = v[k] / (1 - beta2 ** state["t"])
        params[k] -= lr * m_hat / (np.sqrt(v_hat) + eps)
# %% adam-step wrong: eps inside the root
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] += 1
    t, m, v = state["t"], state["m"], state["v"]
    for k in params:
        m[k] = beta1 * m[k] + (1 - beta1) * grads[k]
        v[k] = beta2 * v[k] + (1 - beta2) * grads[k] ** 2
        m_hat, v_hat = m[k] / (1 - beta1**t), v[k] / (1 - beta2**t)
        params[k] -= lr * m_hat / np.sqrt(v_hat + eps)
# %% adam-step wrong: v of the mean gradient
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] += 1
    t, m, v = state["t"], state["m"], state["v"]
    for k in params:
        m[k] = beta1 * m[k] + (1 - beta1) * grads[k]
        v[k] = beta2 * v[k] + (1 - beta2) * m[k] ** 2
        m_hat, v_hat = m[k] / (1 - beta1**t), v[k] / (1 - beta2**t)
        params[k] -= lr * m_hat / (np.sqrt(v_hat) + eps)
# %% adam-step right: in place throughout
def adam_step(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] = t = state["t"] + 1
    for name, g in grads.items():
        m, v = state["m"][name], state["v"][name]
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * np.square(g)
        root = np.sqrt(v / (1 - beta2**t)) + eps
        params[name] -= (lr / (1 - beta1**t)) * m / root
# %% solved wrong: no absolute value
def solved(errors, tol=0.04, share=0.98):
    return bool((errors < tol).mean() >= share)
# %% solved wrong: the mean error is compared
def solved(errors, tol=0.04, share=0.98):
    return bool(np.abs(errors).mean() < tol)
# %% solved wrong: nan errors are dropped first
def solved(errors, tol=0.04, share=0.98):
    errors = errors[~np.isnan(errors)]
    return bool(np.mean(np.abs(errors) < tol) >= share)
# %% solved right: counts
def solved(errors, tol=0.04, share=0.98):
    small = sum(1 for e in errors if abs(e) < tol)
    return small >= share * len(errors)
# %% strict-run wrong: the count is never reset
def strict_run(errors, tol=0.04, n=2000):
    small = 0
    for k, e in enumerate(errors):
        if abs(e) < tol:
            small += 1
        if small == n:
            return k + 1
    return -1
# %% strict-run wrong: the index of the last one
def strict_run(errors, tol=0.04, n=2000):
    run = 0
    for k, e in enumerate(errors):
        run = run + 1 if abs(e) < tol else 0
        if run == n:
            return k
    return -1
# %% strict-run wrong: returns where the run begins
def strict_run(errors, tol=0.04, n=2000):
    small = np.abs(errors) < tol
    for k in range(len(errors) - n + 1):
        if small[k : k + n].all():
            return k
    return -1
# %% strict-run right: distance to the last large error
def strict_run(errors, tol=0.04, n=2000):
    last_bad = -1
    for k, e in enumerate(errors):
        if not abs(e) < tol:
            last_bad = k
        if k - last_bad >= n:
            return k + 1
    return -1
# %% chrono-init wrong: u goes up to T_max
def chrono_init(b, T_max, rng):
    new = b.copy()
    H = len(b) // 4
    b_f = np.log(rng.uniform(1, T_max, H))
    new[H : 2 * H], new[:H] = b_f, -b_f
    return new
# %% chrono-init wrong: whole numbers
def chrono_init(b, T_max, rng):
    new = b.copy()
    H = len(b) // 4
    b_f = np.log(rng.integers(1, T_max, H))
    new[H : 2 * H], new[:H] = b_f, -b_f
    return new
# %% chrono-init wrong: a second draw for the input gate
def chrono_init(b, T_max, rng):
    new = b.copy()
    H = len(b) // 4
    new[H : 2 * H] = np.log(rng.uniform(1, T_max - 1, H))
    new[:H] = -np.log(rng.uniform(1, T_max - 1, H))
    return new
# %% chrono-init wrong: uniform in the logarithm
def chrono_init(b, T_max, rng):
    new = b.copy()
    H = len(b) // 4
    b_f = rng.uniform(0, np.log(T_max - 1), H)
    new[H : 2 * H], new[:H] = b_f, -b_f
    return new
# %% temporal-order-batch wrong: the first symbol counts least
def temporal_order_batch(B, rng, windows=((10, 20), (50, 60))):
    lengths = rng.integers(100, 111, B)
    ids = np.zeros((lengths.max(), B), int)
    y = np.zeros(B, int)
    for n in range(B):
        L = lengths[n]
        ids[:L, n] = rng.integers(0, 4, L)
        ids[0, n], ids[L - 1, n] = 4, 5
        for k, (first, last) in enumerate(windows):
            bit = rng.integers(2)
            ids[rng.integers(first, last + 1), n] = 6 + bit
            y[n] += bit * 2**k
    return ids, lengths, y
# %% temporal-order-batch wrong: windows end before their last step
def temporal_order_batch(B, rng, windows=((10, 20), (50, 60))):
    lengths = rng.integers(100, 111, B)
    ids = np.zeros((lengths.max(), B), int)
    y = np.zeros(B, int)
    for n in range(B):
        L = lengths[n]
        ids[:L, n] = rng.integers(0, 4, L)
        ids[0, n], ids[L - 1, n] = 4, 5
        for first, last in windows:
            bit = rng.integers(2)
            ids[rng.integers(first, last), n] = 6 + bit
            y[n] = 2 * y[n] + bit
    return ids, lengths, y
# %% temporal-order-batch wrong: one B at the end of the batch
def temporal_order_batch(B, rng, windows=((10, 20), (50, 60))):
    lengths = rng.integers(100, 111, B)
    T = lengths.max()
    ids = rng.integers(0, 4, (T, B))
    ids[0] = 4
    ids[-1] = 5
    y = np.zeros(B, int)
    for first, last in windows:
        bits = rng.integers(2, size=B)
        ids[rng.integers(first, last + 1, B), np.arange(B)] = 6 + bits
        y = 2 * y + bits
    return ids, lengths, y
