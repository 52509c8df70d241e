"""The numbers that lesson 22 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.plots import recorded_drawing


def test_worked_numbers():
    """Are the small examples in the tasks right: parameters, loss, gradient, lines, variety?"""
    z = np.array([[0, np.log(3), 1, 2, 3, 4, 0, np.log(2), 0, 0, 0, 1, 0, 0, np.log(2)]])
    expected = [[0.25, 0.75], [1, 2], [3, 4], [1, 2], [1, 1], [0, 0.762], [0.25, 0.25, 0.5]]
    for found, right in zip(nets.mdn_split(z, 2), expected, strict=True):
        assert found[0] == pytest.approx(right, abs=5e-4)
    z = np.zeros((1, 9))
    nll, gamma = nets.mdn_nll(z, 1, np.zeros((1, 2)), np.array([0]))
    assert (nll[0], gamma[0, 0]) == pytest.approx((2.936, 1), abs=5e-4)
    dz = nets.mdn_backward(gamma, z, 1, np.array([[1.0, 0.0]]), np.array([0]))
    assert dz[0] == pytest.approx([0, -1, 0, 0, 1, 0, -2 / 3, 1 / 3, 1 / 3])
    xy = np.array([[1.0, 1], [0, 2], [3, 0], [1, 0]])
    strokes = nets.strokes_to_path(xy, np.array([0, 1, 0, 0]))
    assert [q.tolist() for q in strokes] == [[[1, 1], [1, 3]], [[4, 3], [5, 3]]]
    assert nets.variety(np.array([3, 3, 4, 4, -1])) == pytest.approx(2)


def test_the_unit_shifts_the_loss():
    """Does dividing all offsets by 2 shift the loss by 2 log 2, as the mark scheme says?"""
    z, xy, pen = np.zeros((1, 9)), np.array([[0.6, -0.4]]), np.array([1])
    half = z.copy()
    half[0, 3:5] -= np.log(2)
    shift = nets.mdn_nll(half, 1, xy / 2, pen)[0] - nets.mdn_nll(z, 1, xy, pen)[0]
    assert shift.item() == pytest.approx(-2 * np.log(2))


@pytest.fixture(scope="module")
def rows():
    """What was recorded of several seeds."""
    return list(recorded_drawing().values())


def test_what_the_lesson_says_about_one_component(rows):
    """With one component, is the loss a little worse, and are the drawings far worse?"""
    for row in rows:
        named, one = row["named"], row["one component"]
        loss = [list(found["curve"].values())[-1] for found in (named, one)]
        assert 0 < loss[1] - loss[0] < 0.5
        for bias in ("0", "1"):
            assert named[bias]["right"] > 0.75
            assert one[bias]["right"] < named[bias]["right"] / 2


def test_what_the_lesson_says_about_bias(rows):
    """Does a net without names collapse at bias 3, and gain a net with names nothing there?"""
    for row in rows:
        free, named = row["unnamed"], row["named"]
        assert free["3"]["recognised"] >= free["0"]["recognised"]
        assert sum(sorted(free["3"]["counts"])[-4:]) > 0.85 * sum(free["3"]["counts"])
        assert free["3"]["variety"] < 0.6 * free["0"]["variety"]
        assert named["3"]["variety"] > 9.5
        assert abs(named["3"]["right"] - named["1"]["right"]) < 0.05
