"""Times of beats."""


def pause(rng):
    """Return a pause in seconds."""
    return 0.1 + rng.random()
