"""Sliders and players: do pictures keep up with them?"""

import time

import pytest

from lstm_utils import plots

DRAWN = []


def draw(step):
    """Draw a number, slowly for 3."""
    DRAWN.append(step)
    if step == 3:
        time.sleep(0.3)
    return plots.new_figure(height=1.0)[0]


def words(step):
    return f"step {step}"


def test_a_slider_draws_when_it_is_released_and_only_once():
    """Is no picture drawn during a drag, and none drawn twice?"""
    slider, picture, _ = plots.with_sliders(draw, words, step=(0, 5, 1, 0)).children
    assert slider.continuous_update is False
    assert bytes(picture.value).startswith(b"<?xml")
    DRAWN.clear()
    for step in (1, 2, 1, 0, 2):
        slider.value = step
    assert DRAWN == [1, 2]


def test_play_waits_for_slow_pictures():
    """Does the play button leave a slow picture more time than its drawing took?"""
    play, slider, _, caption = plots.with_player(
        draw, words, "step", interval=200, step=(1, 5, 1, 2)
    ).children
    assert (play.min, play.max, play.value) == (1, 5, 2)
    before = play.interval
    play.value = 3
    assert (slider.value, caption.value) == (3, '<p role="status">step 3</p>')
    assert play.interval >= max(before, 600)


def test_the_button_goes_on_where_the_slider_stands():
    """Does a moved slider move the play button's position, too?"""
    play, slider, *_ = plots.with_player(draw, words, "step", step=(1, 5, 1, 1)).children
    slider.value = 4
    assert play.value == 4


def test_frames_are_ready_before_the_first_drag():
    """Is each value drawn once, in order, and is nothing drawn when the slider moves?"""
    DRAWN.clear()
    play, slider, frames = plots.with_frames(
        draw, words, interval=300, step=((2, 5, 9), 5)
    ).children
    assert DRAWN == [2, 5, 9]
    assert (slider.value, slider.index, frames.selected_index) == (5, 1, 1)
    assert (play.min, play.max, play.value, play.interval) == (0, 2, 1, 300)
    sentences = [frame.children[1].value for frame in frames.children]
    assert sentences == [f'<p role="status">step {step}</p>' for step in (2, 5, 9)]
    slider.index = 2
    assert DRAWN == [2, 5, 9]


@pytest.mark.parametrize("ranges", [{}, {"a": ([1], 1), "b": ([1], 1)}, {"a": (range(61), 0)}])
def test_too_many_frames_are_refused(ranges):
    """Does with_frames raise for two sliders, none, or more pictures than it should draw?"""
    with pytest.raises(ValueError, match="expects one slider of 1 to 60 values; got"):
        plots.with_frames(draw, words, **ranges)
