"""The unrolled net: are its boxes where they should be, and are its weights the same?"""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm_utils import plots
from lstm_utils.plots import unrolled
from lstm_utils.plots.style import ORANGE, new_figure


def drawn(T, **options):
    """The axes of an unrolled net."""
    _, ax = new_figure()
    plots.draw_unrolled(ax, T, **options)
    return ax


@pytest.mark.parametrize("T", [1, 2, 7])
def test_every_step_has_its_boxes(T):
    """Are there x, h and z for each step and one h0, no two in one place, time to the right?"""
    places = plots.unrolled_places(T)
    assert len(places) == len(set(places.values())) == 3 * T + 1
    across = [places[f"h{t}"][0] for t in range(T + 1)]
    assert across == sorted(across)
    for t in range(1, T + 1):
        assert places[f"x{t}"][0] == places[f"h{t}"][0] == places[f"z{t}"][0]


def test_the_same_weights_stand_at_every_step():
    """Are the three names written once for each step that was taken, and no others?"""
    for seen in (0, 2, 4):
        words = [text.get_text() for text in drawn(4, seen=seen).texts]
        for name in unrolled.WEIGHT_NAME.values():
            assert words.count(name) == seen


def test_arrows_go_from_rim_to_rim():
    """Does an arrow leave out both boxes, and does a shift move it to its left?"""
    _, ax = new_figure()
    places = plots.unrolled_places(3)
    arrow = plots.draw_edge(ax, 3, "h1", "h2")
    (x0, y0), (x1, y1) = arrow._posA_posB
    half = unrolled.HALF["h"][0]
    assert (x0, x1) == pytest.approx((places["h1"][0] + half, places["h2"][0] - half))
    assert y0 == y1 == places["h1"][1]
    back = plots.draw_edge(ax, 3, "h2", "h1", shift=0.2)
    assert back._posA_posB[0][1] == pytest.approx(y0 - 0.2)
    assert back._posA_posB[0][0] > back._posA_posB[1][0]


def test_the_step_of_now_has_a_frame():
    """Are the two boxes of the present step framed in orange, and none otherwise?"""
    for now, framed in ((None, 0), (2, 2)):
        edges = [to_hex(patch.get_edgecolor()) for patch in drawn(3, now=now).patches]
        assert edges.count(ORANGE.lower()) == framed


def test_the_states_are_those_of_a_net():
    """Do the states begin with zeros, and does the same symbol leave different ones?"""
    states = unrolled.example_states("BTSXS")
    assert states.shape == (6, 4)
    assert not states[0].any()
    assert np.abs(states[3] - states[5]).max() > 1e-3
    np.testing.assert_array_equal(unrolled.example_states("BTS"), states[:4])


def test_the_player_plays_every_step():
    """Is there a play button over all steps, and does each have its picture and words?"""
    play, slider, frames = plots.interactive_unfolding().children
    assert (play.min, play.max) == (0, 5)
    assert play.interval >= 500
    assert slider.options == (0, 1, 2, 3, 4, 5)
    pictures = {picture.value for picture, _ in (frame.children for frame in frames.children)}
    assert len(pictures) == 6
    for step, frame in enumerate(frames.children[1:], 1):
        assert f"Step {step} of 5" in frame.children[1].value
