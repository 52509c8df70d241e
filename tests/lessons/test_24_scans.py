"""The numbers that lesson 24 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots


def test_worked_numbers():
    """Are the small examples in the tasks right: a map, alpha, a state?"""
    assert nets.compose((3.0, 4.0), (2.0, 1.0)) == (6.0, 7.0)
    P, E = np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([[1, 0], [0.5, 0.5]])
    alpha = nets.hmm_forward(np.array([0.5, 0.5]), P, E, np.array([0, 0]))
    np.testing.assert_allclose(alpha, [[0.5, 0.25], [0.5, 0.125]])
    one = np.ones((1, 1))
    h = nets.min_lstm(0 * one[None], one, np.ones((3, 1)), np.array([0.0, 0.0, 3.0]))
    assert h.item() == pytest.approx(2)


def test_what_the_film_shows():
    """Is the net of the first picture right to the eye after 3 iterations, exact after 5?"""
    errors = plots.newton_errors(plots.newton_problem(16, 64, 2, 0))
    assert errors[3].max() < 0.01
    assert len(errors) - 1 == 5


def test_what_the_lesson_says_about_recorded_runs():
    """Are usual weights quick, and is a net near chaos slower than its loop?"""
    runs = plots.recorded_newton()
    usual = [run["iterations"] for run in runs if run["scale"] == 1]
    assert max(usual) <= 7
    slow = [run["iterations"] for run in runs if (run["H"], run["scale"]) == (16, 4)]
    assert min(slow) * 10 > 512
    assert max(run["worst"] for run in runs) > 1e100
    ranks = np.argsort(
        np.argsort([[r["exponent"], r["iterations"]] for r in runs], axis=0), axis=0
    )
    assert np.corrcoef(ranks.T)[0, 1] > 0.7
