"""Greedy decoding and beam search, against all translations that there are."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

V, START, END = 3, 0, 2


def decoder(rng, words=V):
    """Draw a decoder: a step as nets.search describes it, and a state for B sentences."""
    table, W, out = (
        rng.normal(size=(words, 4)),
        rng.normal(size=(4, 4)),
        rng.normal(size=(4, words)),
    )

    def step(last, state):
        h, steps = state
        h = np.tanh(h @ W + table[last] + steps)
        return 3 * h @ out, (h, steps + 0.3)

    return step, lambda B: (rng.normal(size=(B, 4)), np.zeros((B, 1)))


def log_p(step, state, words):
    """Return the log probability of words after the start."""
    total, last = 0.0, START
    for word in words:
        z, state = step(np.array([last]), state)
        total += z[0, word] - np.logaddexp.reduce(z[0])
        last = word
    return total


def every_translation(T):
    """Yield all sequences that end with END, or have T words without it."""
    others = [word for word in range(V) if word != END]
    for n in range(T):
        yield from ((*words, END) for words in itertools.product(others, repeat=n))
    yield from itertools.product(others, repeat=T)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32), alpha=st.sampled_from([0.0, 0.7, 1.0]))
def test_a_wide_beam_is_an_exhaustive_search(seed, alpha):
    """Does k = V^T find the best of all translations, and its score?"""
    step, start = decoder(np.random.default_rng(seed))
    state, T = start(1), 4
    words, score = nets.beam(step, state, START, END, V**T, T, alpha)
    scores = {w: log_p(step, state, w) / len(w) ** alpha for w in every_translation(T)}
    best = max(scores, key=scores.__getitem__)
    assert words == [word for word in best if word != END]
    assert score == pytest.approx(scores[best])


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_a_beam_of_one_is_greedy(seed):
    """Does k = 1 write the most likely word at each step, whatever alpha is?"""
    step, start = decoder(np.random.default_rng(seed), words=6)
    state = start(3)
    greedy = nets.decode_greedy(step, state, START, END, 9)
    for b, words in enumerate(greedy):
        row = tuple(q[b : b + 1] for q in state)
        assert nets.beam(step, row, START, END, 1, 9, 1.0)[0] == words
        assert nets.decode_greedy(step, row, START, END, 9) == [words]


def test_a_wider_beam_may_be_better():
    """Does a beam of 2 find a likely translation with an unlikely first word?"""
    first, then = np.log([0.5, 0.4, 0.1]), {0: [0.4, 0.3, 0.3], 1: [0.05, 0.05, 0.9]}

    def step(last, state):
        (n,) = state
        z = np.array(
            [first if k == 0 else np.log(then[w]) for w, k in zip(last, n[:, 0], strict=True)]
        )
        return z, (n + 1,)

    state = (np.zeros((1, 1)),)
    assert nets.decode_greedy(step, state, 0, 2, 2) == [[0, 0]]
    words, score = nets.beam(step, state, 0, 2, k=2, longest=2)
    assert (words, score) == ([1], pytest.approx(np.log(0.4 * 0.9)))


def test_greedy_stops_when_all_are_complete():
    """Is step not called again after the last sentence is complete?"""
    calls = []

    def step(last, state):
        calls.append(len(last))
        (n,) = state
        return np.eye(V)[np.where(n[:, 0] <= 0, END, 1)], (n - 1,)

    assert nets.decode_greedy(step, (np.array([[2], [0], [1]]),), START, END, 9) == [
        [1, 1],
        [],
        [1],
    ]
    assert calls == [3, 3, 3]


def test_rounds_keep_k():
    """Does each round yield at most k hypotheses, the best first, without those that ended?"""
    step, start = decoder(np.random.default_rng(5))
    rounds = list(nets.beam_rounds(step, start(1), START, END, 4, 5))
    assert len(rounds[0]) == 3
    assert max(len(kept) for kept in rounds) == 4
    for before, kept in itertools.pairwise(rounds):
        live = {one.words for one in before if one.words[-1] != END}
        assert {one.words[:-1] for one in kept} <= live
        assert sorted((one.score for one in kept), reverse=True) == [one.score for one in kept]


@pytest.mark.parametrize(("k", "longest"), [(0, 3), (2, 0)])
def test_a_beam_without_width_or_words_is_refused(k, longest):
    """Does the error show both numbers?"""
    step, start = decoder(np.random.default_rng(6))
    with pytest.raises(ValueError, match=f"1 or more; got {k} and {longest}"):
        nets.beam(step, start(1), START, END, k, longest)
