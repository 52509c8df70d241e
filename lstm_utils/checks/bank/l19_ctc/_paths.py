"""Log-probabilities and targets of the CTC exercises."""

import numpy as np


def logits(T, V, rng, scale=1.0):
    """Draw logits (T, V)."""
    return scale * rng.normal(size=(T, V))


def log_softmax(z):
    """Return the log-probabilities of logits (T, V)."""
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


def inputs(rng, name, form):
    """Yield the cases of alpha and of the loss; `name` is the argument that `form` makes."""

    def case(T, V, *target, scale=1.0):
        return {name: form(logits(T, V, rng, scale)), "target": np.array(target, dtype=int)}

    yield "six steps, labels 1 2", case(6, 4, 1, 2)
    yield "two equal labels", case(6, 3, 2, 2)
    yield "labels 3 1 1 3, seven symbols", case(9, 7, 3, 1, 1, 3)
    yield "one label, one step", case(1, 3, 2)
    yield "no label: only blanks", case(4, 3)
    yield "as many steps as labels", case(3, 5, 4, 1, 2)
    yield "equal labels, one path only", case(3, 4, 3, 3)
    yield "the last symbol, twice", case(5, 3, 2, 1, 2)
    yield "labels in falling order", case(8, 6, 5, 3, 1)
    sure = logits(7, 4, rng, 30.0)
    sure[3, 2] = sure[3].max() + 10  # of a symbol that no path of the target has: else the loss may be rounding
    yield "nearly certain symbols", {name: form(sure), "target": np.array([3, 1])}
    yield "12 steps, labels 1 2 2 3", case(12, 6, 1, 2, 2, 3)
    yield "labels of two digits", case(6, 14, 12, 3, 12)
    yield "400 steps", case(400, 6, 1, 2, 2, 3)
    yield "12 labels", case(40, 5, *rng.integers(1, 5, size=12))
    yield "labels above 256", case(5, 300, 280, 280, 24)
