"""Figures of lesson 22: do they show the lines, clouds and counts that they are given?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import drawing

XY = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, -1.0]])
PEN = np.array([0, 1, 0, 2])
Z = np.zeros((4, 9))
Z[:, 1] = 1.0  # the mean is one unit to the right


def test_each_writing_has_its_lines():
    """Are strokes drawn where they are, a stroke of one point as a dot, and titles above?"""
    strokes = [np.array([[0.0, 0], [1, 2]]), np.array([[3.0, 3]])]
    axes = plots.draw_writings([strokes, strokes, strokes], ["a", "b", "c"]).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["a", "b", "c", ""]
    lines = axes[0].lines
    assert [line.get_xydata().tolist() for line in lines] == [[[0, 0], [1, 2]], [[3, 3]]]
    assert lines[1].get_marker() == "."
    assert not axes[3].lines


def test_the_cloud_is_a_density():
    """Does the cloud sum to 1, with its maximum at the mean, wider by the blur alone?"""
    side = np.linspace(-9, 9, 91)
    found = drawing.cloud(Z[0], side)
    assert found.sum() * (side[1] - side[0]) ** 2 == pytest.approx(1, abs=1e-3)
    row, column = np.unravel_index(found.argmax(), found.shape)
    assert (side[column], side[row]) == pytest.approx((1, 0), abs=0.01)
    middle = found[row] / found[row].sum()
    assert (middle * (side - 1) ** 2).sum() == pytest.approx(1 + drawing.BLUR**2, abs=0.01)


def test_the_film_draws_point_by_point():
    """Has each picture the points so far, a cloud around the last, and a sentence?"""
    _, slider, frames = plots.interactive_pen(XY, PEN, Z).children
    assert list(slider.options) == [0, 1, 2, 3, 4]
    said = [html.unescape(frame.children[1].value) for frame in frames.children]
    assert "3 points. The cloud's mean width is 1.00 of a usual move" in said[3]
    assert "goes on with 33%" in said[3]
    assert "complete" in said[4]
    ax = plots.draw_next(XY, PEN, Z, 3).axes[0]
    assert ax.images[0].get_extent() == [-6, 12, -8, 10]
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    assert drawn == [[[1, 0], [1, 1]], [[3, 1]], [[3, 1]]]
    assert not plots.draw_next(XY, PEN, Z, 4).axes[0].images


def test_a_long_writing_has_few_pictures(monkeypatch):
    """Are at most `FRAMES` pictures drawn, the first and the last among them?"""
    monkeypatch.setattr(drawing, "FRAMES", 3)
    _, slider, frames = plots.interactive_pen(XY, PEN, Z).children
    assert list(slider.options) == [0, 2, 4]
    assert len(frames.children) == 3


def test_counts_and_samples_are_drawn():
    """Has each bias its bars, and its points?"""
    found = {b: {"counts": [int(b)] * 10} for b in ("0", "1", "3")}
    axes = plots.draw_counts(found).axes
    assert [ax.patches[0].get_height() for ax in axes] == [0, 1, 3]
    axes = plots.draw_samples({0.0: XY, 3.0: XY[:2]}).axes
    assert [ax.get_title(loc="left") for ax in axes] == ["bias 0", "bias 3"]
    assert axes[1].lines[0].get_xydata().tolist() == XY[:2].tolist()


def test_recorded_writings_are_drawn():
    """Has the picture of the recorded nets both nets with both biases?"""
    row = plots.recorded_drawing()["0"]
    labels = [ax.get_title(loc="left") for ax in plots.draw_recorded(row).axes]
    assert len([label for label in labels if label.startswith("10 components")]) == 2
    assert len([label for label in labels if label.startswith("1 component,")]) == 2
