"""The numbers that lesson 16 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.plots import recorded_cures
from lstm_utils.plots.deeper import P
from lstm_utils.tasks.small_text import SMALL
from lstm_utils.tasks.text import load_text


def test_worked_numbers():
    """Are the small examples in the tasks right: a stop, a mask, a norm, two gradients?"""
    assert nets.early_stop([3, 2, 2.5, 2.2, 1], 2) == (1, 3)
    values = np.unique(nets.dropout_mask((50,), 0.2, np.random.default_rng(0)))
    assert values.tolist() == [0, 1.25]
    y, cache = nets.layer_norm(np.array([[1.0, 3.0]]), np.ones(2), np.zeros(2), eps=0.0)
    assert (cache["s"].item(), y.tolist()) == (1, [[-1, 1]])
    dx, _, _ = nets.layer_norm_backward(np.array([[1.0, 0.0]]), cache)
    assert dx.tolist() == [[0, 0]]
    one = np.ones((1, 1, 1))
    dtable = nets.tied_gradient(5 * one, np.array([[1]]), 2 * one, 3 * one)
    assert dtable.ravel().tolist() == [6, 5]


def test_what_survives_naive_dropout():
    """Does a unit pass 20 masks of p = 0.3 with a probability of 0.0008?"""
    survives = (1 - P) ** 20
    assert survives == pytest.approx(0.0008, abs=5e-5)


def test_how_small_the_text_is():
    """Is the complete training text about eleven times as long?"""
    assert sum(map(len, load_text().train)) / SMALL == pytest.approx(11, abs=1)


def test_how_often_the_small_text_is_read():
    """Do 400 updates of 16 streams and 64 steps read it about 17 times?"""
    times = 400 * 16 * 64 / SMALL
    assert times == pytest.approx(17, abs=0.5)


def test_what_the_table_says():
    """Are gains and losses those of the prose, and the four small gains within the noise?"""
    cures = recorded_cures()
    last = {n: [list(run["validation"].values())[-1] for run in r] for n, r in cures.items()}
    best = {n: [min(run["validation"].values()) for run in r] for n, r in cures.items()}
    gain = {n: np.mean(last["nothing"]) - np.mean(bits) for n, bits in last.items()}
    assert gain["four times the text"] == pytest.approx(0.77, abs=0.005)
    small = ["weight drop", "dropout", "weight decay", "one mask"]
    for name in small:
        assert 0.08 < gain[name] < 0.12
        assert max(last[name]) < min(last["nothing"])
        assert np.mean(last[name]) - np.mean(best[name]) < 0.005
    means = [np.mean(last[name]) for name in small]
    assert np.ptp(means) < max(np.ptp(last[name]) for name in small)
    for name in ("two layers", "half the units"):
        assert np.mean(last[name]) > max(last["nothing"])
    early = np.mean(last["nothing"]) - np.mean(best["nothing"])
    assert early == pytest.approx(0.05, abs=0.005)
    own = {
        n: np.mean([list(run["training"].values())[-1] for run in r]) for n, r in cures.items()
    }
    assert own["half the units"] > own["nothing"] + 0.5
    assert all(a < b for a, b in zip(best["nothing"], last["nothing"], strict=True))
