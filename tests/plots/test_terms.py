"""The triangle of terms: does it keep what the gradient is made of, and does a row light?"""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import terms

LOSSES = ".//{*}g[@class='loss']"


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
    h = np.concatenate([cache["h0"][None], cache["hs"]])
    kept = sum(
        nets.bptt_term(dhs[t - 1], t, k, h, cache["W_hh"])
        for t, k in np.argwhere(passes >= 0) + 1
    )
    cut = nets.truncated_bptt(dhs, cache, k1, k2)[2]
    np.testing.assert_allclose(kept, cut, atol=1e-12)


def test_captions_count_what_is_drawn():
    """Are the sentences right for the settings that the lesson talks about?"""
    assert "27 of 55 terms" in terms.terms_caption(4, 4)
    assert "reaches back 1 to 4 steps" in terms.terms_caption(4, 4)
    assert "reaches back all 3 steps" in terms.terms_caption(1, 3)
    assert "Nothing is cut off" in terms.terms_caption(3, 10)
    assert "taken as 4" in terms.terms_caption(4, 2)


def test_sliders_change_the_picture_and_the_sentence():
    """Does every slider redraw the picture and rewrite the sentence?"""
    *sliders, picture, sentence = plots.interactive_terms().children
    for slider in sliders:
        before = picture.value, sentence.value
        slider.value += 1
        assert picture.value != before[0]
        assert sentence.value != before[1]


def rows(box):
    """The clickable rows of an interactive triangle, as elements."""
    _, _, picture, _ = box.children
    return ET.fromstring(picture.value).findall(LOSSES)


def test_each_loss_is_a_row_that_can_be_clicked():
    """Has each loss one element that can have the focus, with its squares and its note?"""
    found = rows(plots.interactive_terms())
    assert [row.find("{*}title").text for row in found] == [f"loss {t}" for t in range(1, 11)]
    for t, row in enumerate(found, 1):
        assert row.get("tabindex") == "0"
        squares = [part for part in row.findall("{*}g") if part.get("class") != "note"]
        assert len(squares) == t + 1  # and the frame that can be hit between them
        (note,) = row.findall("{*}g[@class='note']")
        assert "opacity" not in ET.tostring(note, encoding="unicode")


def test_rows_stay_clickable_when_a_slider_moves():
    """Are the rows those of the new picture after k2 has changed?"""
    box = plots.interactive_terms()
    before = box.children[2].value
    box.children[1].value = 7
    assert box.children[2].value != before
    assert len(rows(box)) == 10


def test_one_row_is_lit_where_nothing_can_be_clicked():
    """Is only the note of the lit row visible in the static picture, with the right words?"""
    texts = plots.draw_terms(2, 4, lit=7).axes[0].texts
    shown = [text.get_text() for text in texts if text.get_alpha() == 1]
    assert shown == ["loss 7: back to step 5"]


def test_random_cuts_weigh_what_crosses_them():
    """Is each kept term over n steps written as (4/3)^n, and nothing across a cut?"""
    cuts = (2, 3, 7)
    expected = [
        (k, t, f"{(4 / 3) ** (t - k):.1f}")
        for t in range(1, 9)
        for k in range(1, t + 1)
        if not any(k <= q < t for q in cuts)
    ]
    full, _, randomised = plots.draw_truncations(cuts).axes
    assert [(*text.get_position(), text.get_text()) for text in randomised.texts] == expected
    assert len(full.patches) == 36


def test_sizes_above_the_diagonal_are_not_drawn():
    """Are the paths that do not exist left empty?"""
    (picture,) = plots.draw_term_sizes(np.ones((4, 4))).axes[0].images
    shown = np.ma.getmaskarray(picture.get_array())
    assert (shown == np.triu(np.ones((4, 4), bool), 1)).all()
