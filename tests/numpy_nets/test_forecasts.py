"""Windows, scales, scores, free runs and intervals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss, r2_score

import lstm_utils.numpy_nets as nets


@given(past=st.integers(1, 6), ahead=st.integers(0, 5), more=st.integers(0, 9))
def test_a_window_and_its_target_are_consecutive(past, ahead, more):
    """Does each window end `ahead` steps before its target, and is every one there?"""
    series = np.arange(float(past + ahead + more))
    if len(series) - past - ahead + 1 < 1:
        return
    x, y = nets.windows(series, past, ahead)
    assert x.shape == (len(y), past) == (more + 1, past)
    np.testing.assert_array_equal(x, np.arange(more + 1)[:, None] + np.arange(past))
    np.testing.assert_array_equal(y - x[:, -1], ahead)
    assert not np.shares_memory(x, series)
    assert not np.shares_memory(y, series)


@pytest.mark.parametrize(("past", "ahead"), [(0, 1), (3, -1), (5, 2)])
def test_a_series_that_is_too_short(past, ahead):
    """Does an error show what came if no window fits?"""
    with pytest.raises(ValueError, match=f"past {past}, ahead {ahead}, 6 values"):
        nets.windows(np.zeros(6), past, ahead)


def test_a_scaler_makes_the_training_part_standard():
    """Has each column mean 0 and deviation 1 then, and does a constant one stay finite?"""
    train = np.random.default_rng(0).normal(size=(50, 3)) * [1, 9, 0] + [3, 0, 0.1]
    mean, scale = nets.fit_scaler(train)
    scaled = (train - mean) / scale
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), [1, 1, 0], atol=1e-12)
    assert scale[2] == 1


def test_scores_are_those_of_the_literature():
    """Is nse scikit-learn's r2, and is mase 1 for persistence on a long walk?"""
    rng = np.random.default_rng(0)
    y, forecast = rng.normal(size=(2, 40))
    assert nets.nse(y, forecast) == pytest.approx(r2_score(y, forecast))
    assert nets.nse(y, np.full(40, y.mean())) == pytest.approx(0)
    walk = rng.normal(size=20_000).cumsum()
    train, rest = walk[:10_000], walk[10_000:]
    for season in (1, 9):
        naive = nets.mase(rest[season:], rest[:-season], train, season)
        assert naive == pytest.approx(1, abs=0.1)


def test_scores_that_are_not_defined():
    """Do a constant y, rounded mean or not, and a season that is too long raise errors?"""
    for constant in (1.0, 0.1):
        with pytest.raises(ValueError, match="not all the same"):
            nets.nse(np.full(3, constant), np.zeros(3))
    with pytest.raises(ValueError, match="season < 3; got 3"):
        nets.mase(np.ones(3), np.zeros(3), np.arange(3.0), season=3)


def test_pinball_is_that_of_scikit_learn():
    """Is the loss the mean over the quantiles of scikit-learn's?"""
    rng = np.random.default_rng(0)
    y, q, tau = rng.normal(size=30), rng.normal(size=(30, 3)), np.array([0.1, 0.4, 0.9])
    loss, _ = nets.pinball(y, q, tau)
    peer = [mean_pinball_loss(y, q[:, k], alpha=tau[k]) for k in range(3)]
    assert loss == pytest.approx(np.mean(peer))


def test_the_gradient_of_pinball_is_its_slope():
    """Is dq the numerical gradient where no forecast hits exactly?"""
    rng = np.random.default_rng(1)
    y, q, tau = rng.normal(size=5), rng.normal(size=(5, 3)), np.array([0.1, 0.4, 0.9])
    dq = nets.pinball(y, q, tau)[1]
    slope = nets.numerical_gradient(lambda q: nets.pinball(y, q, tau)[0], q)
    np.testing.assert_allclose(dq, slope, atol=1e-8)


def test_the_best_constant_is_the_quantile():
    """Is the loss of a constant forecast least at the quantile of y?"""
    y, tau = np.random.default_rng(2).gamma(2, size=501), np.array([0.8])
    constants = np.linspace(0, 8, 400)
    losses = [nets.pinball(y, np.full((501, 1), c), tau)[0] for c in constants]
    assert constants[np.argmin(losses)] == pytest.approx(np.quantile(y, 0.8), abs=0.03)


@pytest.mark.parametrize("tau", [0.0, 1.0, 90.0])
def test_a_quantile_is_between_0_and_1(tau):
    """Is a percentage refused?"""
    with pytest.raises(ValueError, match="between 0 and 1"):
        nets.pinball(np.zeros(2), np.zeros((2, 1)), np.array([tau]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        nets.conformal_width(np.zeros(4), tau)


@pytest.mark.parametrize(("n", "alpha"), [(19, 0.1), (20, 0.1), (99, 0.05), (7, 0.4)])
def test_a_conformal_interval_is_right_as_often_as_it_promises(n, alpha):
    """Is the share of new residuals inside 1 - alpha, or up to 1/(n+1) more?"""
    rng = np.random.default_rng(n)
    drawn = rng.standard_t(2, size=(4000, n + 1))
    w = np.array([nets.conformal_width(row[:n], alpha) for row in drawn])
    share = (abs(drawn[:, n]) <= w).mean()
    assert 1 - alpha - 0.02 < share < 1 - alpha + 1 / (n + 1) + 0.02


def test_too_few_residuals():
    """Is the width infinite where no residual is large enough?"""
    assert nets.conformal_width(np.ones(8), 0.1) == math.inf
    assert nets.conformal_width(np.array([-3.0, *np.ones(8)]), 0.1) == 3


def test_coverage_counts_the_ends():
    """Are values on the ends inside, and is the width a mean?"""
    lo, hi = np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 3, 3])
    assert nets.coverage(lo, hi, np.array([0.0, 3, 1.9, 3])) == (0.75, 1.0)


def test_a_rollout_feeds_back():
    """Does a model of a sine draw the sine from two values, and is an empty run empty?"""
    w = 0.3

    def step(x, before):
        return 2 * np.cos(w) * x - before, x

    t = np.arange(30)
    found = nets.rollout(step, np.sin(0.0), np.sin(w), 30)
    np.testing.assert_allclose(found, np.sin(w * (t + 2)), atol=1e-9)
    assert nets.rollout(step, 0.0, 1.0, 0).shape == (0,)
