"""Small decoders for the cases of lesson 20: their weights are fixed, their states are drawn."""

import numpy as np

from lstm_utils.checks.declare import probe

H = 5  # numbers of each state
SIZES = {3: 2.0, 4: 2.5, 6: 1.5, 9: 2.0}  # size of the vocabulary, of the logits
SHARP = 1000.0  # exp of such logits overflows


def _weights(V):
    table = 1.3 * np.cos(1 + 1.7 * np.arange(V * H)).reshape(V, H)
    W = np.sin(0.5 + 2.3 * np.arange(H * H)).reshape(H, H)
    out = np.cos(2 + 1.1 * np.arange(H * V) ** 1.2).reshape(H, V)
    return table, W, out


def decoder(V, scale=None, shift=0.0):
    """Return the step of a decoder with V words; it refuses words and states that do not fit."""
    table, W, out = _weights(V)
    scale = SIZES[V] if scale is None else scale

    def step(words, state):
        h, c = state
        words = np.asarray(words)
        if words.shape != (len(h),) or len(h) != len(c):
            raise ValueError(
                f"step expects one word for each row of the state; got words {words.shape}, {len(h)} and {len(c)} rows"
            )
        c = 0.7 * c + np.tanh(h @ W + table[words])
        h = np.tanh(c + 0.2)
        return scale * (h @ out) + shift, (h.astype(c.dtype), c)

    return step


for size in SIZES:
    probe(f"a decoder of {size} words")(decoder(size))
probe("a decoder of 6 words, logits above 1000")(decoder(6, shift=SHARP))


def states(rng, B, scale=1.5):
    """Draw h and c of B sentences."""
    return tuple(scale * rng.normal(size=(2, B, H)))
