"""Probes, control labels and single units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

import lstm_utils.numpy_nets as nets


def states_with_a_label(rng, N, H, noise):
    """States in which a random direction shows the label, and the labels."""
    labels = rng.integers(2, size=N)
    direction = rng.normal(size=H)
    states = noise * rng.normal(size=(N, H)) + np.outer(2 * labels - 1, direction) + 3.0
    return states, labels


@pytest.mark.parametrize(("H", "noise"), [(3, 0.1), (5, 2.0), (1, 1.0)])
def test_a_probe_is_a_regression_on_signs(H, noise):
    """Are rule and accuracy those of scikit-learn's regression on targets of -1 and 1?"""
    rng = np.random.default_rng(H)
    states, labels = states_with_a_label(rng, 200, H, noise)
    test = rng.random(200) < 0.3
    accuracy, w = nets.probe(states, labels, test)
    peer = LinearRegression().fit(states[~test], 2.0 * labels[~test] - 1)
    np.testing.assert_allclose(w, [*peer.coef_, peer.intercept_], atol=1e-9)
    assert accuracy == ((peer.predict(states[test]) > 0) == labels[test]).mean()


def test_a_probe_sees_no_test_state_while_it_is_fitted():
    """Is the rule the same if the test's labels change, and does noise give chance?"""
    rng = np.random.default_rng(0)
    states, labels = rng.normal(size=(600, 20)), rng.integers(2, size=600)
    test = np.arange(600) >= 300
    accuracy, w = nets.probe(states, labels, test)
    flipped, same = nets.probe(states, np.where(test, 1 - labels, labels), test)
    assert np.array_equal(w, same)
    assert accuracy == pytest.approx(1 - flipped)
    assert accuracy == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("test", [np.ones(4, bool), np.zeros(4, bool), np.array([0, 1, 1, 0])])
def test_a_probe_needs_both_parts(test):
    """Does a mask that leaves a part empty, or is not a mask, raise an error?"""
    with pytest.raises(ValueError, match="some True and some False"):
        nets.probe(np.zeros((4, 2)), np.zeros(4, dtype=int), test)


@settings(deadline=None)
@given(words=st.lists(st.integers(-3, 40), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_a_control_label_belongs_to_the_word(words, seed):
    """Has each word one label wherever it occurs, and half of the words a 1?"""
    labels = nets.control(np.array(words), np.random.default_rng(seed))
    label = dict(zip(words, labels.tolist(), strict=True))
    assert [label[word] for word in words] == labels.tolist()
    assert sum(label.values()) == len(label) // 2


def test_all_choices_of_control_labels_are_equally_likely():
    """Does each of the six choices of two words out of four come up as often?"""
    rng = np.random.default_rng(0)
    drawn = [tuple(nets.control(np.array([7, 2, 5, 9]), rng)) for _ in range(3000)]
    counts = [drawn.count(choice) for choice in set(drawn)]
    assert len(counts) == 6
    np.testing.assert_allclose(np.array(counts) / 3000, 1 / 6, atol=0.03)


def test_a_unit_shows_what_only_it_carries():
    """Is a unit that carries the label right, of either sign, and a noisy one at chance?"""
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=2000)
    states = rng.normal(size=(2000, 3))
    states[:, 1] = 5.0 - 0.3 * labels + 0.01 * states[:, 1]
    accuracy = nets.unit_accuracies(states, labels)
    assert accuracy[1] == 1
    np.testing.assert_allclose(accuracy[[0, 2]], 0.5, atol=0.05)
    assert nets.unit_accuracies(np.ones((6, 2)), np.arange(6) % 2).tolist() == [0, 0]


def test_a_unit_needs_both_labels():
    """Does one label alone raise an error that shows it?"""
    with pytest.raises(ValueError, match="labels 0 and 1; got"):
        nets.unit_accuracies(np.zeros((3, 2)), np.ones(3, dtype=int))


def test_a_probe_for_a_number_is_a_regression():
    """Are rule and efficiency those of scikit-learn, and do the test's numbers not matter?"""
    rng = np.random.default_rng(0)
    cs = rng.normal(size=(120, 4))
    snow = cs @ [3, 0, -1, 2] + rng.normal(size=120) + 30
    test = rng.random(120) < 0.4
    efficiency, w = nets.probe_snow(cs, snow, test)
    peer = LinearRegression().fit(cs[~test], snow[~test])
    np.testing.assert_allclose(w, [*peer.coef_, peer.intercept_], atol=1e-9)
    assert efficiency == pytest.approx(peer.score(cs[test], snow[test]))
    np.testing.assert_array_equal(w, nets.probe_snow(cs, np.where(test, -snow, snow), test)[1])
