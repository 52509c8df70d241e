# %% jacobian-product wrong: product in the other order
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for h in hs:
        J = J @ (np.diag(1 - h**2) @ W_hh)
    return J
# %% jacobian-product wrong: diag on the right of W
def jacobian_product(hs, W_hh):
    J = np.eye(W_hh.shape[0])
    for h in hs:
        J = W_hh @ np.diag(1 - h * h) @ J
    return J
# %% jacobian-product wrong: broadcasting on columns
def jacobian_product(hs, W_hh):
    out = np.eye(W_hh.shape[0])
    for t in range(len(hs)):
        out = ((1 - hs[t] ** 2) * W_hh) @ out
    return out
# %% jacobian-product wrong: elementwise product
def jacobian_product(hs, W_hh):
    J = np.ones_like(W_hh)
    for h in hs:
        J = J * ((1 - h**2)[:, None] * W_hh)
    return J
# %% jacobian-product wrong: first state skipped
def jacobian_product(hs, W_hh):
    T, H = hs.shape
    J = np.identity(H)
    for t in range(1, T):
        J = np.diag(1 - hs[t] ** 2) @ W_hh @ J
    return J
# %% jacobian-product wrong: no derivative of tanh
def jacobian_product(hs, W_hh):
    return np.linalg.matrix_power(W_hh, len(hs))
# %% jacobian-product right: reduce
def jacobian_product(hs, W_hh):
    from functools import reduce
    return reduce(lambda J, h: (1 - h**2).reshape(-1, 1) * (W_hh @ J), hs, np.eye(W_hh.shape[1]))
# %% jacobian-product right: multi_dot from the left
def jacobian_product(hs, W_hh):
    v = np.identity(len(W_hh))
    for h in hs[::-1]:
        v = (v * (1 - h) * (1 + h)) @ W_hh
    return v
# %% gradient-norm-by-lag wrong: Frobenius norm
def gradient_norm_by_lag(hs, W_hh):
    return np.array([np.linalg.norm(nets.jacobian_product(hs[:t], W_hh)) for t in range(1, len(hs) + 1)])
# %% gradient-norm-by-lag wrong: one too few steps
def gradient_norm_by_lag(hs, W_hh):
    norms = np.zeros(len(hs))
    for t in range(len(hs)):
        norms[t] = np.linalg.norm(nets.jacobian_product(hs[:t], W_hh), 2)
    return norms
# %% gradient-norm-by-lag wrong: from the end
def gradient_norm_by_lag(hs, W_hh):
    T = len(hs)
    return np.array([np.linalg.norm(nets.jacobian_product(hs[T - t:], W_hh), 2) for t in range(1, T + 1)])
# %% gradient-norm-by-lag wrong: spectral radius
def gradient_norm_by_lag(hs, W_hh):
    out = []
    for t in range(1, hs.shape[0] + 1):
        J = nets.jacobian_product(hs[:t], W_hh)
        out.append(np.abs(np.linalg.eigvals(J)).max())
    return np.array(out)
# %% gradient-norm-by-lag wrong: product of norms
def gradient_norm_by_lag(hs, W_hh):
    g = []
    n = 1.0
    for h in hs:
        n *= np.linalg.norm(np.diag(1 - h**2) @ W_hh, 2)
        g.append(n)
    return np.array(g)
# %% gradient-norm-by-lag wrong: smallest singular value
def gradient_norm_by_lag(hs, W_hh):
    return np.array([np.linalg.svd(nets.jacobian_product(hs[:t + 1], W_hh))[1][-1] for t in range(len(hs))])
# %% gradient-norm-by-lag right: svd
def gradient_norm_by_lag(hs, W_hh):
    J, out = np.eye(len(W_hh)), []
    for h in hs:
        J = np.diag(1 - h * h) @ W_hh @ J
        out.append(np.linalg.svd(J, compute_uv=False)[0])
    return np.asarray(out)
# %% gradient-norm-by-lag right: eigvalsh of J^T J
def gradient_norm_by_lag(hs, W_hh):
    Js = np.stack([nets.jacobian_product(hs[: t + 1], W_hh) for t in range(len(hs))])
    return np.linalg.norm(Js, ord=2, axis=(1, 2))
# %% rescale-spectral-radius wrong: no abs
def rescale_spectral_radius(W, rho):
    lam = np.max(np.linalg.eigvals(W).real)
    return W * rho / lam
# %% rescale-spectral-radius wrong: singular value
def rescale_spectral_radius(W, rho):
    return W * (rho / np.linalg.norm(W, 2))
