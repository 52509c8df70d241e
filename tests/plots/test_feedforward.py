"""Figures of lesson 02: XOR in two planes, moved digits, and what the sliders do."""

import itertools
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import feedforward


def test_no_line_gets_four_right():
    """Does every setting of the three sliders leave at least one XOR point wrong?"""
    reach = np.linspace(-2, 2, 41)
    best = max(feedforward.line_score(*p) for p in itertools.product(reach, repeat=3))
    assert best == 3


@pytest.mark.parametrize(
    ("line", "right"), [((1, 1, -0.5), 3), ((1, 0.3, -0.5), 2), ((0, 0, 0), 2)]
)
def test_the_title_and_the_caption_count_alike(line, right):
    """Do title and caption name the same number of points, with and without a line?"""
    assert (
        plots.draw_line(*line).axes[0].get_title(loc="left")
        == f"one neuron: {right} of 4 right"
    )
    assert feedforward.line_caption(*line).startswith(f"{right} of 4")


def test_training_ends_with_four_right():
    """Does the film that the slider shows begin with a wrong net and end with a right one?"""
    history = feedforward.xor_history()
    assert len(history) == 401
    assert "2 of 4 right" in feedforward.xor_caption(history[0])
    assert "4 of 4 right" in feedforward.xor_caption(history[-1])


def test_history_keeps_each_step():
    """Are the 401 sets of parameters different arrays, each one step from the last?"""
    first, second = feedforward.xor_history()[:2]
    _, grads = nets.mlp_loss_and_grads(first, feedforward.XOR_X, feedforward.XOR_Y)
    for name, value in first.items():
        np.testing.assert_allclose(second[name], value - grads[name])


def test_the_hidden_plane_shows_the_hidden_units():
    """Do the four markers on the right stand at tanh(W1 x + b1)?"""
    params = feedforward.xor_history()[-1]
    _, right = plots.draw_xor(params).axes
    h = np.tanh(feedforward.XOR_X @ params["W1"].T + params["b1"])
    drawn = [line.get_xydata() for line in right.lines if line.get_linestyle() == "None"]
    np.testing.assert_allclose(np.concatenate(drawn), h[[0, 3, 1, 2]])


def test_the_boundary_in_the_hidden_plane_is_straight():
    """Are the logits equal all along the black line on the right?"""
    params = feedforward.xor_history()[-1]
    _, right = plots.draw_xor(params).axes
    (line,) = [c for c in right.collections if c.get_linewidth()[0] == pytest.approx(1.8)]
    z = line.get_paths()[0].vertices @ params["W2"].T + params["b2"]
    np.testing.assert_allclose(z[:, 0], z[:, 1], atol=0.05)


@pytest.mark.parametrize(
    ("widget", "name", "value"),
    [("interactive_line", "b", -0.2), ("interactive_xor", "step", 400)],
)
def test_moving_a_slider_changes_picture_and_words(widget, name, value):
    """Does a slider redraw the picture and the sentence?"""
    *sliders, picture, sentence = getattr(plots, widget)().children
    slider = next(s for s in sliders if s.description == name)
    before = picture.value, sentence.value
    slider.value = value
    assert picture.value != before[0]
    assert sentence.value != before[1]
    assert ET.fromstring(picture.value).tag.endswith("svg")


@pytest.mark.parametrize(
    ("down", "right"), list(itertools.product((-2, -1, 0, 1, 2), repeat=2))
)
def test_moved_pictures(down, right):
    """Does each pixel land where it should, with zeros coming in behind?"""
    images = np.random.default_rng(0).random((2, 5, 4))
    moved = plots.shift_images(images, down, right)
    for r, c in itertools.product(range(5), range(4)):
        inside = 0 <= r - down < 5 and 0 <= c - right < 4
        want = images[:, r - down, c - right] if inside else np.zeros(2)
        np.testing.assert_array_equal(moved[:, r, c], want)


def test_each_accuracy_stands_above_its_own_picture():
    """Is the accuracy for one pixel up and right above the picture that moved so?"""
    image = np.arange(64.0).reshape(8, 8)
    accuracy = np.arange(9).reshape(3, 3) / 10
    axes = plots.draw_shifts(image, accuracy).axes
    assert axes[2].get_title() == "0.20"
    drawn = axes[2].images[0].get_array()
    np.testing.assert_array_equal(drawn, plots.shift_images(image[None], -1, 1)[0])
