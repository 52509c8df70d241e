"""Figures of lesson 25: do they show what they are given, and say the same in words?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import after_the_lstm
from lstm_utils.tasks.nearest_training import Run


def test_a_line_for_each_seed():
    """Are shares drawn in percent by length, each net with its own line and one label?"""
    shares = {"A": [{"40": 1.0, "400": 0.5}, {"40": 0.9, "400": 0.4}], "B": [{"40": 0.2}]}
    figure = plots.draw_horizons(shares, chance=0.5)
    ax = figure.axes[0]
    drawn = [line for line in ax.lines if line.get_marker() != "None"]
    assert [line.get_ydata().tolist() for line in drawn] == [[100, 50], [90, 40], [20]]
    assert drawn[0].get_xdata().tolist() == [40, 400]
    assert ax.get_xscale() == "log"
    assert len({(line.get_color(), line.get_linestyle()) for line in drawn}) == 2
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["A", "B"]


def test_the_switch_is_right_drifting_or_lost():
    """Is a factor of -1 right to the end, -0.99 for a while, -0.5 and 0.9 nearly at once?"""
    captions = [after_the_lstm.eigenvalue_caption(a) for a in (-1.0, -0.99, -0.5, 0.9)]
    until = [int(words.split("until bit ")[1].split()[0]) for words in captions]
    assert until[0] == 600
    assert 100 < until[1] < 600
    assert max(until[2:]) < 40
    s, exact = after_the_lstm.switched(-1.0)
    assert set(exact) == {-1.0, 1.0}
    assert abs(s * exact).max() < 1.5


def test_the_slider_has_a_picture_for_each_factor(monkeypatch):
    """Are all factors drawn beforehand, with where each fails?"""
    monkeypatch.setattr(after_the_lstm, "EIGENVALUES", (-0.9, -1.0))
    slider, frames = plots.interactive_eigenvalue().children
    assert list(slider.options) == list(after_the_lstm.EIGENVALUES)
    assert "Factor -1: right until bit 600 of 600, 100% in all." in html.unescape(
        frames.children[-1].children[1].value
    )
    crosses = after_the_lstm.draw_eigenvalue(-0.5).axes[0].lines[1].get_xdata()
    s, exact = after_the_lstm.switched(-0.5)
    assert len(crosses) == (s * exact <= 0).sum() > 50


@pytest.mark.parametrize("by", ["updates", "seconds"])
def test_the_search_by_updates_and_by_seconds(by):
    """Has each run a line, over what was asked for?"""
    runs = {"a": Run([5, 10], [1.0, 2.0], [0.1, 0.05]), "b": Run([5], [3.0], [0.08])}
    ax = plots.draw_search(runs, by).axes[0]
    assert [line.get_xdata().tolist() for line in ax.lines[:2]] == [
        getattr(run, by) for run in runs.values()
    ]
    assert ax.get_xlabel().startswith(by)


def test_errors_by_examples():
    """Does each method start at 0 examples?"""
    lines = (
        plots.draw_in_context({"net": np.array([1.0, 0.5]), "ridge": np.ones(2)}).axes[0].lines
    )
    assert [line.get_xdata().tolist() for line in lines] == [[0, 1], [0, 1]]


def test_a_line_is_learned_example_by_example():
    """Has each number of examples its picture and its error in words?"""
    grid = np.linspace(-1, 1, 5)
    lines = {0: grid, 2: grid + 0.5}
    x, labels = np.array([0.5, -0.5]), np.array([0.4, -0.4])
    _, slider, frames = plots.interactive_learned_line(lines, x, labels, grid, grid).children
    assert list(slider.options) == [0, 2]
    said = [html.unescape(frame.children[1].value) for frame in frames.children]
    assert "Examples seen: 0. Mean squared error on the line: 0.0000." in said[0]
    assert "0.2500" in said[1]


def test_static_figures_are_drawn():
    """Are the three pictures drawn from what was recorded?"""
    drawn = {name: draw for name, draw in plots.static_figures().items() if name[:2] == "25"}
    assert len(drawn) == 3
    for draw in drawn.values():
        assert draw().axes
