"""Figures of lesson 03: what they draw, what hovers, and that a control changes the picture."""

import xml.etree.ElementTree as ET

import ipywidgets
import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import letters

P = np.array([[0.1, 0.2, 0.7], [0.0, 0.5, 0.5], [0.25, 0.7, 0.05]])


def test_the_heat_map_is_the_matrix():
    """Is row i of the picture what follows letter i, on a scale from 0 to 1?"""
    image = plots.draw_transitions(P, "abq", "q").axes[0].images[0]
    np.testing.assert_array_equal(image.get_array(), P)
    assert image.get_clim() == (0, 1)


def test_the_frame_and_the_bars_show_the_chosen_row():
    """Is the row of the chosen letter framed, and are its probabilities the bars, in order?"""
    left, right = plots.draw_transitions(P, "abq", "q").axes[:2]
    assert left.patches[0].get_xy() == (-0.5, 1.5)
    assert [bar.get_width() for bar in right.patches] == [0.7, 0.25, 0.05]


def test_every_cell_tells_its_number_under_the_mouse():
    """Has each of the nine cells its title, and does it lie where the picture has the cell?"""
    svg = ET.fromstring(letters.hover_svg(P, "abq", "a"))
    cells = [r for r in svg.iter() if r.tag.endswith("rect") and r.get("fill-opacity") == "0"]
    titles = [cell[0].text for cell in cells]
    assert len(titles) == 9
    assert titles[2] == "after a: q 0.700"
    assert titles[7] == "after q: b 0.700"
    xs, ys = ([float(cell.get(at)) for cell in cells] for at in "xy")
    assert xs[0] == xs[3] < xs[1] < xs[2]
    assert ys[0] == ys[1] < ys[3] < ys[6]
    width, height = (float(svg.get(size).removesuffix("pt")) for size in ("width", "height"))
    assert 0 < min(xs) < max(xs) < 0.75 * width
    assert 0 < min(ys) < max(ys) < height


def test_signs_that_mean_something_in_svg_are_escaped():
    """Can the alphabet hold <, & and quotes?"""
    svg = letters.hover_svg(P, '<&"', "&")
    titles = [t.text for t in ET.fromstring(svg).iter() if t.tag.endswith("title")]
    assert "after <: & 0.200" in titles


def test_choosing_a_letter_changes_picture_and_words():
    """Does the choice redraw, and does choosing q again restore both?"""
    choice, picture, sentence = plots.interactive_transitions().children
    assert isinstance(choice, ipywidgets.SelectionSlider)  # JupyterLab leaves its keys alone
    assert choice.value == "q"
    first = picture.value, sentence.value
    assert "After q: u 0.9" in sentence.value
    choice.value = "t"
    assert "After t: h" in sentence.value
    assert picture.value != first[0]
    choice.value = "q"
    assert (picture.value, sentence.value) == first


def test_letters_are_reduced_to_27():
    """Are capitals lowered, and is everything else one blank, without blanks at the ends?"""
    assert plots.plain_letters('  "To be"--or\n\nNOT 2 be?') == "to be or not be"


def test_the_curves_are_the_measured_bits():
    """Do the curves show both parts, validation lowest at order 3, training falling?"""
    top = plots.draw_orders(2).axes[0]
    curves = {line.get_label(): line.get_ydata() for line in top.lines}
    validation, training = curves["new documents"], curves["the counted documents"]
    assert int(np.argmin(validation)) == 3
    assert list(training) == sorted(training, reverse=True)


@pytest.mark.long
def test_the_slider_of_orders_writes_another_text():
    """Does each order bring its own picture and its own text, drawn before it is dragged?"""
    slider, stack = plots.interactive_orders().children
    assert slider.options == letters.ORDERS
    assert len({frame.children[0].value for frame in stack.children}) == 5
    for k, frame in enumerate(stack.children):
        assert f"Order {k}:" in frame.children[1].value


@pytest.mark.parametrize("k", range(5))
def test_samples_are_made_of_what_was_counted(k):
    """Does the text of order k hold only sequences of k + 1 characters that were counted?"""
    counts = letters.order_models()[k]["counts"]
    text = letters.PROMPT + letters.order_sample(k)
    for t in range(len(letters.PROMPT), len(text)):
        assert text[t] in counts[text[t - k : t]]
