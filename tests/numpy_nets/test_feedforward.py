"""Tests of the feedforward nets against PyTorch autograd and central differences."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets.feedforward as nets
import lstm_utils.torch_nets.feedforward as twin

size = st.integers(1, 6)
seed = st.integers(0, 2**32 - 1)


def draw_mlp(B, I, H, K, seed):
    """Parameters with random biases, inputs and labels."""
    rng = np.random.default_rng(seed)
    params = nets.mlp_init(I, H, K, rng)
    for name in "b1", "b2":
        params[name] = rng.normal(size=params[name].shape)
    return params, rng.normal(size=(B, I)), rng.integers(K, size=B)


def tensors(params, requires_grad=False):
    """The same parameters as torch tensors."""
    return {k: torch.tensor(v, requires_grad=requires_grad) for k, v in params.items()}


@settings(deadline=None)
@given(size, size, size, seed)
def test_dense_and_its_gradients_agree_with_torch(B, I, H, seed):
    """Do dense and dense_backward equal torch's linear layer and its autograd?"""
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=(B, I)), rng.normal(size=(H, I)), rng.normal(size=H)
    da = rng.normal(size=(B, H))
    leaves = [torch.tensor(v, requires_grad=True) for v in (x, W, b)]
    out = torch.nn.functional.linear(*leaves)
    out.backward(torch.tensor(da))

    np.testing.assert_allclose(nets.dense(x, W, b), out.detach().numpy(), atol=1e-13)
    plain = [leaf.detach() for leaf in leaves]
    np.testing.assert_allclose(twin.dense(*plain), out.detach(), atol=1e-13)
    ours = nets.dense_backward(da, x, W)
    peer = twin.dense_backward(torch.tensor(da), plain[0], plain[1])
    for mine, other, leaf in zip(ours, peer, leaves, strict=True):
        assert mine.shape == leaf.shape
        np.testing.assert_allclose(mine, leaf.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(other.numpy(), leaf.grad.numpy(), atol=1e-12)


@settings(deadline=None)
@given(size, size, size, size, seed)
def test_mlp_agrees_with_autograd(B, I, H, K, seed):
    """Do the loss and every gradient equal torch's, from a net written with torch.nn?"""
    params, x, y = draw_mlp(B, I, H, K, seed)
    loss, grads = nets.mlp_loss_and_grads(params, x, y)

    p = tensors(params, requires_grad=True)
    hidden = torch.tanh(torch.nn.functional.linear(torch.tensor(x), p["W1"], p["b1"]))
    logits = torch.nn.functional.linear(hidden, p["W2"], p["b2"])
    want = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    want.backward()
    assert loss == pytest.approx(want.item(), abs=1e-12)
    assert grads.keys() == params.keys()
    for name, grad in grads.items():
        assert grad.shape == params[name].shape
        np.testing.assert_allclose(grad, p[name].grad.numpy(), atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(size, size, size, size, seed)
def test_mlp_gradients_are_slopes(B, I, H, K, seed):
    """Does every gradient equal a central difference of the loss, to 1e-6?"""
    params, x, y = draw_mlp(B, I, H, K, seed)
    _, grads = nets.mlp_loss_and_grads(params, x, y)
    for name, value in params.items():
        for index in np.ndindex(value.shape):
            kept, ends = value[index], []
            for eps in 1e-5, -1e-5:
                value[index] = kept + eps
                ends.append(nets.mlp_loss_and_grads(params, x, y)[0])
            value[index] = kept
            assert grads[name][index] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-6)


@settings(deadline=None)
@given(size, size, size, size, seed)
def test_mlp_twins_agree(B, I, H, K, seed):
    """Do logits, cache, loss and gradients of the twins agree to 1e-9?"""
    params, x, y = draw_mlp(B, I, H, K, seed)
    p, tx, ty = tensors(params), torch.tensor(x), torch.tensor(y)
    (z, (_, h)), (tz, (_, th)) = nets.mlp_forward(params, x), twin.mlp_forward(p, tx)
    np.testing.assert_allclose(z, tz.numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(h, th.numpy(), rtol=1e-9, atol=1e-12)
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    tloss, tgrads = twin.mlp_loss_and_grads(p, tx, ty)
    assert loss == pytest.approx(tloss.item(), rel=1e-9)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, tgrads[name].numpy(), rtol=1e-9, atol=1e-12)


def test_inputs_are_left_alone():
    """May every input be read-only and strided, and does float32 stay float32?"""
    params, x, y = draw_mlp(4, 6, 3, 5, seed=0)
    x = np.repeat(x.astype(np.float32), 2, axis=1)[:, ::2]
    params = {name: np.asfortranarray(v.astype(np.float32)) for name, v in params.items()}
    for array in (x, y, *params.values()):
        array.flags.writeable = False
    loss, grads = nets.mlp_loss_and_grads(params, x, y)
    assert loss.dtype == np.float32
    assert {grad.dtype for grad in grads.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_init_keeps_the_scale(backend):
    """Is a unit's pre-activation of size 1 when its inputs are, and is every bias 0?"""
    if backend == "numpy":
        params = nets.mlp_init(400, 300, 10, np.random.default_rng(0))
    else:
        params = twin.mlp_init(400, 300, 10, torch.Generator().manual_seed(0))
        params = {name: value.numpy() for name, value in params.items()}
    assert {k: v.shape for k, v in params.items()} == {
        "W1": (300, 400),
        "b1": (300,),
        "W2": (10, 300),
        "b2": (10,),
    }
    x = np.random.default_rng(1).choice([-1.0, 1.0], size=(50, 400))
    assert nets.dense(x, params["W1"], params["b1"]).std() == pytest.approx(1, abs=0.05)
    assert not params["b1"].any()
    assert not params["b2"].any()


@pytest.mark.parametrize("make", [np.zeros, torch.zeros])
@pytest.mark.parametrize(
    "shapes",
    [
        ((4, 3), (4, 2), (3, 5)),
        ((4, 5), (4, 2), (3, 2)),
        ((3,), (4, 2), (3, 2)),
        ((4, 3), (2,), (3, 2)),
        ((3, 3), (4, 2), (3, 2)),
    ],
)
def test_bad_shapes_are_named(make, shapes):
    """Does dense_backward refuse shapes that are not one layer's, and say what came?"""
    backward = nets.dense_backward if make is np.zeros else twin.dense_backward
    with pytest.raises(ValueError, match=r"expects da .*got da"):
        backward(*(make(shape) for shape in shapes))


@pytest.mark.parametrize("make", [np.zeros, torch.zeros])
def test_dense_names_bad_shapes(make):
    """Does dense refuse a transposed W in both twins?"""
    dense = nets.dense if make is np.zeros else twin.dense
    with pytest.raises(ValueError, match="got x \\(4, 2\\), W \\(2, 3\\), b \\(3,\\)"):
        dense(make((4, 2)), make((2, 3)), make((3,)))
