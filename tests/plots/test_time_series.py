"""Figures of lesson 18: do they show the numbers that they are given?"""

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import time_series as figures
from lstm_utils.tasks.catchment import catchment


def lines(ax):
    """Return the lines of axes by their labels."""
    return {line.get_label(): line.get_ydata() for line in ax.lines}


def test_a_river_has_weather_snow_and_months():
    """Is the river that of the days asked for, and are the months named from there on?"""
    c = catchment(2, np.random.default_rng(0))
    _, middle, bottom = plots.draw_river(c, 273, 100).axes
    np.testing.assert_array_equal(middle.lines[0].get_ydata(), c.weather.temperature[273:373])
    np.testing.assert_array_equal(bottom.lines[0].get_ydata(), c.runoff[273:373])
    assert [label.get_text() for label in bottom.get_xticklabels()] == ["O", "N", "D", "J"]
    assert bottom.get_xticks().tolist() == [0, 31, 61, 92]


def test_forecasts_stand_beside_the_truth():
    """Is each forecast drawn with its name, and the interval between its ends?"""
    y = np.arange(40.0)
    ax = plots.draw_forecasts(y, {"one": y + 1, "two": y + 2}, band=(y - 1, y + 3)).axes[0]
    drawn = lines(ax)
    np.testing.assert_array_equal(drawn["two"], y + 2)
    np.testing.assert_array_equal(drawn["measured"], y)
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].min() == -1
    assert corners[:, 1].max() == 42


def test_a_flood_shows_both_rivers():
    """Are simulator and net drawn beside their rivers without an edit, with the right words?"""
    plain, more = np.ones(30), np.full(30, 3.0)
    axes = plots.draw_flood(more, 2 * more, (plain, 2 * plain), 50.0).axes
    for ax, factor in zip(axes, (1, 2), strict=True):
        drawn = lines(ax)
        assert set(drawn["as it was"]) == {factor}
        assert set(drawn["+50 mm of snow"]) == {3 * factor}
    words = figures.flood_caption(more, 2 * more, (plain, 2 * plain), 50.0)
    assert "+50 mm of snow" in words
    assert "+60 mm of water" in words
    assert "+120 mm the net's" in words


def test_the_slider_of_the_floods_has_all_amounts():
    """Does the interactive figure have a picture for each amount, the largest first shown?"""
    floods = {a: (np.ones(20) + a, np.ones(20)) for a in (-25, 0, 25)}
    slider, stack = plots.interactive_floods(floods).children
    assert [value for value in slider.options] == [-25, 0, 25]
    assert slider.value == 25
    assert len(stack.children) == 3


def test_edits_and_free_runs_and_traps():
    """Are the points and lines those that are given, in their places?"""
    a = np.array([-1.0, 0, 2])
    drawn = lines(plots.draw_edits(a, {"edited": 2 * a, "random": -a}).axes[0])
    assert drawn["edited"].tolist() == [-2, 0, 4]
    assert drawn["random"].tolist() == [1, 0, -2]
    y = np.arange(10.0)
    ax = plots.draw_free_run(y, {"net": y[:4]}, known=6).axes[0]
    free = next(line for line in ax.lines if line.get_label() == "net")
    assert free.get_xdata().tolist() == [6, 7, 8, 9]
    whole, part = plots.draw_trap(y, y + 1, zoom=(3, 7)).axes
    assert lines(whole)["forecast"].tolist() == (y + 1).tolist()
    assert lines(part)["price"].tolist() == [3, 4, 5, 6]


def test_what_the_lesson_says_about_three_seeds():
    """Are the numbers of the prose those of the table?"""
    rows = figures.recorded_rivers()

    def column(name):
        return [round(row[name], 2) for row in rows]

    assert column("NSE, stopped") == [0.91, 0.88, 0.90]
    assert column("NSE, at the end") == [0.90, 0.88, 0.92]
    assert column("edit") == [0.69, 0.71, 0.70]
    assert column("best random edit") == [0.38, 0.49, 0.55]
    assert column("free run, LSTM") == [0.06, 0.06, 0.04]
    assert column("free run, linear") == [0.63, 0.36, 0.70]
    assert column("foreseen") == [0.49, 0.52, 0.48]
    assert all(row["MASE"] > row["MASE, persistence"] for row in rows)
    assert min(column("snow")) >= 0.94
    assert column("snow, untrained") == [0.87, 0.82, 0.60]
    for name, low, high in (
        ("conformal", 0.90, 0.91),
        ("conformal, spring", 0.71, 0.72),
        ("quantiles", 0.83, 0.89),
        ("quantiles, spring", 0.73, 0.84),
    ):
        assert min(row[name] for row in rows) == pytest.approx(low, abs=0.006), name
        assert max(row[name] for row in rows) == pytest.approx(high, abs=0.006), name
