"""Grids of digits and their captions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.tasks import digit_grids
from lstm_utils.tasks.digit_grids import DIGITS, EMPTY, END, PLACES, START, WORDS, draw_grids


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32), test=st.booleans())
def test_captions_fit_the_grids(seed, test):
    """Does each caption name the filled cells in order, and are empty cells without ink?"""
    grids = draw_grids(np.random.default_rng(seed), 7, test)
    for b, digits in enumerate(grids.digits.T):
        filled = np.flatnonzero(digits != EMPTY)
        assert len(filled) in (2, 3, 4)
        assert np.array_equal(grids.cells[:, b].any(axis=1), digits != EMPTY)
        expected = [w for n in filled for w in (*PLACES[n], DIGITS[digits[n]])]
        said = [WORDS[n] for n in grids.words[1 : 1 + len(expected), b]]
        assert said == expected
        assert grids.words[0, b] == START
        assert set(grids.words[1 + len(expected) :, b]) == {END}
        assert grids.named[1 : 1 + len(expected), b].tolist() == [*filled.repeat(3)]
        assert set(grids.named[1 + len(expected) :, b]) <= {EMPTY}


def test_pictures_of_the_test_are_not_in_the_training():
    """Do training and test draw from different pictures, labels included?"""
    x, y = digit_grids.pictures()
    number = {row.tobytes(): n for n, row in enumerate(x)}
    for test in (False, True):
        grids = draw_grids(np.random.default_rng(0), 300, test)
        there = grids.digits != EMPTY
        drawn = [number[row.tobytes()] for row in grids.cells[there]]
        assert (min(drawn) >= digit_grids.TRAINING) == (max(drawn) >= digit_grids.TRAINING)
        assert (min(drawn) >= digit_grids.TRAINING) == test
        assert np.array_equal(y[drawn], grids.digits[there])


def test_every_grid_occurs():
    """Are 2, 3 and 4 digits, all cells and all digits about equally frequent?"""
    grids = draw_grids(np.random.default_rng(0), 3000)
    filled = grids.digits != EMPTY
    shares = np.bincount(filled.sum(axis=0), minlength=5)[2:] / 3000
    assert abs(shares - 1 / 3).max() < 0.05
    assert abs(filled.mean(axis=1) - 0.75).max() < 0.05
    assert np.bincount(grids.digits[filled], minlength=10).min() > 700
