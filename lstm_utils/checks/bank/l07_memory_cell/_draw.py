"""Random weights, states and caches for the cases of lesson 07."""

import lstm_utils.numpy_nets as nets


def step_inputs(rng, B, I, H, **given):
    """Draw the arguments of memory_cell_step; `given` replaces some of them."""
    sizes = {"x": (B, I), "h": (B, H), "c": (B, H)}
    drawn = {name: rng.normal(size=size) for name, size in sizes.items()}
    sizes = {"W_ih": (3 * H, I), "W_hh": (3 * H, H), "b": (3 * H,)}
    drawn |= {name: rng.normal(scale=0.7, size=size) for name, size in sizes.items()}
    return drawn | given


def backward_inputs(rng, B, I, H, **given):
    """Draw the arguments of memory_cell_step_backward."""
    cache = nets.memory_cell_step(*step_inputs(rng, B, I, H, **given).values())[2]
    return dict(dh=rng.normal(size=(B, H)), dc=rng.normal(size=(B, H)), cache=cache)
