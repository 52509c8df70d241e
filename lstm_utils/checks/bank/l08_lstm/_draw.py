"""Random weights, states and caches for the cases of lesson 08."""

import numpy as np

import lstm_utils.numpy_nets as nets


def weights(rng, I, H, blocks=4):
    """Draw W_ih, W_hh and b, biases not 0, as a dict."""
    rows = blocks * H
    sizes = {"W_ih": (rows, I), "W_hh": (rows, H), "b": (rows,)}
    return {name: rng.normal(scale=0.7, size=size) for name, size in sizes.items()}


def step_inputs(rng, B, I, H, blocks=4, **given):
    """Draw the arguments of lstm_step; those that are given take their place."""
    states = {"x": (B, I), "h": (B, H), "c": (B, H)}
    drawn = {name: rng.normal(size=size) for name, size in states.items()}
    return drawn | weights(rng, I, H, blocks) | given


def caches(rng, T, B, I, H):
    """Run lstm_step for T steps from a state that is not 0; return the caches, a list."""
    given, found = step_inputs(rng, B, I, H), []
    h, c, fixed = given["h"], given["c"], [given[k] for k in ("W_ih", "W_hh", "b")]
    for x in rng.normal(size=(T, B, I)):
        h, c, cache = nets.lstm_step(x, h, c, *fixed)
        found.append(cache)
    return found


def columns(a):
    """Split (B, 4H) into its four blocks."""
    return np.split(a, 4, axis=1)
