"""BLEU, against examples that were computed with pencil and paper."""

import math

import pytest

import lstm_utils.numpy_nets as nets


def test_a_computed_example():
    """Is BLEU-2 of 4 of 5 words and 3 of 4 pairs, one word too short, 63.4?"""
    found = ["zwei", "und", "vierzig", "große", "Hunde"]
    right = ["zwei", "und", "vierzig", "große", "rote", "Katzen"]
    assert nets.bleu([found], [right], longest=2) == pytest.approx(
        100 * math.exp(1 - 6 / 5) * math.sqrt(4 / 5 * 3 / 4)
    )


def test_counts_are_clipped():
    """Does a word count only as often as it is in the reference (Papineni's example)?"""
    found, right = ["the"] * 7, ["the", "cat", "is", "on", "the", "mat"]
    assert nets.bleu([found], [right], longest=1) == pytest.approx(100 * 2 / 7)


def test_sums_are_over_the_corpus():
    """Are matches and lengths added up first, so that a sentence without a match is no 0?"""
    found = [["a", "b", "c"], ["d"]]
    right = [["a", "b", "c"], ["e", "f"]]
    expected = 100 * math.exp(1 - 5 / 4) * math.sqrt(3 / 4 * 2 / 2)
    assert nets.bleu(found, right, longest=2) == pytest.approx(expected)


@pytest.mark.parametrize(("words", "expected"), [("a b c d", 100), ("a b c", 0), ("", 0)])
def test_extremes(words, expected):
    """Is an exact copy 100, and a sentence without four words, or none, 0?"""
    assert nets.bleu([words.split()], [words.split()]) == pytest.approx(expected)


def test_long_translations_are_not_rewarded():
    """Is the brevity penalty at most 1?"""
    assert nets.bleu([["a", "a", "b"]], [["a"]], longest=1) == pytest.approx(100 / 3)


def test_each_translation_needs_a_reference():
    """Is a missing reference an error, and not a sentence that does not count?"""
    with pytest.raises(ValueError, match="zip"):
        nets.bleu([["a"], ["b"]], [["a"]], longest=1)
