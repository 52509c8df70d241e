"""Real-time recurrent learning: is it the gradient of backpropagation through time?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets


def drawn(T, I, H, seed=0):
    """Return inputs, a state, weights and gradients of the states' own losses."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=s) / np.sqrt(H) for s in ((H, I), (H, H), (H,))]
    return (
        rng.normal(size=(T, I)),
        np.tanh(rng.normal(size=H)),
        weights,
        rng.normal(size=(T, H)),
    )


@pytest.mark.parametrize(("T", "I", "H"), [(1, 1, 1), (30, 2, 5), (12, 4, 3)])
def test_rtrl_is_bptt(T, I, H):
    """Is the sum of dh P over the steps the gradient that BPTT computes, to 1e-12?"""
    x, h0, weights, dhs = drawn(T, I, H)
    P, h, dW, hs = np.zeros((H, H, I + H + 1)), h0, 0, []
    for x_t, dh in zip(x, dhs, strict=True):
        P, h = nets.rtrl_step(P, h, x_t, *weights)
        dW = dW + np.tensordot(dh, P, axes=1)
        hs.append(h)
    right = nets.rnn_forward(x[:, None], h0[None], *weights)
    np.testing.assert_allclose(np.array(hs), right[:, 0], rtol=1e-13, atol=1e-14)
    cache = {
        "x": x[:, None],
        "h0": h0[None],
        "hs": right,
        "W_ih": weights[0],
        "W_hh": weights[1],
    }
    _, dW_ih, dW_hh, db, _ = nets.rnn_backward(dhs[:, None], cache)
    np.testing.assert_allclose(dW, np.column_stack([dW_ih, dW_hh, db]), rtol=0, atol=1e-12)


def test_the_diagonal_net_is_a_case_of_the_full_one():
    """Does a net with a diagonal W_hh have the same states and the same influences?"""
    x, h, (W_ih, W_hh, b), _ = drawn(9, 3, 4)
    w = np.diag(W_hh).copy()
    P, small, other = np.zeros((4, 4, 8)), np.zeros((4, 5)), h
    unit = np.arange(4)
    for x_t in x:
        P, h = nets.rtrl_step(P, h, x_t, W_ih, np.diag(w), b)
        small, other = nets.rtrl_diagonal_step(small, other, x_t, W_ih, w, b)
    np.testing.assert_allclose(other, h, rtol=1e-13)
    own = P[unit, unit]
    np.testing.assert_allclose(small[:, :3], own[:, :3], rtol=1e-12)
    np.testing.assert_allclose(small[:, 3], own[unit, 3 + unit], rtol=1e-12)
    np.testing.assert_allclose(small[:, 4], own[:, -1], rtol=1e-12)


def test_wrong_shapes_are_named():
    """Does a P for another number of units raise an error that names it?"""
    x, h, weights, _ = drawn(1, 2, 3)
    with pytest.raises(ValueError, match="P"):
        nets.rtrl_step(np.zeros((2, 3, 6)), h, x[0], *weights)
    with pytest.raises(ValueError, match="w_hh"):
        nets.rtrl_diagonal_step(np.zeros((3, 4)), h, x[0], *weights)
