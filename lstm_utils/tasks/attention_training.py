"""Train the translator of lesson 21, with or without attention, and let it translate.

S, T = words of source and target, B = batch. `caption_training` has the net of captions.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from tqdm.auto import tqdm

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, IntArray, Params
from lstm_utils.numpy_nets.attention_net import CELL
from lstm_utils.numpy_nets.search import BatchStep, State

from .translation import (
    DOING,
    END,
    ENGLISH,
    GERMAN,
    START,
    Pair,
    as_arrays,
    as_words,
    batches,
    draw_pair,
    translate,
)

Batch = tuple[Any, ...]  # arrays in the order of the arguments of the loss
EMBEDDING, UNITS, B = 32, 48, 64  # size of an embedding, units of each direction, batch


def new_translator(seed: int) -> Params:
    """Draw a translator for the language pair of lesson 20."""
    rng = np.random.default_rng(seed)
    return nets.translator_init(len(ENGLISH), len(GERMAN), EMBEDDING, UNITS, rng)


def train_translator(
    params: Params,
    pairs: Sequence[Pair],
    updates: int = 400,
    attention: bool = True,
    seed: int = 1,
    watch: Callable[[int], None] = lambda update: None,
    every: int = 50,
) -> float:
    """Train a translator with teacher forcing; params are changed.

    Args:
        params: as new_translator returns it.
        pairs: the corpus.
        updates: how many, with 64 pairs of one source length each.
        attention: if not, the decoder sees the same context at every step.
        seed: of the batches: nets that train with the same seed see the same ones.
        watch: called with the number of updates after each `every`.
        every: updates from one call to the next.

    Returns:
        Loss of the last update, mean cross-entropy per word in nats.
    """

    def draws() -> Iterator[Batch]:
        for source, lengths, y, y_lengths in batches(pairs, B, np.random.default_rng(seed)):
            inputs, targets, counts = nets.teacher_forcing(y, y_lengths, START, END)
            yield source, lengths, np.concatenate([inputs[:1], targets]), counts

    def loss_and_grads(batch: Batch) -> tuple[float, Params]:
        return nets.translator_loss_and_grads(params, *batch, attention)

    return train(params, loss_and_grads, draws(), updates, watch, every)


def train(
    params: Params,
    loss_and_grads: Callable[[Batch], tuple[float, Params]],
    draws: Iterator[Batch],
    updates: int,
    watch: Callable[[int], None],
    every: int,
    lr: float = 0.005,
    seconds: float = 300.0,
) -> float:
    """Train with Adam, clipped at norm 1; the rate is flat for half the time, then falls.

    Args:
        params: dict of float arrays; changed.
        loss_and_grads: function of a batch.
        draws: batches without end.
        updates, watch, every: as in train_translator.
        lr: learning rate; it falls linearly to 2 % of it in the second half.
        seconds: time limit.

    Returns:
        Loss of the last update, in nats.
    """
    state, loss, began = nets.adam_init(params), np.inf, time.perf_counter()
    for update in tqdm(range(1, updates + 1), desc="updates", leave=False):
        loss, grads = loss_and_grads(next(draws))
        done = (update - 1) / updates
        rate = lr * min(1.0, 1 - 0.98 * (2 * done - 1))
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], state, rate)
        if update % every == 0:
            watch(update)
        if time.perf_counter() - began > seconds:
            print(f"stopped after {update} updates, by the time limit of {seconds:.0f} s")
            break
    return float(loss)


def as_step(params: Params, attention: bool = True) -> BatchStep:
    """Return the decoder as nets.decode_greedy and nets.beam take it.

    The state is h, c, keys and mask (0 or 1) with a row for each sentence, or h, c and the
    context.
    """
    cell = [params[name] for name in CELL]

    def step(words: IntArray, state: State) -> tuple[Array, State]:
        h, c, *rest = state
        if attention:
            keys, mask = (np.swapaxes(q, 0, 1) for q in rest)
            z, h, c, _ = nets.attention_step(words, h, c, keys, mask > 0, params)
            return z, (h, c, *rest)
        h, c, _ = nets.lstm_step(params["table"][words], h, c, *cell)
        z = nets.dense(np.hstack([h, *rest]), params["W_out"], params["b_out"])
        return z, (h, c, *rest)

    return step


def translate_all(
    params: Params,
    sources: Sequence[Sequence[str]],
    attention: bool = True,
    longest: int = 60,
) -> list[tuple[str, ...]]:
    """Translate English sentences, the most likely word at each step.

    Args:
        params: as new_translator returns it.
        sources: list of sequences of words.
        attention: as in train_translator.
        longest: words after which a translation is stopped.

    Returns:
        list of tuples of German words.
    """
    ids, lengths = as_arrays(sources, ENGLISH)
    keys, h0, _ = nets.encode_both_ways(params, ids, lengths)
    mask = np.arange(len(ids))[:, None] < lengths
    rest = (keys.swapaxes(0, 1), mask.T.astype(keys.dtype)) if attention else (h0,)
    found = nets.decode_greedy(as_step(params, attention), (h0, h0, *rest), START, END, longest)
    return [as_words(words, GERMAN) for words in found]


def alignment(params: Params, source: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    """Translate one sentence, and keep where the net looks at each word.

    Args:
        params: as new_translator returns it.
        source: S words.

    Returns:
        target: T German words, the last one is "<end>".
        alphas: weights, (T, S).
    """
    ids, lengths = as_arrays([source], ENGLISH)
    keys, h, _ = nets.encode_both_ways(params, ids, lengths)
    c, mask, word = h, np.ones(ids.shape, dtype=bool), np.array([START])
    target, alphas = [], []
    while len(target) < 60 and GERMAN[END] not in target:
        z, h, c, alpha = nets.attention_step(word, h, c, keys, mask, params)
        word = z.argmax(axis=1)
        target.append(GERMAN[word[0]])
        alphas.append(alpha[:, 0])
    return tuple(target), np.array(alphas)


def exchange_key(
    params: Params, source: Sequence[str], other: Sequence[str], place: int
) -> tuple[str, ...]:
    """Translate a sentence with one of its keys exchanged for that of another sentence.

    Args:
        params: as new_translator returns it.
        source: S words.
        other: S words.
        place: number of the word in both, from 0, where the key comes from the other one.

    Returns:
        German words.
    """
    ids, lengths = as_arrays([source, other], ENGLISH)
    keys, h, _ = nets.encode_both_ways(params, ids, lengths)
    mine = keys[:, 0].copy()
    mine[place] = keys[place, 1]
    state = (h[:1], h[:1], mine[None], np.ones((1, len(source)), keys.dtype))
    return as_words(nets.decode_greedy(as_step(params), state, START, END, 60)[0], GERMAN)


def long_pair(rng: np.random.Generator, subjects: int) -> Pair:
    """Draw a sentence with more subjects than those of lesson 20, which has at most two.

    Args:
        rng: numpy.random.Generator.
        subjects: number of noun phrases with "and" between them, before "have".

    Returns:
        Pair.
    """
    phrases: list[tuple[str, ...]] = []
    while len(phrases) < subjects + 1:
        words = draw_pair(rng).source
        if "have" in words or "has" in words:
            n = min(words.index(word) for word in ("and", "has", "have") if word in words)
            phrases.append(words[:n])
    source = list(phrases[0])
    for phrase in phrases[1:-1]:
        source += ["and", *phrase]
    verb = DOING[int(rng.integers(len(DOING)))]
    many = subjects > 1 or source[0] != "a"
    source += ["have" if many else "has", verb, *phrases[-1]]
    return Pair(tuple(source), translate(source))
