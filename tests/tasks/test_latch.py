"""Tests of the latch problem."""

import numpy as np
import pytest

from lstm_utils.tasks.latch import latch_batch


@pytest.mark.parametrize(("B", "lag", "n_signal"), [(5, 7, 1), (1, 0, 3), (4, 30, 3)])
def test_the_class_is_the_sign_of_the_beginning(B, lag, n_signal):
    """Are the first inputs all +1 for class 1 and all -1 for class 0?"""
    x, y = latch_batch(B, lag, np.random.default_rng(0), n_signal)
    assert x.shape == (n_signal + lag, B, 1)
    np.testing.assert_equal(x[:n_signal, :, 0], np.tile(2.0 * y - 1, (n_signal, 1)))


def test_signal_and_noise_may_have_lines_of_their_own():
    """Are the two lines those of the one-line task, each silent where the other speaks?"""
    one, y = latch_batch(3, 5, np.random.default_rng(4), n_signal=2)
    two, same_y = latch_batch(3, 5, np.random.default_rng(4), n_signal=2, lines=2)
    np.testing.assert_equal(y, same_y)
    np.testing.assert_equal(two[:2, :, 0], one[:2, :, 0])
    np.testing.assert_equal(two[2:, :, 1], one[2:, :, 0])
    assert not two[2:, :, 0].any()
    assert not two[:2, :, 1].any()


def test_the_noise_is_as_stated_and_tells_nothing():
    """Has the noise mean 0, the stated variance, and no correlation with the class?"""
    x, y = latch_batch(4000, 20, np.random.default_rng(1), variance=0.2)
    noise = x[1:, :, 0]
    n = noise.size
    # each bound is 5.5 standard deviations of what is measured
    assert abs(noise.mean()) < 5.5 * (0.2 / n) ** 0.5
    assert abs(noise.var() - 0.2) < 5.5 * 0.2 * (2 / n) ** 0.5
    assert abs((noise * (2 * y - 1)).mean()) < 5.5 * (0.2 / n) ** 0.5
    assert abs(y.mean() - 0.5) < 5.5 * 0.5 / 4000**0.5


def test_the_same_seed_draws_the_same():
    """Do two generators with one seed give the same batch, and another seed another?"""
    first, again, other = (latch_batch(6, 5, np.random.default_rng(s))[0] for s in (2, 2, 3))
    np.testing.assert_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    "bad", [{"n_signal": 0}, {"lag": -1}, {"variance": -0.1}, {"lines": 3}]
)
def test_impossible_settings_are_refused(bad):
    """Does a latch without signal, with negative lag or variance raise?"""
    settings = {"B": 2, "lag": 3, "rng": np.random.default_rng(0)} | bad
    with pytest.raises(ValueError, match="latch_batch expects n_signal >= 1"):
        latch_batch(**settings)
