"""Figures of lesson 05: do gradients end at the cut, and does the table say what is kept?"""

import html

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

import lstm_utils.numpy_nets as nets
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


@pytest.mark.parametrize(("k1", "k2"), [(1, 1), (1, 4), (2, 4), (3, 7), (5, 5), (1, 6), (6, 9)])
def test_the_table_keeps_what_the_truncated_gradient_is_made_of(k1, k2):
    """Do the filled terms add up to truncated_bptt's gradient?"""
    T, rng = 6, np.random.default_rng(k1)
    sizes = {"x": (T, 2, 3), "h0": (2, 4), "W_ih": (4, 3), "W_hh": (4, 4)}
    cache = {name: rng.normal(size=size) for name, size in sizes.items()}
    cache["hs"] = nets.rnn_forward(*cache.values(), np.zeros(4))
    dhs = rng.normal(size=(T, 2, 4))
    passes = plots.kept_terms(T, k1, k2)
    assert (passes[np.triu_indices(T, 1)] == -2).all()
    kept = sum(nets.bptt_term(dhs[t], t, k, cache) for t, k in np.argwhere(passes >= 0))
    cut = nets.truncated_bptt(dhs, cache, k1, k2)[2]
    np.testing.assert_allclose(kept, cut, atol=1e-12)


def test_captions_count_what_is_drawn():
    """Do the sentences hold for the settings that the lesson talks about?"""
    assert "27 of 55 terms" in bptt.terms_caption(4, 4)
    assert "reaches back 1 to 4 steps" in bptt.terms_caption(4, 4)
    assert "reaches back all 3 steps" in bptt.terms_caption(1, 3)
    assert "Nothing is cut off" in bptt.terms_caption(3, 10)
    assert "taken as 4" in bptt.terms_caption(4, 2)
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


def test_sliders_change_the_picture_and_the_sentence():
    """Does every slider redraw the picture and rewrite the sentence?"""
    *sliders, picture, sentence = plots.interactive_terms().children
    for slider in sliders:
        before = picture.value, sentence.value
        slider.value += 1
        assert picture.value != before[0]
        assert sentence.value != before[1]


def test_sizes_above_the_diagonal_are_not_drawn():
    """Are the paths that do not exist left empty?"""
    (picture,) = plots.draw_term_sizes(np.ones((4, 4))).axes[0].images
    shown = np.ma.getmaskarray(picture.get_array())
    assert (shown == np.triu(np.ones((4, 4), bool), 1)).all()
