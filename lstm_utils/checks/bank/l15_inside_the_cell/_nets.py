"""Random nets and runs for the cases of lesson 15, and loops that change one unit."""

import numpy as np

import lstm_utils.numpy_nets as nets

WEIGHTS = ("W_ih", "W_hh", "b")


def net(rng, I, H, K):
    """Draw W_ih, W_hh, b, W_out and b_out, biases not 0, as a dict."""
    sizes = {"W_ih": (4 * H, I), "W_hh": (4 * H, H), "b": (4 * H,), "W_out": (K, H), "b_out": (K,)}
    return {name: rng.normal(scale=0.8, size=size) for name, size in sizes.items()}


def run(rng, params, T, B, start=False):
    """Read T random inputs; return x, hs and cs, as lstm_forward keeps them."""
    I, H = params["W_ih"].shape[1], params["W_hh"].shape[1]
    h, c = rng.normal(size=(2, B, H)) if start else np.zeros((2, B, H))
    x = rng.normal(size=(T, B, I))
    cache = nets.lstm_forward(x, h, c, *(params[name] for name in WEIGHTS))[2]
    return {name: cache[name].copy() for name in ("x", "hs", "cs")}


def probe_input(params):
    """Return inputs (5, 3, I) that depend on nothing but the sizes, to look at a net with."""
    I = params["W_ih"].shape[1]
    return np.cos(np.arange(15 * I)).reshape(5, 3, I)


def clamped(params, unit, value):
    """Return the logits (5, 3, K) of a net in which one unit's h is clamped at a value."""
    x = probe_input(params)
    h, c = np.zeros((2, 3, params["W_hh"].shape[1]))
    z = []
    for x_t in x:
        h[:, unit] = value
        h, c, _ = nets.lstm_step(x_t, h, c, *(params[name] for name in WEIGHTS))
        h = h.copy()
        h[:, unit] = value
        z.append(h @ params["W_out"].T + params["b_out"])
    return np.stack(z)


def logits_and_run(params):
    """Return the logits of a net on the same inputs, and what lstm_forward kept."""
    z, (_, cache) = nets.sequence_net_forward(params, probe_input(params))
    return z, cache


def wrong_form(params, value):
    """Return what is wrong with the names and shapes of changed parameters, None if nothing."""
    if not isinstance(value, dict) or set(value) != set(params):
        return f"expected a dict with {', '.join(params)}"
    for name, q in params.items():
        if np.shape(value[name]) != q.shape:
            return f"{name}: expected shape {q.shape}, got {np.shape(value[name])}"
    return None
