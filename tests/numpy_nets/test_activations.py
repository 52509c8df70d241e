"""Activations of both backends: values against PyTorch, slopes against central differences."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

reals = arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-1000, 1000))
scores = arrays(
    np.float64, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-1000, 1000)
)


@given(z=reals)
def test_sigmoid_agrees_with_torch(z):
    """Does the sigmoid give PyTorch's value for any shape, up to +-1000?"""
    expected = torch.sigmoid(torch.from_numpy(z)).numpy()
    np.testing.assert_allclose(nets.sigmoid(z), expected, rtol=1e-12, atol=1e-300)


@given(z=reals)
def test_sigmoid_is_symmetric(z):
    """Is sigmoid(-z) = 1 - sigmoid(z)?"""
    np.testing.assert_allclose(nets.sigmoid(-z), 1 - nets.sigmoid(z), rtol=0, atol=1e-15)


@given(z=scores)
def test_softmax_agrees_with_torch(z):
    """Does softmax give PyTorch's probabilities, row by row?"""
    expected = torch.softmax(torch.from_numpy(z), dim=1).numpy()
    np.testing.assert_allclose(nets.softmax(z), expected, rtol=1e-12, atol=1e-300)


@given(z=scores, shift=st.floats(-500, 500))
def test_softmax_ignores_a_shift(z, shift):
    """Do probabilities stay when every score of a row grows by the same number?"""
    np.testing.assert_allclose(nets.softmax(z + shift), nets.softmax(z), atol=1e-10)


def test_softmax_of_sequences_works_on_the_last_axis():
    """Is each (t, b) a distribution of its own when scores are (T, B, K)?"""
    z = np.random.default_rng(0).normal(size=(4, 3, 5))
    p = nets.softmax(z)
    np.testing.assert_allclose(p[2], nets.softmax(z[2]), rtol=1e-14)
    np.testing.assert_allclose(p.sum(axis=-1), 1.0, rtol=1e-14)


@pytest.mark.parametrize("function", [nets.sigmoid, nets.softmax])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_raise_no_warning(function, dtype):
    """Is the answer at +-1000 and +-inf-like values finite, without a warning?"""
    z = np.array([[1000.0, 0.0, -1000.0], [-1e30, -1e30, 1e30]], dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = function(z)
    assert np.isfinite(out).all()
    assert out.dtype == dtype


@pytest.mark.parametrize("function", [nets.sigmoid, nets.softmax])
@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64])
def test_integers_become_float64(function, dtype):
    """Do integers of any size give what floats give, as in mathematics, such as pixels?"""
    z = np.array([[0, 1, 127]]).astype(dtype)
    out = function(z)
    assert out.dtype == np.float64
    np.testing.assert_array_equal(out, function(z.astype(float)))


def test_sigmoid_of_a_number():
    """Is sigmoid(-0.75) = 0.3208, the number that lesson 01 works by hand?"""
    assert nets.sigmoid(-0.75) == pytest.approx(0.320821, abs=1e-6)


@pytest.mark.parametrize(
    ("prime", "function", "bound"),
    [
        (nets.sigmoid_prime_from_output, nets.sigmoid, 0.25),
        (nets.tanh_prime_from_output, np.tanh, 1.0),
    ],
)
def test_slopes_agree_with_central_differences(prime, function, bound):
    """Is the slope, computed from the output, the slope of the function?"""
    z = np.linspace(-6, 6, 41)
    measured = [nets.numerical_gradient(function, point) for point in z]
    slope = prime(function(z))
    np.testing.assert_allclose(slope, measured, atol=1e-9)
    assert slope.max() == bound == slope[20]


@pytest.mark.parametrize("bad", [np.float64(3.0), np.zeros((2, 0))])
@pytest.mark.parametrize("module", [nets, torch_nets])
def test_softmax_names_a_wrong_shape(module, bad):
    """Does the error say what shape was expected and which came?"""
    z = torch.as_tensor(bad) if module is torch_nets else bad
    with pytest.raises(ValueError, match=r"expects scores z \(\.\.\., K\) .* got"):
        module.softmax(z)


@pytest.mark.parametrize(
    "name", ["sigmoid", "sigmoid_prime_from_output", "tanh_prime_from_output", "softmax"]
)
@pytest.mark.parametrize("shape", [(3, 4), (1, 1), (2, 1, 5)])
def test_twins_agree(name, shape):
    """Do NumPy and PyTorch give the same values, and autograd the same slope?"""
    values = np.random.default_rng(1).uniform(-1, 1, size=shape)
    values.flat[0] = 0.0  # where a formula in two branches would meet
    x = torch.tensor(values, requires_grad=True)
    out = getattr(torch_nets, name)(x)
    np.testing.assert_allclose(out.detach(), getattr(nets, name)(values), rtol=1e-12)

    weights = np.random.default_rng(2).normal(size=shape)
    (out * torch.from_numpy(weights)).sum().backward()
    measured = nets.numerical_gradient(
        lambda v: (getattr(nets, name)(v) * weights).sum(), values
    )
    np.testing.assert_allclose(x.grad, measured, atol=1e-9)
