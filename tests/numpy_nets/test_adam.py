"""Tests of Adam against torch.optim.Adam."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets.optim as optim
import lstm_utils.torch_nets.optim as twin


def draw(rng, sizes=((3, 2), (3,), ())):
    """A dict of arrays of the given shapes."""
    return {f"p{n}": np.array(rng.normal(size=shape)) for n, shape in enumerate(sizes)}


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-4, 1), st.floats(0, 0.95), st.floats(0.5, 0.999))
def test_adam_agrees_with_torch(seed, lr, beta1, beta2):
    """Do five steps with changing gradients equal torch.optim.Adam's, for both twins?"""
    rng = np.random.default_rng(seed)
    params = draw(rng)
    tensors = {name: torch.tensor(value) for name, value in params.items()}
    peer = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    torch_adam = torch.optim.Adam(peer.values(), lr=lr, betas=(beta1, beta2), eps=1e-8)
    state, twin_state = optim.adam_init(params), twin.adam_init(tensors)
    for _ in range(5):
        grads = draw(rng)
        their_grads = {name: torch.tensor(g) for name, g in grads.items()}
        optim.adam_step(params, grads, state, lr, beta1, beta2)
        twin.adam_step(tensors, their_grads, twin_state, lr, beta1, beta2)
        for name, tensor in peer.items():
            tensor.grad = their_grads[name]
        torch_adam.step()
    assert state["t"] == twin_state["t"] == 5
    for name, value in params.items():
        np.testing.assert_allclose(value, peer[name].detach(), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(value, tensors[name], rtol=1e-9, atol=1e-9)


def test_the_first_step_has_the_size_of_the_learning_rate():
    """Does a first gradient of any size move each parameter by lr against its sign?"""
    params = {"w": np.zeros(3)}
    grads = {"w": np.array([1e-3, -5.0, 1e4])}
    optim.adam_step(params, grads, optim.adam_init(params), lr=0.01)
    np.testing.assert_allclose(params["w"], [-0.01, 0.01, -0.01], rtol=1e-4)


def test_adam_changes_parameters_in_place_and_no_gradients():
    """Does every other name for the arrays see the step, and are gradients left alone?"""
    params, grads = draw(np.random.default_rng(0)), draw(np.random.default_rng(1))
    alias, before = params["p0"], params["p0"].copy()
    kept = {name: g.copy() for name, g in grads.items()}
    assert optim.adam_step(params, grads, optim.adam_init(params), lr=0.1) is None
    assert params["p0"] is alias
    assert not np.array_equal(alias, before)
    np.testing.assert_equal(grads, kept)


def test_adam_leaves_float32_alone():
    """Do float32 parameters and moments stay float32?"""
    params = {"W": np.ones((2, 2), np.float32)}
    state = optim.adam_init(params)
    optim.adam_step(params, {"W": np.ones((2, 2), np.float32)}, state, lr=0.1)
    assert {params["W"].dtype, state["m"]["W"].dtype, state["v"]["W"].dtype} == {
        np.dtype(np.float32)
    }


def test_adam_names_bad_gradients():
    """Does a gradient of the wrong shape raise before anything has changed?"""
    params = {"W": np.zeros(2)}
    state = optim.adam_init(params)
    with pytest.raises(ValueError, match="adam_step expects one gradient per parameter"):
        optim.adam_step(params, {"W": np.zeros((2, 1))}, state, 1.0)
    assert state["t"] == 0
    assert params["W"].tolist() == [0, 0]
