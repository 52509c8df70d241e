"""Training on counting and parity: are targets, scores and the course's yardstick right?"""

import numpy as np
import pytest
import torch
from torch import nn

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import counting_training as training
from lstm_utils.tasks.counting import counting_batch
from lstm_utils.tasks.lag_training import LastStep


def test_targets_after_the_end_do_not_count():
    """Do loss and score stay as they are whatever the net answers after a string's end?"""
    _, lengths, y = training.counting_tensors([1, 4], "abc")
    z = 6 * y - 3
    assert training.share_accepted(z, y) == 1
    loss = training.set_loss(z, y)
    z[lengths[0] :, 0] = 50
    assert training.set_loss(z, y) == loss == pytest.approx(np.log1p(np.exp(-3)), rel=1e-5)
    assert training.share_accepted(z, y) == 1
    z[lengths[0] - 1, 0, 0] *= -1
    assert training.share_accepted(z, y) == 0.5


def test_each_string_counts_the_same():
    """Is the loss of a short and a long string the mean of their own losses?"""
    _, _, y = training.counting_tensors([1, 9])
    z = torch.linspace(-2, 2, y.numel()).reshape(y.shape)
    own = [training.set_loss(z[:, [n]], y[:, [n]]) for n in (0, 1)]
    assert training.set_loss(z, y) == pytest.approx((own[0] + own[1]).item() / 2, rel=1e-6)


def test_scores_agree_with_accepts():
    """Is the share of accepted strings the mean of nets.accepts?"""
    ns = [3, 1, 5, 2]
    x, _, y = training.counting_tensors(ns)
    z = y - 0.5
    z[3, 2, 1] *= -1  # in the third string
    z[5, 1] *= -1  # after the end of the second
    batch = counting_batch(ns)
    assert (x.numpy() == batch.x).all()
    accepted = nets.accepts(z.numpy(), batch.valid, batch.lengths)
    assert accepted.tolist() == [True, True, False, True]
    assert training.share_accepted(z, y) == accepted.mean()


def test_a_short_training_lowers_the_loss():
    """Do 60 updates teach an LSTM which symbols never follow, and does the horizon follow?"""
    cell = training.new_cell(nn.LSTM, seed=3)
    b = nets.lstm_init(3, 10, np.random.default_rng(3), forget_bias=1.0)[2]
    assert cell.bias_ih_l0.tolist() == b.astype(np.float32).tolist()
    net, history = training.learn_to_count(cell, updates=60)
    assert history.seen == 960
    steps = training.answers(net, 20)
    assert steps.shape == (41,)
    assert steps.mean() > 0.5
    assert training.is_right(net)(20) == steps.all()


def test_parity_is_right_only_if_all_sequences_are():
    """Does a net with parity's weights get the longest length, and a new one none?"""
    cell = nn.RNN(1, 2)
    W_ih, W_hh, b = (torch.tensor(q).float() for q in nets.parity_weights())
    cell.load_state_dict(
        {"weight_ih_l0": W_ih, "weight_hh_l0": W_hh, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
    )
    net = LastStep(cell, 2)
    out = {"weight": torch.tensor([[0.0, 0.0], [1.0, -1.0]]), "bias": torch.tensor([0.5, 0.0])}
    net.out.load_state_dict(out)
    assert nets.horizon(training.parity_right(net), (1, 10, 300)) == 300
    torch.manual_seed(0)
    assert nets.horizon(training.parity_right(LastStep(nn.RNN(1, 2), 2)), (5, 10)) == 0
