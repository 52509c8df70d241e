"""Evolution: do ranks, estimated gradients and readouts have the properties they promise?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets

A = np.array([1.0, -2.0, 0.5])


def line(theta):
    """Return a score with the gradient A everywhere."""
    return float(theta @ A + 7)


def z_scores(estimates, right):
    """Return by how many standard errors the mean of estimates is off, for each parameter."""
    error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
    return (estimates.mean(axis=0) - right) / error


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=20))
def test_ranks_depend_on_the_order_alone(scores):
    """Are ranks balanced around 0, monotone, equal for equal scores, and within bounds?"""
    shaped = nets.rank_shape(np.array(scores))
    assert abs(shaped.sum()) < 1e-9
    assert abs(shaped).max() <= 0.5
    for a, x in zip(scores, shaped, strict=True):
        for b, y in zip(scores, shaped, strict=True):
            assert (a < b) == (x < y)


def test_the_estimate_is_unbiased():
    """Is the mean of 4,000 estimates within 4.5 standard errors of the gradient?"""
    rng = np.random.default_rng(0)
    theta = np.array([0.3, 0.1, -0.2])
    found = np.array([nets.es_gradient(line, theta, 0.4, 2, rng) for _ in range(4000)])
    assert abs(z_scores(found, A)).max() < 4.5  # a right one fails in 2 of 100,000 runs
    variance = (A**2 + A @ A) / 2  # of a straight line, with two pairs
    np.testing.assert_allclose(found.var(axis=0), variance, rtol=0.15)


@pytest.mark.parametrize("wrong", ["different noise", "one-sided", "no factor 2"])
def test_the_statistical_test_has_power(wrong):
    """Does the same test refuse estimators that people write, or their variance?"""
    rng, sigma, found = np.random.default_rng(1), 0.4, []
    for _ in range(4000):
        noise, other = rng.normal(size=(2, 2, 3))
        minus = other if wrong == "different noise" else noise
        plus = np.array([line(sigma * e) for e in noise])
        less = np.array([line(-sigma * e) for e in minus])
        difference = 2 * plus if wrong == "one-sided" else plus - less
        found.append(difference @ noise / (2 * sigma * 2) * (1 + (wrong == "no factor 2")))
    variance = (A**2 + A @ A) / 2
    biased = abs(z_scores(np.array(found), A)).max() > 4.5
    assert biased or (np.var(found, axis=0) > 2 * variance).all()
    assert biased == (wrong != "one-sided")  # that one is unbiased, and 50 times as noisy


def test_an_even_function_has_no_slope():
    """Do the two trials of a pair cancel where a function is even around theta?"""
    estimate = nets.es_gradient(
        lambda t: float((t**2).sum()), np.zeros(4), 0.5, 3, rng=seeded()
    )
    assert not estimate.any()


def seeded():
    """Return a generator."""
    return np.random.default_rng(5)


def test_shaped_scores_resist_an_outlier():
    """Does an outlier turn the raw direction, and not that of ranks?"""
    rng = np.random.default_rng(0)

    def f(theta):
        return line(theta) - (1e6 if rng.random() < 0.05 else 0)

    def cosine(g):
        return g @ A / np.linalg.norm(g) / np.linalg.norm(A)

    raw = nets.es_gradient(f, np.zeros(3), 0.5, 100, seeded())
    shaped = nets.es_gradient(f, np.zeros(3), 0.5, 100, seeded(), nets.rank_shape)
    assert cosine(shaped) > 0.9 > cosine(raw)


@pytest.mark.parametrize(("T", "H", "O"), [(30, 4, 2), (3, 6, 1)])
def test_the_readout_is_a_minimum(T, H, O):
    """Is the gradient of the penalised sum of squares 0, and does scikit-learn agree?"""
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(T)
    S, y = rng.normal(size=(T, H)), rng.normal(size=(T, O))
    W = nets.ridge_readout(S, y, 0.3)
    np.testing.assert_allclose((S @ W.T - y).T @ S + 0.3 * W, 0, atol=1e-12)
    other = Ridge(alpha=0.3, fit_intercept=False).fit(S, y).coef_.reshape(O, H)
    np.testing.assert_allclose(W, other, rtol=1e-9)


def test_what_makes_no_sense_raises():
    """Are a sigma of 0, no pairs and no penalty refused?"""
    for sigma, pairs in ((0.0, 2), (0.1, 0)):
        with pytest.raises(ValueError, match="es_gradient"):
            nets.es_gradient(line, np.zeros(3), sigma, pairs, seeded())
    with pytest.raises(ValueError, match="penalty"):
        nets.ridge_readout(np.ones((2, 2)), np.ones((2, 1)), 0.0)
    with pytest.raises(ValueError, match="scores"):
        nets.rank_shape(np.ones((2, 2)))
