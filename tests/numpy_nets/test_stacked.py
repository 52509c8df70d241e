"""A stack of LSTMs: is it torch.nn.LSTM of several layers, and where do masks act?"""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets

T, B, I, H = 6, 3, 4, 5


def a_stack(L, seed=0):
    """Make a stack of PyTorch and its weights, inputs and states, in float64."""
    torch.manual_seed(seed)
    net = torch.nn.LSTM(I, H, L, dtype=torch.float64)
    q = {name: value.detach().numpy() for name, value in net.named_parameters()}
    layers = [
        (q[f"weight_ih_l{n}"], q[f"weight_hh_l{n}"], q[f"bias_ih_l{n}"] + q[f"bias_hh_l{n}"])
        for n in range(L)
    ]
    rng = np.random.default_rng(seed)
    x, h0, c0 = (rng.normal(size=s) for s in [(T, B, I), (L, B, H), (L, B, H)])
    return net, layers, x, h0, c0


@pytest.mark.parametrize("L", [1, 2, 3])
def test_torch_agrees(L):
    """Are output and last states those of torch.nn.LSTM, without masks?"""
    net, layers, x, h0, c0 = a_stack(L)
    top, (h, c) = net(torch.tensor(x), (torch.tensor(h0), torch.tensor(c0)))
    for came, wanted in zip(nets.stacked_forward(x, h0, c0, layers), (top, h, c), strict=True):
        np.testing.assert_allclose(came, wanted.detach(), atol=1e-12)


def test_masks_act_on_the_way_up_only():
    """Does a mask of the output leave the states alone, and can a run be cut in two?"""
    _, layers, x, h0, c0 = a_stack(2)
    rng = np.random.default_rng(3)
    masks = [nets.dropout_mask((T, B, n), 0.5, rng) for n in (I, H, H)]
    top, h, c = nets.stacked_forward(x, h0, c0, layers, masks)
    others = [*masks[:2], np.ones((T, B, H))]
    plain, h_plain, c_plain = nets.stacked_forward(x, h0, c0, layers, others)
    np.testing.assert_array_equal(top, plain * masks[2])
    np.testing.assert_array_equal(h, h_plain)
    np.testing.assert_array_equal(c, c_plain)
    first, h1, c1 = nets.stacked_forward(x[:2], h0, c0, layers, [m[:2] for m in masks])
    second, h2, c2 = nets.stacked_forward(x[2:], h1, c1, layers, [m[2:] for m in masks])
    np.testing.assert_allclose(np.concatenate([first, second]), top, atol=1e-12)
    np.testing.assert_allclose([h2, c2], [h, c], atol=1e-12)
