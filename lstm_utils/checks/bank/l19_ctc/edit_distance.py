"""Lesson 19: the fewest edits between two sequences."""

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "edit-distance",
    lesson="19_ctc",
    reference=nets.edit_distance,
    outputs="the number of edits",
    numbers=("the number of edits",),
    hints=[
        "D[0][j] = j: j items are inserted. D[i][0] = i: i items are deleted. Then fill the table row by row.",
        "D[i][j] is the smallest of three: D[i-1][j-1] + (a[i-1] != b[j-1]), D[i-1][j] + 1, D[i][j-1] + 1.",
        "Only the row above is needed: above, row = row, [i], then append the smallest of the three for each item of b.",
    ],
)


@ex.cases
def _(rng):
    yield "the task's example", dict(a=[2, 0, 2, 6], b=[2, 2, 6, 6])
    yield "equal", dict(a=[3, 1, 4], b=[3, 1, 4])
    yield "one is empty", dict(a=[], b=[5, 5, 1])
    yield "the other is empty", dict(a=[1, 2, 3, 4], b=[])
    yield "both are empty", dict(a=[], b=[])
    yield "an item is missing at the start", dict(a=[1, 2, 3, 4, 5], b=[2, 3, 4, 5])
    yield "an item too many in the middle", dict(a=[1, 2, 4, 5], b=[1, 2, 3, 4, 5])
    yield "two neighbours exchanged", dict(a=[1, 2, 3, 4], b=[1, 3, 2, 4])
    yield "nothing in common", dict(a=[1, 1, 1], b=[2, 2, 2, 2, 2])
    yield "strings", dict(a="kitten", b="sitting")
    yield "words", dict(a=["the", "cat", "sat"], b=["the", "cats", "sat", "down"])
    yield "one item, replaced", dict(a=[7], b=[8])
    yield "reversed", dict(a=[1, 2, 3, 4, 5, 6, 7], b=[7, 6, 5, 4, 3, 2, 1])
    yield "the same items, shifted", dict(a=[1, 2, 1, 2, 1, 2, 1, 2], b=[2, 1, 2, 1, 2, 1, 2, 1])
    # The first case that a recursion without a table does not end; check shows its name while it waits.
    ten = dict(a=[1] * 10 + list(range(20, 30)), b=list(range(20, 30)))
    yield "ten items at the start: a recursion without a table takes hours", ten
    for _ in range(3):
        m, n = rng.integers(4, 12, size=2)
        yield "drawn", dict(a=rng.integers(0, 3, size=m).tolist(), b=rng.integers(0, 3, size=n).tolist())
    yield "120 items at the start", dict(a=[1] * 120 + list(range(20, 40)), b=list(range(20, 40)))
    yield "small and capital letters", dict(a="Net", b="neT")
    yield "numbers above 256", dict(a=[1000, 2000, 3000], b=[int("1000"), int("3000")])
    yield "300 items against none", dict(a=[], b=[4] * 300)
    a, b = rng.integers(0, 9, size=(2, 60)).tolist()
    yield "60 items and 45", dict(a=a, b=b[:45])
    long = rng.integers(0, 5, size=70).tolist()
    yield "70 items, three edits", dict(a=long, b=[9, *long[:30], *long[31:60], 8, *long[61:]])


