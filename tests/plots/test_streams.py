"""Figures of lesson 11: do they show the numbers that they are given?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import streams
from lstm_utils.tasks.stream_states import Strip


@pytest.mark.parametrize("b_f", [-2.0, 1.0, 8.0])
def test_half_lives(b_f):
    """Is the decay drawn, with a mark at the half-life if it is in the picture?"""
    ax = plots.draw_half_life(b_f).axes[0]
    left, half, *mark = ax.lines
    np.testing.assert_allclose(left.get_ydata(), nets.sigmoid(b_f) ** np.arange(101))
    assert set(half.get_ydata()) == {0.5}
    steps = float(nets.half_life(b_f))
    assert [line.get_xdata()[0] for line in mark] == ([steps] if steps <= 100 else [])
    assert f"{steps:,.3g} steps" in streams.half_life_caption(b_f)


def test_growth_is_drawn_on_a_log_scale():
    """Is each size drawn over the steps, from 1?"""
    ax = plots.draw_growth({"a": np.array([1.0, 10.0]), "b": np.array([2.0, 3.0])}).axes[0]
    assert ax.get_yscale() == "log"
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [2, 10]]


@pytest.mark.parametrize(
    ("reset", "answers"),
    [
        ("none", "he, he, she"),
        ("1 word early", "he, nothing, she"),
        ("before the first word", "he, nothing, she"),
        ("1 word late", "nothing, nothing, nothing"),
    ],
)
def test_what_the_cell_says(reset, answers):
    """Is the pronoun of the first document in the second one unless the reset removes it?"""
    assert f"says {answers};" in streams.resets_caption(reset)
    figure = plots.draw_resets(reset)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words.count("reset") == (0 if reset == "none" else 3)


def test_a_strip_has_a_line_for_each_unit():
    """Are there a line for each unit, the gates below, and a dotted line at each start?"""
    rng = np.random.default_rng(0)
    start = np.array([False, True, False, False, True])
    strip = Strip("TEBTE", start, rng.normal(size=(5, 3)), rng.random(size=(5, 3)))
    top, below = plots.draw_strip(strip).axes
    np.testing.assert_array_equal([q.get_ydata() for q in top.lines[:3]], strip.c.T)
    assert [q.get_xdata()[0] for q in top.lines[3:]] == [0.5, 3.5]
    rows = below.images[0].get_array()
    np.testing.assert_array_equal(sorted(rows.tolist()), sorted(strip.f.T.tolist()))
    assert rows.mean(axis=1).tolist() == sorted(rows.mean(axis=1))[::-1]
    assert [q.get_text() for q in below.get_xticklabels()] == list("TEBTE")
    assert len(plots.draw_strip(strip, gate=False).axes) == 1


def test_places_count_from_the_second_character():
    """Is the first number drawn at place 2, since a first character has no prediction?"""
    ax = plots.draw_places({"a": np.array([3.0, 2.0]), "b": np.array([1.0, 1.5])}).axes[0]
    assert ax.lines[1].get_xydata().tolist() == [[2, 1], [3, 1.5]]


def test_letters_have_the_colour_of_the_state():
    """Is there a square for each letter, red for T and blue for P, and is the second bold?"""
    start = np.array([True, False, True, False])
    c = np.array([[0.0], [1.0], [0.5], [-1.0]])
    ax = plots.draw_unit(Strip("BTBP", start, c, c), 0, width=3).axes[0]
    assert [q.get_text() for q in ax.texts] == list("BTBP")
    assert [q.get_fontweight() for q in ax.texts] == ["normal", "bold", "normal", "bold"]
    (_, red, _, blue) = [q.get_facecolor() for q in ax.patches]
    assert red[0] > red[2]
    assert blue[2] > blue[0]


def test_what_was_measured_is_what_the_lesson_says():
    """Did f = 1 without resets fail in each run, and the other three nets learn?"""
    runs = [found["nets"] for found in streams.recorded().values()]
    assert runs
    for run in runs:
        wrong = {name: measured["wrong"][-1] for name, measured in run.items()}
        assert wrong.pop("f = 1") > 0.3
        assert max(wrong.values()) < 0.01


def test_a_unit_knows_the_letter():
    """Is there a unit in each recorded net that separates T and P by more than 1.3?"""
    for found in streams.recorded().values():
        assert 1.3 < max(found["known"]) <= 2.1
