"""Find the translation that a decoder thinks is best: word by word, or with a beam.

A step is a function of the last word of each of N hypotheses, an (N,) integer array, and a
state, a tuple of arrays with a row for each hypothesis. It returns the logits of the next
word, (N, V), and the next state. Rows do not depend on each other.
V = size of the vocabulary, B = batch, k = width of the beam.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from lstm_utils.arrays import Array, IntArray

State = tuple[Array, ...]
BatchStep = Callable[[IntArray, State], tuple[Array, State]]


def decode_greedy(
    step: BatchStep, state: State, start: int, end: int, longest: int
) -> list[list[int]]:
    """Write the most likely word at each step, for a batch of sentences.

    Args:
        step: the decoder, as at the top of this file.
        state: before the first word, a tuple of arrays with B rows each; not changed.
        start: number of the word that it reads first.
        end: number of the word after which a translation is complete.
        longest: words after which to stop in any case, 1 or more.

    Returns:
        For each sentence the list of its words, without end. `step` is not called again
        once all are complete.
    """
    words = np.full(len(state[0]), start)
    found: list[list[int]] = [[] for _ in words]
    running = np.ones(len(words), dtype=bool)
    for _ in range(longest):
        z, state = step(words, state)
        words = z.argmax(axis=1)
        running &= words != end
        for b in np.flatnonzero(running):
            found[b].append(int(words[b]))
        if not running.any():
            break
    return found


class Hypothesis(NamedTuple):
    """The beginning of a translation: its words, end included, and their log probability."""

    words: tuple[int, ...]
    score: float


def beam_rounds(
    step: BatchStep, state: State, start: int, end: int, k: int, longest: int
) -> Iterator[list[Hypothesis]]:
    """Yield the k best continuations of each round of a beam search, the best first.

    Args:
        step, state, start, end, k, longest: as in beam.

    Yields:
        list of at most k Hypothesis; those that end with `end` are not continued.

    Raises:
        ValueError: if k or longest is below 1.
    """
    if k < 1 or longest < 1:
        raise ValueError(f"beam expects k and longest of 1 or more; got {k} and {longest}")
    live, words = [Hypothesis((), 0.0)], np.array([start])
    for _ in range(longest):
        z, state = step(words, state)
        log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)  # (n, V)
        scores = log_p + np.array([[one.score] for one in live])
        best = np.argsort(-scores, axis=None, kind="stable")[:k]
        rows, words = np.divmod(best, z.shape[1])
        kept = [
            Hypothesis((*live[row].words, int(word)), float(scores[row, word]))
            for row, word in zip(rows, words, strict=True)
        ]
        yield kept
        on = words != end
        if not on.any():
            return
        live = [one for one in kept if one.words[-1] != end]
        state, words = tuple(q[rows[on]] for q in state), words[on]


def beam(
    step: BatchStep,
    state: State,
    start: int,
    end: int,
    k: int,
    longest: int,
    alpha: float = 0.0,
) -> tuple[list[int], float]:
    """Search for the most likely translation of one sentence, k hypotheses side by side.

    In each round all live hypotheses are continued by all words; the k best continuations
    are kept. Those that end with `end` are complete and leave the beam; after `longest`
    rounds the others are complete, too.

    Args:
        step: the decoder, as at the top of this file.
        state: before the first word, a tuple of arrays with one row each; not changed.
        start: number of the word that it reads first.
        end: number of the word after which a translation is complete.
        k: continuations that are kept, 1 or more.
        longest: rounds, 1 or more.
        alpha: the log probability is divided by n**alpha, n words with end.

    Returns:
        words: those of the complete hypothesis with the highest score, without end.
        score: its log probability, in nats, divided by n**alpha.

    Raises:
        ValueError: if k or longest is below 1.

    Source: Sutskever, Vinyals and Le (2014), arXiv:1409.3215, section 3.2; alpha as in Wu
        and others (2016), arXiv:1609.08144, equation 14, in its simplest form.
    """
    complete: list[tuple[float, tuple[int, ...]]] = []
    for n, kept in enumerate(beam_rounds(step, state, start, end, k, longest), 1):
        complete += [
            (one.score / n**alpha, one.words)
            for one in kept
            if one.words[-1] == end or n == longest
        ]
    score, words = max(complete)
    return [word for word in words if word != end], score
