"""Random streams with resets for the cases of lesson 11."""

import numpy as np

import lstm_utils.numpy_nets as nets

from ..l08_lstm._draw import weights


def stream(rng, T, B, I, H, resets=()):
    """Draw the arguments of lstm_stream; resets lists (step, stream), or is an array (T, B)."""
    reset = np.zeros((T, B), dtype=bool)
    if isinstance(resets, np.ndarray):
        reset = resets
    else:
        for t, n in resets:
            reset[t, n] = True
    state = [rng.normal(size=(B, H)) for _ in "hc"]
    return {"x": rng.normal(size=(T, B, I)), "reset": reset, "state": state, "params": weights(rng, I, H)}


def caches_of(given):
    """Return the caches of a stream, as lstm_stream makes them."""
    return nets.lstm_stream(given["x"], given["reset"], tuple(given["state"]), given["params"])[2]
