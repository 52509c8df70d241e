"""Figures of lesson 16: do they show the numbers that they are given, and the right masks?"""

import html

import numpy as np
import pytest

from lstm_utils import plots
from lstm_utils.plots import deeper

RUNS = {
    "nothing": [
        {"validation": {10: 3.0, 20: 2.0, 30: 2.5}},
        {"validation": {10: 3.0, 20: 2.7}},
    ],
    "cure": [{"validation": {10: 2.5, 20: 2.4}}, {"validation": {10: 2.6, 20: 2.2}}],
}


def test_an_overfit_has_two_curves_and_its_best_point():
    """Are both curves drawn over thousands of characters, and is the best one marked?"""
    figure = plots.draw_overfit([{1000: 3.0, 2000: 2.5, 3000: 2.8}], [{1000: 2.0}])
    new, own, best = figure.axes[0].lines
    assert new.get_xydata().tolist() == [[1, 3.0], [2, 2.5], [3, 2.8]]
    assert own.get_xydata().tolist() == [[1, 2.0]]
    assert best.get_xydata().tolist() == [[2, 2.5]]
    assert new.get_linestyle() != own.get_linestyle()


def test_cures_are_ranked_by_their_mean_end():
    """Is the best setting on top, with a point for the end and the best of each seed?"""
    assert plots.ranking(RUNS) == ["cure", "nothing"]
    ax = plots.draw_cures(RUNS).axes[0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["cure", "nothing"]
    last, best = ax.lines[2:4]
    assert last.get_xdata() == pytest.approx([2.5, 2.7])
    assert best.get_xdata() == pytest.approx([2.0, 2.7])
    assert ax.lines[-1].get_xdata()[0] == pytest.approx(2.6)


def test_what_the_kinds_of_masks_promise():
    """Does only the naive kind stop all, Zaremba none on the way on, and Gal the same ones?"""
    for kind in deeper.KINDS:
        up, on = deeper.masks_of(kind)
        stays = [(mask == mask[:, :1]).all() for mask in (up, on)]
        assert stays == {"naive": [False, False], "Zaremba 2014": [False, True]}.get(
            kind, [True, True]
        )
    assert deeper.untouched("naive", 15) == 0 < deeper.untouched("naive", 3)
    assert deeper.untouched("Zaremba 2014", 15) == 8
    assert deeper.untouched("Gal 2016", 0) == deeper.untouched("Gal 2016", 15) < 8


@pytest.mark.long
def test_the_film_uncovers_step_by_step():
    """Does each picture show as many steps as its sentence says?"""
    _, slider, frames = plots.interactive_masks().children
    assert len(slider.options) == len(frames.children) == 16
    for step, frame in zip(slider.options, frames.children, strict=True):
        assert f"Steps 0 to {step}," in html.unescape(frame.children[1].value)
    ax = deeper.draw_masks(4).axes[0]
    assert max(line.get_xdata().max() for line in ax.lines) == 4
    points = sum(len(line.get_xdata()) for line in ax.lines)
    assert points == 5 * deeper.UNITS


def test_the_recorded_table_is_complete():
    """Has each of eight settings three seeds, equally long, that beat an even guess?"""
    recorded = plots.recorded_cures()
    assert len(recorded) == 8
    assert next(iter(recorded)) == "nothing"
    for runs in recorded.values():
        assert len(runs) == 3
        for run in runs:
            assert list(run["validation"]) == list(run["training"])
            assert len(run["validation"]) == 10
            assert list(run["validation"].values())[-1] < np.log2(90)
