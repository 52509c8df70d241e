"""The numbers that lesson 20 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.translation import ENGLISH, GERMAN, LONGEST, translate
from lstm_utils.tasks.translation_training import EncoderDecoder


def test_the_first_example():
    """Is the first line's German the grammar's, five words each?"""
    german = translate(["forty", "two", "big", "dogs"])
    assert " ".join(german) == "zwei und vierzig große Hunde"
    assert " ".join(translate(["a", "small", "dog", "has", "seen", "a", "small", "dog"])) == (
        "ein kleiner Hund hat einen kleinen Hund gesehen"
    )
    assert LONGEST == 14


def test_worked_numbers_of_the_loss():
    """Does each step cost ln 2, and is the gradient of a right word (0.5 - 1) / 3?"""
    mask = np.array([[True, True], [True, False]])
    loss, dz = nets.masked_cross_entropy(np.zeros((2, 2, 2)), np.zeros((2, 2), dtype=int), mask)
    assert loss == pytest.approx(np.log(2))
    assert dz[0, 0, 0] == pytest.approx((0.5 - 1) / 3)


def test_worked_numbers_of_bleu():
    """Is the example's BLEU 63.4, and has "the the the" one match of three?"""
    found, right = ("zwei und vierzig große Hunde", "zwei und vierzig große rote Katzen")
    assert nets.bleu([found.split()], [right.split()], 2) == pytest.approx(63.4, abs=0.05)
    assert nets.bleu([["the"] * 3], [["the", "cat"]], 1) == pytest.approx(100 / 3)


def test_sizes():
    """Are h and c 256 numbers, and are there as many words as the lesson prints?"""
    model = EncoderDecoder()
    assert 2 * model.encoder.hidden_size == 256
    assert (len(ENGLISH), len(GERMAN)) == (53, 65)
