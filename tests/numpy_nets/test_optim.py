"""Tests of the optimisers against PyTorch's."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets.optim as optim
import lstm_utils.torch_nets.optim as twin


def draw(seed, sizes=((3, 2), (3,), ())):
    """A dict of arrays of the given shapes."""
    rng = np.random.default_rng(seed)
    return {f"p{n}": np.array(rng.normal(size=shape)) for n, shape in enumerate(sizes)}


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.just(0.0) | st.floats(1e-6, 10))
def test_agrees_with_torch_sgd(seed, lr):
    """Do two steps equal two steps of torch.optim.SGD, for both twins?"""
    params, grads = draw(seed), draw(seed + 1)
    tensors = {name: torch.tensor(value) for name, value in params.items()}
    peer = {name: torch.tensor(value, requires_grad=True) for name, value in params.items()}
    torch_sgd = torch.optim.SGD(peer.values(), lr=lr)
    for _ in range(2):
        optim.sgd(params, grads, lr)
        twin.sgd(tensors, {name: torch.tensor(value) for name, value in grads.items()}, lr)
        for name, tensor in peer.items():
            tensor.grad = torch.tensor(grads[name])
        torch_sgd.step()
    for name, value in params.items():
        np.testing.assert_allclose(value, peer[name].detach().numpy(), rtol=1e-12)
        np.testing.assert_allclose(value, tensors[name].numpy(), rtol=1e-12)


def test_changes_in_place():
    """Does every other name for the same arrays see the step, and is nothing returned?"""
    params, grads = draw(0), draw(1)
    alias, kept = params["p0"], {name: value.copy() for name, value in grads.items()}
    before = alias.copy()
    assert optim.sgd(params, grads, 0.5) is None
    assert params["p0"] is alias
    np.testing.assert_array_equal(alias, before - 0.5 * grads["p0"])
    for name, value in grads.items():
        np.testing.assert_array_equal(value, kept[name])


def test_float32_stays_float32():
    """Does a Python learning rate leave float32 parameters in float32?"""
    params = {"W": np.ones((2, 2), np.float32)}
    optim.sgd(params, {"W": np.ones((2, 2), np.float32)}, 0.1)
    assert params["W"].dtype == np.float32


def test_twin_steps_leaves_that_require_grad():
    """Can the twin step a leaf tensor that autograd watches?"""
    W = torch.ones(2, requires_grad=True)
    twin.sgd({"W": W}, {"W": torch.ones(2)}, 0.25)
    assert W.tolist() == [0.75, 0.75]
    assert W.requires_grad


@pytest.mark.parametrize("make", [np.zeros, torch.zeros])
@pytest.mark.parametrize("grads", [{}, {"V": (2,)}, {"W": (2, 1)}, {"W": (2,), "b": (1,)}])
def test_bad_input_is_named(make, grads):
    """Does a missing, extra or misshapen gradient raise before anything has changed?"""
    step = optim.sgd if make is np.zeros else twin.sgd
    params = {"W": make((2,))}
    with pytest.raises(ValueError, match="expects one gradient per parameter"):
        step(params, {name: make(shape) + 1 for name, shape in grads.items()}, 1.0)
    assert params["W"].tolist() == [0, 0]