START, ABOVE = "row = list(range(len(b) + 1))", "above, row = row, [i]"
REPLACE, BEST = "above[j - 1] + (item != other)", "min(replace, above[j] + 1, row[j - 1] + 1)"
mistakes(
    ex,
    {
        "items are compared place by place: after one missing item all others are shifted, insert and delete.": """
        return abs(len(a) - len(b)) + sum(x != y for x, y in zip(a, b))
    """,
        "a replacement costs 2, as if an item were deleted and another inserted: it is one edit.": (
            REPLACE,
            "above[j - 1] + 2 * (item != other)",
        ),
        "equal items cost 1: nothing is edited where item == other.": (REPLACE, "above[j - 1] + 1"),
        "different items cost nothing: add 1 where item != other.": (REPLACE, "above[j - 1]"),
        "the comparison is inverted: an edit is due where the items differ.": (REPLACE, "above[j - 1] + (item == other)"),
        "items are never deleted: above[j] + 1 is missing.": (BEST, "min(replace, row[j - 1] + 1)"),
        "items are never inserted: row[j - 1] + 1 is missing.": (BEST, "min(replace, above[j] + 1)"),
        "the first row is 0: items of b before the first match cost one edit each.": (START, "row = [0] * (len(b) + 1)"),
        "the first column is 0: items of a before the first match cost one edit each.": (ABOVE, "above, row = row, [0]"),
        "items are compared with `is`: equal numbers need not be the same object, use !=.": (
            "(item != other)",
            "(item is not other)",
        ),
        "the distance is cut off: however many edits there are, return their number.": (
            "return row[-1]",
            "return min(row[-1], 15)",
        ),
        "only places at most 8 apart are compared: the items of any two places can belong together.": (
            "(item != other)",
            "(item != other or abs(i - j) > 8)",
        ),
        "only places at most 50 apart are compared: the items of any two places can belong together.": (
            "(item != other)",
            "(item != other or abs(i - j) > 50)",
        ),
        "small and capital letters are taken to be equal: items are equal where item == other.": (
            "(item != other)",
            "(str(item).lower() != str(other).lower())",
        ),
        "a deletion costs nothing: each edit counts 1.": ("above[j] + 1", "above[j]"),
        "an insertion costs nothing: each edit counts 1.": ("row[j - 1] + 1", "row[j - 1]"),
        "the largest of the three is taken: take the smallest.": (BEST, "max(replace, above[j] + 1, row[j - 1] + 1)"),
        "two exchanged neighbours count as one edit: replace, insert and delete are the only edits.": """
        D = {(i, -1): i + 1 for i in range(-1, len(a))} | {(-1, j): j + 1 for j in range(-1, len(b))}
        for i in range(len(a)):
            for j in range(len(b)):
                D[i, j] = min(D[i - 1, j - 1] + (a[i] != b[j]), D[i - 1, j] + 1, D[i, j - 1] + 1)
                if i and j and a[i] == b[j - 1] and a[i - 1] == b[j]:
                    D[i, j] = min(D[i, j], D[i - 2, j - 2] + 1)
        return D[len(a) - 1, len(b) - 1]
    """,
        "the edits are divided by the length of b: return their number.": ("return row[-1]", "return row[-1] / max(len(b), 1)"),
        "the last row is returned: return its last entry.": ("return row[-1]", "return row"),
        "the smallest entry of the last row is returned: all of b must be reached, return the last entry.": (
            "return row[-1]",
            "return min(row)",
        ),
        "the order is not looked at: items are counted, but 1 2 3 and 3 2 1 differ.": """
        from collections import Counter

        x, y = Counter(a), Counter(b)
        return max((x - y).total(), (y - x).total())
    """,
        "the last item of b is left out (off by one): there are len(b) + 1 columns.": ("enumerate(b, 1)", "enumerate(b[:-1], 1)"),
        "the last item of a is left out (off by one): there are len(a) + 1 rows.": ("enumerate(a, 1)", "enumerate(a[:-1], 1)"),
    },
)


equivalents(
    ex,
    {
        "the complete table": """
        D = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
        D[:, 0], D[0] = np.arange(len(a) + 1), np.arange(len(b) + 1)
        for i in range(1, len(a) + 1):
            for j in range(1, len(b) + 1):
                same = a[i - 1] == b[j - 1]
                D[i, j] = min(D[i - 1, j - 1] + 1 - same, D[i - 1, j] + 1, D[i, j - 1] + 1)
        return int(D[-1, -1])
    """,
        "recursion with a memory": """
        from functools import cache

        @cache
        def d(i, j):
            if not i or not j:
                return i + j
            if a[i - 1] == b[j - 1]:
                return d(i - 1, j - 1)
            return 1 + min(d(i - 1, j - 1), d(i - 1, j), d(i, j - 1))

        return d(len(a), len(b))
    """,
        "the other way round": """
        a, b = list(b), list(a)
        old = np.arange(len(b) + 1)
        for i, x in enumerate(a, 1):
            new = [i]
            for j, y in enumerate(b):
                new.append(min(new[j] + 1, old[j + 1] + 1, old[j] if x == y else old[j] + 1))
            old = new
        return int(old[len(b)])
    """,
    },
)
