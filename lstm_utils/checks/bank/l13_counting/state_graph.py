"""Lesson 13: an automaton from the groups of a net's states."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import automata, reber

ex = exercise(
    "state-graph",
    lesson="13_counting",
    reference=automata.state_graph,
    outputs=("graph", "share"),
    hints=[
        "First number the groups: a dict from group to number, filled along the strings in order. "
        "number.setdefault(group, len(number)) does it in one call.",
        "For each string, zip(states[:-1], string, states[1:]) gives (state, symbol, next state). Count how often each next "
        "state follows each pair (state, symbol).",
        "graph = [{} for _ in number]; for each pair the next state with the largest count. The largest counts, summed, "
        "divided by the number of all steps, are share.",
    ],
)


def walk(grammar, rng, most=12):
    """Return a string of a grammar and the states on its way, cut after `most` symbols."""
    states, string = [0], ""
    while grammar[states[-1]] and len(string) < most:
        arcs = grammar[states[-1]]
        symbol = sorted(arcs)[int(rng.integers(len(arcs)))]
        string += symbol
        states.append(arcs[symbol])
    return string, states


PARITY = [{"0": 0, "1": 1}, {"0": 1, "1": 0}]
RING = [{"a": 1, "b": 0}, {"a": 2, "b": 1}, {"a": 0, "b": 2}]


@ex.cases
def _(rng):
    def case(grammar, n, stray=(), most=12):
        """Walk n strings; at each (string, step) of `stray` put the state given third."""
        walks = [walk(grammar, rng, most) for _ in range(n)]
        groups = rng.permutation(3 * len(grammar))[: len(grammar)]
        paths = [[int(groups[s]) for s in states] for _, states in walks]
        for string, step, state in stray:
            paths[string][step] = int(groups[state])
        return dict(groups=[np.array(path) for path in paths], strings=[string for string, _ in walks])

    yield "the task's example", dict(groups=[np.array([7, 3, 3]), np.array([7, 3, 7])], strings=["ab", "aa"])
    yield "one string of one symbol", dict(groups=[np.array([4, 9])], strings=["x"])
    yield "12 strings of the Reber grammar", case(reber.REBER, 12)
    yield "parity, 5 strings", case(PARITY, 5)
    yield "parity, two stray steps", case(PARITY, 9, [(1, 4, 0), (1, 5, 1), (7, 3, 0), (7, 4, 0)], 14)
    yield "a ring of three, strays early and late", case(RING, 8, [(0, 1, 2), (0, 2, 0), (7, 11, 0), (7, 12, 1)])
    yield "one group", dict(groups=[np.zeros(4, dtype=int)], strings=["abb"])
    often = [np.array(path) for path in ([5, 2], [5, 8], [5, 8], [5, 8], [5, 2])]
    yield "3 of 5 go elsewhere than the first and the last", dict(groups=often, strings=["a"] * 5)
    tie = [np.array(path) for path in ([1, 6, 1], [1, 0, 0], [1, 0, 1], [1, 6, 6])]
    yield "a tie: the one that came first", dict(groups=tie, strings=["ab", "ab", "aa", "aa"])
    late = [np.array(path) for path in ([2, 5, 7], [2, 7], [2, 5])]
    yield "a tie: the later state came first", dict(groups=late, strings=["ab", "c", "c"])
    yield "strings of different lengths", case(RING, 6, (), int(rng.integers(3, 7)))
    apart = [np.array(path) for path in ([3, 1], [3, 2], [3, 1, 0])]
    many = [np.array(path) for path in [[1, 2]] * 250 + [[1, 3]] * 300 + [[1, 2]] * 40]
    yield "300 steps of 590 lead to the later state", dict(groups=many, strings=["a"] * 590)
    yield "a string ends where another begins", dict(groups=apart, strings=["p", "q", "pp"])


NUMBER, GRAPH = "number.setdefault(int(group), len(number))", "[{} for _ in number]"
VOTE = "targets[target] = targets.get(target, 0) + 1"
MOST, SHARE = "max(targets, key=targets.get)", "followed / sum(len(string) for string in strings)"
STEPS = "zip(states[:-1], string, states[1:], strict=True)"
mistakes(
    ex,
    {
        "the states keep the numbers of their groups: number them in the order of the first visit, the start is 0.": [
            (NUMBER, "number.setdefault(int(group), int(group))"),
            (GRAPH, "[{} for _ in range(max(number) + 1)]"),
        ],
        "the states are sorted by group: number them in the order of the first visit, so that the start is 0.": [
            ("number, votes = {}, {}", "number, votes = {int(g): n for n, g in enumerate(np.unique(np.concatenate(groups)))}, {}")
        ],
        "the states are numbered step by step, over all strings at once: go through one string after the other.": (
            "number, votes = {}, {}",
            """longest = max(len(path) for path in groups)
    visits = [int(path[t]) for t in range(longest) for path in groups if t < len(path)]
    number, votes = {group: n for n, group in enumerate(dict.fromkeys(visits))}, {}""",
        ),
        "the numbers count from 1: the start is state 0.": [
            (NUMBER, "number.setdefault(int(group), len(number) + 1)"),
            (GRAPH, "[{} for _ in range(len(number) + 1)]"),
        ],
        "the numbers start again with each string: one dict of numbers serves all strings.": (
            "        states = [",
            "        number.clear()\n        states = [",
        ),
        "the last visit wins: a symbol leads to the state to which it led most often.": (
            VOTE,
            "targets.clear()\n            targets[target] = 1",
        ),
        "the first visit wins: a symbol leads to the state to which it led most often.": (MOST, "next(iter(targets))"),
        "the last target that was seen wins: take the one with the largest count.": (MOST, "list(targets)[-1]"),
        "the target with the largest number wins: take the one with the largest count, key=targets.get.": (MOST, "max(targets)"),
        "the rarest target wins: take the one with the largest count.": (MOST, "min(targets, key=targets.get)"),
        "in a tie the later target wins: take the one that came first.": (MOST, "max(reversed(targets), key=targets.get)"),
        "in a tie the smaller number wins: take the one that came first.": (MOST, "max(sorted(targets), key=targets.get)"),
        "a symbol leads from the state after it: the arrow of symbol t starts at state t and ends at state t + 1.": (
            STEPS,
            "zip(states[1:], string, states[1:], strict=True)",
        ),
        "a symbol leads one state too far: its arrow ends at the state right after it.": (
            STEPS,
            "zip(states[:-2], string, states[2:], strict=False)",
        ),
        "the arrows are reversed: they lead from the state before a symbol to the state after it.": (
            STEPS,
            "zip(states[1:], string, states[:-1], strict=True)",
        ),
        "the last step of each string is missing: a string of T symbols has T steps.": (
            STEPS,
            "zip(states[:-2], string, states[1:], strict=False)",
        ),
        "states without arrows are missing: one dict for each group that occurs, an empty one where nothing leads on.": (
            f"return graph, {SHARE}",
            f"return [arcs for arcs in graph if arcs], {SHARE}",
        ),
        "all targets are listed: a symbol leads to one state, the most frequent.": (MOST, "list(targets)"),
        "the counts are returned: an arrow leads to the number of a state.": (MOST, "max(targets.values())"),
        "share is the mean over the arrows: divide the steps that follow the graph by all steps.": [
            ("followed += max(targets.values())", "followed += max(targets.values()) / sum(targets.values())"),
            (SHARE, "followed / len(votes)"),
        ],
        "share is the mean over the strings: count the steps of all strings, and divide by their number.": (
            f"return graph, {SHARE}",
            """shares = []
    for path, string in zip(groups, strings):
        steps = zip(path, string, path[1:])
        shares.append(np.mean([graph[number[int(a)]][s] == number[int(b)] for a, s, b in steps]))
    return graph, float(np.mean(shares))""",
        ),
        "share is measured on a walk through the graph: begin each step at the state where the net was.": (
            f"return graph, {SHARE}",
            """right = 0
    for path, string in zip(groups, strings):
        state = 0
        for symbol, group in zip(string, path[1:]):
            state = graph[state].get(symbol, -1)
            right += state == number[int(group)]
    return graph, right / sum(len(string) for string in strings)""",
        ),
        "share counts arrows, not steps: sum the largest counts, and divide by the number of all steps.": [
            ("followed += max(targets.values())", "followed += len(targets) == 1"),
            (SHARE, "followed / len(votes)"),
        ],
        "share is divided by the number of states along the strings: a string of T symbols has T steps.": (
            SHARE,
            "followed / sum(len(path) for path in groups)",
        ),
        "share is divided by the number of strings: divide by the number of steps.": (SHARE, "followed / len(strings)"),
        "the number of steps is returned: divide it by the number of all steps.": (SHARE, "followed"),
        "the graph is a dict: return a list, the number of a state is its place.": (GRAPH, "{n: {} for n in number.values()}"),
        "all strings are joined: the last state of one is no step to the first of the next.": """
        number, votes = {}, {}
        path = [number.setdefault(int(g), len(number)) for g in np.concatenate(groups)]
        for state, symbol, target in zip(path, "".join(strings), path[1:]):
            targets = votes.setdefault((state, symbol), {})
            targets[target] = targets.get(target, 0) + 1
        graph, followed = [{} for _ in number], 0
        for (state, symbol), targets in votes.items():
            graph[state][symbol] = max(targets, key=targets.get)
            followed += max(targets.values())
        return graph, followed / sum(len(string) for string in strings)
    """,
        "the symbol is ignored: each symbol of a state has its own arrow.": [
            ("votes.setdefault((state, symbol), {})", "votes.setdefault(state, {})"),
            ("for (state, symbol), targets in votes.items():", "for state, targets in votes.items():"),
            ("graph[state][symbol] = ", 'graph[state]["a"] = '),
        ],
        "only the first string is read: collect the steps of all strings.": (
            "zip(groups, strings, strict=True)",
            "zip(groups[:1], strings[:1], strict=True)",
        ),
    },
)


equivalents(
    ex,
    {
        "Counter and defaultdict": """
        from collections import Counter, defaultdict

        order = list(dict.fromkeys(np.concatenate(groups).tolist()))
        votes = defaultdict(Counter)
        for path, string in zip(groups, strings):
            for t in range(len(string)):
                votes[order.index(path[t]), string[t]][order.index(path[t + 1])] += 1
        graph = [{} for _ in order]
        right = total = 0
        for (state, symbol), counter in votes.items():
            (graph[state][symbol], often), *_ = counter.most_common()
            right, total = right + often, total + sum(counter.values())
        return graph, right / total
    """,
        "a list of steps, walked twice": """
        number, steps = {}, []
        for path, string in zip(groups, strings):
            for group in path:
                if int(group) not in number:
                    number[int(group)] = len(number)
            steps += [(number[int(a)], s, number[int(b)]) for a, s, b in zip(path, string, path[1:])]
        graph = [dict() for _ in range(len(number))]
        for state, symbol, _ in steps:
            ends = [t for s, q, t in steps if (s, q) == (state, symbol)]
            graph[state][symbol] = max(ends, key=ends.count)
        right = [graph[state][symbol] == target for state, symbol, target in steps]
        return graph, float(np.mean(right))
    """,
        "counts in an array": """
        order = list(dict.fromkeys(int(g) for path in groups for g in path))
        symbols = sorted(set("".join(strings)))
        counts = np.zeros((len(order), len(symbols), len(order)), dtype=int)
        first = {}
        for path, string in zip(groups, strings):
            for a, s, b in zip(path, string, path[1:]):
                at = order.index(int(a)), symbols.index(s), order.index(int(b))
                first.setdefault(at, len(first))
                counts[at] += 1
        graph = [{} for _ in order]
        for (m, s), most in np.ndenumerate(counts.max(axis=2)):
            if most:
                best = np.flatnonzero(counts[m, s] == most).tolist()
                graph[m][symbols[s]] = min(best, key=lambda t: first[m, s, t])
        return graph, counts.max(axis=2).sum() / counts.sum()
    """,
    },
)
