"""The figures of lesson 08: are their numbers right, and do they move?"""

import re

import ipywidgets
import matplotlib
import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import lstm, lstm_backward, lstm_books, lstm_sentence, lstm_walk
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
    """Does the first picture show no factor, and the last all of them and all gradients?"""

    def red(step):
        texts = lstm_backward.draw_backward(step).axes[0].texts
        return [t.get_text() for t in texts if t.get_color() == GRADIENT and t.get_text()]

    assert len(red(0)) == 1 + 2 + 1  # the gradient at h, two that come in, the legend
    assert len(red(13)) == 14 + 2 + 1 + 4  # with the four weights of the last edges
    texts = [t.get_text() for t in lstm_backward.draw_backward(13).axes[0].texts]
    assert sum("\n" in text for text in texts) == 11
    weights = [lstm_books.number(w) for pair in lstm_books.WEIGHTS.values() for w in pair]
    for weight in weights:  # on the eight edges to x and h_prev
        assert texts.count(weight) >= weights.count(weight)


def test_the_still_picture_lights_no_edge():
    """Has the picture for pages without a kernel every edge in the same weight, numbered?"""
    ax = lstm_backward.draw_backward(13, lit=False).axes[0]
    texts = [t.get_text() for t in ax.texts]
    assert [str(n) for n in range(1, 14)] == [t for t in texts if t.isdecimal()]
    widths = {t.arrow_patch.get_linewidth() for t in ax.texts if hasattr(t, "arrow_patch")}
    assert max(widths) < 2


def test_cell_slider_moves_picture_and_sentence():
    """Does a closed forget gate show in the picture and in the words?"""
    *sliders, picture, sentence = plots.interactive_lstm_cell().children
    assert [s.description for s in sliders] == list(lstm_books.EXAMPLE)
    before = picture.value
    next(s for s in sliders if s.description == "b_f").value = -6.0
    assert picture.value != before
    assert "keeps 0% of c" in sentence.value


def frames(stack):
    """Return the pictures and the captions of a figure with ready-made frames."""
    pairs = [frame.children for frame in stack.children]
    return [bytes(p.value) for p, _ in pairs], [caption.value for _, caption in pairs]


@pytest.mark.long
def test_every_edge_has_a_picture():
    """Does every step have a picture of its own, ready before it is asked for, and words?"""
    slider, stack = plots.interactive_lstm_backward().children
    pictures, captions = frames(stack)
    assert len(slider.options) == len(set(pictures)) == 14
    assert all(f"Edge {n} of 13" in captions[n] for n in range(1, 14))


def test_sentence_is_read_by_a_real_lstm():
    """Are the numbers of the strip those of lstm_forward with the hand-set weights?"""
    zero = np.zeros((1, 1))
    weights = lstm_books.gender_weights()
    hs, c, _ = nets.lstm_forward(lstm_books.sentence_inputs(), zero, zero, *weights)
    steps = lstm_books.sentence_numbers()
    np.testing.assert_allclose([v["h"] for v in steps], hs[:, 0, 0])
    assert steps[-1]["c"] == pytest.approx(c.item())


@pytest.mark.long
def test_sentence_plays():
    """Is there a play button that covers the sentence, with a ready picture for each word?"""
    play, slider, stack = plots.interactive_sentence().children
    assert isinstance(play, ipywidgets.Play)
    assert (play.min, play.max, len(slider.options)) == (0, 12, len(lstm_books.SENTENCE))
    pictures, captions = frames(stack)
    assert len(set(pictures)) == 13
    assert "h says she" in captions[4]


def test_sign_is_visible():
    """Has Emil's state another hue than Clara's, and is an unread word white?"""
    ax = lstm_sentence.draw_sentence(9).axes[1]
    row = list(lstm_sentence.ROWS).index("c")
    face = {p.get_xy(): p.get_facecolor()[:3] for p in ax.patches if p.get_width() == 1}
    clara, emil, unread = (face[t, -row - 1] for t in (0, 8, 9))
    assert clara[0] > clara[2]
    assert emil[2] > emil[0]
    assert unread == (1, 1, 1)


@pytest.mark.parametrize("word", ["and", "so"])
def test_gradient_strip_is_the_measured_slope(word):
    """Is each number what a change of that state does to the pronoun?"""
    weights, x = lstm_books.gender_weights(), lstm_books.sentence_inputs()
    slopes = lstm_books.gradient_strip(word)
    x = x[: lstm_books.SENTENCE.index(word) + 1]
    assert len(slopes) == len(x)
    h, c = np.zeros((2, 1, 1))
    for t in range(len(x) - 1):
        h, c, _ = nets.lstm_step(x[t], h, c, *weights)
        up, down = (
            nets.lstm_forward(x[t + 1 :], h, c + change, *weights)[0][-1].item()
            for change in (1e-5, -1e-5)
        )
        assert slopes[t] == pytest.approx(abs(up - down) / 2e-5, abs=1e-8)


def test_the_gradient_is_cut_where_the_forget_gate_closes():
    """Does he depend on every state back to Emil, and on none before?"""
    slopes = lstm_books.gradient_strip("so")
    assert max(slopes[:8]) < 0.01 < 0.4 < min(slopes[8:])


@pytest.mark.parametrize("gate", "ifgo")
def test_only_what_is_discussed_is_lit(gate):
    """Is the gate under discussion coloured, and the output gate pale unless it is the one?"""
    ax = lstm_walk.draw_lit(gate).axes[0]
    edges = {matplotlib.colors.to_hex(p.get_edgecolor()).upper() for p in ax.patches}
    assert plots.GATE_COLOUR[gate] in edges
    assert (plots.GATE_COLOUR["o"] in edges) == (gate == "o")


def test_the_vectors_are_multiplied_element_by_element():
    """Are the numbers of each row those of c = f c_prev + i g and h = o tanh c?"""
    texts = [t.get_text().replace("−", "-") for t in lstm_walk.draw_vectors().axes[0].texts]
    numbers = np.array([float(t) for t in texts if re.fullmatch(r"-?\d\.\d\d", t)])
    f, c_prev, i, g, c, o, tanh_c, h = numbers.reshape(8, 4)
    np.testing.assert_allclose(c, f * c_prev + i * g, atol=0.01)
    np.testing.assert_allclose(tanh_c, np.tanh(c), atol=0.01)
    np.testing.assert_allclose(h, o * tanh_c, atol=0.01)


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
