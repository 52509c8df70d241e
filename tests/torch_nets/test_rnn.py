"""Tests of the PyTorch twins of the Elman network against the NumPy ones and autograd."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_utils.numpy_nets import elman as numpy_elman
from lstm_utils.numpy_nets import gradients as numpy_gradients
from lstm_utils.numpy_nets import rnn as numpy_rnn
from lstm_utils.torch_nets import elman, gradients, rnn

size = st.integers(1, 5)
seed = st.integers(0, 2**32 - 1)


def draw(shapes, seed):
    """Named normal arrays, and the same as float64 tensors that ask for gradients."""
    rng = np.random.default_rng(seed)
    drawn = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn, {name: torch.tensor(v, requires_grad=True) for name, v in drawn.items()}


def draw_rnn(T, B, I, H, seed):
    """What rnn_forward takes, as arrays and as tensors."""
    shapes = {"x": (T, B, I), "h0": (B, H), "W_ih": (H, I), "W_hh": (H, H), "b": (H,)}
    return draw(shapes, seed)


def cache_of(inputs, hs):
    """What rnn_backward needs again."""
    plain = {name: inputs[name] for name in ("x", "h0", "W_ih", "W_hh")} | {"hs": hs}
    return {
        name: value.detach() if torch.is_tensor(value) else value
        for name, value in plain.items()
    }


@settings(deadline=None)
@given(st.integers(1, 7), size, size, size, seed)
def test_values_and_gradients_equal_the_numpy_twin_and_autograd(T, B, I, H, seed):
    """Do states agree with NumPy, and gradients with NumPy and with autograd, to 1e-9?"""
    arrays, tensors = draw_rnn(T, B, I, H, seed)
    dhs = np.random.default_rng(seed).normal(size=(T, B, H))
    hs = rnn.rnn_forward(**tensors)
    numpy_hs = numpy_rnn.rnn_forward(**arrays)
    np.testing.assert_allclose(hs.detach(), numpy_hs, atol=1e-9)

    hs.backward(torch.tensor(dhs))
    ours = rnn.rnn_backward(torch.tensor(dhs), cache_of(tensors, hs))
    peer = numpy_rnn.rnn_backward(dhs, cache_of(arrays, numpy_hs))
    for name, mine, other in zip(("x", "W_ih", "W_hh", "b", "h0"), ours, peer, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(mine, tensors[name].grad, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(("k1", "k2"), [(1, 1), (2, 3), (3, 3), (4, 9)])
def test_truncation_equals_the_numpy_twin(k1, k2):
    """Are the gradients of truncated BPTT the same in both?"""
    arrays, tensors = draw_rnn(7, 3, 2, 4, seed=1)
    dhs = np.random.default_rng(1).normal(size=(7, 3, 4))
    hs = numpy_rnn.rnn_forward(**arrays)
    peer = numpy_rnn.truncated_bptt(dhs, cache_of(arrays, hs), k1, k2)
    ours = rnn.truncated_bptt(torch.tensor(dhs), cache_of(tensors, torch.tensor(hs)), k1, k2)
    for mine, other in zip(ours, peer, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)


def test_the_classifier_equals_its_numpy_twin_and_autograd():
    """Do the masked loss and all gradients of the classifier agree in both?"""
    shapes = {"W_ih": (4, 2), "W_hh": (4, 4), "b": (4,), "W_out": (3, 4), "b_out": (3,)}
    params, leaves = draw(shapes, seed=2)
    rng = np.random.default_rng(2)
    x, y, mask = (
        rng.normal(size=(5, 6, 2)),
        rng.integers(3, size=(5, 6)),
        rng.random((5, 6)) < 0.5,
    )
    loss, grads = numpy_elman.elman_loss_and_grads(params, x, y, mask)
    data = [torch.tensor(v) for v in (x, y, mask)]
    plain = {name: leaf.detach() for name, leaf in leaves.items()}
    their_loss, their_grads = elman.elman_loss_and_grads(plain, *data)
    assert their_loss.item() == pytest.approx(loss, abs=1e-12)

    z, _ = elman.elman_forward(leaves, data[0])
    torch.nn.functional.cross_entropy(z[data[2]], data[1][data[2]]).backward()
    assert grads.keys() == their_grads.keys()
    for name in grads:
        np.testing.assert_allclose(their_grads[name], grads[name], atol=1e-12, err_msg=name)
        np.testing.assert_allclose(leaves[name].grad, grads[name], atol=1e-12, err_msg=name)


def test_the_drawn_parameters_are_reproducible_and_in_range():
    """Does a generator's seed fix the parameters, all between +-1 / sqrt(H)?"""
    first, again = (elman.elman_init(3, 16, 5, torch.Generator().manual_seed(4)) for _ in "ab")
    for name, value in first.items():
        assert torch.equal(value, again[name])
        assert 0.01 < value.abs().max() <= 0.25
    assert first["W_out"].shape == (5, 16)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 6), size, seed)
def test_gradients_through_time_equal_the_numpy_twin(T, H, seed):
    """Are Jacobian products, norms and rescaled matrices the same in both?"""
    arrays, _ = draw({"hs": (T, H), "W_hh": (H, H)}, seed)
    hs, W_hh = np.tanh(arrays["hs"]), arrays["W_hh"]
    for ours, peer in [
        (gradients.jacobian_product, numpy_gradients.jacobian_product),
        (gradients.gradient_norm_by_lag, numpy_gradients.gradient_norm_by_lag),
    ]:
        found = ours(torch.tensor(hs), torch.tensor(W_hh))
        np.testing.assert_allclose(found, peer(hs, W_hh), rtol=1e-9, atol=1e-12)
    scaled = gradients.rescale_spectral_radius(torch.tensor(W_hh), 0.9)
    np.testing.assert_allclose(
        scaled, numpy_gradients.rescale_spectral_radius(W_hh, 0.9), rtol=1e-9
    )


@pytest.mark.parametrize("scale", [0.1, 10.0, 1e200, math.nan, math.inf])
def test_clipping_equals_the_numpy_twin(scale):
    """Are norm and gradients the same in both, for small, large and impossible entries?"""
    grads, _ = draw({"W": (3, 2), "b": (2,)}, seed=5)
    grads["b"][0] = scale
    clipped, norm = numpy_gradients.clip_by_global_norm(grads, 1.0)
    peer, peer_norm = gradients.clip_by_global_norm(
        {name: torch.tensor(g) for name, g in grads.items()}, 1.0
    )
    np.testing.assert_allclose(peer_norm, norm, rtol=1e-12)
    for name in grads:
        np.testing.assert_allclose(peer[name], clipped[name], rtol=1e-12)
