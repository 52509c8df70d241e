"""The instrument panel: does it show what an LSTM did, for any net?"""

import html

import numpy as np
import pytest
import torch

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import panel

T, B, I, H = 5, 2, 3, 4
WORDS = ("a", "b", "c", "d")


@pytest.fixture(scope="module")
def cache():
    """What lstm_forward kept of random sequences."""
    rng = np.random.default_rng(0)
    weights = [2 * q for q in nets.lstm_init(I, H, rng)]
    zero = np.zeros((B, H))
    return nets.lstm_forward(rng.normal(size=(T, B, I)), zero, zero, *weights)[2]


def test_a_film_has_the_numbers_of_the_net(cache):
    """Do the rows satisfy the equations of the LSTM, step by step?"""
    film = plots.film(cache, WORDS, units=[3, 1], sequence=1)
    v = film.values
    assert {rows.shape for rows in v.values()} == {(4, 2)}
    before = np.vstack([np.zeros(2), v["c"][:-1]])
    np.testing.assert_allclose(v["c"], v["f"] * before + v["i"] * v["g"])
    np.testing.assert_allclose(v["h"], v["o"] * np.tanh(v["c"]))
    np.testing.assert_allclose(v["c"], cache["cs"][1:5, 1][:, [3, 1]])


def test_a_net_of_pytorch_has_a_film(cache):
    """Is the state that of nn.LSTM if its weights come through from_torch?"""
    layer = torch.nn.LSTM(I, H).double()
    with torch.no_grad():
        hs, _ = layer(torch.from_numpy(cache["x"]))
    weights = nets.from_torch({name: q.detach() for name, q in layer.state_dict().items()})
    zero = np.zeros((B, H))
    kept = nets.lstm_forward(cache["x"], zero, zero, *weights)[2]
    film = plots.film(kept, "abcde")
    np.testing.assert_allclose(film.values["h"], hs[:, 0].numpy())
    assert film.units == (0, 1, 2, 3)


def test_too_many_words_are_refused(cache):
    """Does a word without a step raise an error that counts them?"""
    with pytest.raises(ValueError, match="at most 5 words, one a step; got 6"):
        plots.film(cache, "abcdef")


def test_the_difference_of_equal_films_is_white(cache):
    """Is nothing left of a film minus itself, and does a shorter one cut the other?"""
    film = plots.film(cache, WORDS)
    left = plots.difference(film, plots.film(cache, WORDS[:3]))
    assert left.words == WORDS[:3]
    assert left.signed == "ifgoch"
    assert not any(rows.any() for rows in left.values.values())
    other = plots.difference(film, plots.film(cache, WORDS, sequence=1))
    assert other.values["c"] == pytest.approx(cache["cs"][1:5, 0] - cache["cs"][1:5, 1])


def test_the_blocks_are_in_the_order_of_the_course(cache):
    """Is there a block for each of i, f, g, o, c, h, in the colours of its values?"""
    film = plots.film(cache, WORDS)
    ax = plots.draw_panel(film, marked=(2,)).axes[0]
    tops = [image.get_extent()[3] for image in ax.images]
    assert tops == sorted(tops, reverse=True)
    for letter, image in zip("ifgoch", ax.images, strict=True):
        colours = panel.SIGNED if letter in "gch" else panel.GREYS
        expected = panel.shade(film.values[letter].T, colours, strength=0.5)
        np.testing.assert_allclose(image.get_array(), expected)
    texts = [text.get_text() for text in ax.texts]
    assert [label for label in panel.ROWS.values() if label in texts] == [*panel.ROWS.values()]
    assert texts.count("◂ 2") == 2


def test_words_that_were_not_read_are_white(cache):
    """Are their columns white, in blocks and in the strip of one unit?"""
    film = plots.film(cache, WORDS)
    for image in plots.draw_panel(film, read=2).axes[0].images:
        assert (image.get_array()[:, 2:] == 1).all()
        assert (image.get_array()[:, :2] < 1).any()
    strip = plots.draw_panel(panel.one_unit(film, 2), read=1).axes[0]
    white = {p.get_xy()[0] for p in strip.patches if p.get_facecolor()[:3] == (1, 1, 1)}
    assert {1, 2, 3} <= white
    number = panel.number(film.values["c"][0, 2])
    assert number in [text.get_text() for text in strip.texts]


def test_the_film_plays_and_units_can_be_chosen(cache):
    """Is there a picture and a sentence for each word, and for each unit?"""
    film = plots.film(cache, WORDS)
    play, slider, frames = plots.interactive_panel(film).children
    assert (play.max, slider.options) == (3, (1, 2, 3, 4))
    sentences = [html.unescape(frame.children[1].value) for frame in frames.children]
    assert all(f"“{word}”" in s for word, s in zip(WORDS, sentences, strict=True))
    assert f"c = {panel.number(film.values['c'][3, 0])}" in sentences[3]
    slider, frames = plots.interactive_units(film).children
    assert slider.options == (0, 1, 2, 3)
    assert len({bytes(frame.children[0].value) for frame in frames.children}) == 4
