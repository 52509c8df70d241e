"""The numbers that lesson 13 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.tasks.automata import state_graph
from lstm_utils.tasks.counting import counting_string


def test_worked_numbers():
    """Are the small examples in the tasks right: a string, a refusal, a horizon, a graph?"""
    assert counting_string(2) == ("$aabb", ["a", "ab", "ab", "b", "$"])
    assert counting_string(2, "abc")[0] == "$aabbcc"
    z = np.array([[[2.0, -1.0]], [[0.5, 1.0]]])
    valid = np.array([[[True, False]], [[False, True]]])
    assert nets.accepts(z, valid, np.array([2])).tolist() == [False]
    assert nets.horizon(lambda length: length != 5, [1, 2, 5, 9]) == 2
    graph, share = state_graph([[7, 3, 3], [7, 3, 7]], ["ab", "aa"])
    assert (graph, share) == ([{"a": 1}, {"b": 1, "a": 0}], 1)
    W_ih, _, _ = nets.counter_weights(np.array([[0], [1], [-1]]))
    assert W_ih[2].tolist() == [0, 20, -20]
    assert nets.parity_weights()[1][0].tolist() == [10, -10]


def test_gates_that_are_not_quite_open():
    """Is a gate 98 % open at 4, is the count at -9.6 after 30 a and 30 b, is 10 enough?"""
    assert nets.sigmoid(np.array(4.0)) == pytest.approx(0.98, abs=0.005)
    count = plots.counted("$" + 30 * "a" + 30 * "b", large=4)[-1, 0]
    assert count == pytest.approx(-9.6, abs=0.05)
    assert 1 - nets.sigmoid(np.array(20.0)) == pytest.approx(2e-9, rel=0.05)
    assert nets.horizon(plots.leaky_counter(8), range(1, 101)) < 100
    assert nets.horizon(plots.leaky_counter(10), range(1, 101)) == 100


def test_a_rule_without_a_counter_beats_the_report():
    """Is the question's rule right at more than 98.5 % of the steps, at n = 100: 200 of 201?"""
    _, valid = counting_string(100)
    assert len(valid) == 201
    assert 200 / 201 > 0.985
