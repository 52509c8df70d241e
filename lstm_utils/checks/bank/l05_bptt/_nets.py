"""Random nets and their caches, from which the cases of lesson 05 are made."""

import numpy as np

import lstm_utils.numpy_nets as nets

LESSON = "05_bptt"


def inputs_of(rng, T, B, I, H):
    """Draw the arguments of rnn_forward, none of them 0."""
    shapes = {"x": (T, B, I), "h0": (B, H), "W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    inputs = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    inputs["W_hh"] = inputs["W_hh"] * H**-0.5  # saturates little, so no term is lost
    inputs["W_ih"] = inputs["W_ih"] * 0.5
    return inputs


def cache_of(rng, T, B, I, H, lasting=False):
    """Return a cache in the order of the docstrings: x, h0, hs, W_ih, W_hh.

    With `lasting` no gradient vanishes: W_hh is orthogonal, and the states are small.
    """
    inputs = inputs_of(rng, T, B, I, H)
    if lasting:
        inputs = {name: 0.05 * value for name, value in inputs.items()}
        inputs["W_hh"] = np.linalg.qr(inputs["W_hh"])[0]
    known = inputs | {"hs": nets.rnn_forward(**inputs)}
    return {name: known[name] for name in ("x", "h0", "hs", "W_ih", "W_hh")}
