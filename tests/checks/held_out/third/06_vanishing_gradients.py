# %% jacobian-product wrong: the factors are multiplied from the other side
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for h in hs:
        J = J @ (np.diag(1 - h**2) @ W_hh)
    return J
# %% jacobian-product wrong: the slope scales columns
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for h in hs:
        J = (W_hh * (1 - h**2)) @ J
    return J
# %% jacobian-product wrong: the last state is left out
def jacobian_product(hs, W_hh):
    J = np.eye(len(W_hh))
    for t in range(len(hs) - 1):
        J = np.diag(1 - hs[t] ** 2) @ W_hh @ J
    return J
# %% jacobian-product wrong: weights only
def jacobian_product(hs, W_hh):
    J = np.eye(W_hh.shape[0])
    for _ in hs:
        J = W_hh @ J
    return J
# %% jacobian-product wrong: starts with ones
def jacobian_product(hs, W_hh):
    J = np.ones(W_hh.shape)
    for h in hs:
        J = ((1 - h**2)[:, None] * W_hh) @ J
    return J
# %% jacobian-product right: multi_dot of the reversed list
def jacobian_product(hs, W_hh):
    result = None
    for h in hs[::-1]:
        step = (1 - np.square(h)).reshape(-1, 1) * W_hh
        result = step if result is None else result @ step
    return result
# %% gradient-norm-by-lag wrong: the Frobenius norm
def gradient_norm_by_lag(hs, W_hh):
    return np.array(
        [np.linalg.norm(nets.jacobian_product(hs[:t], W_hh)) for t in range(1, len(hs) + 1)]
    )
# %% gradient-norm-by-lag wrong: the largest eigenvalue
def gradient_norm_by_lag(hs, W_hh):
    out = []
    for t in range(len(hs)):
        J = nets.jacobian_product(hs[: t + 1], W_hh)
        out.append(np.abs(np.linalg.eigvals(J)).max())
    return np.array(out)
# %% gradient-norm-by-lag wrong: products of single steps
def gradient_norm_by_lag(hs, W_hh):
    out = []
    for t in range(len(hs)):
        J = nets.jacobian_product(hs[t : t + 1], W_hh)
        out.append(np.linalg.norm(J, 2))
    return np.array(out)
# %% gradient-norm-by-lag wrong: the last states first
def gradient_norm_by_lag(hs, W_hh):
    T = len(hs)
    return np.array(
        [np.linalg.norm(nets.jacobian_product(hs[T - t :], W_hh), 2) for t in range(1, T + 1)]
    )
# %% gradient-norm-by-lag right: svd of a running product
def gradient_norm_by_lag(hs, W_hh):
    norms, J = np.zeros(len(hs)), np.identity(W_hh.shape[0])
    for t, h in enumerate(hs):
        J = np.diag(1 - h * h) @ W_hh @ J
        norms[t] = np.linalg.svd(J)[1].max()
    return norms
# %% rescale-spectral-radius wrong: the largest eigenvalue without absolute value
def rescale_spectral_radius(W, rho):
    return W * rho / np.linalg.eigvals(W).real.max()
# %% rescale-spectral-radius wrong: the largest singular value
def rescale_spectral_radius(W, rho):
    return W * (rho / np.linalg.norm(W, 2))
# %% rescale-spectral-radius wrong: the radius is not divided out
def rescale_spectral_radius(W, rho):
    return rho * W
# %% rescale-spectral-radius right: eig and a copy
def rescale_spectral_radius(W, rho):
    values, _ = np.linalg.eig(W)
    new = W.copy()
    new *= rho / max(abs(v) for v in values)
    return new
# %% clip-by-global-norm wrong: each array by its own norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    out = {}
    for k, g in grads.items():
        n = np.linalg.norm(g)
        out[k] = g * c / n if n > c else g.copy()
    return out, norm
# %% clip-by-global-norm wrong: also short gradients get the length c
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    return {k: g * c / norm for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: NaN goes through
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))
    scale = c / norm if norm > c else 1.0
    return {k: g * scale for k, g in grads.items()}, norm
# %% clip-by-global-norm wrong: a sum of norms
def clip_by_global_norm(grads, c):
    norm = sum(np.linalg.norm(g) for g in grads.values())
    if not np.isfinite(norm):
        return {k: np.zeros_like(g) for k, g in grads.items()}, norm
    scale = min(1, c / norm)
    return {k: g * scale for k, g in grads.items()}, norm
# %% clipped-sgd wrong: the step is taken first
def clipped_sgd(params, grads, lr, c):
    nets.sgd(params, grads, lr)
    clipped, norm = nets.clip_by_global_norm(grads, c)
    return norm
# %% clipped-sgd wrong: the norm after clipping is returned
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    return min(norm, c)
# %% clipped-sgd wrong: the clipped gradients are scaled a second time
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    for k in params:
        params[k] -= lr * clipped[k] * min(1, c / norm)
    return norm
# %% clipped-sgd right: the subtraction written out
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    for k in params:
        params[k][...] = params[k] - lr * clipped[k]
    return norm
# %% random-guess-latch wrong: normal numbers
def random_guess_latch(x, y, rng, max_tries):
    shapes = {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}
    for tries in range(1, max_tries + 1):
        params = {k: 10 * rng.normal(size=s) for k, s in shapes.items()}
        z, _ = nets.elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
# %% random-guess-latch wrong: tries counts from 0
def random_guess_latch(x, y, rng, max_tries):
    shapes = {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}
    for tries in range(max_tries):
        params = {k: rng.uniform(-10, 10, s) for k, s in shapes.items()}
        z, _ = nets.elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
# %% random-guess-latch wrong: between 0 and 10
def random_guess_latch(x, y, rng, max_tries):
    shapes = {"W_ih": (1, 1), "W_hh": (1, 1), "b": (1,), "W_out": (2, 1), "b_out": (2,)}
    for tries in range(1, max_tries + 1):
        params = {k: rng.random(s) * 10 for k, s in shapes.items()}
        z, _ = nets.elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
