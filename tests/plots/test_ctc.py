"""Figures of lesson 19: do lattice, paths and readings show what was computed?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import ctc


@pytest.mark.parametrize("target", [(1, 2, 2), (1,), (2, 1)])
def test_all_paths_have_all_of_the_probability(target):
    """Do the listed paths add up to p, each of them once and collapsing to the target?"""
    logp = plots.lattice_example()
    paths = ctc.all_paths(logp, target)
    cells = nets.extend(target)
    assert len({path for path, _ in paths}) == len(paths)
    assert all(nets.collapse(cells[list(path)]) == list(target) for path, _ in paths)
    log_p, gamma = nets.ctc_gamma(logp, target)
    assert sum(p for _, p in paths) == pytest.approx(np.exp(log_p))
    share = np.zeros_like(gamma)
    for path, p in paths:
        share[range(6), list(path)] += p
    np.testing.assert_allclose(share / np.exp(log_p), gamma, atol=1e-12)


def test_the_lattice_has_a_circle_for_each_cell_that_is_visited():
    """Are numbers written where paths go, and is the path drawn through its cells?"""
    logp, target = plots.lattice_example(), (1, 2, 2)
    _, gamma = nets.ctc_gamma(logp, target)
    path = ctc.all_paths(logp, target)[3][0]
    (ax,) = plots.draw_lattice(logp, target, numbers=gamma, path=path).axes
    assert len(ax.patches) == len(ax.texts) == (gamma > 0).sum()
    bold = [line for line in ax.lines if line.get_linewidth() == 3]
    assert [line.get_ydata().tolist() for line in bold] == [list(path)]
    assert [label.get_text() for label in ax.get_yticklabels()] == [*"–b–e–e–"]


@pytest.mark.parametrize(("lit", "ways"), [((2, 3), 3), ((4, 5), 2), ((4, 4), 2)])
def test_moves_into_a_cell_are_lit(lit, ways):
    """Are three moves coloured where the labels differ, two at an equal label or a blank?"""
    (ax,) = plots.draw_lattice(plots.lattice_example(), (1, 2, 2), lit=lit).axes
    assert sum(line.get_linewidth() == 2.5 for line in ax.lines) == ways


def test_each_path_has_its_sentence():
    """Do the 28 sentences have falling probabilities, and shares that add up to 1?"""
    paths = ctc.all_paths(plots.lattice_example(), ctc.WORD)
    sentences = [ctc.path_caption(n) for n in range(1, 29)]
    assert len(paths) == 28
    for (cells, p), sentence in zip(paths, sentences, strict=True):
        assert f"{ctc.path_text(cells, ctc.WORD)}: probability {p:.5f}" in sentence
    assert [p for _, p in paths] == sorted((p for _, p in paths), reverse=True)
    assert sentences[-1].endswith("The first 28 together: 100.0%.")


def test_the_picture_of_a_path_has_that_path():
    """Is path 5 drawn over the numbers of alpha?"""
    (ax,) = ctc.draw_path(5).axes
    (bold,) = [line for line in ax.lines if line.get_linewidth() == 3]
    assert bold.get_ydata().tolist() == list(
        ctc.all_paths(plots.lattice_example(), ctc.WORD)[4][0]
    )
    assert ".700" in [text.get_text() for text in ax.texts]


def test_a_reading_has_a_number_at_each_spike():
    """Is each digit written at its peaks, and is a faint one left out?"""
    p = np.full((6, 11), 0.001)
    p[1, 3], p[4, 3], p[2, 8], p[3, 5] = 0.9, 0.7, 0.5, 0.1
    p[:, 0] = 1 - p[:, 1:].sum(axis=1)
    _, low = plots.draw_spikes(np.zeros((6, 8)), np.log(p)).axes
    written = [(text.get_text(), text.get_position()[0]) for text in low.texts]
    assert sorted(written) == [("2", 1), ("2", 4), ("7", 2)]


def test_recorded_readers_are_drawn_by_way():
    """Has each way a line for each of its three seeds, and one name in the legend?"""
    recorded = plots.recorded_readers()
    assert {len(runs) for runs in recorded.values()} == {3}
    figure = plots.draw_ways(recorded)
    lines = figure.axes[0].lines
    assert len(lines) == 3 * len(recorded)
    assert [t.get_text() for t in figure.legends[0].get_texts()] == list(recorded)
    first = next(iter(recorded.values()))[0]
    assert lines[0].get_ydata().tolist() == list(first.values())
