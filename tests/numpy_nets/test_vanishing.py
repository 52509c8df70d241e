"""Tests of how gradients shrink and grow through time, and of clipping."""

import copy
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import lstm_utils.numpy_nets.gradients as nets
from lstm_utils.numpy_nets.elman import elman_forward
from lstm_utils.numpy_nets.guessing import random_guess_latch
from lstm_utils.numpy_nets.rnn import rnn_backward, rnn_forward
from lstm_utils.tasks.latch import latch_batch

size = st.integers(1, 6)
seed = st.integers(0, 2**32 - 1)


def draw_states(T, H, seed):
    """The states of a network under random inputs, and all that made them."""
    rng = np.random.default_rng(seed)
    inputs = {"x": rng.normal(size=(T, 1, 2)), "h0": rng.normal(size=(1, H))}
    inputs |= {"W_ih": rng.normal(size=(H, 2)), "W_hh": rng.normal(size=(H, H)) / H**0.5}
    return rnn_forward(**inputs, b=rng.normal(size=H)), inputs


@settings(deadline=None)
@given(st.integers(1, 7), size, seed)
def test_jacobian_product_is_what_backpropagation_through_time_computes(T, H, seed):
    """Is row i of the product the gradient that unit i of the last state sends to h_0?"""
    hs, inputs = draw_states(T, H, seed)
    product = nets.jacobian_product(hs[:, 0], inputs["W_hh"])
    for i in range(H):
        dhs = np.zeros_like(hs)
        dhs[-1, 0, i] = 1
        *_, dh0 = rnn_backward(dhs, inputs | {"hs": hs})
        np.testing.assert_allclose(product[i], dh0[0], atol=1e-12)


def test_jacobian_product_worked_number():
    """Do two steps of one unit with w = 2 at h = 0.5 and 0 give (0.75 * 2) * (1 * 2) = 3?"""
    product = nets.jacobian_product(np.array([[0.5], [0.0]]), np.array([[2.0]]))
    np.testing.assert_allclose(product, [[3.0]])


@settings(deadline=None)
@given(st.integers(1, 7), size, seed)
def test_norm_by_lag_is_the_norm_of_each_partial_product(T, H, seed):
    """Is element t - 1 the largest singular value of the Jacobian of the first t steps?"""
    hs, inputs = draw_states(T, H, seed)
    norms = nets.gradient_norm_by_lag(hs[:, 0], inputs["W_hh"])
    assert norms.shape == (T,)
    for t in range(1, T + 1):
        product = nets.jacobian_product(hs[:t, 0], inputs["W_hh"])
        assert norms[t - 1] == pytest.approx(np.linalg.svd(product)[1][0], rel=1e-9, abs=1e-15)


def test_saturated_units_pass_no_gradient():
    """Does a state of +-1 at one step stop every gradient that comes from beyond it?"""
    hs = np.zeros((5, 3))
    hs[2] = [1, -1, 1]
    norms = nets.gradient_norm_by_lag(hs, 2 * np.eye(3))
    np.testing.assert_allclose(norms, [2, 4, 0, 0, 0])


@settings(deadline=None)
@given(st.integers(2, 8), st.just(0.0) | st.floats(1e-6, 3), seed)
def test_rescaling_sets_the_largest_absolute_eigenvalue(H, rho, seed):
    """Is the spectral radius what was asked for, and the matrix one number times the old?"""
    W = np.random.default_rng(seed).normal(size=(H, H))
    scaled = nets.rescale_spectral_radius(W, rho)
    assert np.abs(np.linalg.eigvals(scaled)).max() == pytest.approx(rho, abs=1e-9)
    np.testing.assert_allclose(scaled, W * (scaled[0, 0] / W[0, 0]), rtol=1e-9)


def test_complex_eigenvalues_count_by_their_absolute_value():
    """Is a rotation, with eigenvalues +-i, taken to have radius 1 and not 0?"""
    rotation = np.array([[0.0, -3.0], [3.0, 0.0]])
    np.testing.assert_allclose(nets.rescale_spectral_radius(rotation, 0.5), rotation / 6)


