"""The Reber automaton and the chain's window: is what is lit and shaded what is so?"""

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import automaton
from lstm_utils.plots.style import new_figure
from lstm_utils.tasks.reber import EMBEDDED_REBER, REBER, SYMBOLS, legal_next


@pytest.mark.parametrize("grammar", [REBER, EMBEDDED_REBER], ids=["reber", "embedded"])
def test_every_state_and_every_arc_is_drawn(grammar):
    """Is there a place for each state, none taken twice, and a label for each arc?"""
    at = automaton.state_positions(grammar)
    assert len(at) == len(set(at)) == len(grammar)
    _, ax = new_figure()
    plots.draw_automaton(ax, grammar)
    labels = sorted(text.get_text() for text in ax.texts if text.get_text())
    assert labels == sorted(symbol for arcs in grammar for symbol in arcs)


def test_a_grammar_that_is_not_known_is_refused():
    """Does a copy of a grammar raise, which would have no places?"""
    with pytest.raises(ValueError, match="expects REBER or EMBEDDED_REBER"):
        automaton.state_positions([{"B": 1}, {}])


def test_the_twins_are_legal_and_differ_twice():
    """Are both strings of the grammar, and the same but for the second and the last but one?"""
    first, second = automaton.TWINS
    assert legal_next(first) == legal_next(second) == ""
    assert [t for t in range(10) if first[t] != second[t]] == [1, 8]


@pytest.mark.parametrize("seen", range(2, 9))
def test_the_two_states_stay_apart(seen):
    """From the second symbol to the last but one, are two different states lit?"""
    states = {automaton.state_after(twin[:seen]) for twin in automaton.TWINS}
    assert len(states) == 2


def test_a_window_that_misses_the_second_symbol_says_the_same_of_both():
    """Is the chain's answer the same for both up to order 6, near 1/2, and right with 7?"""
    T, P = SYMBOLS.index("T"), SYMBOLS.index("P")
    for k in range(2, 7):
        first, second = (automaton.chain_says(k, twin[:8]) for twin in automaton.TWINS)
        np.testing.assert_array_equal(first, second)
    for k in (3, 4, 5):
        p = automaton.chain_says(k, automaton.TWINS[0][:8])
        assert p[T] + p[P] > 0.99
        assert abs(p[T] - 0.5) < 0.1
    first, second = (automaton.chain_says(7, twin[:8]) for twin in automaton.TWINS)
    assert first[T] > 0.99
    assert second[P] > 0.99


def test_the_window_is_shaded_in_both_strings():
    """Are as many boxes shaded as the window is wide, twice, and never more than were read?"""
    for k, seen in ((3, 8), (5, 2), (0, 4)):
        boxes = plots.draw_twins(k, seen).axes[1].patches
        assert sum(box.get_alpha() == 0.55 for box in boxes) == 2 * min(k, seen)


def test_the_legend_hides_no_bar():
    """Does the legend stand above the bars, of which any may be as long as the axes?"""
    figure = plots.draw_twins(8, 9)
    figure.draw_without_rendering()
    ax = figure.axes[2]
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1 - 1


def test_the_sliders_move_picture_and_words():
    """Do both sliders redraw, and does the sentence say what the grammar allows?"""
    k, seen, picture, sentence = plots.interactive_twins().children
    before = picture.value
    seen.value = 8
    assert picture.value != before
    assert "allows T in the first string, P in the second" in sentence.value
    assert "in both strings" in sentence.value
    before = picture.value
    k.value = 7
    assert picture.value != before
    assert "in both strings" not in sentence.value
