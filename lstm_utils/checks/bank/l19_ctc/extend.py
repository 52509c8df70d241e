"""Lesson 19: the cells of a target: blanks between its labels."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "extend",
    lesson="19_ctc",
    reference=nets.extend,
    outputs="the cells",
    fresh=True,
    hints=[
        "Write the cells for the labels 4 4 7. How many are there, and at which indices are the labels?",
        "Start with zeros: 2 * len(target) + 1 of them, dtype=int.",
        "The labels go to every second place, from index 1 on: cells[1::2] = target.",
    ],
)


@ex.cases
def _(rng):
    yield "the task's example", dict(target=np.array([4, 4, 7]))
    yield "one label", dict(target=np.array([2]))
    yield "no label", dict(target=np.array([], dtype=int))
    yield "two different labels", dict(target=np.array([5, 1]))
    yield "three equal labels", dict(target=np.array([3, 3, 3]))
    yield "labels in falling order", dict(target=np.array([9, 6, 2, 1]))
    yield "labels above 255", dict(target=np.array([300, 70_000, 300]))
    yield "drawn", dict(target=rng.integers(1, 11, size=7))
    yield "300 labels", dict(target=rng.integers(1, 30, size=300))


SIZE, PUT, RETURN = "2 * len(target) + 1", "cells[1::2] = target", "return cells"
mistakes(
    ex,
    {
        "the last blank is missing: there is one after the last label, 2L + 1 cells in all.": (SIZE, "2 * len(target)"),
        "the first blank is missing: a path may begin with one, so the labels are at the odd places.": [
            (SIZE, "2 * len(target)"),
            (PUT, "cells[::2] = target"),
        ],
        "the blanks at both ends are missing: a path may begin and end with one.": (RETURN, "return cells[1:-1]"),
        "there is a blank only between equal labels: one between any two, before and after them.": """
        cells = [0]
        for n, v in enumerate(target):
            cells += [0, v] if n and v == target[n - 1] else [v]
        return np.array([*cells, 0] if len(target) else [0], dtype=int)
    """,
        "equal labels are merged: the target keeps them, that is what the blank between them is for.": """
        labels = [v for n, v in enumerate(target) if n == 0 or v != target[n - 1]]
        cells = np.zeros(2 * len(labels) + 1, dtype=int)
        cells[1::2] = labels
        return cells
    """,
        "each label stands twice: there is one cell for each label, and a blank after it.": """
        cells = np.zeros(2 * len(target) + 1, dtype=int)
        cells[1::2] = target
        cells[2::2] = target
        return cells
    """,
        "the blank is -1: it is symbol 0.": (RETURN, "return np.where(cells == 0, -1, cells)"),
        "the blank is the symbol after the largest label: it is symbol 0.": (
            RETURN,
            "return np.where(cells == 0, max(target, default=0) + 1, cells)",
        ),
        "the cells are floats: they serve as indices, so use dtype=int.": (", dtype=int", ""),
        "the cells are 8-bit numbers: labels above 255 do not fit, use dtype=int.": (RETURN, "return cells % 256"),
        "the blanks are all in front: put one between any two labels.": (PUT, "cells[len(target) + 1 :] = target"),
        "the blanks are all at the end: put one between any two labels.": (PUT, "cells[: len(target)] = target"),
        "the target is reversed: keep its order.": (PUT, "cells[1::2] = target[::-1]"),
        "a list is returned: return an array, it serves as an index.": (RETURN, "return cells.tolist()"),
        "the places of the labels are returned: return the symbols.": (PUT, "cells[1::2] = np.arange(1, len(target) + 1)"),
        "the labels are shifted by 1: they are symbols already, 0 is the blank.": (PUT, "cells[1::2] = np.asarray(target) + 1"),
        "there are two blanks between labels: one is enough.": """
        cells = np.zeros(3 * len(target) + 1, dtype=int)
        cells[1::3] = target
        return cells
    """,
    },
)


equivalents(
    ex,
    {
        "a loop": """
        cells = [0]
        for v in target:
            cells += [v, 0]
        return np.array(cells, dtype=int)
    """,
        "columns side by side": """
        pairs = np.stack([np.zeros_like(target), target], axis=1)
        return np.append(pairs.ravel(), 0).astype(int)
    """,
        "np.insert": """
        return np.append(np.insert(np.asarray(target, dtype=int), range(len(target)), 0), 0)
    """,
    },
)
