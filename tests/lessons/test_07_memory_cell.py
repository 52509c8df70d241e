"""The numbers that lesson 07 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.long_lag import long_lag_sequences


def test_worked_numbers():
    """Are the small examples in the tasks right: powers, a tank, a step backward?"""
    assert nets.carousel_gradient(3, 0.5).tolist() == [1, 0.5, 0.25, 0.125]
    i, g = np.array([1, 0, 0.5]), np.array([2.0, 7, -2])
    cs = nets.carousel_states(np.ones((1, 1)), i[:, None, None], g[:, None, None])
    assert cs.ravel().tolist() == [3, 3, 2]
    cache = {"i": 0.5, "g": 1.0, "o": 0.5, "tanh_c": 0.6}
    cache = {name: np.full((1, 1), value) for name, value in cache.items()}
    cache |= {"W_ih": np.zeros((3, 1)), "W_hh": np.zeros((3, 1))}
    one = np.ones((1, 1))
    _, _, dc, da = nets.memory_cell_step_backward(one, one, cache)
    assert dc.item() == pytest.approx(1.16)
    np.testing.assert_allclose(da, [[0.29, 0.435, 0.15]])


def test_a_gate_at_minus_5_is_not_closed_well():
    """Does sigmoid(-5) = 0.0067 let in 6.7 signals in 1,000 steps?"""
    assert nets.sigmoid(-5.0) == pytest.approx(0.0067, abs=5e-5)


def test_what_is_left_of_sigmoids():
    """Are 2.5e-14 and 0.51 left after 100 steps with weights sigmoid(1) and sigmoid(5)?"""
    left_1, left_5 = (nets.carousel_gradient(100, nets.sigmoid(z))[-1] for z in (1.0, 5.0))
    assert left_1 == pytest.approx(2.5e-14, rel=0.02)
    assert left_5 == pytest.approx(0.51, abs=0.005)


def test_the_numbers_of_the_model_answer():
    """Are 0.37 and 4.3e-5 left of 1 with a weight of 0.99, and 4.3e-5 to be seen of c = 2?"""
    left = nets.carousel_gradient(1000, 0.99)
    assert left[100] == pytest.approx(0.37, abs=0.005)
    assert left[1000] == pytest.approx(4.3e-5, rel=0.01)
    assert np.tanh(2 * left[1000] / 2) == pytest.approx(4.3e-5, rel=0.01)


def test_the_sequence_of_the_task_is_one():
    """Can (6, 8, 4, 0, 2, 3, 5) be drawn for q = 3 and p = 5: are its codes and length so?"""
    ids, lengths, y = long_lag_sequences(3, 5, np.random.default_rng(0), B=500)
    found = (lengths == 7) & (y == 1)
    assert found.any()
    np.testing.assert_array_equal(ids[[0, 1, 6]][:, found].T, [[6, 8, 5]] * found.sum())
    assert lengths.min() == 6
