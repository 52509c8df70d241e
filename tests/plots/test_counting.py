"""Figures of lesson 13: do they show the counts, the horizons and the states?"""

import html

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import counting


def test_the_mountain_has_its_counts_and_its_letters():
    """Is the count drawn over the symbols, and each letter written with its number?"""
    figure = plots.draw_count("$aab", {"c": np.array([0.0, 1, 2, 1])}, wrong=[3])
    (ax,) = figure.axes
    count, cross = ax.lines
    assert count.get_ydata().tolist() == [0, 1, 2, 1]
    assert cross.get_xdata().tolist() == [3]
    assert [text.get_text() for text in ax.texts] == ["a x 2", "b x 1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == [*"$aab"]


def test_a_string_is_right_only_if_all_of_its_steps_are():
    """Is a bar coloured exactly where the share of right steps is 1?"""
    figure = plots.draw_reach({"one": [1, 1, 0.9], "two": [0.5, 1, 1]}, trained=2)
    top, low = figure.axes
    assert [line.get_ydata().tolist() for line in top.lines[:2]] == [
        [100, 100, 90],
        [50, 100, 100],
    ]
    colour = low.patches[0].get_facecolor()
    same = [bar.get_x() + 0.5 for bar in low.patches if bar.get_facecolor() == colour]
    assert same == [1, 2]
    assert [label.get_text() for label in low.get_yticklabels()] == ["one", "two"]


@pytest.mark.parametrize("large", counting.OPEN)
def test_a_leaky_counter_is_right_until_its_horizon(large):
    """Is the horizon the first n where the count is read wrong, step by step?"""
    right = plots.leaky_counter(large, 40)
    for n in (1, 5, 40):
        string = "$" + "a" * n + "b" * n
        exact = np.cumsum([{"a": 1, "b": -1}.get(symbol, 0) for symbol in string])
        count = plots.counted(string, large=large)[:, 0]
        assert right(n) == ((count > 0.5) == (exact > 0.5)).all()


def test_each_opening_has_its_sentence():
    """Do the horizons of the slider's sentences grow, from 2 to the last that was tried?"""
    slider, frames = plots.interactive_leak().children
    assert slider.options == counting.OPEN
    sentences = [html.unescape(frame.children[1].value) for frame in frames.children]
    reach = [nets.horizon(plots.leaky_counter(large), range(1, 101)) for large in counting.OPEN]
    assert reach == sorted(reach)
    assert (reach[0], reach[-1]) == (2, 100)
    for large, end, sentence in zip(counting.OPEN, reach, sentences, strict=True):
        assert f"sigmoid({large:g})" in sentence
        assert f"Horizon: {end}" in sentence


def test_each_group_has_its_number_and_each_symbol_its_arrow():
    """Are there a circle for each group and a letter for each step to another group?"""
    hs = np.random.default_rng(0).normal(size=(6, 3))
    groups = np.array([0, 0, 1, 1, 2, 2])
    graph = [{"a": 1}, {"b": 2, "c": 1}, {}]
    figure = plots.draw_state_map(hs, groups, {0: 0, 1: 4, 2: 5}, graph)
    texts = [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    assert sorted(texts) == ["0", "4", "5", "a", "b"]
