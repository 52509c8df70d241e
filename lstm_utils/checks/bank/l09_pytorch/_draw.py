"""Random inputs for the cases of lesson 09."""


def draw(rng, **sizes):
    """Draw one array for each name."""
    return {name: rng.normal(size=size) for name, size in sizes.items()}


def weights(rng, I, H):
    """Draw W_ih, W_hh and b, biases not 0."""
    drawn = draw(rng, W_ih=(4 * H, I), W_hh=(4 * H, H), b=(4 * H,))
    return {name: 0.7 * value for name, value in drawn.items()}


def sequence(rng, T, B, I, H):
    """Draw the arguments of lstm_loop."""
    return draw(rng, x=(T, B, I), h0=(B, H), c0=(B, H)) | weights(rng, I, H)
