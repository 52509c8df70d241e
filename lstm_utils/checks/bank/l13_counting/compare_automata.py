"""Lesson 13: after which string do two automata allow different symbols?"""

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import automata, reber

ex = exercise(
    "compare-automata",
    lesson="13_counting",
    reference=automata.compare_automata,
    outputs=("equal", "difference"),
    numbers=("equal",),
    hints=[
        "Keep a queue of (string, state of the first, state of the second), and a set of the pairs that were queued. Both start with (0, 0).",
        "For each entry: if the two dicts have different keys, return False and its string. Else queue the pair of targets of each symbol, "
        "with the string one symbol longer, unless the pair is in the set.",
        "A list is such a queue: while queue: string, m, n = queue.pop(0) ... queue.append(...). "
        "Loop over sorted(first[m]). After the loop return True and an empty string.",
    ],
)


def renamed(grammar, rng):
    """Return the same automaton, its states but the start in another order."""
    order = [0, *(1 + rng.permutation(len(grammar) - 1)).tolist()]
    place = {state: n for n, state in enumerate(order)}
    return [{s: place[t] for s, t in grammar[state].items()} for state in order]


def doubled(grammar, rng):
    """Return an equal automaton with two copies of each state."""
    K = len(grammar)
    return [{s: t + K * int(rng.integers(2)) for s, t in grammar[n % K].items()} for n in range(2 * K)]


def drawn(rng, states, letters="ab"):
    """Return an automaton that allows each letter with probability 0.85."""
    return [{s: int(rng.integers(states)) for s in letters if rng.random() < 0.85} for _ in range(states)]


def chain(length, end):
    """Return an automaton of one path of a, with the arrows `end` at its end."""
    return [{"a": n + 1, "b": 0} for n in range(length)] + [end]


def star():
    """Return automata that differ in the pair (11, 2) alone; pairs before it have its sum, product or digits."""
    pairs = {"a": (2, 11), "b": (1, 12), "c": (10, 12), "d": (24, 1), "e": (11, 2)}
    first, second = ([{s: pair[side] for s, pair in pairs.items()}] for side in (0, 1))
    first += [{} for _ in range(24)]
    second += [{"a": 0} if n == 2 else {} for n in range(1, 13)]
    return first, second


