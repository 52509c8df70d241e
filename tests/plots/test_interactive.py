"""Sliders and players: do pictures keep up with them?"""

import time

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
