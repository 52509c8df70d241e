"""Lesson 16's corpus: is it as small as asked, and are the measured pages short and new?"""

import pytest

from lstm_utils.tasks.small_text import LONGEST, SMALL, first_characters, small_text
from lstm_utils.tasks.text import load_text


def test_first_characters():
    """Are documents taken in order, the last one cut, and too few refused?"""
    assert first_characters(["abc", "def", "g"], 5) == ["abc", "de"]
    assert first_characters(["abc", "def"], 3) == ["abc"]
    with pytest.raises(ValueError, match="at least 8 characters; got 7"):
        first_characters(["abc", "def", "g"], 8)


def test_the_small_text():
    """Has it 24,500 characters of the training part, and only short pages of the others?"""
    text, small = load_text(), small_text()
    assert sum(map(len, small.train)) == SMALL
    assert "".join(text.train).startswith("".join(small.train))
    assert small.alphabet == text.alphabet
    for part, pages in ((small.validation, text.validation), (small.test, text.test)):
        assert part == [page for page in pages if len(page) <= LONGEST]
        assert len(part) >= 3