@ex.cases
def _(rng):
    def case(first, second):
        return dict(first=first, second=second)

    parity = [{"0": 0, "1": 1}, {"0": 1, "1": 0}]
    one = [{"0": 0, "1": 0}]
    yield "the same automaton", case(parity, [dict(arcs) for arcs in parity])
    yield "equal, one state and two", case(one, parity)
    yield "other numbers", case(reber.REBER, renamed(reber.REBER, rng))
    yield "two copies of each state", case(doubled(reber.REBER, rng), reber.REBER)
    yield "the starts differ", case([{"a": 0}], [{"b": 0}])
    yield "the second allows more at the start", case([{"a": 0}], [{"a": 0, "b": 0}])
    yield "both end at once", case([{}], [{}])
    broken = renamed(reber.REBER, rng)
    state = next(n for n, arcs in enumerate(broken) if {*arcs} == {"X", "S"} and n not in arcs.values())
    broken[state]["E"] = 0
    yield "one arrow too many", case(reber.REBER, broken)
    yield "a difference after 6 symbols", case(chain(6, {"a": 0}), chain(6, {"b": 0}))
    yield "a difference after 40 symbols", case(chain(40, {"a": 0}), chain(40, {}))
    yield "a state that is never reached differs", case([{"a": 0}, {"b": 1}], [{"a": 0}, {"c": 0}])
    short = [{"b": 1, "a": 2}, {"a": 3}, {"c": 2, "a": 2}, {}]
    other = [{"a": 2, "b": 1}, {"b": 3}, {"a": 2}, {}]
    yield "two differences of one length", case(short, other)
    deep = [{"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": 0}, {"a": 0}]
    flat = [{"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 0}, {"b": 0}]
    yield "a long and a short difference", case(deep, flat)
    left = [{"a": 1, "b": 2}, {"b": 0}, {"a": 3, "b": 2}, {"a": 0}]
    right = [{"a": 1, "b": 2}, {"a": 0}, {"a": 3, "b": 2}, {"b": 0}]
    yield "a short difference after a, a long one after b", case(left, right)
    ring = [{"a": 1}, {"a": 2}, {"a": 0}]
    yield "rings of three and of two", case(ring, [{"a": 1}, {"a": 0}])
    yield "a ring and a ring with an exit", case([{"a": 1}, {"a": 0, "b": 0}], [{"a": 1}, {"a": 2, "b": 0}, {"a": 0}])
    end = [{"a": 1}, {"a": 2}, {"a": 3}, {}]
    yield "a ring of two and a path of three", case([{"a": 1}, {"a": 0}], end)
    yield "a path of three and a ring of two", case(end, [{"a": 1}, {"a": 0}])
    yield "only the pair (11, 2) differs", case(*star())
    yield "only the pair (2, 11) differs", case(*reversed(star()))
    for n in range(5):
        yield f"drawn at random ({n + 1})", case(drawn(rng, 4 + n), drawn(rng, 3 + n))


KEYS, NEXT = "first[m].keys() != second[n].keys()", "string + symbol"
PAIR = "pair = first[m][symbol], second[n][symbol]"
mistakes(
    ex,
    {
        "the lists are compared: equal automata can number their states differently, so walk them.": """
        return first == second, ""
    """,
        "the symbols of all states are compared: only those that are reached side by side matter.": """
        same = {frozenset(arcs) for arcs in first} == {frozenset(arcs) for arcs in second}
        return same, ""
    """,
        "the targets are compared: compare the symbols, the numbers of the states can differ.": (KEYS, "first[m] != second[n]"),
        "the numbers of the states are compared: equal automata can number their states differently.": (
            KEYS,
            f"{KEYS} or m != n",
        ),
        "the search is recursive, so it goes deep first: it finds a difference, not the shortest. Use a queue.": """
        seen = set()

        def walk(m, n, string):
            if (m, n) in seen:
                return True, ""
            seen.add((m, n))
            if first[m].keys() != second[n].keys():
                return False, string
            for symbol in sorted(first[m]):
                equal, found = walk(first[m][symbol], second[n][symbol], string + symbol)
                if not equal:
                    return False, found
            return True, ""

        return walk(0, 0, "")
    """,
        "only symbols missing in the second are noticed: compare both ways.": (KEYS, "first[m].keys() - second[n].keys()"),
        "only symbols missing in the first are noticed: compare both ways.": [
            (KEYS, "second[n].keys() - first[m].keys()"),
            ("for symbol in sorted(first[m]):", "for symbol in sorted(first[m].keys() & second[n].keys()):"),
        ],
        "the symbols are counted: which ones are allowed matters, not how many.": [
            (KEYS, "len(first[m]) != len(second[n])"),
            ("for symbol in sorted(first[m]):", "for symbol in sorted(first[m].keys() & second[n].keys()):"),
        ],
        "the search goes deep first: it finds a difference, not the shortest. Take from the front of the queue.": [
            ("queue.pop(0)", "queue.pop()")
        ],
        "the symbols are not sorted: among equally short strings return the first in the alphabet.": (
            "sorted(first[m])",
            "first[m]",
        ),
        "the symbols are in reverse order: among equally short strings return the first in the alphabet.": (
            "sorted(first[m])",
            "sorted(first[m], reverse=True)",
        ),
        "a state of the first is visited once: it can meet several states of the second, so remember pairs.": [
            ("seen, queue = {(0, 0)}", "seen, queue = {0}"),
            ("if pair not in seen", "if pair[0] not in seen"),
            ("seen.add(pair)", "seen.add(pair[0])"),
        ],
        "a state of the second is visited once: it can meet several states of the first, so remember pairs.": [
            ("seen, queue = {(0, 0)}", "seen, queue = {0}"),
            ("if pair not in seen", "if pair[1] not in seen"),
            ("seen.add(pair)", "seen.add(pair[1])"),
        ],
        "the differing symbol is appended: return the string that leads to the two states.": (
            "return False, string",
            "return False, string + min(first[m].keys() ^ second[n].keys())",
        ),
        "the differing symbols are returned: return the string that leads to the two states.": (
            "return False, string",
            "return False, ''.join(sorted(first[m].keys() ^ second[n].keys()))",
        ),
        "the last symbol is missing: the string leads to the two states that differ.": (NEXT, "string[:-1] + symbol"),
        "the string is reversed: append each symbol at its end.": (NEXT, "symbol + string"),
        "the verdict is reversed: equal is True if the automata allow the same strings.": [
            ("return False, string", "return True, string"),
            ('return True, ""', 'return False, ""'),
        ],
        "only the verdict is returned: return the string as well, equal, difference.": [
            ("return False, string", "return False"),
            ('return True, ""', "return True"),
        ],
        "only the string is returned: return equal, difference.": [
            ("return False, string", "return string"),
            ('return True, ""', 'return ""'),
        ],
        "the last string is returned for equal automata: difference is '' then.": ('return True, ""', "return True, string"),
        "None is returned for equal automata: difference is '' then.": ('return True, ""', "return True, None"),
        "the pair of states is returned: return the string that leads there.": ("return False, string", "return False, (m, n)"),
        "the walk starts in state 1: state 0 is the start of both.": [
            ("{(0, 0)}", "{(1, 1)}"),
            ('("", 0, 0)', '("", min(1, len(first) - 1), min(1, len(second) - 1))'),
        ],
        "both follow the first automaton: the second has its own targets, second[n][symbol].": (
            PAIR,
            "pair = first[m][symbol], min(first[m][symbol], len(second) - 1)",
        ),
        "only the starts are compared: go on to the pairs that their symbols lead to.": (
            "queue.append((string + symbol, *pair))",
            "pass",
        ),
        "only strings of up to 5 symbols are tried: a difference can come later, visit every pair.": (
            "if pair not in seen",
            "if pair not in seen and len(string) < 5",
        ),
        "the length of the string is returned: return the string itself.": ("return False, string", "return False, len(string)"),
        "a list of symbols is returned: join them to one string.": ("return False, string", "return False, list(string)"),
        "states that end both strings count as a difference: two empty dicts allow the same symbols, none.": (
            KEYS,
            "not first[m] or first[m].keys() != second[n].keys()",
        ),
    },
)


equivalents(
    ex,
    {
        "deque, sets": """
        from collections import deque

        todo, done = deque([("", 0, 0)]), set()
        while todo:
            string, m, n = todo.popleft()
            if (m, n) in done:
                continue
            done.add((m, n))
            if set(first[m]) ^ set(second[n]):
                return False, string
            todo.extend((string + s, first[m][s], second[n][s]) for s in sorted(second[n]))
        return True, ""
    """,
        "level by level": """
        level, seen = {(0, 0): ""}, set()
        while level:
            for (m, n), string in level.items():
                if sorted(first[m]) != sorted(second[n]):
                    return False, string
            seen |= level.keys()
            following = {}
            for (m, n), string in level.items():
                for symbol in sorted(first[m]):
                    pair = (first[m][symbol], second[n][symbol])
                    if pair not in seen:
                        following.setdefault(pair, string + symbol)
            level = following
        return True, ""
    """,
        "a heap, shortest string first": """
        import heapq

        heap, seen = [(0, "", 0, 0)], set()
        while heap:
            length, string, m, n = heapq.heappop(heap)
            if first[m].keys() != second[n].keys():
                return False, string
            if (m, n) not in seen:
                seen.add((m, n))
                for symbol, target in first[m].items():
                    heapq.heappush(heap, (length + 1, string + symbol, target, second[n][symbol]))
        return True, ""
    """,
    },
)
