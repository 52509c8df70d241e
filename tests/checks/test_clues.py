"""Clues about a wrong array that no known mistake explains: true in all failing cases?"""

import numpy as np
import pytest

from lstm_utils.checks import Exercise, assess


@pytest.fixture(scope="module")
def squares():
    """Return an exercise on two matrices, the first with negative numbers on the left only."""
    ex = Exercise("squares", "none", lambda x: x**2 + 1, ("z",), ())
    drawn = [np.array([[-1.0, -2.0, 0.5], [-3.0, 1.5, 2.0]]), np.array([[3.0, -2.0, -1.0]])]
    ex.cases(lambda rng: iter([(f"matrix {n}", dict(x=x)) for n, x in enumerate(drawn)]))
    return ex


def test_a_coincidence_in_one_case_is_no_clue(squares):
    """Is there no clue about columns that are right in one case only?"""
    text = assess(squares, lambda x: np.where(x > 0, x**2 + 1, 7.0)).text()
    assert "expected 2, got 7" in text
    assert "Clue" not in text, text


def test_a_factor_is_not_called_the_size_of_an_axis(squares):
    """Is a factor of 1/3 called that, and not the size of the axis that happens to be 3?"""
    text = assess(squares, lambda x: (x**2 + 1) / 3).text()
    assert "1/3 times what is right, everywhere" in text
    assert "axis" not in text


def test_a_factor_that_differs_is_no_clue(squares):
    """Is no factor claimed where each case has another one?"""
    assert "Clue" not in assess(squares, lambda x: (x**2 + 1) * (x.sum() + 20)).text()
