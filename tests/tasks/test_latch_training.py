"""Training on the latch with truncated gradients: what it sees, and what can be read."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.latch_training import (
    latch_grads,
    new_net,
    share_readable,
    share_right,
    watch_latch,
)


@pytest.mark.parametrize("lag", [5, 30])
def test_a_window_that_misses_the_signal_gives_exactly_no_gradient(lag):
    """Is the gradient of the signal's weights 0 up to k2 = lag, and not 0 one step later?"""
    params = new_net(np.random.default_rng(0), lines=2)
    for k2 in (1, lag - 1, lag, lag + 1, lag + 9):
        grads = latch_grads(params, np.random.default_rng(1), k2, lag=lag)
        assert np.any(grads["W_ih"][:, 0] != 0) == (k2 > lag)
        assert np.any(grads["W_ih"][:, 1] != 0)


def test_coin_flips_leave_the_sequences_as_they_are():
    """Do coin flips change what the gradients are, but not their shapes?"""
    params = new_net(np.random.default_rng(0), lines=1)
    true, coins = (latch_grads(params, np.random.default_rng(1), 10, coins=c) for c in (0, 1))
    assert {q: g.shape for q, g in true.items()} == {q: g.shape for q, g in coins.items()}
    assert np.any(true["W_hh"] != coins["W_hh"])


def hand_made_latch():
    """One unit that takes the sign of its first input and holds it."""
    return {
        "W_ih": np.array([[3.0, 0.0]]),
        "W_hh": np.array([[3.0]]),
        "b": np.zeros(1),
        "W_out": np.array([[-1.0], [1.0]]),
        "b_out": np.zeros(2),
    }


def test_a_net_that_holds_the_sign_is_right_and_readable():
    """Does a latch set by hand get full marks in both measures, at any step?"""
    rng = np.random.default_rng(2)
    assert share_right(hand_made_latch(), rng) == 1.0
    assert {share_readable(hand_made_latch(), rng, steps) for steps in (1, 21, 31)} == {1.0}


def test_a_blind_net_is_at_chance_in_both_measures():
    """Is nothing right, and nothing readable, where the signal does not get in?"""
    rng = np.random.default_rng(3)
    params = new_net(rng, lines=2)
    assert abs(share_right(params, rng, B=4000) - 0.5) < 0.05  # 6 standard deviations
    assert abs(share_readable(params, rng, 1, B=4000) - 0.5) < 0.05


def test_the_whole_gradient_is_that_of_the_reference():
    """With k2 beyond the beginning, is it plain backpropagation through time, clipped?"""
    params = new_net(np.random.default_rng(4), lines=1)
    one, other = (latch_grads(params, np.random.default_rng(5), k2) for k2 in (31, 99))
    assert nets.clip_by_global_norm(one, 1.0)[1] <= 1 + 1e-12
    for name, grad in one.items():
        np.testing.assert_allclose(grad, other[name], atol=1e-15)


def test_watching_starts_at_chance_and_looks_every_25_updates():
    """Are both lists as long as announced, repeatable, and at chance before training?"""
    readable, right = watch_latch(0, updates=50)
    assert (readable, right) == watch_latch(0, updates=50)
    assert len(readable) == len(right) == 3
    assert abs(readable[0] - 0.5) < 0.1
    assert abs(right[0] - 0.5) < 0.12
