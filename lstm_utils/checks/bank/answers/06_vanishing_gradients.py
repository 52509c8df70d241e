# Made by `make course` from solutions/06_vanishing_gradients/06_vanishing_gradients.py: do not edit.
import numpy as np
import lstm_utils.numpy_nets as nets

# %% jacobian-product
def jacobian_product(hs, W_hh):
    product = np.eye(len(W_hh))
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
    return product

# %% gradient-norm-by-lag
def gradient_norm_by_lag(hs, W_hh):
    product, norms = np.eye(len(W_hh)), []
    for h in hs:
        product = (1 - h**2)[:, None] * W_hh @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)

# %% rescale-spectral-radius
def rescale_spectral_radius(W, rho):
    radius = np.abs(np.linalg.eigvals(W)).max()
    return W * (rho / radius)

# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads.values()))
    if not np.isfinite(norm):
        return {name: np.zeros_like(g) for name, g in grads.items()}, norm
    scale = c / norm if norm > c else 1.0
    return {name: g * scale for name, g in grads.items()}, norm

# %% clipped-sgd
def clipped_sgd(params, grads, lr, c):
    clipped, norm = nets.clip_by_global_norm(grads, c)
    nets.sgd(params, clipped, lr)
    return norm

# %% random-guess-latch
def random_guess_latch(x, y, rng, max_tries):
    for tries in range(1, max_tries + 1):
        params = {name: 10 * value for name, value in nets.elman_init(1, 1, 2, rng).items()}
        z, _ = nets.elman_forward(params, x)
        if (z[-1].argmax(axis=1) == y).all():
            return params, tries
    return None, max_tries
