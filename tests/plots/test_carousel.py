"""Figures of the carousel in lesson 07: do they show the numbers that they are given?"""

import numpy as np
import pytest

from lstm_utils import plots


def test_letters_have_holes():
    """Is a letter drawn with its hole, and with a margin of one pixel?"""
    pixels = plots.word_pixels("o", height=20)
    rows, columns = pixels.shape
    assert not pixels[rows // 2, columns // 2]
    assert pixels.any()
    assert not np.r_[pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]].any()


def test_letters_with_accents_are_drawn():
    """Does a name with a letter outside of ASCII have more pixels than without?"""
    assert plots.word_pixels("Zoë").sum() > plots.word_pixels("Zoe").sum()


def test_a_text_without_letters_is_refused():
    """Is the reason given if there is nothing to draw?"""
    with pytest.raises(ValueError, match="visible letters; got ' '"):
        plots.word_pixels(" ")


def test_a_line_of_the_contest_is_the_running_mean():
    """Does each panel have one line for each seed, averaged over its batches?"""
    right = np.repeat([0.5, 1.0], 30)[:, None] * np.ones(3)
    figure = plots.draw_learning({"kept": right, "cut": 0 * right + 0.5}, B=32, smooth=20)
    kept, cut = figure.axes
    assert [ax.get_title(loc="left") for ax in (kept, cut)] == ["kept", "cut"]
    *lines, guessing = kept.lines
    assert len(lines) == 3
    seen, share = lines[0].get_data()
    assert (seen[0], seen[-1]) == (0.64, 1.92)
    assert (share[0], share[-1]) == pytest.approx((0.5, 1.0))
    assert guessing.get_ydata()[0] == 0.5


def test_states_of_x_and_y_have_lines_of_their_own():
    """Are x and y separated by line style and by name, in every panel?"""
    cs = np.array([[0.0, 0.0], [1.0, -1.0], [2.0, -1.0]])
    figure = plots.draw_states({"drifts": cs, "flat": cs}, np.array([0, 1]))
    for ax in figure.axes:
        assert [line.get_linestyle() for line in ax.lines[:2]] == ["-", "--"]
        assert [text.get_text() for text in ax.texts] == ["x", "y"]
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0, -1, -1]


def test_the_error_has_a_bar_at_each_step():
    """Are the bars as high as the gradients?"""
    dc = np.array([0.2, 0.2, 0.0])
    figure = plots.draw_error(np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), dc, dc / 2)
    _gates, inside, outside = figure.axes
    assert [bar.get_height() for bar in inside.patches] == dc.tolist()
    assert [bar.get_height() for bar in outside.patches] == (dc / 2).tolist()


def test_kept_pictures_are_drawn_with_their_sign():
    """Is each h drawn between -1 and 1, in a row for each cell and a column for each step?"""
    shown = {"a": {1: np.eye(2), 9: -np.eye(2)}, "b": {1: np.eye(2), 9: 0 * np.eye(2)}}
    figure = plots.draw_kept(shown)
    images = [ax.images[0] for ax in figure.axes]
    assert {image.get_clim() for image in images} == {(-1, 1)}
    assert images[1].get_array().tolist() == (-np.eye(2)).tolist()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["step 1", "step 9", "", ""]
    assert [ax.get_ylabel() for ax in figure.axes[::2]] == ["a", "b"]
