"""Figures of lesson 06: what they draw, and that a slider changes the picture."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import cliff, ellipse, vanishing


def test_each_seed_has_its_curve():
    """Are there five curves, each the norms of its run, and the power of the radius?"""
    curves = plots.draw_lag(0.9, 0.08).axes[1].lines
    for seed, curve in enumerate(curves[: vanishing.SEEDS]):
        np.testing.assert_allclose(curve.get_ydata(), plots.lag_run(0.9, 0.08, seed)[0])
    np.testing.assert_allclose(curves[vanishing.SEEDS].get_ydata(), 0.9 ** np.arange(1, 101))


def test_what_is_too_small_is_drawn_at_the_floor():
    """Does a norm below the axis stay in the picture, so that no curve breaks off?"""
    curve = plots.draw_lag(0.1, 2.0).axes[1].lines[0].get_ydata()
    assert curve.min() == vanishing.FLOOR


@pytest.mark.parametrize("rho", [0.1, 1.0, 2.0])
def test_eigenvalues_reach_the_dashed_circle(rho):
    """Is the largest eigenvalue in the picture as large as the radius, and all visible?"""
    ax = plots.draw_lag(rho, 0.08).axes[0]
    x, y = ax.lines[0].get_data()
    assert np.hypot(x, y).max() == pytest.approx(rho)
    assert ax.get_xlim()[1] > rho


def test_captions_tell_the_medians():
    """Does the sentence under the picture hold the numbers at lags 12, 50 and 100?"""
    words = vanishing.lag_caption(0.9, 0.08)
    at = vanishing.lag_medians(0.9, 0.08)
    assert "inside the unit circle" in words
    assert f"{at[0]:.2g} after 12 steps" in words
    assert "beyond" in vanishing.lag_caption(1.5, 0.08)
    assert "lies on" in vanishing.lag_caption(1.0, 0.08)


@pytest.mark.parametrize("point", [(1.5, 0.0), (1.1, -0.1), (0.9, 0.2), (-1.2, 0.3)])
def test_the_slopes_of_the_cliff_are_measured(point):
    """Are the two slopes those of central differences?"""
    loss, *slopes = cliff.cliff_loss(*point)
    measured = nets.numerical_gradient(lambda p: cliff.cliff_loss(*p)[0], np.array(point))
    np.testing.assert_allclose(slopes, measured, rtol=1e-5, atol=1e-8)
    assert loss == cliff.cliff_loss(np.array([point[0]]), np.array([point[1]]))[0][0]


def test_raw_gradients_are_thrown_off_and_clipped_ones_arrive():
    """Does one raw step leave the map for good, and does the clipped path end in the valley?"""
    raw, norms = cliff.cliff_path(np.inf)
    assert norms.max() > 100
    assert np.abs(raw[-1]).max() > 2
    assert cliff._reached(1.0, cliff.PATH) < 0.05 < cliff._reached(np.inf, 60)
    for c in (0.25, 1.0, 4.0):
        points, _ = cliff.cliff_path(c)
        longest = np.hypot(*np.diff(points, axis=0).T).max()
        assert longest <= c * cliff.CLIFF_RATE * (1 + 1e-9)


def test_the_arrow_says_how_far_the_step_goes():
    """Is the step that leaves the picture drawn as an arrow with its length?"""
    texts = [text.get_text() for text in plots.draw_cliff(1.0, 20).axes[0].texts]
    raw, _ = cliff.cliff_path(np.inf)
    longest = np.hypot(*np.diff(raw, axis=0).T).max()
    assert f"{longest:.1f} long" in texts
    assert not plots.draw_cliff(1.0, 0).axes[0].texts


def test_the_sentence_names_the_step_that_flew():
    """Is nothing said of an explosion before it happens, and is its norm shown afterwards?"""
    assert cliff.cliff_caption(1.0, 3).endswith("without.")
    _, norms = cliff.cliff_path(np.inf)
    words = cliff.cliff_caption(1.0, cliff.PATH)
    assert f"step {norms.argmax() + 1} had a gradient of norm {norms.max():.0f}" in words


@pytest.mark.parametrize(
    ("widget", "name", "value"),
    [
        (plots.interactive_lag, "rho", 1.5),
        (plots.interactive_lag, "noise", 1.0),
        (plots.interactive_cliff, "steps", 12),
    ],
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


@pytest.mark.parametrize("steps", [0, 1, 2, 12])
def test_the_ellipse_has_its_axis_and_its_eigenvector(steps):
    """Is no vector longer than the axis, and is the eigenvector scaled by its eigenvalue?"""
    many = np.linalg.matrix_power(ellipse.W, steps)
    v, sigma = ellipse.longest(steps)
    assert np.hypot(*(v @ many)) == pytest.approx(sigma)
    outline = plots.draw_ellipse(steps).axes[0].lines[1].get_xydata()
    assert np.hypot(*outline.T).max() == pytest.approx(sigma, rel=1e-3)
    eigenvector, rho = ellipse.strongest()
    np.testing.assert_allclose(eigenvector @ many, rho**steps * eigenvector, atol=1e-12)


def test_the_numbers_of_the_ellipse():
    """Are 0.8, 1.50, 1.70 and 0.28 the numbers that the lesson quotes?"""
    assert ellipse.strongest()[1] == pytest.approx(0.8)
    found = [round(ellipse.longest(steps)[1], 2) for steps in (1, 2, 12)]
    assert found == [1.5, 1.7, 0.28]
    _, slider, frames = plots.interactive_ellipse().children
    assert slider.options == tuple(range(13))
    assert "is 1.70" in frames.children[2].children[1].value
    assert "0.8^2 = 0.64" in frames.children[2].children[1].value


def test_the_memory_has_a_line_for_each_sequence():
    """Is every second state drawn, in the colour of its class, beside the whole gradient?"""
    states, y = np.arange(15.0).reshape(5, 3), np.array([0, 1, 1])
    left, right = plots.draw_memory(-states, states, y, np.logspace(0, -8, 5)).axes
    drawn = [line.get_ydata() for line in left.lines if len(line.get_ydata())]
    np.testing.assert_array_equal(np.stack(drawn[:3], axis=1), states[::2, [1, 2, 0]])
    np.testing.assert_array_equal(drawn[3], -states[:, 0])
    assert right.get_yscale() == "log"
    np.testing.assert_array_equal(right.lines[0].get_ydata(), np.logspace(0, -8, 5))
