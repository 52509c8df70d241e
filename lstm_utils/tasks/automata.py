"""Read an automaton out of a trained net, and compare automata.

An automaton is a grammar as in `reber`: a list of states; a state
maps each symbol that may come next to the state that it leads to. State 0 is the start.
"""

from collections import Counter, deque
from collections.abc import Sequence

from .reber import Grammar


def state_graph(
    groups: Sequence[Sequence[int]], strings: Sequence[str]
) -> tuple[Grammar, float]:
    """Read an automaton out of the groups of states that a net was in while it read strings.

    Each group is a state of the automaton. A symbol leads to the group to which it led most
    often.

    Args:
        groups: for each string, the group of the net's state before its first symbol and after
            each, symbols + 1 integers.
        strings: the strings that it read.

    Returns:
        graph: list of dicts from symbol to number of a state, one for each group that occurs;
            states are numbered in the order in which the strings first visit them, so 0 is the
            start.
        share: fraction of all steps that went where the graph goes.

    Raises:
        ValueError: if the lengths do not fit.

    Source: Omlin and Giles (1996), Neural Networks 9:41-52, for the idea; they divide the
        space of states into cubes.
    """
    if [len(path) for path in groups] != [len(string) + 1 for string in strings]:
        raise ValueError("state_graph expects one group more than each string has symbols")
    number: dict[int, int] = {}
    votes: dict[tuple[int, str], Counter[int]] = {}
    for path, string in zip(groups, strings, strict=True):
        states = [number.setdefault(int(group), len(number)) for group in path]
        for state, symbol, target in zip(states[:-1], string, states[1:], strict=True):
            votes.setdefault((state, symbol), Counter())[target] += 1
    graph: Grammar = [{} for _ in number]
    followed = 0
    for (state, symbol), targets in votes.items():
        graph[state][symbol], often = targets.most_common(1)[0]
        followed += often
    return graph, followed / sum(map(len, strings))


def share_agreed(
    graph: Grammar, strings: Sequence[str], predicted: Sequence[Sequence[str]]
) -> float:
    """Measure how often an automaton allows exactly what a net predicts.

    Args:
        graph: an automaton.
        strings: what both read.
        predicted: for each string, the symbols that the net expects after each of its symbols,
            as one str; after the last symbol the automaton must allow nothing instead.

    Returns:
        Fraction of the strings where both agree after every symbol.
    """
    right = 0
    for string, sets in zip(strings, predicted, strict=True):
        state: int | None = 0
        for symbol, expected in zip(string, [*sets[:-1], ""], strict=True):
            state = None if state is None else graph[state].get(symbol)
            if state is None or {*graph[state]} != {*expected}:
                break
        else:
            right += 1
    return right / len(strings)


def same_states(first: Grammar, second: Grammar) -> dict[int, int]:
    """Return for each state of the first automaton the state of the second that it equals.

    Args:
        first, second: automata that allow the same strings, the second one minimal.

    Returns:
        dict of the states that can be reached.
    """
    pairs, queue = {0: 0}, deque([0])
    while queue:
        state = queue.popleft()
        for symbol, target in first[state].items():
            if target not in pairs:
                pairs[target] = second[pairs[state]][symbol]
                queue.append(target)
    return pairs


def compare_automata(first: Grammar, second: Grammar) -> tuple[bool, str]:
    """Decide whether two automata allow the same strings, and find where they differ.

    Both are walked side by side, breadth first, and each pair of states is visited once.

    Args:
        first, second: automata; the numbers of their states need not be the same.

    Returns:
        equal: whether they allow the same strings.
        difference: shortest string after which they allow different symbols, the first in
            alphabetical order among equally short ones; "" if they are equal.

    Source: Hopcroft and Karp (1971), Cornell University TR 71-114.
    """
    seen, queue = {(0, 0)}, deque([("", 0, 0)])
    while queue:
        string, m, n = queue.popleft()
        if first[m].keys() != second[n].keys():
            return False, string
        for symbol in sorted(first[m]):
            pair = first[m][symbol], second[n][symbol]
            if pair not in seen:
                seen.add(pair)
                queue.append((string + symbol, *pair))
    return True, ""
