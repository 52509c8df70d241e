"""Training on one target a sequence: what is read, when it stops, what is reported."""

import numpy as np
import pytest
import torch
from torch import nn

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks import lag_training


@pytest.fixture
def lstm():
    """A small LSTM."""
    torch.manual_seed(0)
    return nn.LSTM(2, 3)


def test_the_output_is_read_at_each_sequences_own_end(lstm):
    """Does padding leave the answer of a short sequence unchanged?"""
    net, x = lag_training.LastStep(lstm, 4), torch.randn(6, 2, 2)
    padded = lag_training.answer(net, x, torch.tensor([6, 2]))
    alone = lag_training.answer(net, x[:2, 1:], torch.tensor([2]))
    assert padded.shape == (2, 4)
    np.testing.assert_allclose(padded[1:], alone, rtol=1e-6)


def test_biases_are_those_that_the_reference_adds(lstm):
    """Does nn.LSTM with these biases compute what the reference computes?"""
    b = nets.chrono_init(np.zeros(12), 50, np.random.default_rng(0))
    weights = nets.from_torch(lag_training.with_biases(lstm, b).state_dict())
    np.testing.assert_allclose(weights[2], b, rtol=1e-6)
    x = np.random.default_rng(1).normal(size=(5, 2, 2))
    hs, _, _ = nets.lstm_forward(x, np.zeros((2, 3)), np.zeros((2, 3)), *weights)
    with torch.no_grad():
        peer = lstm(torch.tensor(x).float())[0]
    np.testing.assert_allclose(hs, peer, atol=1e-6)


def test_errors_and_close_answers():
    """Is an error the answer less the target, and is one of 0.05 no longer close?"""
    x = torch.tensor([0.53, 0.95, 0.2])[None, :, None]  # (1, 3, 1)
    y = torch.tensor([[0.5], [1.0], [0.2]])
    given = lag_training.errors(lambda x, lengths: x[0], (x, torch.ones(3).long(), y))
    np.testing.assert_allclose(given, [0.03, -0.05, 0], atol=1e-6)
    assert lag_training.share_close(x[0], y) == pytest.approx(2 / 3)
    assert lag_training.share_close(x[0], y, tol=0.06) == 1


def test_wrong_classes_are_counted():
    """Is a class wrong where the largest output is another one?"""
    z = torch.tensor([[1.0, 3.0, 2.0], [0.0, -1.0, -2.0], [0.1, 0.2, 0.3], [5.0, 1.0, 2.0]])
    y = torch.tensor([1, 0, 0, 0])
    batch = z[None], torch.ones(4).long(), y
    assert lag_training.count_wrong(lambda x, lengths: x[0], batch) == 1
    assert lag_training.accuracy(z, y) == pytest.approx(3 / 4)


def run(lstm, **given):
    """Train on the sign of the first input; return what came of it."""
    net = lag_training.LastStep(lstm, 1)

    def draw(rng):
        x = torch.tensor(rng.normal(size=(3, 8, 2))).float()
        return x, torch.full((8,), 3), torch.sign(x[0, :, :1])

    mse = nn.functional.mse_loss
    usual = {"reached": lambda score: score < 0.1, "most": 8000, "every": 5}
    return lag_training.train(net, draw, mse, mse, **usual | given)


def test_it_stops_where_the_goal_is_reached(lstm, capsys):
    """Does it learn, stop at the first mean that is good enough, and print it?"""
    history = run(lstm, name="sign")
    *before, last = history.curve.values()
    assert history.reached
    assert last < 0.1 <= min(before)
    assert list(history.curve) == list(range(40, history.seen + 1, 40))
    assert capsys.readouterr().out.endswith(f"sign: {history.seen:7,} sequences, {last:.4f}\n")


def test_it_stops_after_most_sequences(lstm, capsys):
    """Is the run over after `most` sequences, without a word if it has no name?"""
    history = run(lstm, reached=lambda score: False, most=160)
    assert (history.seen, history.reached) == (160, False)
    assert len(history.curve) == 4
    assert capsys.readouterr().out == ""


def test_a_time_limit_is_reported(lstm, capsys):
    """Does a run that takes too long end, and say why?"""
    history = run(lstm, seconds=0.0, name="slow")
    assert (history.seen, history.reached) == (40, False)
    assert "slow: stopped after 0 s, by the time limit" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_sequences(lstm):
    """Do two nets that train with one seed see the same batches, and with another others?"""
    seen = []

    def draw(rng):
        x = torch.tensor(rng.normal(size=(2, 4, 2))).float()
        seen.append(x)
        return x, torch.full((4,), 2), x[0, :, :1]

    mse, net = nn.functional.mse_loss, lag_training.LastStep(lstm, 1)
    for seed in (3, 3, 4):
        lag_training.train(net, draw, mse, mse, lambda score: False, most=8, seed=seed)
    first, again, other = seen[:2], seen[2:4], seen[4:]
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0], other[0])


def test_a_gate_that_is_held_open_stays_open(lstm):
    """After training, is the net the reference without this gate, its other weights changed?"""
    net = lag_training.LastStep(lag_training.hold_open(lstm, "f"), 1)
    before = lstm.weight_hh_l0.detach().clone()
    x, y = torch.randn(5, 4, 2), torch.randn(4, 1)
    mse = nn.functional.mse_loss
    batch = x, torch.full((4,), 5), y
    lag_training.train(net, lambda rng: batch, mse, mse, lambda error: False, most=80)
    assert not torch.equal(lstm.weight_hh_l0, before)
    weights = nets.from_torch({name: q.detach() for name, q in lstm.state_dict().items()})
    rng, h = np.random.default_rng(0), np.zeros((4, 3))
    other = [*weights[:2], weights[2] + np.repeat(rng.normal(size=4) * [0, 1, 0, 0], 3)]
    c = h
    for x_t in x.numpy():
        h, c = nets.ablated_step(x_t, h, c, *other, without="f")
    np.testing.assert_allclose(h, lstm(x)[0][-1].detach(), atol=1e-5)
