"""Lesson 19: from a path to its labels."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "collapse",
    lesson="19_ctc",
    reference=nets.collapse,
    outputs="the labels",
    hints=[
        "Two steps, in this order: merge equal neighbours, then remove the blanks. What would the other order do to 3 0 3?",
        "Keep a symbol if it is the first one, or differs from the symbol just before it in path: v != path[n - 1].",
        "enumerate(path) gives n and v; then a second comprehension keeps what is not 0. int(v) makes Python integers.",
    ],
)


@ex.cases
def _(rng):
    yield "the task's example", dict(path=np.array([3, 3, 0, 3, 5, 5]))
    yield "a list", dict(path=[0, 2, 2, 0, 0, 2, 1])
    yield "no blank", dict(path=[1, 1, 2, 2, 2, 3, 1])
    yield "blanks only", dict(path=[0, 0, 0])
    yield "empty path", dict(path=[])
    yield "one label", dict(path=[4])
    yield "one blank", dict(path=[0])
    yield "one label, four times", dict(path=np.array([7, 7, 7, 7]))
    yield "begins and ends with a blank", dict(path=[0, 5, 0, 5, 0])
    yield "not in order, labels come again", dict(path=[9, 0, 2, 9, 9, 2, 0, 0, 2, 1])
    yield "labels of several digits", dict(path=[12, 12, 0, 120, 12, 0, 0, 12])
    yield "large labels, two arrays' worth", dict(path=np.array([1000, 1000, 0, 1000, 999, 999]))
    yield "labels above 32,767", dict(path=[70_000, 70_000, 0, 40_000])
    yield "drawn", dict(path=rng.integers(0, 3, size=40))
    yield "drawn, 600 steps", dict(path=rng.integers(0, 4, size=600))
    yield "drawn, 1,500 steps", dict(path=rng.integers(0, 12, size=1500))


MERGE = "[int(v) for n, v in enumerate(path) if n == 0 or v != path[n - 1]]"
DROP = "[v for v in merged if v != 0]"
mistakes(
    ex,
    {
        "the blanks are removed first: merge first, else a blank can no longer keep two equal labels apart.": """
        labels = [int(v) for v in path if v != 0]
        return [v for n, v in enumerate(labels) if n == 0 or v != labels[n - 1]]
    """,
        "the blanks are left in: remove them after merging.": (DROP, "merged"),
        "equal neighbours are not merged: one label may fill several steps.": (MERGE, "[int(v) for v in path]"),
        "each label is kept once: merge neighbours only, a label may come again later.": (
            MERGE,
            "list(dict.fromkeys(map(int, path)))",
        ),
        "the labels are sorted: keep the order of the path, a set has none.": (DROP, "sorted(set(merged) - {0})"),
        "a label is compared with the one after it: the last one has none, so it is lost.": (
            MERGE,
            "[int(v) for n, v in enumerate(path[:-1]) if v != path[n + 1]]",
        ),
        "the first symbol is lost: it has no neighbour before it, keep it.": (
            MERGE,
            "[int(v) for n, v in enumerate(path) if n > 0 and v != path[n - 1]]",
        ),
        "path[-1] is the last symbol, not the one before the first: the first symbol is always kept.": ("n == 0 or ", ""),
        "only neighbours in pairs are merged: a run of any length becomes one label.": """
        path, merged, n = [int(v) for v in path], [], 0
        while n < len(path):
            merged.append(path[n])
            n += 2 if path[n : n + 2] == [path[n]] * 2 else 1
        return [v for v in merged if v != 0]
    """,
        "runs of one step are dropped: a label that is read once counts, too.": (
            MERGE,
            "[int(v) for n, v in enumerate(path) if n > 0 and v == path[n - 1] and (n == 1 or path[n - 2] != v)]",
        ),
        "the blank is taken to be the largest symbol: it is 0.": ("v != 0", "v != max(merged)"),
        "the symbols become 8-bit numbers: labels above 255 do not fit.": (DROP, "[v % 256 for v in merged if v != 0]"),
        "the symbols become 16-bit numbers: labels above 32,767 do not fit, use int.": (
            DROP,
            "np.array([v for v in merged if v != 0], dtype=int).astype(np.int16).tolist()",
        ),
        "only the first 100 steps are read: read all of them.": (
            MERGE,
            MERGE.replace("enumerate(path)", "enumerate(path[:100])"),
        ),
        "only the first 600 steps are read: a path may have any length.": (
            MERGE,
            MERGE.replace("enumerate(path)", "enumerate(path[:600])"),
        ),
        "symbols become characters, and `.` matches all but a line break: use re.DOTALL, or compare numbers.": """
        import re

        text = re.sub(r"(.)\\1+", r"\\1", "".join(chr(int(v)) for v in path))
        return [ord(c) for c in text if ord(c)]
    """,
        "1 is subtracted from the labels: symbols stay as they are, only blanks go.": (DROP, "[v - 1 for v in merged if v != 0]"),
        "a string is returned: return a list of int.": (DROP, '"".join(str(v) for v in merged if v != 0)'),
        "an array is returned: return a list of int.": (DROP, "np.array([v for v in merged if v != 0], dtype=int)"),
        "the symbols are compared with `is`: equal numbers need not be the same object, use !=.": (
            "v != path[n - 1]",
            "int(v) is not int(path[n - 1])",
        ),
        "the labels are counted: return them.": (f"return {DROP}", f"return len({DROP})"),
    },
)


equivalents(
    ex,
    {
        "itertools.groupby": """
        from itertools import groupby

        return [int(v) for v, _ in groupby(path) if v]
    """,
        "NumPy": """
        path = np.asarray(path, dtype=int)
        first = np.ones(len(path), dtype=bool)
        first[1:] = path[1:] != path[:-1]
        return path[first & (path != 0)].tolist()
    """,
        "a loop that remembers": """
        labels, last = [], 0
        for v in path:
            if v != last and v != 0:
                labels.append(int(v))
            last = v
        return labels
    """,
        "one comprehension with zip": """
        return [int(v) for v, u in zip(path, [0, *path]) if v != u and v > 0]
    """,
    },
)
