"""The numbers that lesson 21 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.plots import recorded_attention


def test_worked_numbers():
    """Are the small examples in the tasks right: scores, weights, gradients, a share?"""
    one = np.ones((1, 1))
    e, _ = nets.scores(one, np.array([[[1.0]], [[-1]], [[0]]]), one, one, np.array([2.0]))
    assert e[:, 0] == pytest.approx([1.928, 0, 1.523], abs=5e-4)
    scores = np.array([[0], [np.log(3)], [9]])
    values = np.array([[[4.0]], [[8]], [[1]]])
    context, alpha = nets.attend(scores, np.array([[True], [True], [False]]), values)
    assert context.item() == pytest.approx(7)
    assert alpha[:, 0] == pytest.approx([0.25, 0.75, 0])
    de, dvalues = nets.attend_backward(one, alpha[:2], values[:2])
    assert de[:, 0] == pytest.approx([-0.75, 0.75])
    assert dvalues[:, 0, 0] == pytest.approx([0.25, 0.75])
    given = (
        one,
        np.array([[[0.0]], [[-1.0]]]),
        np.log(2) * one,
        np.log(2) * one,
        np.array([2.0]),
    )
    _, u = nets.scores(*given)
    assert u.ravel() == pytest.approx([0.6, 0])
    found = nets.scores_backward(np.ones((2, 1)), u, *given)
    expected = [2.274, 0.887, 1.386, 3.28, -2, 0.6]
    assert np.concatenate([q.ravel() for q in found]) == pytest.approx(expected, abs=5e-4)


def test_what_a_late_mask_leaves():
    """Do the weights sum to 0.06 if the mask comes after the softmax?"""
    e = np.exp([1.0, 2.0, 5.0])
    assert e[:2].sum() / e.sum() == pytest.approx(0.064, abs=5e-4)


@pytest.fixture(scope="module")
def rows():
    """What was recorded of three seeds."""
    return list(recorded_attention().values())


def test_what_the_lesson_says_about_translations(rows):
    """Does attention win at equal updates, and does the net without go on learning?"""
    assert len(rows) == 3
    for row in rows:
        end = {
            name: list(row[name]["curve"].values())[-1] for name in row if "curve" in row[name]
        }
        assert end["attention"] > 0.98
        assert 0.36 <= end["without"] <= 0.405
        assert 0.735 < end["without, long"] < 0.92
        assert row["attention"]["by length"]["12-14"] > 0.97
        groups = list(row["without, long"]["by length"].values())
        assert groups[-1] == min(groups)


def test_which_key_has_the_gender(rows):
    """Does the key at the article change its ending alone, and that at the noun the noun?"""
    for row in rows:
        ends = [said.split()[-4:-1] for said in row["exchanged"]]
        assert ends[10] == ["einen", "roten", "Haus"]
        assert ends[12][:2] == ["ein", "rotes"]
        assert ends[12][2] != "Haus"
        others = [end for n, end in enumerate(ends) if n not in (10, 12)]
        assert all(end == ["ein", "rotes", "Haus"] for end in others)


def test_the_horizon_is_what_was_learned(rows):
    """Are two subjects nearly always right, and three hardly ever?"""
    for row in rows:
        shares = row["attention"]["subjects"]
        assert min(shares["1"], shares["2"]) > 0.97
        assert max(share for n, share in shares.items() if int(n) > 2) < 0.1


def test_what_the_lesson_says_about_captions(rows):
    """Does attention point at digits, not at places, and beat even weights?"""
    for row in rows:
        found, even = row["captions"]["attention"], row["captions"]["even"]
        assert found["pointing, digits"] > 0.995
        assert found["pointing, places"] < 0.65
        assert found["digits"] > 0.9
        assert found["digits"] - even["digits"] > 0.4
