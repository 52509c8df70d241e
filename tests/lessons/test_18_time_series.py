"""The numbers that lesson 18 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


def test_worked_numbers():
    """Are the small examples in the tasks right?"""
    mean, scale = nets.fit_scaler(np.array([[1.0, 5], [3, 5]]))
    assert (mean.tolist(), scale.tolist()) == ([2, 5], [1, 1])
    x, y = nets.windows(np.arange(10.0, 15), 2, 2)
    assert (x.tolist(), y.tolist()) == ([[10, 11], [11, 12]], [13, 14])
    assert nets.nse(np.array([1.0, 3]), np.array([1.0, 2])) == 0.5
    errors = np.array([1.0, -3])
    assert nets.mase(errors, 0 * errors, np.array([0.0, 4, 2])) == pytest.approx(2 / 3)
    assert nets.conformal_width(np.array([-3.0, 1, 2, -5]), 0.4) == 3
    ends = np.array([0.0, 2]), np.array([1.0, 5]), np.array([1.0, 6])
    assert nets.coverage(*ends) == (0.5, 2)
    loss, dq = nets.pinball(np.array([2.0]), np.array([[1.0, 4]]), np.array([0.1, 0.9]))
    assert loss == pytest.approx(0.15)
    np.testing.assert_allclose(dq, [[-0.05, 0.05]])
    cs, snow = np.arange(4.0)[:, None], np.array([5.0, 7, 10, 11])
    efficiency, w = nets.probe_snow(cs, snow, np.arange(4) > 1)
    np.testing.assert_allclose([efficiency, *w], [-1, 2, 5])
    cs, snow = np.array([[1.0], [2], [6]]), np.array([0.0, 10, 20])
    assert nets.edit_state(np.array([[3.0]]), np.array([8.0]), cs, snow).item() == 5
    run = nets.rollout(lambda x, s: (x + s, s + 1), 1, 10.0, 3)
    assert run.tolist() == [11, 13, 16]
