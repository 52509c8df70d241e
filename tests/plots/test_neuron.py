"""Figures of lesson 01: what they draw, and that a slider changes the picture."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import neuron


def test_the_line_lies_where_the_activation_is_one_half():
    """Is the black line the set of points at which w x + b = 0?"""
    ax = plots.draw_cloud(2.0, -1.0, 0.5).axes[0]
    lines = [c for c in ax.collections if c.get_linewidth()[0] == pytest.approx(1.8)]
    points = np.concatenate([path.vertices for path in lines[0].get_paths()])
    assert len(points) > 10
    np.testing.assert_allclose(points @ [2.0, -1.0] + 0.5, 0.0, atol=1e-9)


def test_the_arrow_stands_on_the_line_and_is_w():
    """Does the arrow start on the line and have the weights as its components?"""
    (arrow,) = [text for text in plots.draw_cloud(2.0, -1.0, 0.5).axes[0].texts]
    foot, tip = np.array(arrow.xyann), np.array(arrow.xy)
    np.testing.assert_allclose(tip - foot, [2.0, -1.0])
    assert foot @ [2.0, -1.0] + 0.5 == pytest.approx(0)


def test_doubling_weights_and_bias_leaves_the_count_alone():
    """Is the line, and so the number of points on their side, the same at twice the gain?"""
    assert neuron.right_side(1.0, 0.5, -0.2) == neuron.right_side(2.0, 1.0, -0.4)


def test_no_setting_of_the_sliders_beats_73():
    """Is 73 of 80 the best that lesson 01's sliders reach, with the weights it names?"""
    x, y = neuron.cloud(np.random.default_rng(0))
    ticks = np.arange(-40, 41) / 10
    best = 0
    for w1 in ticks:
        z = x[:, :1] * w1 + x[:, 1:] * ticks  # (points, w2)
        right = (z[:, :, None] + ticks > 0) == (y == 1)[:, None, None]  # (points, w2, b)
        best = max(best, right.sum(axis=0).max())
    assert neuron.right_side(0.5, 0.4, -0.2) == (73, 80)
    assert best == 73


def test_flipping_all_signs_gives_the_other_points():
    """Do the points that were wrong become right when w and b change sign?"""
    right, total = neuron.right_side(1.0, 0.5, -0.2)
    assert neuron.right_side(-1.0, -0.5, 0.2) == (total - right, total)


def test_without_weights_there_is_no_line():
    """Does the figure survive w = 0, and does the caption say that all is one value?"""
    figure = plots.draw_cloud(0.0, 0.0, 1.0)
    assert not figure.axes[0].texts
    assert neuron.cloud_caption(0.0, 0.0, 1.0).endswith("activation is 0.73 everywhere.")


@pytest.mark.parametrize("gain", [0.0, 0.5, 1.0, 10.0])
def test_the_slope_never_passes_a_quarter(gain):
    """Does the right panel stay at or below 1/4 at any gain?"""
    curve = plots.draw_gain(gain).axes[1].lines[0].get_ydata()
    assert curve.max() == 0.25


@pytest.mark.parametrize("gain", [0.5, 2.0, 10.0])
def test_the_caption_says_where_the_slope_ends(gain):
    """Is sigma'(gain x) = 0.05 at the x that the caption names?"""
    x = neuron._reach(0.05) / gain
    assert f"for |x| below {x:.2f}" in neuron.gain_caption(gain)
    assert nets.sigmoid_prime_from_output(nets.sigmoid(gain * x)) == pytest.approx(0.05)
    assert "saturated" not in neuron.gain_caption(0.0)


@pytest.mark.parametrize(
    ("widget", "name", "value"),
    [(plots.interactive_cloud, "b", 2.0), (plots.interactive_gain, "gain", 6.0)],
)
def test_moving_a_slider_changes_picture_and_words(widget, name, value):
    """Does a slider redraw the picture and the sentence, and does moving back restore both?"""
    box = widget()
    *sliders, picture, sentence = box.children
    slider = next(s for s in sliders if s.description == name)
    first = (picture.value, sentence.value, slider.value)
    slider.value = value
    assert picture.value != first[0]
    assert sentence.value != first[1]
    assert ET.fromstring(picture.value).tag.endswith("svg")
    slider.value = first[2]
    assert (picture.value, sentence.value) == first[:2]


def test_weights_are_drawn_on_one_symmetric_scale():
    """Do all ten pictures share one colour scale whose white is zero?"""
    W = np.random.default_rng(0).normal(size=(10, 64))
    images = [ax.images[0] for ax in plots.draw_digit_weights(W).axes if ax.images]
    assert len(images) == 10
    assert {image.get_clim() for image in images} == {(-np.abs(W).max(), np.abs(W).max())}
    np.testing.assert_array_equal(images[3].get_array(), W[3].reshape(8, 8))
