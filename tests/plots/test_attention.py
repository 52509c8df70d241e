"""Figures of lesson 21: do they show the weights and shares that they are given?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import attention

SOURCE, TARGET = ("a", "red", "tree"), ("ein", "roter", "Baum", "<end>")
ALPHAS = np.array([[0.6, 0.4, 0.0], [0.0, 1.0, 0.0], [0.0, 0.02, 0.98], [0.2, 0.3, 0.5]])


def test_the_matrix_has_a_row_for_each_word():
    """Are all weights drawn, with the words of both languages?"""
    ax = plots.draw_alignment(SOURCE, TARGET, ALPHAS).axes[0]
    assert np.array_equal(ax.images[0].get_array(), ALPHAS)
    assert tuple(t.get_text() for t in ax.get_xticklabels()) == SOURCE
    assert tuple(t.get_text() for t in ax.get_yticklabels()) == TARGET


def test_the_film_uncovers_word_by_word():
    """Has each picture the rows that are written, and a sentence that says where it looks?"""
    _, slider, frames = plots.interactive_alignment(SOURCE, TARGET, ALPHAS).children
    assert list(slider.options) == [1, 2, 3, 4]
    said = [html.unescape(frame.children[1].value) for frame in frames.children]
    assert "“ein”: 60% of the weight on “a”, 40% on “red”." in said[0]
    assert "“roter”: 100% of the weight on “red”." in said[1]
    shown = attention.draw_alignment(SOURCE, TARGET, ALPHAS, 2).axes[0]
    assert np.array_equal(shown.images[0].get_array()[:2], ALPHAS[:2])
    assert not shown.images[0].get_array()[2:].any()
    bold = [t.get_text() for t in shown.get_xticklabels() if t.get_weight() == "bold"]
    assert bold == ["red"]


def test_a_line_for_each_net():
    """Are shares drawn in percent over the groups of lengths, with different lines?"""
    shares = {"with": {"2-5": 0.9, "6-8": 1.0}, "without": {"2-5": 0.8, "6-8": 0.1}}
    lines = plots.draw_lengths(shares).axes[0].lines
    assert [line.get_ydata().tolist() for line in lines] == [[90, 100], [80, 10]]
    assert len({line.get_linestyle() for line in lines}) == 2


def test_a_caption_has_a_picture_for_each_word():
    """Is the cell with the largest weight framed in each, and the full stop left out?"""
    words = [attention.WORDS.index(w) for w in ("top", "left", "three", ".")]
    alphas = np.array([[0.1, 0.7, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1], [0.0, 0.0, 0.0, 1.0]])
    alphas = np.vstack([alphas, alphas[:1]])
    axes = plots.draw_caption(np.ones((4, 64)), np.array(words), alphas).axes
    assert [ax.get_title() for ax in axes] == ["top", "left", "three"]
    framed = [ax.patches[-1].get_xy() for ax in axes]
    assert framed == [(1, 0), (0, 0), (1, 1)]
    faint = [image.get_array().max() for image in axes[2].images]
    assert faint == pytest.approx([0.2, 0.2, 0.2, 1.0])


def test_depth_is_drawn_on_a_logarithmic_axis():
    """Has each net a line over its layers?"""
    ax = plots.draw_depth({"stack": np.array([1.0, 0.1]), "grid": np.array([1.0, 0.9])}).axes[0]
    assert ax.get_yscale() == "log"
    assert ax.lines[0].get_xydata().tolist() == [[1, 1], [2, 0.1]]


def test_subjects_have_a_line_for_each_seed_and_net():
    """Is each recorded share drawn?"""
    recorded = plots.recorded_attention()
    lines = [
        line for line in plots.draw_subjects(recorded).axes[0].lines if len(line.get_xdata())
    ]
    assert len(lines) == 2 * len(recorded)
    first = next(iter(recorded.values()))["attention"]["subjects"]
    assert {(*line.get_ydata(),) for line in lines} >= {(*(100 * s for s in first.values()),)}