def test_the_spectral_radius_is_not_the_largest_singular_value():
    """Is a shear, radius 1 and singular value 10.1, left alone when radius 1 is asked for?"""
    shear = np.array([[1.0, 10.0], [0.0, 1.0]])
    np.testing.assert_allclose(nets.rescale_spectral_radius(shear, 1.0), shear)


@pytest.mark.parametrize(
    ("W", "rho"),
    [(np.zeros((3, 3)), 1.0), (np.triu(np.ones((3, 3)), 1), 1.0), (np.eye(2), -1.0)],
)
def test_what_cannot_be_rescaled_is_refused(W, rho):
    """Do matrices with all eigenvalues 0, and negative radii, raise with what came?"""
    with pytest.raises(ValueError, match=f"got rho={rho} and a spectral radius"):
        nets.rescale_spectral_radius(W, rho)


@pytest.mark.parametrize(
    ("rho", "stated"),
    [(0.5, [2e-3, 1e-15, 8e-31]), (0.9, [0.6, 3e-3, 3e-6]), (1.0, [2.5, 0.44, 0.02])],
)
def test_gradients_vanish_as_fast_as_the_course_says(rho, stated):
    """Do the typical norms at lags 10, 50 and 100 lie within a factor of 4 of the course's?"""
    runs = [norms_for(rho, seed)[[9, 49, 99]] for seed in range(8)]
    typical = np.exp(np.mean(np.log(runs), axis=0))
    assert np.all(np.abs(np.log(typical / stated)) < np.log(4)), typical


@pytest.mark.parametrize("seed", range(8))
def test_gradients_explode_from_rest(seed):
    """Does a radius of 1.5 lengthen a gradient at least tenfold in 10 steps, every time?"""
    assert norms_for(1.5, seed)[9] > 10


def norms_for(rho, seed):
    """Run 50 tanh units from rest under weak noise, weights scaled to radius rho."""
    rng = np.random.default_rng(seed)
    W_hh = nets.rescale_spectral_radius(rng.normal(size=(50, 50)), rho)
    x = rng.normal(scale=0.08, size=(100, 1, 50))
    hs = rnn_forward(x, np.zeros((1, 50)), np.eye(50), W_hh, np.zeros(50))
    return nets.gradient_norm_by_lag(hs[:, 0], W_hh)


# no smaller: below 1e-308 a product loses digits, and agrees with nobody to 1e-9
finite = st.just(0.0) | st.floats(1e-6, 1e6) | st.floats(-1e6, -1e-6)
gradients = st.dictionaries(
    st.sampled_from(["W_ih", "W_hh", "b"]),
    arrays(float, st.tuples(size, size), elements=finite),
).filter(len)


@settings(deadline=None)
@given(gradients, st.floats(1, 1e3))
def test_clipping_agrees_with_torch(grads, c):
    """Are norm and clipped gradients those of torch.nn.utils.clip_grad_norm_?"""
    leaves = [
        torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads.values()
    ]
    for leaf, g in zip(leaves, grads.values(), strict=True):
        leaf.grad = torch.tensor(g)
    peer = torch.nn.utils.clip_grad_norm_(leaves, c)
    clipped, norm = nets.clip_by_global_norm(grads, c)
    assert norm == pytest.approx(peer.item(), rel=1e-9)
    for name, leaf in zip(grads, leaves, strict=True):
        # torch divides by norm + 1e-6, so it ends a little below c
        np.testing.assert_allclose(clipped[name], leaf.grad.numpy(), rtol=2e-6)


