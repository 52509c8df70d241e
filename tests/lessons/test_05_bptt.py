"""The numbers that lesson 05 quotes in its prose, where no cell of it computes them."""

import numpy as np

from lstm_utils.plots.terms import kept_terms
from lstm_utils.tasks.colours import load_colours


def test_the_worked_matrix_line():
    """Does da = (0.5, -1) come back through W_hh as (-2.5, -3), and is that the sum over k?"""
    da, W_hh = np.array([0.5, -1.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    assert (da @ W_hh).tolist() == [-2.5, -3.0]
    assert [sum(da[k] * W_hh[k, j] for k in range(2)) for j in range(2)] == [-2.5, -3.0]


def test_sizes():
    """Are there 496 paths of 31 steps, 328 MB of states, and 803 names to train on?"""
    paths = kept_terms(31, 31, 31) >= 0
    assert paths.sum() == 496
    megabytes = 10**4 * 32 * 128 * 8 / 1e6
    assert round(megabytes) == 328
    assert len(load_colours()[0]) - 100 == 803


def test_which_losses_reach_the_fewest_steps():
    """Does loss 5 reach 1 step, and loss 9, of the short last piece, 3, with k1 = k2 = 4?"""
    reach = (kept_terms(10, 4, 4) >= 0).sum(axis=1)
    assert np.flatnonzero(reach == 1).tolist() == [0, 4]
    assert reach[8] == 3
    assert (kept_terms(10, 2, 5) >= 0).sum(axis=1)[5:].min() == 5 - 2 + 1
