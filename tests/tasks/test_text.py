"""Tests of the text that every Python brings along."""

import sys

import numpy as np
import pytest

from lstm_utils.tasks import text as module
from lstm_utils.tasks.markov import bits_per_character, ngram
from lstm_utils.tasks.text import (
    help_pages,
    library_docstrings,
    load_text,
    split_documents,
    without_repeats,
)


def characters(documents):
    """The number of characters in some documents."""
    return sum(map(len, documents))


@pytest.fixture(scope="module")
def text():
    """The text of the course."""
    return load_text()


def test_the_parts_are_whole_documents_and_share_none(text):
    """Is each document of the text in exactly one part, uncut?"""
    parts = [*text.train, *text.validation, *text.test]
    assert sorted(parts) == sorted(without_repeats(help_pages()))
    assert len(set(parts)) == len(parts)
    assert text.alphabet == "".join(sorted(set("".join(parts))))


def test_most_of_the_text_is_for_training(text):
    """Are there 200,000 characters to learn from, and 20,000 in each held-out part?"""
    assert characters(text.train) > 200_000
    assert characters(text.validation) > 20_000
    assert characters(text.test) > 20_000


def test_no_held_out_page_is_a_copy(text):
    """Is at most half of each held-out page found in training, by paragraphs?"""
    training = "\n\n".join(text.train)
    for page in text.validation + text.test:
        paragraphs = [p.strip() for p in page.split("\n\n") if len(p.strip()) > 40]
        copied = sum(len(p) for p in paragraphs if p in training)
        assert copied <= 0.5 * sum(map(len, paragraphs))


def test_a_seed_fixes_the_split(text):
    """Does a seed always give the same parts, and another seed others?"""
    assert load_text() == text
    assert load_text(seed=1).validation != text.validation


def test_longer_contexts_help_until_they_are_too_rare(text):
    """Do held-out bits fall with every order up to 3, and training bits with every order?"""
    models = [ngram(text.train, k, text.alphabet) for k in range(5)]
    held_out = [bits_per_character(model, text.validation) for model in models]
    assert held_out[0] > held_out[1] > held_out[2] > held_out[3]
    assert held_out[4] > held_out[3]
    fitted = [bits_per_character(model, text.train[:5]) for model in models]
    assert fitted == sorted(fitted, reverse=True)


def test_documents_that_repeat_longer_ones_are_left_out():
    """Is a page that only repeats a longer one dropped, and one that quotes it kept?"""
    a, b, c = ("one paragraph of some length, number " + n * 20 for n in "xyz")
    assert without_repeats([a, f"{a}\n\n{b}", f"{b}\n\n{c}", "short"]) == [
        f"{a}\n\n{b}",
        f"{b}\n\n{c}",
        "short",
    ]
    assert without_repeats([a, a]) == [a]


def test_splitting_keeps_long_documents_for_training():
    """Is a document longer than the quota trained on, and each quota still met?"""
    documents = ["x" * 500, *("y" * n for n in range(30, 60))]
    for seed in range(20):
        train, *held_out = split_documents(documents, np.random.default_rng(seed), 0.15)
        assert documents[0] in train
        assert all(characters(part) >= 0.15 * characters(documents) for part in held_out)


@pytest.mark.parametrize(
    ("documents", "held_out", "message"),
    [
        (["a" * 9, "b"], 0.1, "enough documents of at most 1 characters"),
        (["ab"] * 9, 0.0, "0 < held_out <= 0.4; got 0.0"),
        (["ab"] * 9, 0.5, "got 0.5"),
    ],
)
def test_splits_that_cannot_be_are_refused(documents, held_out, message):
    """Do too few documents and impossible fractions raise with what came?"""
    with pytest.raises(ValueError, match=message):
        split_documents(documents, np.random.default_rng(0), held_out)


def test_without_help_pages_the_library_speaks(monkeypatch):
    """Where pydoc_data.topics is missing, is that said, and is there text enough to learn?"""
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.warns(
        UserWarning, match=r"without its help pages \(module pydoc_data.topics\)"
    ):
        text = load_text()
    assert characters(text.train) > 200_000
    assert min(characters(text.validation), characters(text.test)) > 20_000


def test_docstrings_are_those_of_the_sources():
    """Is the docstring of `__future__` in one document, and do they end at the limit?"""
    documents = library_docstrings(limit=40_000)
    assert sum("Record of phased-in incompatible" in document for document in documents) == 1
    assert characters(documents) >= 40_000
    assert characters(documents[:-1]) < 40_000


def test_a_python_without_sources_is_reported(monkeypatch, tmp_path):
    """Does a missing library raise, with the folder that was searched and what to do?"""
    monkeypatch.setattr(module.sysconfig, "get_paths", lambda: {"stdlib": str(tmp_path)})
    with pytest.raises(FileNotFoundError, match="found none: use a Python that comes with"):
        library_docstrings()
