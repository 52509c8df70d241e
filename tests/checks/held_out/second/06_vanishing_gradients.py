# %% jacobian-product wrong: W transposed
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for h in hs:
        J = np.diag(1 - h**2) @ W_hh.T @ J
    return J
# %% jacobian-product wrong: tanh of h again
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for h in hs:
        J = np.diag(1 - np.tanh(h) ** 2) @ W_hh @ J
    return J
# %% gradient-norm-by-lag wrong: only the last
def gradient_norm_by_lag(hs, W_hh):
    for t in range(1, len(hs) + 1):
        n = np.linalg.norm(nets.jacobian_product(hs[:t], W_hh), 2)
    return n
# %% gradient-norm-by-lag wrong: single step norms
def gradient_norm_by_lag(hs, W_hh):
    return np.array([np.linalg.norm(nets.jacobian_product(hs[t:t + 1], W_hh), 2) for t in range(len(hs))])
# %% rescale-spectral-radius wrong: first eigenvalue
def rescale_spectral_radius(W, rho):
    return W * rho / np.abs(np.linalg.eigvals(W))[0]
# %% rescale-spectral-radius wrong: radius not divided out
def rescale_spectral_radius(W, rho):
    return W * rho
# %% clip-by-global-norm wrong: np.clip elementwise
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    return {k: np.clip(g, -c, c) for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: root forgotten
def clip_by_global_norm(grads, c):
    norm = sum((g**2).sum() for g in grads.values())
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    s = c / norm if norm > c else 1
    return {k: g * s for k, g in grads.items()}, norm
# %% clipped-sgd wrong: nothing returned
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
# %% clipped-sgd wrong: lr and c exchanged
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, lr)
    nets.sgd(params, clipped, c)
    return norm
# %% random-guess-latch wrong: rounded to integers
def random_guess_latch(x, y, rng, max_tries):
    for t in range(max_tries):
        p = {"W_ih": rng.integers(-10, 11, (1, 1)) * 1.0, "W_hh": rng.integers(-10, 11, (1, 1)) * 1.0, "b": rng.integers(-10, 11, 1) * 1.0, "W_out": rng.integers(-10, 11, (2, 1)) * 1.0, "b_out": rng.integers(-10, 11, 2) * 1.0}
        z, _ = nets.elman_forward(p, x)
        if np.all(z[-1].argmax(axis=1) == y):
            return p, t + 1
    return None, max_tries
# %% random-guess-latch wrong: argmax over the batch axis
def random_guess_latch(x, y, rng, max_tries):
    for t in range(1, max_tries + 1):
        p = {k: rng.uniform(-10, 10, s) for k, s in {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}.items()}
        z, _ = nets.elman_forward(p, x)
        if np.all(z[0].argmax(axis=1) == y):
            return p, t
    return None, max_tries