# %% rescale-spectral-radius wrong: in place
def rescale_spectral_radius(W, rho):
    r = max(abs(np.linalg.eigvals(W)))
    W *= rho / r
    return W
# %% rescale-spectral-radius wrong: times rho only
def rescale_spectral_radius(W, rho):
    eig = np.linalg.eigvals(W)
    return W / np.abs(eig).max()
# %% rescale-spectral-radius wrong: eigvalsh
def rescale_spectral_radius(W, rho):
    vals = np.linalg.eigvalsh(W)
    return rho * W / np.max(np.abs(vals))
# %% rescale-spectral-radius right: eig
def rescale_spectral_radius(W, rho):
    values, _ = np.linalg.eig(W)
    return np.multiply(W, rho / np.abs(values).max())
# %% rescale-spectral-radius right: loop for the max
def rescale_spectral_radius(W, rho):
    radius = 0.0
    for z in np.linalg.eigvals(W):
        radius = max(radius, (z.real**2 + z.imag**2) ** 0.5)
    return W.copy() / radius * rho
# %% clip-by-global-norm wrong: each array by itself
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    out = {}
    for k, g in grads.items():
        n = np.linalg.norm(g)
        out[k] = g * c / n if n > c else g.copy()
    return out, norm
# %% clip-by-global-norm wrong: sum of norms
def clip_by_global_norm(grads, c):
    norm = sum(np.linalg.norm(g) for g in grads.values())
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    scale = min(1.0, c / norm) if norm > 0 else 1.0
    return {k: g * scale for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: always scaled to c
def clip_by_global_norm(grads, c):
    total = 0
    for g in grads.values():
        total += (g * g).sum()
    norm = total**0.5
    if np.isnan(norm) or np.isinf(norm):
        return {k: 0 * np.ones(g.shape) for k, g in grads.items()}, norm
    return {k: g * (c / norm) for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: nan ignored
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    factor = c / norm if norm > c else 1.0
    return {k: factor * g for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: g * 0 for nan
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(np.square(v)) for v in grads.values()))
    if not np.isfinite(norm):
        return {k: v * 0 for k, v in grads.items()}, norm
    if norm > c:
        return {k: v * c / norm for k, v in grads.items()}, norm
    return {k: v.copy() for k, v in grads.items()}, norm
# %% clip-by-global-norm wrong: norm after clipping
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(v**2) for v in grads.values()))
    if not np.isfinite(norm):
        return {k: np.zeros(v.shape) for k, v in grads.items()}, norm
    if norm > c:
        grads = {k: v * c / norm for k, v in grads.items()}
        norm = c
    return {k: v.copy() for k, v in grads.items()}, norm
# %% clip-by-global-norm right: concatenation
def clip_by_global_norm(grads, c):
    flat = np.concatenate([np.ravel(g) for g in grads.values()])
    norm = float(np.sqrt(flat @ flat))
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    s = c / max(norm, c)
    return {k: s * g for k, g in grads.items()}, norm
# %% clip-by-global-norm right: hypot
def clip_by_global_norm(grads, c):
    norm = 0.0
    for name in grads:
        norm = np.hypot(norm, np.linalg.norm(grads[name]))
    clipped = {}
    for name, g in grads.items():
        if np.isnan(norm) or norm == np.inf:
            clipped[name] = np.zeros(g.shape, dtype=g.dtype)
        else:
            clipped[name] = np.array(g) * (c / norm if norm > c else 1)
    return clipped, norm
# %% clipped-sgd wrong: unclipped gradients used
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, grads, lr)
    return norm
# %% clipped-sgd wrong: clips the params after the step
def clipped_sgd(params, grads, lr, c):
    nets.sgd(params, grads, lr)
    clipped, norm = nets.clip_by_global_norm(params, c)
    for k in params:
        params[k][...] = clipped[k]
    return norm
# %% clipped-sgd wrong: whole tuple returned
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    return clipped, norm
# %% clipped-sgd wrong: norm after clipping
def clipped_sgd(params, grads, lr, c):
    clipped, _ = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    _, norm = nets.clip_by_global_norm(clipped, c)
    return norm
# %% clipped-sgd wrong: order of unpacking
def clipped_sgd(params, grads, lr, c):
    norm, clipped = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    return norm
# %% clipped-sgd wrong: gradients multiplied by lr before clipping
def clipped_sgd(params, grads, lr, c):
    scaled = {k: lr * g for k, g in grads.items()}
    clipped, norm = nets.clip_by_global_norm(scaled, c)
    nets.sgd(params, clipped, 1.0)
    return norm
