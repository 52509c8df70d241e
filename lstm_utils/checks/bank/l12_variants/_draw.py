"""Random arguments and caches of the GRU for the cases of lesson 12."""

import lstm_utils.numpy_nets as nets


def gru_inputs(rng, B, I, H, **given):
    """Draw the arguments of gru_step; those that are given take their place."""
    sizes = {"x": (B, I), "h": (B, H), "W_ih": (3 * H, I), "W_hh": (3 * H, H), "b_ih": (3 * H,), "b_hn": (H,)}
    scale = {"x": 1.0, "h": 1.0}
    return {name: rng.normal(scale=scale.get(name, 0.7), size=size) for name, size in sizes.items()} | given


def gru_cache(rng, B, I, H, **given):
    """Run gru_step once from a state that is not 0; return its cache."""
    return nets.gru_step(**gru_inputs(rng, B, I, H, **given))[1]
