"""Tests of the Markov chains over letters."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks.markov import (
    bits_per_character,
    context_counts,
    next_probabilities,
    ngram,
    sample,
    stationary,
    transition_matrix,
)

documents = st.lists(st.text("abc", max_size=12), min_size=1, max_size=4).filter(any)


def test_counts_worked_by_hand():
    """Is each character of two small documents counted after its own context?"""
    assert context_counts(["abab", "ba"], 1) == {
        "": {"a": 1, "b": 1},
        "a": {"b": 2},
        "b": {"a": 2},
    }
    assert context_counts(["aab"], 2) == {"": {"a": 1}, "a": {"a": 1}, "aa": {"b": 1}}
    assert context_counts(["aab"], 0) == {"": {"a": 2, "b": 1}}


@settings(deadline=None)
@given(documents, st.integers(0, 4))
def test_every_character_is_counted_once(texts, k):
    """Do the counts add up to the number of characters, after contexts that occur?"""
    counts = context_counts(texts, k)
    assert sum(sum(after.values()) for after in counts.values()) == sum(map(len, texts))
    for context, after in counts.items():
        assert len(context) <= k
        assert all(any(context + c in text for text in texts) for c in after)


@settings(deadline=None)
@given(documents, documents, st.integers(0, 4))
def test_no_count_crosses_from_one_document_to_the_next(first, second, k):
    """Are the counts of two collections the sum of their counts, in whatever order?"""
    both = context_counts(second + first, k)
    parts = [context_counts(first, k), context_counts(second, k)]
    for context, after in both.items():
        for character, count in after.items():
            assert count == sum(p.get(context, {}).get(character, 0) for p in parts)


def test_one_string_is_not_a_list_of_documents():
    """Does a string, which would be read as documents of one letter, raise?"""
    with pytest.raises(ValueError, match="list of strings and k >= 0; got a str and k=2"):
        context_counts("abc", 2)
    with pytest.raises(ValueError, match="k=-1"):
        context_counts(["abc"], -1)


def test_probabilities_worked_by_hand():
    """Are 3 a's and 1 b after x, with alpha 0.5 over 4 letters, 3.5, 1.5, 0.5, 0.5 of 6?"""
    p = next_probabilities({"x": {"a": 3, "b": 1}}, "x", "abcd", 0.5)
    np.testing.assert_allclose(p, np.array([3.5, 1.5, 0.5, 0.5]) / 6)


def test_an_unseen_context_is_uniform_with_smoothing_and_refused_without():
    """Does smoothing answer for what was never seen, and its absence raise?"""
    np.testing.assert_allclose(next_probabilities({}, "zz", "abcd", 0.1), [0.25] * 4)
    with pytest.raises(ValueError, match="alpha=0 and 'zz', seen 0 times"):
        next_probabilities({}, "zz", "abcd", 0)
    with pytest.raises(ValueError, match="alpha=-1"):
        next_probabilities({"": {"a": 9}}, "", "ab", -1)


@settings(deadline=None)
@given(documents, st.integers(0, 3), st.floats(0.001, 5), st.text("abc", max_size=3))
def test_probabilities_sum_to_one(texts, k, alpha, context):
    """Are all predictions distributions, for contexts seen and unseen?"""
    p = next_probabilities(context_counts(texts, k), context, "abc", alpha)
    assert p.sum() == pytest.approx(1)
    assert p.min() > 0


def test_bits_of_known_models():
    """Does an ignorant model of 8 letters need 3 bits, and a certain one none?"""
    ignorant = ngram([], 0, "abcdefgh", alpha=1)
    assert bits_per_character(ignorant, ["abc", "hh"]) == pytest.approx(3)
    certain = ngram(["abababab"], 1, "ab", alpha=0)
    assert bits_per_character(certain, ["abab"]) == 0
    assert bits_per_character(certain, ["aba", "abb"]) == math.inf


def test_bits_are_those_of_the_chain_rule():
    """Is the mean the log of the product of the probabilities of all characters?"""
    model = ngram(["abca", "bb", "cab"], 2, "abc", alpha=0.3)
    product = 1.0
    for text in ("abca", "cb"):
        for t, character in enumerate(text):
            p = next_probabilities(model["counts"], text[max(0, t - 2) : t], "abc", 0.3)
            product *= p["abc".index(character)]
    expected = -math.log2(product) / 6
    assert bits_per_character(model, ["abca", "cb"]) == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(documents, st.integers(0, 3))
def test_longer_contexts_describe_their_own_text_better(texts, k):
    """On the text that it counted, does a model of order k + 1 never need more bits?"""
    shorter, longer = (
        bits_per_character(ngram(texts, order, "abc", alpha=0), texts) for order in (k, k + 1)
    )
    assert longer <= shorter + 1e-12


