"""The numbers that lesson 15 quotes in its prose, where no cell of it computes them."""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils.tasks.agreement import WORDS, accuracy_by_attractors
from lstm_utils.tasks.agreement_training import B


def test_worked_numbers():
    """Are the small examples in the tasks right?"""
    nouns = np.array([[1, 0, -1], [1, 1, 0]])
    answers, many = np.array([True, False]), np.zeros(2, dtype=bool)
    assert accuracy_by_attractors(answers, many, nouns) == {1: 1.0, 2: 0.0}
    states, labels = np.array([[1.0], [2.0], [5.0], [6.0]]), np.array([0, 0, 1, 1])
    accuracy, w = nets.probe(states, labels, np.array([False, False, False, True]))
    assert accuracy == 1
    assert w == pytest.approx([0.538, -1.769], abs=5e-4)
    values = np.array([[1.0], [2.0], [3.0], [8.0]])
    assert nets.unit_accuracies(values, labels).tolist() == [0.75]


def test_control_labels_of_the_example():
    """Are the three labellings of (7, 2, 7, 5) those that are named?"""
    rng, words = np.random.default_rng(0), np.array([7, 2, 7, 5])
    drawn = {tuple(nets.control(words, rng).tolist()) for _ in range(50)}
    assert drawn == {(1, 0, 1, 0), (0, 1, 0, 0), (0, 0, 0, 1)}


def test_ablation_of_the_examples():
    """Are rows 1, 4, 7 and 10 those of unit 1 of 3, and is the moved mean 2.5?"""
    shapes = {"W_ih": (12, 2), "W_hh": (12, 3), "b": (12,), "W_out": (2, 3), "b_out": (2,)}
    silent = nets.ablate({name: np.ones(shape) for name, shape in shapes.items()}, 1)
    assert np.flatnonzero(silent["b"] == 0).tolist() == [1, 4, 7, 10]
    small = {"W_ih": (8, 1), "W_hh": (8, 2), "b": (8,)}
    params = {name: np.ones(shape) for name, shape in small.items()}
    params |= {"W_out": np.array([[2.0, -1.0]]), "b_out": np.array([3.0])}
    new = nets.mean_ablate(params, 1, 0.5)
    assert (new["W_out"].tolist(), new["b_out"].tolist()) == ([[2, 0]], [2.5])


def test_sizes():
    """Has the vocabulary 67 words, and are 1,200 updates 38,400 sentences?"""
    assert len(WORDS) == 67
    assert 1200 * B == 38_400
