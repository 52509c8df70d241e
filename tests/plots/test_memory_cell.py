"""Figures of lesson 07: are their numbers the cell's, and do the controls change them?"""

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import memory_cell


def test_numbers_of_the_cell_follow_from_each_other():
    """Are the numbers in the picture those of the equations of 1997?"""
    v = memory_cell.memory_cell_numbers()
    for k, (w, u, b) in memory_cell.WEIGHTS.items():
        assert v[f"a_{k}"] == pytest.approx(w * 0.5 + u * 0.5 + b)
    assert v["i"] == pytest.approx(1 / (1 + np.exp(-v["a_i"])))
    assert v["g"] == pytest.approx(4 / (1 + np.exp(-v["a_g"])) - 2)
    assert v["c"] == pytest.approx(v["c_prev"] + v["i"] * v["g"])
    assert v["h"] == pytest.approx(v["o"] * (2 / (1 + np.exp(-v["c"])) - 1))


def test_the_picture_shows_the_numbers_of_the_cell():
    """Are gates, states and way out written into the drawing?"""
    ax = plots.draw_memory_cell().axes[0]
    words = "\n".join(text.get_text() for text in ax.texts)
    for number in ("0.73", "0.92", "1.48", "0.63", "0.46", "× 1"):
        assert number in words


def test_a_closed_gate_keeps_the_level():
    """Does the level change only while the input gate is open, and by what comes then?"""
    v = memory_cell.tank_numbers(opens=6, closes=9, leak=0.0, o=1.0)
    assert not v["c"][:6].any()  # the first spike inside comes at step 7
    assert v["c"][6] == pytest.approx(1.0)
    assert set(v["c"][8:]) == {-0.5}
    np.testing.assert_allclose(v["h"], np.tanh(v["c"] / 2))


def test_the_outlet_squashes_the_level():
    """Does the drawing show why o = 1 lets tanh(1.5) = 0.91 of a level of 3 out?"""
    v = memory_cell.tank_numbers(opens=13, closes=20, leak=0.0, o=1.0)
    step = int(np.argmax(v["c"])) + 1
    assert v["c"][step - 1] == pytest.approx(3.5)
    tank = plots.draw_tank(step, 13, 20, 0.0, 1.0).axes[0]
    words = [text.get_text() for text in tank.texts]
    assert r"$\tanh\frac{c}{2}$" in words
    assert words.count("0.94") == 1  # after the squash; h repeats it with its name
    assert "$h$ 0.94" in words


def test_the_output_gate_does_not_touch_the_level():
    """Is c the same whatever o is, and h nothing when o is closed?"""
    closed, opened = (memory_cell.tank_numbers(3, 20, 0.1, o) for o in (0.0, 1.0))
    np.testing.assert_array_equal(closed["c"], opened["c"])
    assert not closed["h"].any()


@pytest.mark.parametrize("step", [1, 12, 24])
def test_the_water_stands_at_c(step):
    """Is the water as high as the state of the step that is shown?"""
    v = memory_cell.tank_numbers(1, 24, 0.0, 0.5)
    tank = plots.draw_tank(step, 1, 24, 0.0, 0.5).axes[0]
    water = tank.patches[0]
    assert water.get_y() + water.get_height() == pytest.approx(v["c"][step - 1])


def test_a_level_beyond_the_tank_is_drawn_at_its_rim():
    """Can everything be open without anything being drawn outside of the tank?"""
    assert abs(memory_cell.tank_numbers(1, 24, 1.0, 1.0)["c"]).max() < memory_cell.DEEP
    assert plots.draw_tank(24, 24, 1, 1.0, 1.0).axes


def test_sliders_change_picture_and_words():
    """Does every slider redraw, and does the caption say what is in the tank?"""
    play, *sliders, picture, sentence = plots.interactive_tank().children
    assert play.value == 12
    assert "c = 1.00" in sentence.value
    seen = {picture.value}
    for slider, value in zip(sliders, (20, 2, 12, 0.3, 1.0), strict=True):
        slider.value = value
        assert picture.value not in seen
        seen.add(picture.value)
    assert "is added" in sentence.value


def test_a_dragged_slider_does_not_wait_for_pictures():
    """Is a picture drawn only when a slider is released?"""
    _play, *sliders, _picture, _sentence = plots.interactive_tank().children
    assert [slider.continuous_update for slider in sliders] == [False] * 5
