"""Tests of the losses against PyTorch, central differences and known values."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets.losses as losses
import lstm_utils.torch_nets.losses as twin

sizes = st.tuples(st.integers(1, 6), st.integers(1, 7), st.integers(0, 2**32 - 1))


def draw(B, K, seed):
    """Logits of very different sizes, and labels."""
    rng = np.random.default_rng(seed)
    return rng.normal(scale=5.0, size=(B, K)), rng.integers(K, size=B)


@settings(deadline=None)
@given(sizes)
def test_agrees_with_torch(size):
    """Do loss and dz equal torch's cross_entropy and its autograd, in float64?"""
    z, y = draw(*size)
    loss, dz = losses.cross_entropy(z, y)

    t = torch.tensor(z, requires_grad=True)
    want = torch.nn.functional.cross_entropy(t, torch.tensor(y))
    want.backward()
    np.testing.assert_allclose(loss, want.item(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(dz, t.grad.numpy(), rtol=1e-12, atol=1e-14)


@settings(deadline=None)
@given(sizes)
def test_twins_agree(size):
    """Do the NumPy function and its twin return the same to 1e-9?"""
    z, y = draw(*size)
    for ours, peer in zip(
        losses.cross_entropy(z, y),
        twin.cross_entropy(torch.tensor(z), torch.tensor(y)),
        strict=True,
    ):
        np.testing.assert_allclose(ours, peer.numpy(), rtol=1e-9, atol=1e-12)


@given(sizes)
def test_dz_is_the_slope(size):
    """Does each element of dz equal a central difference of the loss?"""
    z, y = draw(*size)
    _, dz = losses.cross_entropy(z, y)
    for index in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[index] = 1e-5
        up, down = losses.cross_entropy(z + step, y)[0], losses.cross_entropy(z - step, y)[0]
        assert dz[index] == pytest.approx((up - down) / 2e-5, abs=1e-8)


@pytest.mark.filterwarnings("error")
def test_logits_of_a_thousand():
    """Is the loss exact, and free of warnings, where softmax would over- or underflow?"""
    z = np.array([[1000.0, 0.0, -1000.0], [1000.0, 0.0, -1000.0]])
    loss, dz = losses.cross_entropy(z, np.array([0, 2]))
    assert loss == 1000.0  # 0 and 2000 nats
    np.testing.assert_array_equal(dz, [[0, 0, 0], [0.5, 0, -0.5]])


def test_know_nothing():
    """Do equal logits cost ln K nats, whatever the label?"""
    loss, _ = losses.cross_entropy(np.full((4, 10), 3.7), np.array([0, 3, 9, 9]))
    assert loss == pytest.approx(np.log(10), abs=1e-15)


def test_inputs_are_left_alone():
    """May z be read-only, strided and float32, and does float32 stay float32?"""
    z = np.arange(24, dtype=np.float32).reshape(4, 6)[:, ::2]
    z.flags.writeable = False
    loss, dz = losses.cross_entropy(z, np.array([2, 0, 1, 1], dtype=np.uint8))
    assert (loss.dtype, dz.dtype, dz.shape) == (np.float32, np.float32, (4, 3))


@pytest.mark.parametrize("backend", [losses, twin])
@pytest.mark.parametrize(
    ("z", "y", "said"),
    [
        (np.zeros(3), np.array([0]), "got z \\(3,\\), y \\(1,\\)"),
        (np.zeros((2, 3)), np.array([0]), "got z \\(2, 3\\), y \\(1,\\)"),
        (np.zeros((0, 3)), np.zeros(0, int), "B >= 1"),
        (np.zeros((2, 3)), np.array([0, 3]), "0 to 2.*from 0 to 3"),
        (np.zeros((2, 3)), np.array([-1, 2]), "from -1 to 2"),
        (np.zeros((2, 3)), np.array([0.0, 1.0]), "float64"),
    ],
)
def test_bad_input_is_named(backend, z, y, said):
    """Does a wrong shape or label raise a ValueError that says what came?"""
    if backend is twin:
        z, y = torch.tensor(z), torch.tensor(y)
    with pytest.raises(ValueError, match=said):
        backend.cross_entropy(z, y)


@settings(deadline=None)
@given(sizes)
def test_the_error_at_the_end_agrees_with_torch(size):
    """Do both twins give the loss and gradient of mse_loss at the last steps?"""
    T, B, seed = size
    rng = np.random.default_rng(seed)
    outputs, y = rng.normal(size=(T, B)), rng.normal(size=B)
    lengths = rng.integers(1, T + 1, size=B)
    loss, doutputs = losses.squared_error_at_end(outputs, lengths, y)

    t = torch.tensor(outputs, requires_grad=True)
    at_end = torch.stack([t[length - 1, n] for n, length in enumerate(lengths)])
    want = torch.nn.functional.mse_loss(at_end, torch.tensor(y))
    want.backward()
    np.testing.assert_allclose(loss, want.item(), rtol=1e-12)
    np.testing.assert_allclose(doutputs, t.grad, rtol=1e-12, atol=1e-14)
    peer = twin.squared_error_at_end(*(torch.tensor(q) for q in (outputs, lengths, y)))
    np.testing.assert_allclose(peer[0], loss, rtol=1e-12)
    np.testing.assert_allclose(peer[1], doutputs, rtol=1e-12)


@pytest.mark.parametrize("backend", [losses, twin])
@pytest.mark.parametrize("length", [0, 4])
def test_an_end_outside_of_the_sequence_is_named(backend, length):
    """Does a length below 1 or above T raise an error that shows it?"""
    given = np.zeros((3, 2)), np.array([2, length]), np.zeros(2)
    if backend is twin:
        given = tuple(map(torch.tensor, given))
    with pytest.raises(ValueError, match=f"lengths from 1 to 3; got .*{length}"):
        backend.squared_error_at_end(*given)
