"""The numbers that lesson 26 quotes in its prose, and the LSTMs that its capstone hands out."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.checks import assess, get, judge
from lstm_utils.checks.kills import kill_rate, kills
from lstm_utils.checks.run import run
from lstm_utils.plots import recorded_rounding
from tests.checks.outcomes import key


def test_worked_numbers():
    """Are the small examples in the tasks right: integers, a product, a budget?"""
    q, scale = nets.quantise_rows(np.array([[0.5, -2, 1.1]]), bits=4)
    assert q.tolist() == [[2, -7, 4]]
    assert scale == pytest.approx(2 / 7)
    x_q = np.array([[1, 1, 100]], dtype=np.int8)
    y = nets.int8_matvec(q, np.array([0.5]), x_q, np.array([0.1]))
    assert y.item() == pytest.approx(19.75)
    x = np.array([[1.0, -2, 3]])
    budget = nets.error_budget(q, np.array([0.5]), x, np.array([0.1]))
    assert budget.item() == pytest.approx(1.825)


def test_what_rounding_costs():
    """Is 8 bits free, and do rows win at 4 and 3 bits, in three seeds?"""
    rows = list(recorded_rounding().values())
    assert len(rows) == 3
    for row in rows:
        cost = {
            name: {bits: found - row["float32"] for bits, found in row[name].items()}
            for name in ("rows", "matrix")
        }
        assert max(abs(cost[name]["8"]) for name in cost) < 0.002
        assert cost["rows"]["4"] == pytest.approx(0.07, abs=0.005)
        assert 0.175 < cost["matrix"]["4"] < 0.245
        assert cost["rows"]["3"] == pytest.approx(0.4, abs=0.05)
        assert 2.0 < cost["matrix"]["3"] < 2.2


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2))]
)
def test_where_errors_add_up(seed):
    """Does an error of rounding stay as it is with f = 1/2, and grow with f near 1?"""
    growth = {}
    for forget_bias in (0, 8):
        rng = np.random.default_rng(seed)
        W_ih, W_hh, b = nets.lstm_init(8, 32, rng, forget_bias=forget_bias)
        x, zeros = rng.normal(size=(1000, 4, 8)), np.zeros((4, 32))
        rounded = [q * s[:, None] for q, s in map(nets.quantise_rows, (W_ih, W_hh))]
        exact, other = (
            nets.lstm_forward(x, zeros, zeros, *weights, b)[2]["cs"][1:]
            for weights in ((W_ih, W_hh), rounded)
        )
        error = abs(exact - other).mean(axis=(1, 2))
        growth[forget_bias] = error[-1] / error[0]
    assert growth[0] < 2
    assert growth[8] > 1000


def test_kill_rates():
    """Are there 25 wrong LSTMs, of which the first test finds 11, and 12 kinds?"""

    def first_test(fn):
        rng = np.random.default_rng(0)
        x, zeros = rng.normal(size=(5, 3, 2)), np.zeros((3, 4))
        weights = nets.lstm_init(2, 4, rng)
        hs, c = fn(x, zeros, zeros, *weights)
        right, _, _ = nets.lstm_forward(x, zeros, zeros, *weights)
        return hs.shape == (5, 3, 4) and c.shape == (3, 4) and np.allclose(hs, right)

    assert kill_rate(kills(first_test)) == "kill rate 11 of 25 (44%), false alarms 0 of 3"
    assert kill_rate(kills(nets.test_lstm)).startswith("kill rate 25 of 25 (100%), false a")
    assert len(get("lstm-suite").parts) == 12


def test_the_picture_agrees_with_the_points(long):
    """Is an LSTM judged right in the picture if and only if `check` counts its case?"""

    def raises(fn):
        if not nets.test_lstm(fn):
            raise AssertionError
        return True

    tests = (
        raises,
        nets.test_lstm,
        lambda fn: int(nets.test_lstm(fn)),
        lambda fn: np.array(nets.test_lstm(fn)),
        lambda fn: np.array([nets.test_lstm(fn)]),
        lambda fn: nets.test_lstm(fn) or None,
        lambda fn: {},
        lambda fn: np.bool_(nets.test_lstm(fn)),
    )
    step, counts = 1 if long else 3, []
    for test in tests[::step]:
        found = kills(test)
        good = [v for v in found if v.accepted is not None and v.accepted == v.is_right]
        assert len(good) == assess(get("lstm-suite"), test).right
        alarms = sum(v.is_right and v.accepted is not True for v in found)
        assert f"false alarms {alarms} of 3" in kill_rate(found)
        counts.append(len(good))
    assert counts == [3, 28, 0, 0, 0, 3, 0, 28][::step]


def test_the_two_halves_differ():
    """Are the LSTMs of grading others than those of the notebook, of the same kinds?"""
    ex = get("lstm-suite")
    public, hidden = ({case.label for case in ex.draw(seed)} for seed in (0, 4711))
    wrong = [
        {label for label in half if not label.startswith("right")} for half in (public, hidden)
    ]
    assert not wrong[0] & wrong[1]
    kinds = [{label.partition(":")[0] for label in half} for half in (public, hidden)]
    assert kinds[0] == kinds[1] == {*ex.parts, "right"}


def test_some_kinds_count_and_a_false_alarm_costs_all():
    """Has a test without a second call all parts but memory, and an alarm none?"""
    ex, grading = get("lstm-suite"), key("lstm-suite", 101)
    (once,) = [m for m in ex.mistakes if m.diagnosis.startswith("each draw is given once")]
    (exact,) = [m for m in ex.mistakes if m.diagnosis.startswith("every difference counts")]
    found, alarm = (
        judge(grading, [run(ex, test.function, case) for case in grading.cases])
        for test in (once, exact)
    )
    assert found.parts == tuple(kind for kind in ex.parts if kind != "memory")
    assert alarm.share == 0
