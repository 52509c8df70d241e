"""Figures of lesson 17: do they show what nets see, and the numbers that they are given?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import both_ways
from lstm_utils.tasks.reading_aloud import line_of


def test_what_each_kind_sees():
    """Are the seen inputs those up to t, from t on, all, and two more?"""
    t, s = np.arange(7)[:, None], np.arange(7)
    wanted = (s <= t, s >= t, s >= 0 * t, s <= t + both_ways.LATE)
    for kind, seen in zip(both_ways.KINDS, wanted, strict=True):
        np.testing.assert_array_equal(both_ways.seen(kind), seen)


def test_the_film_says_what_it_shows():
    """Has each step a picture with as many arrows as its caption has letters?"""
    _, slider, frames = plots.interactive_sight().children
    assert len(slider.options) == len(frames.children) == 7
    caption = html.unescape(frames.children[2].children[1].value)
    assert "forward: we ····;" in caption
    assert "backward: ·· rate;" in caption
    arrows = [len(ax.patches) - 7 for ax in plots.draw_sight(2).axes]
    assert arrows == [3, 5, 7, 5]


def test_rules_are_drawn_at_their_values():
    """Is there a mark for each net and rule, at the share of right sounds?"""
    found = {"c": 0.5, "vowel": 0.6, "s": 0.7, "read": 0.8, "other": 1.0}
    ax = plots.draw_rules({"forward": found, "both": dict.fromkeys(found, 1.0)}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [0.5, 0.6, 0.7, 0.8]
    assert ax.lines[1].get_xdata().tolist() == [1.0] * 4


def test_wrong_sounds_are_framed():
    """Is a frame drawn around each wrong sound, and every sound written?"""
    line = line_of("we read cit now")
    p = np.full(len(line.text), 0.9)
    figure = plots.draw_reading(line, {"right": (line.sounds, p), "bad": ("k" * len(p), p)})
    framed = [patch for patch in figure.axes[0].patches if patch.get_linewidth() == 1.4]
    assert len(framed) == len(line.text)
    written = "".join(text.get_text() for text in figure.axes[0].texts)
    assert written == f"letters{line.text}right{line.sounds}bad{'k' * len(p)}"


def test_the_recorded_table():
    """Has each of four nets three seeds, and do both ways get every rule right?"""
    recorded = plots.recorded_rules()
    assert list(recorded) == ["forward", "backward", "both", "forward, 3 letters late"]
    for name, runs in recorded.items():
        assert len(runs) == 3
        for run in runs:
            assert all(0 <= q <= 1 for q in run.values())
            assert name != "both" or min(run.values()) > 0.98


@pytest.mark.parametrize("path", ["both_ways", "padding", "final"])
def test_static_figures(path):
    """Is each static figure registered?"""
    assert f"17_both_ways/{path}.svg" in plots.static_figures()
