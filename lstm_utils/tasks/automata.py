"""Read an automaton out of a trained net, and compare automata.

T = steps, H = hidden units. An automaton is a grammar as in `reber`: a list of states; a state
maps each symbol that may come next to the state that it leads to. State 0 is the start.
"""

from collections import Counter, deque
from collections.abc import Sequence

import numpy as np
from sklearn.cluster import KMeans

from lstm_utils.arrays import Array

from .reber import Grammar

Votes = dict[tuple[int, str], Counter[int]]  # by state and symbol: how often each state came


def state_graph(hs: Sequence[Array], strings: Sequence[str], k: int) -> tuple[Grammar, float]:
    """Read an automaton out of the states that a net was in while it read strings.

    The states are divided into k groups (k-means); each group is a state of the automaton. A
    symbol leads to the group to which it led most often.

    Args:
        hs: for each string, the state of the net before its first symbol and after each,
            (symbols + 1, H) float array.
        strings: the strings that it read.
        k: number of groups.

    Returns:
        graph: list of k dicts from symbol to number of a state; states are numbered in the
            order in which the strings first visit them, so 0 is the start.
        share: fraction of all steps that went where the graph goes.

    Raises:
        ValueError: if the lengths do not fit, or fewer than k states are different.

    Source: Omlin and Giles (1996), Neural Networks 9:41-52, for the idea; they divide the
        space into cubes instead.
    """
    states = np.concatenate(hs)
    if [len(h) for h in hs] != [len(s) + 1 for s in strings]:
        raise ValueError("state_graph expects one state more than each string has symbols")
    if len(np.unique(states, axis=0)) < k:
        raise ValueError(f"state_graph expects at least k = {k} different states")
    labels = KMeans(k, n_init=10, random_state=0).fit_predict(states)
    order = list(dict.fromkeys(labels.tolist()))
    numbers = np.array([order.index(label) for label in range(k)])[labels]
    votes: Votes = {}
    ends = np.cumsum([len(h) for h in hs])[:-1]
    for path, string in zip(np.split(numbers, ends), strings, strict=True):
        for state, symbol, target in zip(path[:-1], string, path[1:], strict=True):
            votes.setdefault((int(state), symbol), Counter())[int(target)] += 1
    return _graph(votes, k)


def _graph(votes: Votes, k: int) -> tuple[Grammar, float]:
    """Let each symbol lead where it led most often."""
    graph: Grammar = [{} for _ in range(k)]
    followed = 0
    for (state, symbol), targets in votes.items():
        graph[state][symbol], often = targets.most_common(1)[0]
        followed += often
    return graph, followed / sum(targets.total() for targets in votes.values())


def shortest_difference(first: Grammar, second: Grammar) -> str | None:
    """Find the shortest string after which two automata allow different symbols.

    Both are walked side by side, breadth first, and each pair of states is visited once.

    Args:
        first, second: automata; the numbers of their states need not be the same.

    Returns:
        The shortest such string, the first in alphabetical order among equally short ones;
        "" if they differ at the start, None if they allow the same strings.

    Source: Hopcroft and Karp (1971), Cornell University TR 71-114.
    """
    seen, queue = {(0, 0)}, deque([("", 0, 0)])
    while queue:
        string, m, n = queue.popleft()
        if first[m].keys() != second[n].keys():
            return string
        for symbol in sorted(first[m]):
            pair = first[m][symbol], second[n][symbol]
            if pair not in seen:
                seen.add(pair)
                queue.append((string + symbol, *pair))
    return None
