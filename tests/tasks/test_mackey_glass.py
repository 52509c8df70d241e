"""The Mackey-Glass series."""

import numpy as np

from lstm_utils.tasks.mackey_glass import mackey_glass


def test_the_series_is_chaotic_and_bounded():
    """Does it swing between known bounds, and do two starts part?"""
    one, other = (mackey_glass(600, np.random.default_rng(seed)) for seed in (0, 1))
    assert one.shape == (600,)
    assert 0.2 < one.min() < 0.6 < 1.1 < one.max() < 1.4
    assert abs(one - other).max() > 0.3


def test_a_shorter_delay_swings_regularly():
    """With a delay of 10, does the series repeat itself after one swing?"""
    x = mackey_glass(300, np.random.default_rng(0), delay=10)
    errors = [abs(x[k:] - x[:-k]).max() for k in range(20, 60)]
    assert min(errors) < 0.1 * (x.max() - x.min())


def test_it_solves_its_equation():
    """Is the change within one unit of time about the right-hand side?"""
    x = mackey_glass(400, np.random.default_rng(0))
    t = np.arange(20, 380)
    slope = (x[t + 1] - x[t - 1]) / 2
    right = 0.2 * x[t - 17] / (1 + x[t - 17] ** 10) - 0.1 * x[t]
    assert abs(slope - right).max() < 0.01
