"""Do mixture densities integrate to 1, and are gradients and samples right?"""

import numpy as np
import pytest
from scipy.stats import kstest, multivariate_normal

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.bank.l22_drawing import _mixtures as mixtures

M = 3


def outputs(N, seed=0, M=M):
    """Return outputs of a net that fit on a small grid."""
    return 0.6 * np.random.default_rng(seed).normal(size=(N, 6 * M + 3))


@pytest.mark.parametrize("seed", range(3))
def test_the_density_integrates_to_one(seed):
    """Is the sum over a fine grid and all three pens 1, up to the error of the grid?"""
    z, side = outputs(1, seed), np.linspace(-12, 12, 241)
    grid = np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2)
    mass = 0.0
    for pen in range(3):
        rows = np.repeat(z, len(grid), axis=0)
        nll, _ = nets.mdn_nll(rows, M, grid, np.full(len(grid), pen))
        mass += np.exp(-nll).sum() * (side[1] - side[0]) ** 2
    assert mass == pytest.approx(1, abs=1e-6)


def test_scipy_agrees():
    """Is the loss that of scipy's normal distributions, and gamma each one's share?"""
    z, rng = outputs(6), np.random.default_rng(1)
    xy, pen = rng.normal(size=(6, 2)), rng.integers(3, size=6)
    pi, mu_x, mu_y, s_x, s_y, rho, pens = nets.mdn_split(z, M)
    terms = np.empty((6, M))
    for n in range(6):
        for k in range(M):
            cross = rho[n, k] * s_x[n, k] * s_y[n, k]
            covariance = [[s_x[n, k] ** 2, cross], [cross, s_y[n, k] ** 2]]
            normal = multivariate_normal([mu_x[n, k], mu_y[n, k]], covariance)
            terms[n, k] = pi[n, k] * normal.pdf(xy[n])
    nll, gamma = nets.mdn_nll(z, M, xy, pen)
    np.testing.assert_allclose(nll, -np.log(terms.sum(axis=1) * pens[range(6), pen]))
    np.testing.assert_allclose(gamma, terms / terms.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("seed", range(3))
def test_gradients_match_central_differences(seed):
    """Is dz the derivative of the sum of the losses, for all outputs?"""
    z, rng = outputs(4, seed), np.random.default_rng(seed)
    xy, pen = rng.normal(size=(4, 2)), rng.integers(3, size=4)
    _, gamma = nets.mdn_nll(z, M, xy, pen)
    numerical = nets.numerical_gradient(lambda q: nets.mdn_nll(q, M, xy, pen)[0].sum(), z, 1e-5)
    np.testing.assert_allclose(nets.mdn_backward(gamma, z, M, xy, pen), numerical, atol=1e-8)


def test_far_points_have_a_finite_loss():
    """Does nothing underflow, with components 1e5 sigmas away and weights of exp(-900)?"""
    z = np.zeros((1, 15))
    z[0, 1], z[0, 12] = -900, 900
    nll, gamma = nets.mdn_nll(z, 2, np.full((1, 2), 1e5), np.array([2]))
    assert np.isfinite(nll).all()
    assert gamma.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="mdn_split expects"):
        nets.mdn_split(z, 3)


@pytest.mark.parametrize("bias", [0.0, 1.5])
def test_samples_follow_the_density(bias):
    """Are F(x) and F(y given x) of many samples uniform, and pens as frequent as stated?"""
    z = np.repeat(outputs(1, 5), 5000, axis=0)
    xy, pen = nets.mdn_sample(z, M, np.random.default_rng(3), bias)
    for share in mixtures.uniform(xy, mixtures.law(z, M, bias)):
        assert kstest(share, "uniform").pvalue > 1e-4
    expected = nets.mdn_split(z, M)[6][0]
    np.testing.assert_allclose(np.bincount(pen) / len(pen), expected, atol=0.03)


def test_strokes_and_variety():
    """Are strokes cut after their ends, and kinds counted by their entropy?"""
    strokes = nets.strokes_to_path(np.array([[1.0, 1], [0, 2], [3, 0]]), np.array([0, 1, 0]))
    assert [stroke.tolist() for stroke in strokes] == [[[1, 1], [1, 3]], [[4, 3]]]
    assert nets.variety(np.array([3, 3, 4, 4, -1])) == pytest.approx(2)
    assert nets.variety(np.arange(10)) == pytest.approx(10)


def test_the_net_learns_along_its_gradient():
    """Are the gradients of a small net those of central differences, padding left out?"""
    rng = np.random.default_rng(2)
    params = nets.pen_net_init(4, 3, 2, rng)
    params = {name: q.astype(float) for name, q in params.items()}
    x, xy, pen = (
        rng.normal(size=(5, 2, 4)),
        rng.normal(size=(5, 2, 2)),
        rng.integers(3, size=(5, 2)),
    )
    mask = np.arange(5)[:, None] < [5, 3]
    _, grads = nets.pen_net_loss_and_grads(params, 2, x, xy, pen, mask)
    for name, q in params.items():

        def loss(value, name=name):
            return nets.pen_net_loss_and_grads(params | {name: value}, 2, x, xy, pen, mask)[0]

        np.testing.assert_allclose(
            grads[name], nets.numerical_gradient(loss, q, 1e-5), atol=1e-7
        )
    xy[~mask], x[~mask] = 99, 99
    assert nets.pen_net_loss_and_grads(params, 2, x, xy, pen, mask)[1][
        "W_out"
    ] == pytest.approx(grads["W_out"])
