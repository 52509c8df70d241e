"""An encoder reads a sentence, a decoder writes its translation, word by word.

S, T = steps of source and target, B = batch, V = size of a vocabulary, E = size of an
embedding, H = hidden units. `decode_greedy` and `beam` in `search` find the words.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray, Params
from lstm_utils.shapes import require_shapes

from .lstm import lstm_step


def encode_source(
    ids: IntArray, lengths: IntArray, params: Params, reverse: bool = True
) -> tuple[Array, Array]:
    """Read sentences of several lengths into the states with which the decoder starts.

    Args:
        ids: numbers of the words, (S, B) integer array; any words after a sentence's end.
        lengths: words of each sentence, 1 to S, (B,) integer array.
        params: dict of float arrays: table (V, E), W_ih (4H, E), W_hh (4H, H), b (4H,).
        reverse: read each sentence from its last word to its first.

    Returns:
        h, c: state after all words of each sentence, (B, H) each.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Sutskever, Vinyals and Le (2014), arXiv:1409.3215, sections 2 and 3.3.
    """
    require_shapes("encode_source", "ids (S, B), lengths (B,)", ids, lengths)
    weights = params["W_ih"], params["W_hh"], params["b"]
    h = c = np.zeros((len(lengths), params["W_hh"].shape[1]), params["W_hh"].dtype)
    steps = range(len(ids))
    for t in reversed(steps) if reverse else steps:
        h_new, c_new, _ = lstm_step(params["table"][ids[t]], h, c, *weights)
        inside = (t < lengths)[:, None]  # (B, 1)
        h, c = np.where(inside, h_new, h), np.where(inside, c_new, c)
    return h, c


def teacher_forcing(
    y: IntArray, lengths: IntArray, start: int, end: int
) -> tuple[IntArray, IntArray, BoolArray]:
    """Make what the decoder reads and what it should predict from the right translation.

    Args:
        y: numbers of the target words, (T, B) integer array; any words after the end.
        lengths: words of each target, 1 to T, (B,) integer array.
        start: number that the decoder reads first.
        end: number that it should predict after the last word.

    Returns:
        inputs: start, then the words, (T + 1, B) integer array; 0 where mask is False.
        targets: the words, then end, (T + 1, B) integer array; 0 where mask is False.
        mask: steps with a target, (T + 1, B) bool array.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Williams and Zipser (1989), Neural Computation 1:270-280, section 3.
    """
    require_shapes("teacher_forcing", "y (T, B), lengths (B,)", y, lengths)
    step = np.arange(len(y) + 1)[:, None]  # (T + 1, 1)
    ends = np.full_like(y[:1], end)
    inputs = np.concatenate([np.full_like(ends, start), y])
    targets = np.where(step == lengths, end, np.concatenate([y, ends]))
    mask = step <= lengths
    return inputs * mask, targets * mask, mask


def scheduled_inputs(
    inputs: IntArray, predicted: IntArray, p: float, rng: np.random.Generator
) -> IntArray:
    """Replace words that the decoder reads by those that it predicted itself.

    Args:
        inputs: what it reads under teacher forcing, (T, B) integer array; not changed.
        predicted: the word that it predicted at each step, (T, B) integer array.
        p: probability that a word is replaced, 0 to 1.
        rng: numpy.random.Generator.

    Returns:
        (T, B) integer array: at step t >= 1, with probability p, each by itself, the word
        that was predicted at step t - 1; else that of inputs. Step 0 stays as it is.

    Raises:
        ValueError: if the shapes do not fit, or p is not from 0 to 1.

    Source: Bengio, Vinyals, Jaitly and Shazeer (2015), arXiv:1506.03099, section 2.4; all
        steps at once as in Mihaylova and Martins (2019), arXiv:1906.07651.
    """
    require_shapes("scheduled_inputs", "inputs (T, B), predicted (T, B)", inputs, predicted)
    if not 0 <= p <= 1:
        raise ValueError(f"scheduled_inputs expects p from 0 to 1; got {p}")
    replaced = rng.random(inputs.shape) < p
    replaced[0] = False
    return np.where(replaced, np.roll(predicted, 1, axis=0), inputs)
