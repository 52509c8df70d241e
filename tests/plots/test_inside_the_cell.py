"""Figures of lesson 15: do they show the numbers that they are given?"""

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import inside_the_cell
from lstm_utils.plots.panel import ROWS


def test_a_line_for_each_number_of_attractors():
    """Is each share drawn over the updates, and a count that is missing left out?"""
    figure = plots.draw_attractors(
        {0: {0: 0.5, 3: 0.4, 1: 0.5, 2: 0.5}, 25: {0: 1, 1: 0.9, 2: 0.8}}
    )
    lines = {line.get_label(): line.get_xydata().tolist() for line in figure.axes[0].lines}
    assert lines["0"] == [[0, 0.5], [25, 1]]
    assert lines["3"] == [[0, 0.4]]


def test_a_point_for_each_unit_and_replacement():
    """Are the units where they belong, and those without which answers go wrong named?"""
    shows, zero, mean = (
        np.array([0.5, 1.0, 0.9]),
        np.array([1.0, 0.2, 0.95]),
        np.array([1, 0.3, 1]),
    )
    ax = plots.draw_reading_and_use(shows, {"at 0": zero, "at its mean": mean}).axes[0]
    points = {line.get_label(): line.get_xydata() for line in ax.lines}
    np.testing.assert_allclose(points["at 0"], np.column_stack([shows, zero]))
    np.testing.assert_allclose(points["at its mean"], np.column_stack([shows, mean]))
    assert [text.get_text() for text in ax.texts] == ["1"]


def test_the_best_unit_is_marked():
    """Is the unit with the largest share marked in the map, and is the map the shares?"""
    shares = np.zeros((5, 3))
    shares[3, 1] = 0.8
    ax = plots.draw_patches(shares, ["the", "queen", "near"]).axes[0]
    assert np.array_equal(ax.images[0].get_array(), shares)
    assert [text.get_text() for text in ax.texts] == ["◂ 3"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["the", "queen", "near"]


@pytest.fixture(scope="module")
def nets():
    """What was recorded of five nets."""
    return plots.recorded_nets()


def test_what_the_lesson_says_about_the_recorded_nets(nets):
    """Are the counts of the prose those of the table?"""
    assert [net["seed"] for net in nets] == [0, 1, 2, 3, 4]
    assert min(net[name] for net in nets for name in ("verbs, test", "pronouns, test")) == 1
    assert sorted(net["flipped"] for net in nets) == [0.555, 1, 1, 1, 1]
    assert max(net["flipped by the next"] for net in nets) <= 0.04
    assert sum(net["units that show the gender"] for net in nets) == 30
    assert sum(net["of these without effect"] for net in nets) == 23
    passed = [
        net["verbs, 8 distractors"] == net["pronouns, 8 distractors"] == 1 for net in nets
    ]
    assert sum(passed) == 2
    assert sum(net["verbs, 8 distractors"] < 0.55 for net in nets) == 1
    assert min(net["probe"] for net in nets) == 1
    assert all(0.4 < net["control"] < 0.5 for net in nets)
    assert all(net["control, same words"] == 1 for net in nets)
    assert sum(net["pronouns, no possessives"] < 0.55 for net in nets) == 4


def test_the_first_picture_is_a_recorded_film(nets):
    """Has the recorded difference a number for each word and unit, none before the subject?"""
    film = next(net["film"] for net in nets if "film" in net)
    shapes = {np.shape(film[letter]) for letter in ROWS}
    assert shapes == {(len(inside_the_cell.SHOWN.split()), 32)}
    assert not np.any(film["c"][0])
    assert np.abs(film["c"][1:]).max(axis=1).min() > 0.2
