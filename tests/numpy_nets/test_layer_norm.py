"""Layer norm, forward and backward, against PyTorch and what it promises."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets


@settings(deadline=None, max_examples=25)
@given(B=st.integers(1, 5), H=st.integers(1, 7), seed=st.integers(0, 2**31))
def test_torch_agrees(B, H, seed):
    """Are values and gradients those of torch's layer norm, for any shape, and the twin's?"""
    rng = np.random.default_rng(seed)
    x, dy, gain, bias = (rng.normal(size=s) for s in [(B, H), (B, H), (H,), (H,)])
    leaves = [torch.tensor(q, requires_grad=True) for q in (x, gain, bias)]
    expected = torch.nn.functional.layer_norm(leaves[0], (H,), *leaves[1:], eps=1e-3)
    expected.backward(torch.tensor(dy))
    y, cache = nets.layer_norm(x, gain, bias, eps=1e-3)
    twin, twin_cache = torch_nets.layer_norm(*map(torch.tensor, (x, gain, bias)), eps=1e-3)
    came = [y, *nets.layer_norm_backward(dy, cache)]
    twins = [twin, *torch_nets.layer_norm_backward(torch.tensor(dy), twin_cache)]
    for q, r, t in zip(
        came, [expected.detach(), *(q.grad for q in leaves)], twins, strict=True
    ):
        np.testing.assert_allclose(q, r, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(q, t, rtol=1e-8, atol=1e-10)


def test_the_gradient_changes_neither_mean_nor_scale():
    """Has dx no part along a common shift, nor along x_hat, which y does not depend on?"""
    rng = np.random.default_rng(0)
    x, dy, gain = rng.normal(size=(4, 6)), rng.normal(size=(4, 6)), rng.normal(size=6)
    _, cache = nets.layer_norm(x, gain, gain, eps=0.0)
    dx, _, _ = nets.layer_norm_backward(dy, cache)
    np.testing.assert_allclose(dx.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose((dx * cache["x_hat"]).sum(axis=1), 0, atol=1e-12)


def test_shapes_are_checked():
    """Is a wrong shape refused with the expected ones?"""
    with pytest.raises(ValueError, match=r"layer_norm expects x \(B, H\)"):
        nets.layer_norm(np.ones((2, 3)), np.ones(2), np.ones(3))