# %% clipped-sgd right: subtracts itself
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    for k, g in clipped.items():
        params[k] -= lr * g
    return norm
# %% clipped-sgd right: returns at once by index
def clipped_sgd(params, grads, lr, c):
    result = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, result[0], lr)
    return float(result[1])
# %% random-guess-latch wrong: uniform 0 to 1 times 10
def random_guess_latch(x, y, rng, max_tries):
    for t in range(1, max_tries + 1):
        shapes = {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}
        params = {k: 10 * rng.random(s) for k, s in shapes.items()}
        z, _ = nets.elman_forward(params, x)
        if np.all(z[-1].argmax(axis=1) == y):
            return params, t
    return None, max_tries
# %% random-guess-latch wrong: normal
def random_guess_latch(x, y, rng, max_tries):
    for tries in range(1, max_tries + 1):
        p = dict(W_ih=rng.normal(0, 10, (1, 1)), W_hh=rng.normal(0, 10, (1, 1)), b=rng.normal(0, 10, 1), W_out=rng.normal(0, 10, (2, 1)), b_out=rng.normal(0, 10, 2))
        z, cache = nets.elman_forward(p, x)
        if (np.argmax(z[-1], axis=-1) == y).all():
            return p, tries
    return None, max_tries
# %% random-guess-latch wrong: count one too low
def random_guess_latch(x, y, rng, max_tries):
    tries = 0
    while tries < max_tries:
        u = lambda *s: rng.uniform(-10, 10, size=s)
        params = {"W_ih": u(1, 1), "W_hh": u(1, 1), "b": u(1), "W_out": u(2, 1), "b_out": u(2)}
        z, _ = nets.elman_forward(params, x)
        if np.array_equal(np.argmax(z[-1], axis=1), y):
            return params, tries
        tries += 1
    return None, tries
# %% random-guess-latch wrong: any sequence right
def random_guess_latch(x, y, rng, max_tries):
    for i in range(max_tries):
        params = {"W_ih": rng.uniform(-10, 10, (1, 1)), "W_hh": rng.uniform(-10, 10, (1, 1)), "b": rng.uniform(-10, 10, 1), "W_out": rng.uniform(-10, 10, (2, 1)), "b_out": rng.uniform(-10, 10, 2)}
        z = nets.elman_forward(params, x)[0]
        if (z[-1].argmax(1) == y).mean() > 0.9:
            return params, i + 1
    return None, max_tries
# %% random-guess-latch wrong: one number for all
def random_guess_latch(x, y, rng, max_tries):
    for n in range(1, max_tries + 1):
        a, bb = rng.uniform(-10, 10, 2)
        params = {"W_ih": np.array([[a]]), "W_hh": np.array([[bb]]), "b": np.array([0.0]), "W_out": np.array([[a], [-a]]), "b_out": np.zeros(2)}
        z, _ = nets.elman_forward(params, x)
        if np.all(np.argmax(z[-1], 1) == y):
            return params, n
    return None, max_tries
# %% random-guess-latch wrong: none not returned, last params
def random_guess_latch(x, y, rng, max_tries):
    for n in range(1, max_tries + 1):
        params = {k: rng.uniform(-10, 10, s) for k, s in [("W_ih", (1, 1)), ("W_hh", (1, 1)), ("b", (1,)), ("W_out", (2, 1)), ("b_out", (2,))]}
        z, _ = nets.elman_forward(params, x)
        if np.all(np.argmax(z[-1], 1) == y):
            break
    return params, n
# %% random-guess-latch right: one vector of seven
def random_guess_latch(x, y, rng, max_tries):
    for t in range(max_tries):
        v = rng.uniform(-10, 10, 7)
        net = {"W_ih": v[0].reshape(1, 1), "W_hh": v[1].reshape(1, 1), "b": v[2:3], "W_out": v[3:5, None], "b_out": v[5:]}
        z, _ = nets.elman_forward(net, x)
        answer = (z[-1, :, 1] > z[-1, :, 0]).astype(int)
        if not (answer != y).any():
            return net, t + 1
    return None, max_tries
# %% random-guess-latch right: all drawn at once
def random_guess_latch(x, y, rng, max_tries):
    names = ["W_ih", "W_hh", "b", "W_out", "b_out"]
    shapes = [(1, 1), (1, 1), (1,), (2, 1), (2,)]
    tries = 0
    while tries < max_tries:
        tries += 1
        params = {n: 20 * rng.random(s) - 10 for n, s in zip(names, shapes)}
        if (nets.elman_forward(params, x)[0][-1].argmax(axis=-1) == y).all():
            return params, tries
    return None, max_tries
