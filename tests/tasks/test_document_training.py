"""A net that reads short documents in streams."""

import numpy as np

from lstm_utils.tasks.document_training import bits_by_place, learn_documents
from lstm_utils.tasks.documents import summary_lines


def test_lines_are_documents():
    """Are the lines different, of 15 to 80 characters, and as many as asked for?"""
    lines = summary_lines(limit=2000)
    assert len(set(lines)) == len(lines) > 20
    assert 2000 <= sum(map(len, lines)) < 100_000
    assert all(15 <= len(line) <= 80 and line.isascii() for line in lines)


def test_a_reset_net_reads_each_document_alone():
    """Are its bits the same in any order of the documents, and those of the other net not?"""
    documents = ["abcab", "bbbbbbb", "caccac"]
    for reset in (True, False):
        reader = learn_documents(documents * 60, seed=0, reset=reset, updates=3)
        assert reader.alphabet == "abc"
        bits = bits_by_place(reader, documents, places=4)
        other = bits_by_place(reader, documents[::-1], places=4)
        assert np.allclose(bits, other, atol=1e-6) == reset


def test_what_always_follows_is_learned():
    """Is a net far below the 2 bits of guessing where the next character is certain?"""
    reader = learn_documents(["abcd"] * 300, seed=0, reset=True, updates=40)
    assert bits_by_place(reader, ["abcd"] * 2, places=3).max() < 0.8
