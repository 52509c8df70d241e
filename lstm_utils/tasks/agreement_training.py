"""Train an LSTM on the sentences of lesson 15, and ask what it learned.

T = time steps, B = batch, V = size of the vocabulary, N = sentences, H = hidden units.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from tqdm.auto import tqdm

import lstm_utils.numpy_nets as nets
from lstm_utils.arrays import Array, BoolArray, Cache, IntArray, Params

from .agreement import (
    FORMS,
    MEN,
    PEOPLE,
    PLACE,
    PRONOUNS,
    WOMEN,
    WORDS,
    Sentence,
    as_arrays,
    plural,
)
from .agreement import sentence as draw

H, B = 32, 32  # units, sentences of an update
PRONOUN_PLACES = [PLACE[word] for word in PRONOUNS]
OTHER_GENDER = dict(zip(WOMEN + MEN, MEN + WOMEN, strict=True))


def new_net(seed: int) -> Params:
    """Draw a net with 32 units, in float32; its forget gates start with a bias of about 2."""
    rng = np.random.default_rng(seed)
    cell = [q.astype(np.float32) for q in nets.lstm_init(len(WORDS), H, rng, forget_bias=2.0)]
    return nets.sequence_net_init(cell, len(WORDS), rng)


def train(
    params: Params,
    seed: int,
    updates: int = 1200,
    possessives: bool = True,
    watch: Callable[[int], None] = lambda update: None,
    every: int = 100,
    seconds: float = 120.0,
) -> float:
    """Train with Adam at a rate of 0.01, gradients clipped at norm 1; params are changed.

    Args:
        params: as new_net returns it.
        seed: of the sentences; each is new.
        updates: how many, with 32 sentences each.
        possessives: False replaces his, her and their by the.
        watch: called with the number of updates, at 0 and after each `every`.
        every: updates from one call to the next.
        seconds: time limit.

    Returns:
        Loss of the last update, mean cross-entropy per word in nats.
    """
    rng, state = np.random.default_rng([seed, 1]), nets.adam_init(params)
    start, loss = time.perf_counter(), np.inf
    watch(0)
    for update in tqdm(range(1, updates + 1), desc="updates", leave=False):
        x, y, mask = as_arrays(_words(rng, possessives))
        loss, grads = nets.sequence_net_loss_and_grads(params, x, y, mask)
        nets.adam_step(params, nets.clip_by_global_norm(grads, 1.0)[0], state, lr=0.01)
        if update % every == 0:
            watch(update)
        if time.perf_counter() - start > seconds:
            print(f"stopped after {seconds:.0f} s, by the time limit")
            break
    return float(loss)


def _words(rng: np.random.Generator, possessives: bool) -> list[Sequence[str]]:
    sentences = [draw(rng) for _ in range(B)]
    if possessives:
        return [s.words for s in sentences]
    return [(*s.words[: s.verb + 1], "the", *s.words[s.verb + 2 :]) for s in sentences]


class Reading(NamedTuple):
    """What a net did with sentences: logits z (T, N, V), and the run that lstm_forward kept."""

    z: Array
    run: Cache


def read(params: Params, sentences: Sequence[Sentence]) -> Reading:
    """Run a net over sentences, side by side."""
    z, (_, run) = nets.sequence_net_forward(params, as_arrays([s.words for s in sentences])[0])
    return Reading(z, run)


def logits(params: Params, hs: Array) -> Array:
    """Return the logits (T, N, V) for hidden states (T, N, H)."""
    return hs @ params["W_out"].T + params["b_out"]


def verbs_right(z: Array, sentences: Sequence[Sentence]) -> BoolArray:
    """Return whether the verb's right form has a higher score than its other form, (N,)."""
    right = [s.words[s.verb] for s in sentences]
    other = [FORMS[FORMS.index(verb) ^ 1] for verb in right]
    before, n = np.array([s.verb - 1 for s in sentences]), np.arange(len(sentences))
    scores = [z[before, n, [PLACE[word] for word in words]] for words in (right, other)]
    return scores[0] > scores[1]