@settings(deadline=None)
@given(gradients, st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_the_bound(grads, c):
    """Is the result one factor, at most 1, times the input, and no longer than c?"""
    before = copy.deepcopy(grads)
    clipped, norm = nets.clip_by_global_norm(grads, c)
    factor = 1.0 if norm <= c else c / norm
    for name, g in grads.items():
        np.testing.assert_allclose(clipped[name], factor * g, rtol=1e-12)
    assert nets.clip_by_global_norm(clipped, c)[1] <= c * (1 + 1e-12)
    np.testing.assert_equal(grads, before)


def test_clipping_worked_number():
    """Is (3, 4) with norm 5 shortened to (0.6, 0.8) at c = 1 and left alone at c = 5?"""
    grads = {"W": np.array([[3.0]]), "b": np.array([4.0])}
    clipped, norm = nets.clip_by_global_norm(grads, 1.0)
    assert norm == 5.0
    assert clipped["W"][0, 0] == pytest.approx(0.6)
    assert clipped["b"][0] == pytest.approx(0.8)
    np.testing.assert_equal(nets.clip_by_global_norm(grads, 5.0)[0], grads)


@pytest.mark.parametrize("container", [list, tuple])
def test_lists_come_back_as_lists(container):
    """Does a list or tuple of gradients come back as the same kind?"""
    clipped, norm = nets.clip_by_global_norm(container([np.array([3.0]), np.array([4.0])]), 1.0)
    assert type(clipped) is container
    assert norm == 5.0
    np.testing.assert_allclose(np.concatenate(clipped), [0.6, 0.8])


@pytest.mark.parametrize("poison", [math.nan, math.inf, -math.inf])
def test_gradients_that_are_not_finite_become_zero(poison):
    """Does one bad entry, wherever it stands, zero the step and show in the norm?"""
    for place in range(3):
        grads = [np.ones(2), np.ones(2), np.ones(2)]
        grads[place][1] = poison
        clipped, norm = nets.clip_by_global_norm(grads, 1.0)
        assert math.isnan(norm) if math.isnan(poison) else norm == math.inf
        np.testing.assert_equal(clipped, [np.zeros(2)] * 3)


@pytest.mark.parametrize(("dtype", "large"), [(np.float32, 1e30), (np.float64, 1e200)])
def test_large_gradients_are_clipped_without_overflow(dtype, large):
    """Are entries whose squares overflow still clipped to the right direction?"""
    grads = [np.array([3 * large, 0], dtype), np.array([4 * large], dtype)]
    clipped, norm = nets.clip_by_global_norm(grads, 1.0)
    assert norm == pytest.approx(5 * large, rel=1e-6)
    assert clipped[0].dtype == dtype
    np.testing.assert_allclose(np.concatenate(clipped), [0.6, 0, 0.8], rtol=1e-6)


def test_zero_gradients_stay_zero():
    """Is a norm of 0 no reason to divide by it?"""
    clipped, norm = nets.clip_by_global_norm({"b": np.zeros(3)}, 1.0)
    assert norm == 0
    np.testing.assert_equal(clipped["b"], np.zeros(3))


@pytest.mark.parametrize("c", [0.0, -1.0, math.nan])
def test_a_limit_that_is_not_positive_is_refused(c):
    """Does a limit that would zero or turn every gradient raise?"""
    with pytest.raises(ValueError, match="expects c > 0; got"):
        nets.clip_by_global_norm([np.ones(2)], c)


@pytest.mark.parametrize("seed", range(4))
def test_guessing_solves_the_latch(seed):
    """Is a net found that remembers a sign over 100 noisy steps, on new sequences too?"""
    rng = np.random.default_rng(seed)
    x, y = latch_batch(64, 100, rng)
    params, tries = random_guess_latch(x, y, rng, max_tries=1500)
    assert 1 <= tries < 1500
    new_x, new_y = latch_batch(1000, 100, rng)
    z, cache = elman_forward(params, new_x)
    assert (z[-1].argmax(axis=1) == new_y).mean() > 0.95
    assert cache["hs"].shape == (101, 1000, 1)


def test_guessing_gives_up_after_max_tries():
    """Do labels that contradict each other end in None after exactly max_tries nets?"""
    x = np.ones((3, 2, 1))
    found = random_guess_latch(x, np.array([0, 1]), np.random.default_rng(0), max_tries=7)
    assert found == (None, 7)
