"""The tree of a beam search: does it show the hypotheses and the best path?"""

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.numpy_nets import Hypothesis, beam, beam_rounds
from lstm_utils.plots import beam_tree


def test_tree_of_the_example():
    """Has the tree a text for each hypothesis, and is the best path the one that beam finds?"""
    state = (np.zeros((1, 1)),)
    rounds = list(beam_rounds(beam_tree.example_step, state, 0, 1, 2, 3))
    words, score = beam(beam_tree.example_step, state, 0, 1, 2, 3)
    assert ([beam_tree.TREE[w] for w in words], np.exp(score)) == (["b"], pytest.approx(0.36))
    ax = plots.draw_beam(rounds, beam_tree.TREE, 1).axes[0]
    assert len(ax.texts) == 1 + sum(map(len, rounds[:2]))  # "b end" is complete after two
    assert [line.get_color() for line in ax.lines].count(beam_tree.ORANGE) == 2
    unfinished = plots.draw_beam([[Hypothesis((2,), -1.0)]], beam_tree.TREE, 1)
    assert unfinished.axes[0].lines[0].get_color() == beam_tree.ORANGE


def test_slider_of_the_beam():
    """Does each width have its tree and its translation?"""
    state = (np.zeros((1, 1)),)
    box = plots.interactive_beam(beam_tree.example_step, state, beam_tree.TREE, 0, 1, (1, 2), 3)
    captions = [frame.children[-1].value for frame in box.children[-1].children]
    assert "p = 0.090" in captions[0]
    assert "“b”, p = 0.360" in captions[1]
