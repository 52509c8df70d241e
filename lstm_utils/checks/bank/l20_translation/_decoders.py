"""Small decoders for the cases of lesson 20: their weights are fixed, their states are drawn.

The sandbox receives these functions, with those of other lessons, in one module: names must
be unique in the bank.
"""

import numpy as np

from lstm_utils.checks.declare import probe

DECODER_H = 5  # numbers of each state
DECODER_SCALES = {3: 2.0, 4: 2.5, 6: 1.5, 9: 2.0}  # by size of the vocabulary: size of the logits
DECODER_MOST = 2000  # rows; more only where an answer keeps all continuations
DECODER_END = 2  # of the one that must not be called after the end


def decoder_step(words, state, V, shift=0.0):
    """Read a word for each row of the state; refuse words and states that do not fit."""
    h, c = state
    words = np.asarray(words)
    if words.shape != (len(h),) or len(h) != len(c):
        raise ValueError(f"step expects one word for each row of the state; got words {words.shape}, {len(h)} and {len(c)} rows")
    if len(h) > DECODER_MOST:
        raise ValueError(f"step was called with {len(h)} rows: keep the k best continuations")
    H = DECODER_H
    table = 1.3 * np.cos(1 + 1.7 * np.arange(V * H)).reshape(V, H)
    W = np.sin(0.5 + 2.3 * np.arange(H * H)).reshape(H, H)
    out = np.cos(2 + 1.1 * np.arange(H * V) ** 1.2).reshape(H, V)
    c = 0.7 * c + np.tanh(h @ W + table[words])
    h = np.tanh(c + 0.2)
    return DECODER_SCALES[V] * (h @ out) + shift, (h, c)


@probe("a decoder of 3 words")
def _(words, state):
    return decoder_step(words, state, 3)


@probe("a decoder of 4 words")
def _(words, state):
    return decoder_step(words, state, 4)


@probe("a decoder of 6 words")
def _(words, state):
    return decoder_step(words, state, 6)


@probe("a decoder of 9 words")
def _(words, state):
    return decoder_step(words, state, 9)


@probe("a decoder of 6 words, logits above 1000")
def _(words, state):
    return decoder_step(words, state, 6, shift=1000.0)


@probe("a decoder of 6 words, not called after the end")
def _(words, state):
    *inner, ended = state
    if ended.all():
        raise RuntimeError("step was called again, though all sentences have had their end: stop then")
    z, inner = decoder_step(words, inner, 6)
    ends = z.argmax(axis=1) == DECODER_END
    return z, (*inner, np.maximum(ended, ends[:, None]))


@probe("a decoder of 6 words, three arrays")
def _(words, state):
    *inner, odd = state
    z, inner = decoder_step(words, inner, 6)
    return z + odd * np.cos(np.arange(6)), (*inner, 0.5 * odd + np.asarray(words)[:, None] % 2)


@probe("a decoder of 5 words, likely ends after unlikely words")
def _(words, state):
    """Only 0, 0, 0, 0 leads to a likely end, and each 0 is the least likely word on the way."""
    steps, only_zeros = state
    only_zeros = only_zeros * ((np.asarray(words)[:, None] == 0) | (steps == 0))
    z = np.zeros((len(steps), 5))
    z[:, :1] = -0.2 * only_zeros
    z[:, 4:] = np.where(steps < 4, -8.0, np.where(only_zeros > 0, 6.0, 0.0))
    return z, (steps + 1, only_zeros)


@probe("a decoder of 3 words, the second one unlikely")
def _(words, state):
    """After one word the end is nearly certain; after any other, the end is unlikely."""
    (steps,) = state
    laws = np.array([[0.1, 0.0, -9.0], [-25.0, -26.0, 0.0], [3.0, 0.0, 0.0]])
    return laws[np.minimum(steps[:, 0].astype(int), 2)], (steps + 1,)


def states(rng, B, scale=1.5):
    """Draw h and c of B sentences."""
    return tuple(scale * rng.normal(size=(2, B, DECODER_H)))