def test_unknown_characters_and_empty_text_are_refused():
    """Does a character outside the alphabet raise and get named, and no text at all too?"""
    model = ngram(["ab"], 1, "ab")
    with pytest.raises(ValueError, match=r"got 1 documents with \['!', 'c'\] besides"):
        bits_per_character(model, ["abc!"])
    with pytest.raises(ValueError, match="at least one character"):
        bits_per_character(model, [""])


def test_samples_follow_the_model():
    """Is each letter sampled after each other as often as the chain of order 1 says?"""
    model = ngram(["aababcacbbca"], 1, "abc", alpha=0.2)
    n = 20_000
    text = "a" + sample(model, "a", n, np.random.default_rng(0))
    assert len(text) == n + 1
    for context in "abc":
        p = next_probabilities(model["counts"], context, "abc", 0.2)
        after = [b for a, b in itertools.pairwise(text) if a == context]
        for character, expected in zip("abc", p, strict=True):
            # 5.5 standard deviations: fails once in 10^7 such tests
            spread = (expected * (1 - expected) / len(after)) ** 0.5
            assert abs(after.count(character) / len(after) - expected) < 5.5 * spread


def test_a_prompt_is_the_context_of_what_follows():
    """Are the last k characters of the prompt used, and those before them not?"""
    model = ngram(["xyz"], 2, "xyz", alpha=0)
    rng = np.random.default_rng(0)
    assert sample(model, "", 3, rng) == "xyz"
    assert sample(model, "zzxy", 1, rng) == "z"
    assert sample(model, "xy", 0, rng) == ""
    with pytest.raises(ValueError, match="'yz', seen 0 times"):
        sample(model, "xyz", 1, rng)


def test_order_zero_samples_without_context():
    """Does a model of order 0, unsmoothed, draw its letters whatever came before?"""
    text = sample(ngram(["aab"], 0, "ab", alpha=0), "zzz", 900, np.random.default_rng(0))
    # 600 expected; 5.5 standard deviations are 78
    assert abs(text.count("a") - 600) < 78


def test_the_same_seed_samples_the_same():
    """Do two generators with one seed continue a prompt alike, and go on after it?"""
    model = ngram(["aababcacbbca"], 1, "abc", alpha=0.2)
    rng = np.random.default_rng(1)
    first = sample(model, "a", 30, rng)
    assert first == sample(model, "a", 30, np.random.default_rng(1))
    assert first != sample(model, "a", 30, rng)


def test_rows_of_the_transition_matrix_are_the_predictions():
    """Is row i the distribution after letter i, worked by hand?"""
    P = transition_matrix(context_counts(["aabac"], 1), "abc", alpha=1)
    np.testing.assert_allclose(P, [[2 / 6, 2 / 6, 2 / 6], [2 / 4, 1 / 4, 1 / 4], [1 / 3] * 3])
    with pytest.raises(ValueError, match="'c', seen 0 times"):
        transition_matrix(context_counts(["aabac"], 1), "abc")


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_a_stationary_distribution_stays(V, seed):
    """Is pi P = pi, and is pi where long powers of P lead?"""
    P = np.random.default_rng(seed).dirichlet(np.ones(V), size=V)
    pi = stationary(P)
    assert pi.sum() == pytest.approx(1)
    np.testing.assert_allclose(pi @ P, pi, atol=1e-10)
    start = np.eye(V)[0]
    np.testing.assert_allclose(start @ np.linalg.matrix_power(P, 10_000), pi, atol=1e-6)


def test_a_periodic_chain_has_a_stationary_distribution_too():
    """Is a chain that alternates, and whose powers never settle, half here and half there?"""
    np.testing.assert_allclose(stationary(np.array([[0.0, 1.0], [1.0, 0.0]])), [0.5, 0.5])
    two_thirds = stationary(np.array([[0.5, 0.5], [1.0, 0.0]]))
    np.testing.assert_allclose(two_thirds, [2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("P", "message"),
    [
        (np.array([[0.5, 0.4], [0.5, 0.5]]), "row sums from 0.9 to 1"),
        (np.array([[1.5, -0.5], [0.5, 0.5]]), "least entry of -0.5"),
        (np.array([[1.0, 0.0, 0.0]]), r"expects P \(V, V\); got P \(1, 3\)"),
        (np.eye(2), "stays in different parts for ever"),
    ],
)
def test_what_is_not_one_chain_is_refused(P, message):
    """Do wrong rows, wrong shapes and chains that fall apart raise with what is wrong?"""
    with pytest.raises(ValueError, match=message):
        stationary(P)
