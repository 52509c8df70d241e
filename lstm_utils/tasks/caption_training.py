"""Train the net of lesson 21 that describes grids of digits, and let it write.

T = words of a caption, N = grids, V = words.
"""

from collections.abc import Callable, Iterator

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params

from . import digit_grids
from .attention_training import B, Batch, train

CAPTION_UNITS, KEY = 64, 32


def new_captioner(seed: int) -> Params:
    """Draw a net that describes grids of digits."""
    rng = np.random.default_rng(seed)
    return nets.captioner_init(len(digit_grids.WORDS), CAPTION_UNITS, KEY, rng)


def train_captioner(
    params: Params,
    updates: int = 300,
    even: bool = False,
    seed: int = 1,
    watch: Callable[[int], None] = lambda update: None,
    every: int = 50,
) -> float:
    """Train a net that describes grids; params are changed.

    Args:
        params: as new_captioner returns it.
        updates: how many, with 64 new grids each.
        even: whether all cells get the same weight instead of attention.
        seed: of the grids.
        watch, every: as in attention_training.train_translator.

    Returns:
        Loss of the last update, mean cross-entropy per word in nats.
    """

    def draws() -> Iterator[Batch]:
        rng = np.random.default_rng(seed)
        while True:
            cells, _, words, _ = digit_grids.draw_grids(rng, B)
            yield cells, words, words[:-1] != digit_grids.END

    def loss_and_grads(batch: Batch) -> tuple[float, Params]:
        return nets.captioner_loss_and_grads(params, *batch, even)

    return train(params, loss_and_grads, draws(), updates, watch, every)


def caption_all(params: Params, cells: Array, longest: int = 16) -> tuple[IntArray, Array]:
    """Describe grids, the most likely word at each step.

    Args:
        params: as new_captioner returns it.
        cells: pictures, (4, N, 64) float array.
        longest: words after which to stop.

    Returns:
        words: numbers of the words, (T, N) integer array; full stops after the end.
        alphas: weights at each word, (T, 4, N).
    """
    keys, _ = nets.look(params, cells)
    n = cells.shape[1]
    h = c = np.zeros((n, CAPTION_UNITS), keys.dtype)
    word, mask = np.full(n, digit_grids.START), np.ones(keys.shape[:2], dtype=bool)
    ended = np.zeros(n, dtype=bool)
    words, alphas = [], []
    while len(words) < longest and not ended.all():
        z, h, c, alpha = nets.attention_step(word, h, c, keys, mask, params)
        word = np.where(ended, digit_grids.END, z.argmax(axis=1))
        ended |= word == digit_grids.END
        words.append(word)
        alphas.append(alpha)
    return np.array(words), np.array(alphas)


def guess_captions(params: Params, grids: digit_grids.Grids, even: bool = False) -> Array:
    """Predict each next word of right captions.

    Args:
        params: as new_captioner returns it.
        grids: Grids.
        even: as in train_captioner.

    Returns:
        z: logits, (T - 1, N, V).
    """
    keys, _ = nets.look(params, grids.cells)
    zeros = np.zeros((keys.shape[1], CAPTION_UNITS), keys.dtype)
    mask, fixed = np.ones(keys.shape[:2], dtype=bool), keys.mean(axis=0) if even else None
    return nets.decoder_forward(params, grids.words[:-1], keys, mask, zeros, zeros, fixed)[0]
