"""Tests of sequences as arrays."""

import numpy as np
import pytest

from lstm_utils.tasks.encoding import inputs_and_targets, one_hot, pad, target_at_last_step


def test_one_hot_marks_each_symbol_once():
    """Is there a single 1 per symbol, at its number, for any T, B and V?"""
    for T, B, V in [(1, 1, 1), (4, 3, 5), (2, 6, 9)]:
        ids = np.random.default_rng(0).integers(V, size=(T, B))
        codes = one_hot(ids, V)
        assert codes.shape == (T, B, V)
        assert codes.dtype == np.float64
        np.testing.assert_equal(codes, np.eye(V)[ids])


@pytest.mark.parametrize(
    "ids", [np.array([[0, 3]]), np.array([[-1, 0]]), np.array([[0.0]]), np.array([0, 1])]
)
def test_numbers_outside_the_vocabulary_are_refused(ids):
    """Do numbers that are too large, negative or not whole raise, and a missing axis too?"""
    with pytest.raises(ValueError, match=r"one_hot expects .*; got"):
        one_hot(ids, 3)


def test_padding_keeps_every_sequence_and_marks_it():
    """Does column b start with sequence b, then hold zeros where the mask is False?"""
    sequences = [[3, 1, 2], [5], [7, 8]]
    ids, mask = pad(sequences)
    assert ids.tolist() == [[3, 5, 7], [1, 0, 8], [2, 0, 0]]
    assert mask.dtype == bool
    for b, sequence in enumerate(sequences):
        assert ids[mask[:, b], b].tolist() == sequence


@pytest.mark.parametrize("sequences", [[], [[1], []]])
def test_nothing_to_pad_is_refused(sequences):
    """Do an empty list and an empty sequence raise with the lengths that came?"""
    with pytest.raises(ValueError, match=r"got lengths \["):
        pad(sequences)


def test_only_the_last_step_has_a_target():
    """Is the mask True at the last step alone, with each sequence's own class?"""
    y, mask = target_at_last_step(np.array([1, 0, 2]), 4)
    assert mask.sum() == 3
    assert mask[-1].all()
    assert y[mask].tolist() == [1, 0, 2]
    with pytest.raises(ValueError, match="T >= 1; got 0"):
        target_at_last_step(np.array([1]), 0)


def test_targets_are_the_inputs_one_step_later():
    """Is y[t] the number of the symbol after x[t], the final one included?"""
    for string, alphabet in (("BTXSE", "BTSXPVE"), ("banana", "nab"), ("ab", "ba")):
        x, y = inputs_and_targets(string, alphabet)
        assert x.dtype == y.dtype == np.int64
        assert "".join(alphabet[k] for k in x) == string[:-1]
        assert "".join(alphabet[k] for k in y) == string[1:]


@pytest.mark.parametrize("string", ["", "B", "BTQ"])
def test_strings_without_a_next_symbol_are_refused(string):
    """Do a single symbol, none, and one outside the alphabet raise with the string?"""
    with pytest.raises(ValueError, match="expects two or more symbols of 'BTSXPVE'; got"):
        inputs_and_targets(string, "BTSXPVE")
