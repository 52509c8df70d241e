"""Figures of lesson 23: do they show the games and numbers that they are given?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import invaders
from lstm_utils.tasks.invaders import Replay


def small(T=5):
    """Return a made-up game: the cannon goes right, the middle frames are blank."""
    boards = np.zeros((T + 1, 4, 8, 8), bool)
    boards[:, 1, 0, 4] = True
    for t in range(T + 1):
        boards[t, 0, 7, min(t, 7)] = True
    seen = np.array([True, *[False] * (T - 2), True])
    return Replay(boards, seen, np.full(T, 2), np.linspace(2, 1, T), True)


def test_a_board_is_painted_field_by_field():
    """Has each field its sprite, in the colour of its kind, and is the rest white?"""
    painted = invaders.picture(small().boards[2])
    cannon, alien = painted[56:64, 16:24], painted[0:8, 32:40]
    assert len(np.unique(cannon.reshape(-1, 3), axis=0)) == 2
    assert (alien != 1).any()
    painted[56:64, 16:24] = painted[0:8, 32:40] = 1
    assert (painted == 1).all()


def test_a_blank_frame_is_grey():
    """Does the right board show the game only where the net saw it?"""
    for step, pixels in ((0, 64), (2, 1)):
        game, sees = plots.draw_frame(small(), step).axes[:2]
        assert game.images[0].get_array().shape == (64, 64, 3)
        assert len(sees.images[0].get_array()) == pixels


def test_the_player_has_a_frame_for_each_step():
    """Are all steps drawn beforehand, with a sentence for each?"""
    _, slider, frames = plots.interactive_game(small()).children
    assert list(slider.options) == [0, 1, 2, 3, 4]
    said = [html.unescape(frame.children[1].value) for frame in frames.children]
    assert "Step 0, 1 alien left: the net sees the board" in said[0]
    assert "expects 2.0 more points and goes right." in said[0]
    assert "sees nothing" in said[1]


def test_a_stored_game_is_the_same_game():
    """Does a replay survive the json file?"""
    game = small()
    back = invaders.stored_replay(invaders.as_stored(game))
    for one, other in zip(game, back, strict=True):
        assert np.array_equal(one, other)


def test_the_recorded_game_is_a_game():
    """Does the stored game of the first picture end with no alien left?"""
    game = invaders.stored_replay(plots.recorded_players()["replay"])
    assert game.won
    assert game.boards[0, 1].sum() == 8
    assert not game.boards[-1, 1].any()
    assert (game.boards[:, 0].sum(axis=(1, 2)) == 1).all()
    strip = plots.draw_strip_of_game(game, 3, many=4)
    assert [ax.get_title(loc="left") for ax in strip.axes[:4]] == ["3", "4", "5", "6"]
    assert len(strip.axes) == 8


def test_costs_have_logarithmic_axes():
    """Is each method a line over the sizes?"""
    ax = plots.draw_costs((8, 16), {"a": [1, 16], "b": [2, 8]}, "products").axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 16], [2, 8]]


def test_runs_are_drawn_beside_what_is_right():
    """Has each run its own axes, with the series behind it?"""
    series = np.sin(np.arange(50))
    axes = plots.draw_runs(series, {"one": 0 * series, "two": 9 * series}, shown=20).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["one", "two"]
    for ax in axes:
        assert np.array_equal(ax.lines[0].get_ydata(), series[:20])


def test_shares_are_in_percent():
    """Is there a line for each seed, and one label for each player?"""
    curves = {"LSTM": [{"10": 0.5, "20": 1.0}, {"10": 0.25, "20": 0.5}], "none": [{"10": 0.1}]}
    figure = plots.draw_won(curves, "updates", chance=0.5)
    lines = figure.axes[0].lines
    assert [line.get_ydata()[0] for line in lines] == pytest.approx([50, 25, 10, 50])
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["LSTM", "none"]