def pronouns(z: Array, sentences: Sequence[Sentence]) -> IntArray:
    """Return which of she, he, they has the highest score at the place of the pronoun, (N,)."""
    before, n = np.array([s.pronoun - 1 for s in sentences]), np.arange(len(sentences))
    return z[before, n][:, PRONOUN_PLACES].argmax(axis=1)


def genders(sentences: Sequence[Sentence]) -> IntArray:
    """Return the right pronoun of each sentence: 0 she, 1 he, 2 they, (N,)."""
    return np.array([2 if s.many else int(s.man) for s in sentences])


def states_at(run: Cache, places: Sequence[int] | IntArray, of: str = "hs") -> Array:
    """Return the states after a number of words of each sentence, (N, H).

    Args:
        run: as read returns it.
        places: how many words of each of the N sentences were read.
        of: "hs" or "cs".
    """
    return run[of][np.asarray(places), np.arange(len(places))]


def noun_numbers(sentences: Sequence[Sentence]) -> IntArray:
    """Return the number of each subject's noun among the 16 of PEOPLE, (N,)."""
    return np.array([PEOPLE.index(s.noun) for s in sentences])


def between(sentences: Sequence[Sentence]) -> IntArray:
    """Return the distractors before the verb as accuracy_by_attractors takes them, (N, D)."""
    D = max(1, *(len(s.between) for s in sentences))
    return np.array([[*map(int, s.between), *[-1] * (D - len(s.between))] for s in sentences])


def pairs(
    rng: np.random.Generator, n: int, distractors: int = 2, change: str = "gender"
) -> tuple[list[Sentence], list[Sentence]]:
    """Draw pairs of sentences that differ in the subject, the second word, alone.

    The subject of b is singular, and no possessive shows its gender. What follows the subject
    is the same in both, so that from the verb on the words of a fit the subject of b.

    Args:
        rng: numpy.random.Generator.
        n: how many pairs.
        distractors: nouns between subject and verb.
        change: "gender": the subject of a has the other gender; "number": it is plural.

    Returns:
        a, b: lists of n sentences.
    """
    b = list(_without_owner(rng, n, distractors))
    return [_changed(s, change) for s in b], b


def _without_owner(rng: np.random.Generator, n: int, distractors: int) -> Iterator[Sentence]:
    while n:
        drawn = draw(rng, many=False, distractors=distractors)
        if drawn.words[drawn.verb + 1] == "the":
            n -= 1
            yield drawn


def _changed(s: Sentence, change: str) -> Sentence:
    if change == "number":
        return s._replace(words=("the", plural(s.noun), *s.words[2:]), many=True)
    noun = OTHER_GENDER[s.noun]
    return s._replace(words=("the", noun, *s.words[2:]), noun=noun, man=not s.man)


def write_on(
    params: Params,
    words: Sequence[str],
    rng: np.random.Generator,
    units: Sequence[int] = (),
    lender: Sequence[str] = (),
    most: int = 25,
) -> list[str]:
    """Let a net finish a sentence, each word drawn from its probabilities.

    Args:
        params: dict of float arrays.
        words: the beginning.
        rng: numpy.random.Generator.
        units: units of the last state that are taken from another beginning.
        lender: that other beginning, as long as words.
        most: words after which to stop in any case.

    Returns:
        The words that follow; the last one is "." unless there are too many.
    """
    run, other = (_state_after(params, w) for w in (words, lender or words))
    h, c = (one.copy() for one in run)
    for mine, lent in ((h, other[0]), (c, other[1])):
        mine[:, list(units)] = lent[:, list(units)]
    written: list[str] = []
    while len(written) < most and written[-1:] != ["."]:
        p = nets.softmax(logits(params, h).astype(float))[0]
        written.append(WORDS[rng.choice(len(WORDS), p=p)])
        x = np.eye(len(WORDS), dtype=h.dtype)[[PLACE[written[-1]]]]
        h, c, _ = nets.lstm_step(x, h, c, params["W_ih"], params["W_hh"], params["b"])
    return written


def _state_after(params: Params, words: Sequence[str]) -> tuple[Array, Array]:
    """Return h and c after all words, (1, H) each."""
    x = np.eye(len(WORDS), dtype=np.float32)[[[PLACE[word]] for word in words]]
    run = nets.sequence_net_forward(params, x)[1][1]
    return run["hs"][-1], run["cs"][-1]
