"""The lattice of lesson 19: do cells, moves and paths show what was computed?"""

import numpy as np
import pytest

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots import lattice


@pytest.mark.parametrize("target", [(1, 2, 2), (1,), (2, 1)])
def test_all_paths_have_all_of_the_probability(target):
    """Do the listed paths add up to p, each of them once and collapsing to the target?"""
    logp = plots.lattice_example()
    paths = lattice.all_paths(logp, target)
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
    path = lattice.all_paths(logp, target)[3][0]
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
    paths = lattice.all_paths(plots.lattice_example(), lattice.WORD)
    sentences = [lattice.path_caption(n) for n in range(1, 29)]
    assert len(paths) == 28
    for (cells, p), sentence in zip(paths, sentences, strict=True):
        assert f"{lattice.path_text(cells, lattice.WORD)}: probability {p:.5f}" in sentence
    assert [p for _, p in paths] == sorted((p for _, p in paths), reverse=True)
    assert sentences[-1].endswith("The first 28 together: 100.0%.")


def test_the_picture_of_a_path_has_that_path():
    """Is path 5 drawn over the numbers of alpha?"""
    (ax,) = lattice.draw_path(5).axes
    (bold,) = [line for line in ax.lines if line.get_linewidth() == 3]
    assert bold.get_ydata().tolist() == list(
        lattice.all_paths(plots.lattice_example(), lattice.WORD)[4][0]
    )
    assert ".700" in [text.get_text() for text in ax.texts]
