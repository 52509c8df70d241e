"""The numbers that lesson 10 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.adding import adding_batch
from lstm_utils.tasks.temporal_order import temporal_order_batch


def test_worked_numbers():
    """Are the small examples in the tasks right: a loss, a step, a test, a run, a bias?"""
    outputs = np.array([[5.0], [3.0], [9.0]])
    loss, doutputs = nets.squared_error_at_end(outputs, np.array([2]), np.array([1.0]))
    assert loss == 4
    assert doutputs.ravel().tolist() == [0, 4, 0]
    params = {"w": np.array([1.0])}
    nets.adam_step(params, {"w": np.array([-200.0])}, nets.adam_init(params), lr=0.1)
    assert params["w"] == pytest.approx(1.1)
    errors = np.array([0.01, -0.5, 0.03, 0.02])
    assert (nets.solved(errors, share=0.75), nets.solved(errors)) == (True, False)
    assert nets.strict_run(np.array([0.01, 0.5, -0.02, 0.03, 0.01]), n=2) == 4
    assert np.log(9) == pytest.approx(2.197, abs=5e-4)
    assert nets.sigmoid(np.log(9)) == pytest.approx(0.9)
    assert nets.sigmoid(-np.log(9)) == pytest.approx(0.1)


def test_the_pictures_of_the_tasks():
    """Is the sum in the picture 0.54 + 0.94 = 1.48, and is YX its class 2?"""
    x, _ = adding_batch(10, 1, np.random.default_rng(39))
    marked = x[x[:, 0, 1] == 1, 0, 0].round(2)
    assert marked.tolist() == [0.54, 0.94]
    assert temporal_order_batch(1, np.random.default_rng(3))[2].tolist() == [2]


def test_time_scales():
    """Does a cell last 2 steps with a bias of 0, 3.7 with 1, which forgets within 20 steps?"""
    assert 1 / (1 - nets.sigmoid(0.0)) == 2
    assert 1 / (1 - nets.sigmoid(1.0)) == pytest.approx(3.7, abs=0.02)
    assert nets.sigmoid(1.0) ** 20 < 0.002
    half = np.log(0.5) / np.log(1 - 1 / 145)
    assert half == pytest.approx(100, abs=0.5)
    assert half / 145 == pytest.approx(0.7, abs=0.02)


def test_a_run_of_2000_is_rare():
    """Is 2e-9 the probability of 2,000 right answers in a row if 1 % are wrong?"""
    all_right = 0.99**2000
    assert all_right == pytest.approx(2e-9, rel=0.1)
