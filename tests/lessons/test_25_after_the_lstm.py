"""The numbers that lesson 25 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.plots import recorded_tracking
from lstm_utils.tasks import cup_training


def test_worked_numbers():
    """Are the small examples in the tasks right?"""
    two, zero = np.array([2.0]), np.zeros(1)
    i, f, m = nets.stable_gates(two, zero, np.array([1.0]))
    assert (i[0], f[0], m[0]) == pytest.approx((1, 0.184, 2), abs=5e-4)
    i, f, m = nets.stable_gates(two, zero, np.array([3.0]))
    assert (i[0], f[0], m[0]) == pytest.approx((0.736, 1, 2.307), abs=5e-4)
    empty = np.zeros((1, 1, 1)), np.zeros((1, 1)), np.array([-np.inf])
    for q, wanted in ((2.0, 5.0), (0.1, 1.5)):
        numbers = (np.array([[number]]) for number in (q, 3.0, 5.0))
        h, C, n, m = nets.mlstm_step(*numbers, zero, zero, *empty)
        assert (h.item(), C.item(), n.item(), m.item()) == pytest.approx((wanted, 15, 3, 0))
    switch = np.array([[1.0], [-1.0]])
    states = nets.diag_linear(np.array([[1], [0], [1]]), switch, 0 * switch, np.ones(1))
    assert states.ravel().tolist() == [-1, -1, 1]
    k, v = np.array([[0.6, 0.8]]), np.array([[5.0]])
    for beta, row, answer in ((1.0, [3, 4], 5), (2.0, [6, 8], 10)):
        S = nets.delta_step(np.zeros((1, 1, 2)), k, v, np.array([beta]))
        assert S.ravel() == pytest.approx(row)
        assert S[0, 0] @ k[0] == pytest.approx(answer)
    assert nets.swap_keys([2, 1, 0]) * 2**0.5 == pytest.approx(np.array([[1, 0, -1]]))
    keys = nets.swap_keys([1, 2, 0]) * 2**0.5
    assert keys == pytest.approx(np.array([[1, -1, 0], [0, 1, -1]]))


def test_what_the_lesson_says_about_two_cups():
    """Is the LSTM right at 4,000, the diagonal net lost by 1,000, one reflection right?"""
    rows = recorded_tracking()["2"]
    for name in ("LSTM", "one reflection"):
        assert min(row["4000"] for row in rows[name]) == 1
    for row in rows["diagonal, -1 to 1"]:
        assert row["40"] == 1
        assert row["1000"] < 0.6
    assert max(max(row.values()) for row in rows["diagonal, 0 to 1"]) < 0.6


def test_what_the_lesson_says_about_three_cups():
    """Do the LSTM and two reflections follow three cups, and the others not?"""
    rows = recorded_tracking()["3"]
    assert min(row["4000"] for row in rows["LSTM"]) == 1
    assert min(row["2000"] for row in rows["two reflections"]) == 1
    late = [row["4000"] for row in rows["two reflections"]]
    assert sorted(share == 1 for share in late) == [False, True, True]
    assert min(late) > 0.99
    assert max(row["1000"] for row in rows["diagonal, -1 to 1"]) < 0.25
    lengths = [length for _, length in recorded_tracking()["3, updates"]["diagonal, -1 to 1"]]
    assert lengths == [28, 24, 0]
    assert max(row["40"] for row in rows["one reflection"]) < 0.3
    sizes = [
        sum(q.numel() for q in net.parameters())
        for net in (cup_training.LSTMTracker(6, 32), cup_training.ReflectionTracker(6, 8, 2))
    ]
    assert sizes == [5318, 170]


def test_what_the_lesson_says_about_the_search():
    """Does the sLSTM win at equal updates, and the fused LSTM at equal seconds?"""
    found = recorded_tracking()["search"]
    assert len(found) == 3
    for row in found.values():
        assert 0.45 < row["sLSTM"][0] / row["LSTM"][0] < 0.56
        error, updates, _ = row["nn.LSTM, equal seconds"]
        assert error < row["sLSTM"][0]
        assert 1900 < updates < 2200


def test_what_the_lesson_says_about_lines():
    """Is the frozen net within a factor of ridge regression, and lost with other labels?"""
    found = recorded_tracking()["lines"]
    best = found["ridge 0.01"]
    for seed in range(3):
        error = found[f"LSTM {seed}"]
        assert error[0] > 1
        assert error[10] < 0.01
        assert 2.5 < error[10] / best[10] < 4
        assert error[10] < found["ridge 1"][10]
        assert found[f"LSTM {seed}, labels of another line"][20] > 2
