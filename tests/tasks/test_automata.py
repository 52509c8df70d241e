"""Automata: is one read out of states what it should be, and is a difference found?"""

import itertools

import numpy as np
import pytest

from lstm_utils.tasks import automata
from lstm_utils.tasks.reber import EMBEDDED_REBER, REBER, embedded_reber, reber
from lstm_utils.tasks.state_groups import state_groups


def walked(grammar, strings, rng, noise=0.05):
    """Return states as a net might have them: a point for each state, and noise."""
    centres = rng.normal(size=(len(grammar), 12))
    hs = []
    for string in strings:
        path = [0]
        for symbol in string:
            path.append(grammar[path[-1]][symbol])
        hs.append(centres[path] + noise * rng.normal(size=(len(path), 12)))
    return hs


@pytest.mark.parametrize(
    ("draw", "grammar"), [(reber, REBER), (embedded_reber, EMBEDDED_REBER)]
)
def test_the_grammar_comes_back(draw, grammar):
    """Is the automaton read out of noisy states equal to the one that was walked?"""
    rng = np.random.default_rng(0)
    strings = [draw(rng) for _ in range(150)]
    hs = walked(grammar, strings, rng)
    groups = state_groups(hs, len(grammar))
    graph, share = automata.state_graph(groups, strings)
    assert share == 1
    assert graph != grammar  # the numbers differ
    assert automata.compare_automata(graph, grammar) == (True, "")
    same = automata.same_states(graph, grammar)
    assert sorted(same.values()) == list(range(len(grammar)))
    few, share = automata.state_graph(state_groups(hs, 3), strings)
    assert len(few) == 3
    assert not automata.compare_automata(few, grammar)[0]


def test_one_stray_step_is_outvoted():
    """Does a step that went elsewhere once lower the share, and leave the graph as it is?"""
    rng = np.random.default_rng(1)
    parity = [{"0": 0, "1": 1}, {"0": 1, "1": 0}]
    strings = ["".join(rng.choice(["0", "1"], size=20)) for _ in range(10)]
    hs = walked(parity, strings, rng)
    odd = strings[3].index("1") + 1
    hs[3][odd] = hs[3][0]
    graph, share = automata.state_graph(state_groups(hs, 2), strings)
    assert share == 1 - 2 / 200  # the step there, and the step from there
    assert graph == parity


def test_what_does_not_fit_is_refused():
    """Does an error name a missing first state, and more groups than states?"""
    with pytest.raises(ValueError, match="one group more"):
        automata.state_graph([np.array([0, 1])], ["ab"])
    with pytest.raises(ValueError, match="k = 2"):
        state_groups([np.zeros((3, 3))], 2)


def test_the_shortest_difference_is_found():
    """Is it the first string, by length and alphabet, after which the symbols differ?"""
    rng = np.random.default_rng(2)
    differences = 0
    for _ in range(60):
        pair = [
            [{s: int(rng.integers(4)) for s in "ab" if rng.random() < 0.8} for _ in range(4)]
            for _ in range(2)
        ]
        equal, found = automata.compare_automata(*pair)
        expected = None
        for letters in itertools.chain(*(itertools.product("ab", repeat=n) for n in range(9))):
            ends = []
            for graph in pair:
                state = 0
                for symbol in letters:
                    state = graph[state].get(symbol, -1) if state >= 0 else -1
                ends.append(state)
            if min(ends) >= 0 and pair[0][ends[0]].keys() != pair[1][ends[1]].keys():
                expected = "".join(letters)
                break
        assert (equal, found) == (expected is None, expected or "")
        differences += not equal
    assert 20 < differences < 60
