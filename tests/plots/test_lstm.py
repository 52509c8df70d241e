"""The figures of lesson 08: are their numbers right, and do they move?"""

import re

import ipywidgets
import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import lstm, lstm_backward, lstm_books, lstm_sentence
from lstm_utils.plots.style import GRADIENT


def random_cell(seed):
    """Numbers of a cell with random inputs and biases, and the inputs."""
    rng = np.random.default_rng(seed)
    given = {name: float(v) for name, v in zip(lstm_books.EXAMPLE, rng.normal(size=7))}  # noqa: B905
    return lstm_books.cell_numbers(**given), given


@pytest.mark.parametrize("seed", range(3))
def test_numbers_of_a_cell_are_those_of_the_equations(seed):
    """Does each number in the picture follow from the ones before it?"""
    v, given = random_cell(seed)
    for gate, (w, u) in lstm_books.WEIGHTS.items():
        a = w * given["x"] + u * given["h"] + given[f"b_{gate}"]
        assert v[f"a_{gate}"] == pytest.approx(a)
        assert v[gate] == pytest.approx(np.tanh(a) if gate == "g" else 1 / (1 + np.exp(-a)))
    assert v["c"] == pytest.approx(v["f"] * given["c"] + v["i"] * v["g"])
    assert v["h"] == pytest.approx(v["o"] * np.tanh(v["c"]))


@pytest.mark.parametrize("seed", range(3))
def test_backward_gradients_are_measured_slopes(seed):
    """Is every gradient that leaves the cell the slope of dh h + dc c?"""
    v, given = random_cell(seed)
    _, d = lstm_books.backward_edges(v)

    def loss(name, change):
        moved = lstm_books.cell_numbers(**given | {name: given[name] + change})
        up = lstm_books.UPSTREAM
        return up["h"] * moved["h"] + up["c"] * moved["c"]

    ends = {"x": "x", "h": "h_prev", "c": "c_prev"} | {f"b_{k}": f"a_{k}" for k in "ifgo"}
    for name, end in ends.items():
        slope = (loss(name, 1e-5) - loss(name, -1e-5)) / 2e-5
        assert d[end] == pytest.approx(slope, abs=1e-8)


def test_every_node_is_reached_once():
    """Are there 13 edges, each with another end, in an order in which its start is known?"""
    edges, _ = lstm_books.backward_edges(lstm_books.cell_numbers(**lstm_books.EXAMPLE))
    assert len(edges) == len({edge.end for edge in edges}) == 13
    known = {"h", "a"}
    for edge in edges:
        assert edge.start in known
        known.add(edge.end)


def test_arithmetic_in_words_comes_out():
    """Is the last number of each edge's words what the terms before it give?"""
    edges, _ = lstm_books.backward_edges(lstm_books.cell_numbers(**lstm_books.EXAMPLE))
    for edge in edges:
        *_, terms, result = edge.words.replace(lstm_books.MINUS, "-").split(" = ")
        assert re.fullmatch(r"[-+*(). \d·]+", terms)
        assert eval(terms.replace("·", "*")) == pytest.approx(float(result), abs=0.02)


def test_factors_appear_as_edges_are_taken():
    """Does the first picture show no factor, and the last all eleven and all gradients?"""

    def red(step):
        texts = lstm_backward.draw_backward(step).axes[0].texts
        return [t.get_text() for t in texts if t.get_color() == GRADIENT and t.get_text()]

    assert len(red(0)) == 1 + 2 + 1  # the gradient at h, two that come in, the legend
    assert len(red(13)) == 14 + 2 + 1
    texts = [t.get_text() for t in lstm_backward.draw_backward(13).axes[0].texts]
    assert sum("\n" in text for text in texts) == 11  # the last two edges carry four weights


def test_cell_slider_moves_picture_and_sentence():
    """Does a closed forget gate show in the picture and in the words?"""
    *sliders, picture, sentence = plots.interactive_lstm_cell().children
    assert [s.description for s in sliders] == list(lstm_books.EXAMPLE)
    before = picture.value
    next(s for s in sliders if s.description == "b_f").value = -6.0
    assert picture.value != before
    assert "keeps 0% of c" in sentence.value


def test_backward_slider_ticks():
    """Does every step change the picture, and do the words count along?"""
    slider, picture, sentence = plots.interactive_lstm_backward().children
    assert (slider.min, slider.max) == (0, 13)
    seen = {picture.value}
    for step in (1, 2, 7, 13):
        slider.value = step
        assert picture.value not in seen
        assert f"Edge {step} of 13" in sentence.value
        seen.add(picture.value)


def test_sentence_is_read_by_a_real_lstm():
    """Are the numbers of the strip those of lstm_forward with the hand-set weights?"""
    zero = np.zeros((1, 1))
    weights = lstm_books.gender_weights()
    hs, c, _ = nets.lstm_forward(lstm_books.sentence_inputs(), zero, zero, *weights)
    steps = lstm_books.sentence_numbers()
    np.testing.assert_allclose([v["h"] for v in steps], hs[:, 0, 0])
    assert steps[-1]["c"] == pytest.approx(c.item())


def test_sentence_plays():
    """Is there a play button that covers the sentence, and do the words follow the slider?"""
    play, slider, picture, sentence = plots.interactive_sentence().children
    assert isinstance(play, ipywidgets.Play)
    assert (play.min, play.max, slider.max) == (1, 13, len(lstm_books.SENTENCE))
    before = picture.value
    slider.value = 5
    assert picture.value != before
    assert "h says she" in sentence.value


def test_captions_say_he_and_she_where_it_is_due():
    """Do the captions name the pronoun at two words, and a name at two?"""
    captions = [lstm_sentence.sentence_caption(step) for step in range(1, 14)]
    assert [("says she" in c, "says he" in c) for c in captions].count((False, False)) == 11
    assert "says she" in captions[4]
    assert "says he" in captions[10]
    assert sum("a name" in c for c in captions) == 2


def test_number_has_no_minus_zero():
    """Is a rounded zero written without a sign?"""
    assert lstm_books.number(-0.001) == "0.00"
    assert lstm.number(-0.5) == "−0.50"
