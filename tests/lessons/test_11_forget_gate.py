"""The numbers that lesson 11 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.documents import join_documents


def test_half_lives_and_bounds():
    """Are half-lives 1, 2.21, 103 and bounds 3.7, 149 right, and 0.5^10 = 0.001?"""
    assert nets.half_life(np.array([0.0, 1.0, 5.0])) == pytest.approx([1, 2.21, 103], rel=3e-3)
    bound = 1 / (1 - nets.sigmoid(np.array([1.0, 5.0])))
    assert bound == pytest.approx([3.72, 149.4], abs=0.05)
    assert nets.sigmoid(0.0) ** 10 == pytest.approx(0.001, rel=0.03)


def test_numbers_of_the_question():
    """Does a bias of 12 have a half-life of about 113,000 steps and a bound of 163,000?"""
    assert nets.half_life(12.0) == pytest.approx(113_000, rel=0.01)
    assert 1 / (1 - nets.sigmoid(12.0)) == pytest.approx(163_000, rel=0.01)


def test_worked_numbers():
    """Are the small examples in the tasks right: growth 1, and the streams of 3 documents?"""
    size, rate = nets.state_growth(np.array([1.0, -2.0, 3.0]).reshape(3, 1, 1))
    assert size.tolist() == [1, 2, 3]
    assert rate == pytest.approx(1)
    documents = [np.array(d) for d in ([7, 8, 9], [1, 2], [3, 4, 5])]
    ids, reset = join_documents(documents, 2)
    assert ids.T.tolist() == [[7, 8, 9, 1], [2, 3, 4, 5]]
    assert ids[reset].tolist() == [7, 3, 1]
