"""Figures of lesson 05: do gradients end at the cut, and does the table say what is kept?"""

import html

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

from lstm_utils import plots
from lstm_utils.plots import bptt
from lstm_utils.plots.style import GRADIENT
from lstm_utils.plots.unrolled import unrolled_places


def arrows(figure, red):
    """The arrows of one kind as (step of the tail, step of the tip, level), rounded."""
    found = [p for p in figure.axes[0].patches if isinstance(p, FancyArrowPatch)]
    return [p for p in found if (to_hex(p.get_edgecolor()).upper() == GRADIENT) == red]


def reached(figure, T):
    """Names of the boxes that a red arrow points at."""
    names = set()
    for arrow in arrows(figure, red=True):
        tail, tip = (np.array(point) for point in arrow._posA_posB)
        onward = tip + 0.4 * (tip - tail) / np.hypot(*(tip - tail))
        near = {n: np.hypot(*(np.array(p) - onward)) for n, p in unrolled_places(T).items()}
        names.add(min(near, key=near.get))
    return names


@pytest.mark.parametrize("k2", range(1, 8))
def test_gradients_reach_k2_steps_and_no_further(k2):
    """Do the red arrows reach the last k2 states and inputs, h0 only if nothing is cut?"""
    steps = range(8 - k2, 8)
    wanted = {f"h{t}" for t in steps} | {f"x{t}" for t in steps}
    assert reached(plots.draw_cut(k2), 7) == wanted | ({"h0"} if k2 == 7 else set())


@pytest.mark.parametrize("k2", range(1, 8))
def test_the_cut_leaves_the_arrows_forward_alone(k2):
    """Are there three arrows forward for each step, whatever is cut?"""
    assert len(arrows(plots.draw_cut(k2), red=False)) == 3 * 7


def test_without_a_cut_every_box_but_the_outputs_is_reached():
    """Do the arrows of the derivation's figure reach every state and every input?"""
    names = unrolled_places(3).keys() - {"z1", "z2", "z3"}
    assert reached(plots.draw_backward(3), 3) == names


def test_the_captions_of_the_cut_count_what_is_drawn():
    """Is each sentence about the cut right for the settings that the lesson talks about?"""
    assert "cut before step 5" in bptt.cut_caption(3)
    assert "x1 to x4" in bptt.cut_caption(3)
    assert bptt.cut_caption(6).endswith("stores x1.")
    assert "all 7 steps" in bptt.cut_caption(7)


def test_each_cut_has_its_picture_and_its_sentence():
    """Is there a picture for each k2, with the sentence of that k2?"""
    slider, frames = plots.interactive_cut().children
    assert slider.options == (1, 2, 3, 4, 5, 6, 7)
    assert frames.selected_index == slider.index == 2
    pictures, sentences = zip(*(frame.children for frame in frames.children), strict=True)
    assert len({picture.value for picture in pictures}) == 7
    for k2, sentence in enumerate(sentences, 1):
        assert bptt.cut_caption(k2) in html.unescape(sentence.value)


def test_a_run_has_a_dot_and_a_net_a_curve():
    """Are all runs of a window, and all errors of a net, in the two figures of results?"""
    ax = plots.draw_shares({30: [0.5, 0.52], 31: [1.0, 0.99]}).axes[0]
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[0.5, 0.52], [1.0, 0.99]]
    ax = plots.draw_cut_errors([1, 2], {0.5: [0.4, 0.1], 0.9: [0.9, 0.8]}).axes[0]
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.4, 0.1], [0.9, 0.8]]
