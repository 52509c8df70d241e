"""The measured gradient: against PyTorch's autograd and against its own promises."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets


@given(rows=st.integers(1, 4), columns=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_agrees_with_autograd(rows, columns, seed):
    """Is the measured gradient autograd's, to 1e-8, for any matrix?"""
    x = np.random.default_rng(seed).normal(size=(rows, columns))
    tensor = torch.tensor(x, requires_grad=True)
    (torch.sin(tensor).prod() + (tensor**3).sum()).backward()
    measured = nets.numerical_gradient(lambda v: np.sin(v).prod() + (v**3).sum(), x)
    np.testing.assert_allclose(measured, tensor.grad, atol=1e-8)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 1, 4)])
def test_keeps_the_shape(shape):
    """Has the gradient the shape of x, from a number to three axes?"""
    grad = nets.numerical_gradient(lambda v: (v**2).sum(), np.full(shape, 3.0))
    assert grad.shape == shape
    np.testing.assert_allclose(grad, 6.0, atol=1e-9)


def test_integers_do_not_swallow_the_step():
    """Is d(x^2)/dx = 2x when x comes as integers, and are they left alone?"""
    x = np.array([1, 2, 3])
    np.testing.assert_allclose(nets.numerical_gradient(lambda v: (v**2).sum(), x), 2 * x)
    assert x.dtype.kind == "i"


def test_leaves_x_unchanged_even_when_read_only_or_float32():
    """Can x be a read-only float32 view with gaps, and does it keep its values?"""
    x = np.arange(12, dtype=np.float32).reshape(3, 4)[:, ::2]
    x.flags.writeable = False
    before = x.copy()
    grad = nets.numerical_gradient(lambda v: (v**2).sum(), x)
    np.testing.assert_allclose(grad, 2 * before, atol=1e-8)
    assert grad.dtype == np.float64
    np.testing.assert_array_equal(x, before)


def test_a_function_that_returns_a_view_is_read_before_x_moves_on():
    """Is f(x) kept as a number, although f hands back a window onto x itself?"""
    grad = nets.numerical_gradient(lambda v: v[1:2], np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(grad, [0.0, 1.0, 0.0], atol=1e-9)


TWINS = [(nets, np.zeros(2)), (torch_nets, torch.zeros(2))]


@pytest.mark.parametrize("eps", [0, -1e-5, float("nan")])
@pytest.mark.parametrize(("module", "x"), TWINS)
def test_refuses_a_step_that_is_not_positive(module, x, eps):
    """Does the error name eps and what came?"""
    with pytest.raises(ValueError, match="eps > 0; got"):
        module.numerical_gradient(lambda v: v.sum(), x, eps)


@pytest.mark.parametrize(("module", "x"), TWINS)
def test_refuses_a_function_that_returns_an_array(module, x):
    """Does the error say that f must return one number, and what to do?"""
    with pytest.raises(ValueError, match=r"one number.*shape \(2,\).*sum it"):
        module.numerical_gradient(lambda v: v * 2, x)


def test_error_falls_with_the_square_of_the_step():
    """Does a step 10 times smaller give an error 100 times smaller, as lesson 01 says?"""
    errors = [abs(nets.numerical_gradient(np.exp, 1.0, eps) - np.e) for eps in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


def test_twins_agree():
    """Do NumPy and PyTorch measure the same gradient, and is the tensor left alone?"""
    x = np.random.default_rng(3).normal(size=(2, 3))
    tensor = torch.tensor(x, requires_grad=True)
    measured = torch_nets.numerical_gradient(lambda v: torch.sin(v).sum(), tensor)
    expected = nets.numerical_gradient(lambda v: np.sin(v).sum(), x)
    np.testing.assert_allclose(measured, expected, atol=1e-9)
    np.testing.assert_array_equal(tensor.detach(), x)
