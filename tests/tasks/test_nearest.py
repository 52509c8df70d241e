"""Nearest-neighbour search: is the target right, and is the comparison fair?"""

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import nearest_training
from lstm_utils.tasks.nearest import nearest_batch


def test_the_target_is_the_value_of_the_nearest_point():
    """Is y at each step the value of the point with the smallest distance so far?"""
    x, y = nearest_batch(7, 5, np.random.default_rng(0))
    assert x.shape == (7, 5, 5)
    assert y.shape == (7, 5, 1)
    for b in range(5):
        for t in range(7):
            distance = np.linalg.norm(x[: t + 1, b, :2] - x[: t + 1, b, 2:4], axis=1)
            assert y[t, b, 0] == x[distance.argmin(), b, 4]
    np.testing.assert_allclose((x[..., :2] ** 2).sum(axis=2), 1)
    np.testing.assert_allclose((x[..., 2:4] ** 2).sum(axis=2), 1)
    assert np.ptp(x[:, :, :2], axis=0).max() == 0


def test_sizes_are_checked():
    """Is T or B below 1 refused?"""
    for T, B in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="nearest_batch expects T and B of 1 or more"):
            nearest_batch(T, B, np.random.default_rng(0))


def test_both_cells_start_alike():
    """Have sLSTM and LSTM the same first weights, and does the loop run the right step?"""
    made = {kind: nearest_training.new_searcher(kind, 3) for kind in ("sLSTM", "LSTM")}
    for (name, q), other in zip(
        made["sLSTM"].named_parameters(), made["LSTM"].parameters(), strict=True
    ):
        assert torch.equal(q, other), name
    x = torch.randn(4, 2, 32)
    weights = [q.detach().numpy() for q in made["LSTM"].cell.parameters()]
    zero = np.zeros((2, 32), np.float32)
    hs, _, _ = nets.lstm_forward(x.numpy(), zero, zero, *weights)
    np.testing.assert_allclose(made["LSTM"].cell(x)[0].detach(), hs, rtol=1e-4, atol=1e-6)
    h = c = n = zero
    m = zero - np.inf
    for x_t, ours in zip(x.numpy(), made["sLSTM"].cell(x)[0].detach(), strict=True):
        h, c, n, m = nets.slstm_step(x_t, h, c, n, m, *weights)
        np.testing.assert_allclose(ours, h, rtol=1e-4, atol=1e-6)


def test_the_search_is_trained(monkeypatch):
    """Are errors reported by updates and seconds, and do they fall, and does time end it?"""
    monkeypatch.setattr(nearest_training, "TEST", 200)
    net = nearest_training.new_searcher("sLSTM")
    before = nearest_training.search_error(net)
    run = nearest_training.learn_to_search(net, updates=20, every=10)
    assert run.updates == [10, 20]
    assert 0 < run.seconds[0] < run.seconds[1]
    assert run.errors[-1] < before
    net = nearest_training.new_searcher("nn.LSTM")
    run = nearest_training.learn_to_search(net, seconds=0.05, every=1)
    assert run.updates
    assert run.seconds[-1] < 1
    with pytest.raises(ValueError, match="either updates or seconds"):
        nearest_training.learn_to_search(net)
