"""The numbers that lesson 01 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


def test_worked_numbers():
    """Are the small examples in the tasks right: a neuron, a slope, a layer, a softmax?"""
    assert nets.sigmoid(-0.75) == pytest.approx(0.3208, abs=5e-5)
    assert nets.tanh_prime_from_output(0.6) == pytest.approx(0.64)
    x, W = np.array([[1, 2, -1]]), np.array([[0.5, -0.25, 1], [1, 0, 1]])
    assert nets.dense(x, W, np.array([0.25, -0.5])).tolist() == [[-0.75, -0.5]]
    p = nets.softmax(np.array([[1.0, 2.0, 3.0]]))[0]
    np.testing.assert_allclose(p, [0.0900, 0.2447, 0.6652], atol=5e-5)


def test_one_sided_and_central_step():
    """Does a step of 0.1 give 12.61 to one side and 12.01 to both, for x^3 at 2?"""
    one_sided = (2.1**3 - 2**3) / 0.1
    assert one_sided == pytest.approx(12.61)
    assert nets.numerical_gradient(lambda x: x**3, 2.0, eps=0.1) == pytest.approx(12.01)


def test_ten_slopes_and_blind_guessing():
    """Do ten factors of 1/4 leave 9.5e-7, and does guessing among ten cost 2.30 nats?"""
    ten_slopes = 0.25**10
    assert ten_slopes == pytest.approx(9.5e-7, rel=0.01)
    assert np.log(10) == pytest.approx(2.30, abs=0.005)


def test_the_numbers_of_the_model_answer():
    """Is a = 0.00034 at z = -8, and is the slope at 0 over 700 times as large as there?"""
    a = nets.sigmoid(-8.0)
    assert a == pytest.approx(0.00034, abs=5e-6)
    assert 700 < 0.25 / (a * (1 - a)) < 800


def test_large_steps_throw_the_saturated_neuron_across():
    """Does a step 1,000 times as large carry z from -8 to the other side, and out there?"""
    z = -8.0
    for _ in range(10):
        a = nets.sigmoid(z)
        z -= 1000 * (a - 1) * a * (1 - a)
    assert z > 6
    assert nets.sigmoid_prime_from_output(nets.sigmoid(z)) < 0.0025
