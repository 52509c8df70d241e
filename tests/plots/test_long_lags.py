"""Figures of lesson 10: do they show the numbers that they are given?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import long_lags

CURVE = {1600: 0.2, 3200: 0.1}


def test_a_curve_has_its_numbers_and_the_line_of_guessing():
    """Is each score drawn over thousands of sequences, and chance as a level line?"""
    figure = plots.draw_curves({"a": CURVE, "b": {1600: 0.5}}, chance=0.25, label="share")
    first, second, chance = figure.axes[0].lines
    assert first.get_xydata().tolist() == [[1.6, 0.2], [3.2, 0.1]]
    assert second.get_xydata().tolist() == [[1.6, 0.5]]
    assert set(chance.get_ydata()) == {0.25}
    assert first.get_linestyle() != second.get_linestyle()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b"]


def test_the_race_has_a_panel_of_answers_for_each_net():
    """Are there a line for each seed, one legend entry for each net, and its answers?"""
    y = np.array([0.5, 1.5])
    answers = {"LSTM": (y, y), "plain": (y, 0 * y + 1)}
    figure = plots.draw_race({"LSTM": [CURVE, CURVE], "plain": CURVE}, answers, chance=1 / 6)
    curves, *panels = figure.axes
    assert len(curves.lines) == 4
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["LSTM", "plain"]
    for panel, (name, (_, answer)) in zip(panels, answers.items(), strict=True):
        diagonal, points = panel.lines
        assert panel.get_title(loc="left") == name
        assert diagonal.get_xydata().tolist() == [[0, 0], [2, 2]]
        assert points.get_ydata().tolist() == answer.tolist()


def test_the_recorded_race_is_won_by_the_lstm():
    """Is each of three LSTMs below 0.001 at its end, and each plain net near 1/6?"""
    race = long_lags.recorded_race()
    assert {name: len(lines) for name, lines in race["curves"].items()} == {
        "LSTM": 3,
        "plain RNN": 3,
    }
    for lstm, plain in zip(*race["curves"].values(), strict=True):
        assert min(lstm.values()) < 0.001
        assert list(plain)[-1] == list(lstm)[-1], "both saw as many sequences"
        assert list(plain.values())[-1] == pytest.approx(1 / 6, abs=0.02)


@pytest.mark.parametrize("T_max", long_lags.T_MAX)
def test_no_cell_keeps_for_longer_than_asked(T_max):
    """Are all time scales from 2 to T_max, and is there a line for each cell?"""
    scales = 1 / (1 - long_lags.time_scales(T_max))
    assert scales.min() >= 2
    assert scales.max() <= T_max
    figure = plots.draw_time_scales(T_max)
    assert len([line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]) == 33


@pytest.mark.long
def test_each_value_has_its_sentence():
    """Do the sentences count cells that keep half, more of them for a longer T_max?"""
    slider, frames = plots.interactive_time_scales().children
    assert slider.options == long_lags.T_MAX
    for T_max, frame in zip(long_lags.T_MAX, frames.children, strict=True):
        sentence = html.unescape(frame.children[1].value)
        assert long_lags.time_scales_caption(T_max) in sentence
    assert " 0 for 100 steps" in long_lags.time_scales_caption(10)
    kept = (long_lags.time_scales(1000) ** 500 >= 0.5).sum()
    assert f" {kept} for 500 steps" in long_lags.time_scales_caption(1000)
    assert kept > 0
