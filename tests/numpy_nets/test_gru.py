"""The GRU with manual gradients, against torch.nn.GRU and central differences."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets

SIZES = st.integers(1, 6)


def a_net(I, H, seed):
    """Make a GRU of PyTorch in float64 with weights of standard deviation 0.7."""
    torch.manual_seed(seed)
    net = torch.nn.GRU(I, H, dtype=torch.float64)
    for q in net.parameters():
        torch.nn.init.normal_(q, std=0.7)
    return net


@settings(deadline=None, max_examples=30)
@given(B=SIZES, I=SIZES, H=SIZES, seed=st.integers(0, 2**31))
def test_torch_agrees(B, I, H, seed):
    """Are the step and all its gradients those of torch.nn.GRU, for any shape?"""
    net = a_net(I, H, seed)
    x, h, dh = (torch.randn(B, n, dtype=torch.float64) for n in (I, H, H))
    x.requires_grad_(), h.requires_grad_()
    expected = net(x[None], h[None])[0][0]
    expected.backward(dh)

    weights = nets.gru_from_torch({k: q.detach() for k, q in net.state_dict().items()})
    h_next, cache = nets.gru_step(x.detach().numpy(), h.detach().numpy(), *weights)
    dx, dh_prev, da, dm = nets.gru_step_backward(dh.numpy(), cache)
    from_h = np.concatenate([da[:, : 2 * H], dm], axis=1)
    pairs = [
        (h_next, expected.detach()),
        (dx, x.grad),
        (dh_prev, h.grad),
        (da.T @ cache["x"], net.weight_ih_l0.grad),
        (da.sum(axis=0), net.bias_ih_l0.grad),
        (from_h.T @ cache["h_prev"], net.weight_hh_l0.grad),
        (from_h.sum(axis=0), net.bias_hh_l0.grad),
    ]
    for came, wanted in pairs:
        np.testing.assert_allclose(came, wanted, rtol=1e-10, atol=1e-12)


def test_reset_before_the_product_is_another_net():
    """Is Cho's convention far from ours on the same weights, and equal only for r = 1?"""
    rng = np.random.default_rng(0)
    x, h, W_ih, W_hh = (rng.normal(size=s) for s in [(4, 3), (4, 5), (15, 3), (15, 5)])
    b_ih, b_hn = np.zeros(15), np.zeros(5)

    def cho(b_ih):
        h_next, cache = nets.gru_step(x, h, W_ih, W_hh, b_ih, b_hn)
        n = np.tanh(x @ W_ih[10:].T + b_ih[10:] + (cache["r"] * h) @ W_hh[10:].T)
        return abs((1 - cache["z"]) * n + cache["z"] * h - h_next).max()

    assert cho(b_ih) > 0.1
    assert cho(np.r_[np.full(5, 50.0), b_ih[5:]]) < 1e-12


def test_twins_agree():
    """Do step and gradients on tensors equal those on arrays, and autograd them both?"""
    net = a_net(3, 4, 0)
    weights = torch_nets.gru_from_torch(net.state_dict())
    x, h, dh = (torch.randn(2, n, dtype=torch.float64) for n in (3, 4, 4))
    x.requires_grad_(), h.requires_grad_()
    h_next, cache = torch_nets.gru_step(x, h, *weights)
    by_autograd = torch.autograd.grad(h_next, [x, h], dh)
    came = torch_nets.gru_step_backward(dh, cache)
    arrays = [q.detach().numpy() for q in (x, h, *weights)]
    h_numpy, cache_numpy = nets.gru_step(*arrays)
    expected = [h_numpy, *nets.gru_step_backward(dh.numpy(), cache_numpy)]
    for q, r in zip([h_next, *came], expected, strict=True):
        np.testing.assert_allclose(q.detach(), r, rtol=1e-12, atol=1e-12)
    for q, r in zip(by_autograd, came, strict=False):
        torch.testing.assert_close(q, r.detach())


def test_shapes_are_checked():
    """Is a wrong shape refused with the expected ones?"""
    with pytest.raises(ValueError, match=r"gru_step expects .*b_hn \(H,\)"):
        nets.gru_step(*(np.ones(s) for s in [(2, 3), (2, 4), (12, 3), (12, 4), (12,), (12,)]))
