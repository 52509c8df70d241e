"""The net that reads along: do bars, lit state and words say what is so?"""

import numpy as np
import pytest
from matplotlib.colors import to_hex

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import carry, reader
from lstm_utils.plots.automaton import TWINS
from lstm_utils.plots.style import BLUE, ORANGE
from lstm_utils.tasks.reber import EMBEDDED_REBER, SYMBOLS, legal_next, prediction_task


@pytest.fixture(scope="module")
def untrained():
    """A net of 5 units that has learnt nothing."""
    return nets.elman_init(7, 5, 7, np.random.default_rng(0))


def test_the_strings_are_legal():
    """Are all strings that can be chosen complete strings of the grammar?"""
    assert [legal_next(string) for string in reader.STRINGS] == [""] * len(reader.STRINGS)


def test_the_trained_net_knows_the_far_letter():
    """Does the net of the static figure expect T in one twin and P in the other?"""
    for twin, letter in zip(TWINS, "TP", strict=True):
        p, _ = reader.reads(reader.trained_net(), twin[:8])
        assert SYMBOLS[p.argmax()] == letter
        assert reader.is_right(p, letter)


def test_the_bars_are_the_nets_probabilities(untrained):
    """Are the bars softmax of the logits, and blue exactly where a symbol is legal?"""
    string = reader.STRINGS[2]
    z, _ = nets.elman_forward(untrained, prediction_task([string])["x"])
    for seen in (1, 5, len(string) - 1):
        bars = plots.draw_reader(untrained, string, seen).axes[2].patches
        widths = [bar.get_width() for bar in bars]
        np.testing.assert_allclose(widths, nets.softmax(z[seen - 1])[0], atol=1e-12)
        blue = [s for s, bar in zip(SYMBOLS, bars, strict=True) if _colour(bar) == BLUE]
        assert "".join(blue) == legal_next(string[:seen])


def _colour(patch):
    return to_hex(patch.get_facecolor()).upper()


@pytest.mark.parametrize("seen", [0, 1, 6])
def test_one_state_is_lit(untrained, seen):
    """Is one circle of the automaton orange, whatever has been read?"""
    circles = plots.draw_reader(untrained, TWINS[0], seen).axes[0].patches
    assert [_colour(circle) for circle in circles].count(ORANGE) == 1
    assert len(circles) > len(EMBEDDED_REBER)


def test_right_needs_every_legal_symbol_on_top():
    """Is a tie wrong, and one illegal symbol above a legal one too?"""
    p = np.array([0.1, 0.3, 0.1, 0.1, 0.2, 0.1, 0.1])
    assert reader.is_right(p, "TP")
    assert not reader.is_right(p, "TPB")
    assert not reader.is_right(p, "P")


def test_the_words_follow_the_sliders(untrained):
    """Do both sliders redraw, and does a short string end where it ends?"""
    play, string, seen, picture, sentence = plots.interactive_reader(untrained).children
    assert (play.min, play.max) == (seen.min, seen.max)
    seen.value = 0
    assert "Nothing has been read" in sentence.value
    before = picture.value
    seen.value = seen.max
    assert picture.value != before
    assert f"After {TWINS[0][:-1]} the grammar allows E" in sentence.value
    string.value = 1
    assert f"After {TWINS[1][:-1]} the grammar allows E" in sentence.value


def test_the_opening_picture_shows_equal_windows():
    """Are the framed letters the same in both strings, and does the state name the letter?"""
    left, right = plots.draw_carry().axes
    words = [text.get_text() for text in left.texts]
    first, second = words[:8], words[8:]
    assert first[2:7] == second[2:7]
    assert (first[1], second[1], first[7], second[7]) == ("T", "P", "?", "?")
    states = [text.get_text() for text in right.texts if text.get_fontsize() == 8]
    assert states.count("T") == states.count("P") == 6
    for string in carry.READ:
        assert legal_next(string) == string[1]
