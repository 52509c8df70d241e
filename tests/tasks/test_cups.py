"""Shuffled cups: are orders what shuffles make of them, and can nets follow them?"""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import cup_training, cups
from lstm_utils.tasks.counting import parity_batch


@pytest.mark.parametrize("N", [2, 3, 4])
def test_orders_follow_the_shuffles(N):
    """Is y what remains when real cups are moved, shuffle after shuffle?"""
    ids, y = cups.cups_batch(N, 9, 5, np.random.default_rng(0))
    assert ids.shape == y.shape == (9, 5)
    for b in range(5):
        now = np.arange(N)
        for t in range(9):
            now = now[cups.orders(N)[ids[t, b]]]
            assert cups.orders(N)[y[t, b]].tolist() == now.tolist()


def test_two_cups_are_parity():
    """Is the order of two cups the parity of the swaps?"""
    ids, y = cups.cups_batch(2, 20, 30, np.random.default_rng(1))
    assert np.array_equal(y, ids.cumsum(axis=0) % 2)
    x, parity = parity_batch(20, 30, np.random.default_rng(1))
    assert np.array_equal(x[..., 0], ids)
    assert np.array_equal(parity, y)


def test_all_shuffles_are_drawn():
    """Has each of the six shuffles of three cups about the same share, at each step?"""
    ids, _ = cups.cups_batch(3, 4, 6000, np.random.default_rng(2))
    shares = np.array([np.bincount(row, minlength=6) for row in ids]) / 6000
    assert abs(shares - 1 / 6).max() < 0.025


def test_three_cups_do_not_commute():
    """Is there a pair of shuffles with two results, and none for two cups?"""
    assert not np.array_equal(cups.after(3), cups.after(3).T)
    assert np.array_equal(cups.after(2), cups.after(2).T)


@pytest.mark.parametrize("numbers", [(1, 4, 4), (6, 4, 4), (3, 0, 4), (3, 4, 0)])
def test_sizes_are_checked(numbers):
    """Is a size that makes no sense refused?"""
    with pytest.raises(ValueError, match="cups_batch expects 2 to 5 cups"):
        cups.cups_batch(*numbers, np.random.default_rng(0))


@torch.no_grad()
def test_two_reflections_can_follow_three_cups():
    """Is a tracker with the keys of swap_keys right for 4,000 steps?"""
    net = cup_training.ReflectionTracker(6, 3, number=2)
    net.w[:], net.keys[:] = -10.0, 1.0  # beta = 0: no reflection
    for symbol, order in enumerate(cups.orders(3).tolist()):
        for n, key in enumerate(nets.swap_keys(order)):
            net.keys[n, symbol], net.w[n, symbol] = torch.tensor(key), 10.0
    net.s0[:] = torch.tensor([-1.0, 0.0, 1.0])
    net.out[0].weight[:] = torch.tensor(cups.orders(3) - 1.0)  # largest where order fits
    net.out[0].bias[:] = 0
    assert cup_training.share_at(net, 3, 4000, B=5) == 1
    assert nets.horizon(cup_training.tracks(net, 3, B=20), (40, 400)) == 400
    one = cup_training.ReflectionTracker(6, 3, number=1)
    assert nets.horizon(cup_training.tracks(one, 3, B=20), (40, 400)) == 0


@pytest.mark.parametrize("signs", [True, False])
def test_factors_of_the_diagonal(signs):
    """Are factors in (-1, 1), or in (0, 1) without signs, and the states those of nets?"""
    torch.manual_seed(0)
    net = cup_training.DiagonalTracker(2, 5, signs=signs)
    a = net.factor(net.w).detach().numpy()
    assert (a.min() < 0) == signs
    assert abs(a).max() < 1
    ids, _ = cups.cups_batch(2, 6, 3, np.random.default_rng(0))
    states = net.states(torch.tensor(ids)).detach().numpy()
    wanted = nets.diag_linear(ids, a, net.b.detach().numpy(), net.s0.detach().numpy())
    np.testing.assert_allclose(states, wanted, rtol=1e-5, atol=1e-6)


def test_training_lengthens_the_sequences():
    """Does a net that learns reach 40 steps, and one that cannot stop at the first length?"""
    torch.manual_seed(3)  # 100 updates, the fewest
    net = cup_training.ReflectionTracker(2, 4, number=1)
    updates, length = cup_training.learn_to_track(net, 2, more=0)
    assert length == 40
    assert updates % 10 == 0
    assert cup_training.share_at(net, 2, 40) > 0.99
    blind = cup_training.DiagonalTracker(2, 2, signs=False)
    assert cup_training.learn_to_track(blind, 2, most=640) == (10, 0)
