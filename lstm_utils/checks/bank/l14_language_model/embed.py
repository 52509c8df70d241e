"""Lesson 14: the row of each symbol."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "embed",
    lesson="14_language_model",
    reference=nets.embed,
    outputs="x",
    hints=[
        "An array can be the index of another: table[3] is one row; what is table[np.array([3, 0])]?",
        "The result has the shape of ids, with a row of E numbers in the place of each id: (T, B, E).",
        "return table[ids]",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, V, E, ids=None):
        drawn = rng.integers(V, size=(T, B)) if ids is None else np.array(ids)
        return dict(ids=drawn, table=rng.normal(size=(V, E)))

    yield "T=5, B=3, V=7, E=4", case(5, 3, 7, 4)
    yield "the first and the last symbol", case(2, 3, 5, 2, [[0, 4, 0], [4, 0, 4]])
    yield "one symbol, again and again", case(4, 2, 6, 3, [[2, 2]] * 4)
    yield "T=1", case(1, 4, 3, 2)
    yield "B=1", case(6, 1, 9, 5)
    yield "E=1", case(3, 2, 4, 1)
    yield "more symbols than bytes", case(4, 3, 300, 2, [*rng.integers(300, size=(3, 3)), [299, 256, 128]])
    large = case(4, 2, 5, 3)
    again = case(5, 3, 7, 4)
    yield "a table", again
    yield "the same ids, another table", again | dict(table=rng.normal(size=(7, 4)))
    yield "ids of 8 bits", large | dict(ids=large["ids"].astype(np.uint8))
    large = case(3, 2, 5, 4)
    yield "values of thousands", large | dict(table=1e4 * large["table"])


ROWS = "table[ids]"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": ("table[ids]", "np.clip(table[ids], -100, 100)"),
        "columns are looked up: the symbols are the rows of table, its first axis.": (ROWS, "table[:, ids % table.shape[1]]"),
        "the symbols are counted from 1: symbol 0 has row 0.": (ROWS, "table[ids - 1]"),
        "the row after the symbol's is taken: symbol v has row v.": (ROWS, "table[(ids + 1) % len(table)]"),
        "time and streams are exchanged: x is (T, B, E), in the order of ids.": (ROWS, "table[ids.T]"),
        "the result is flat, (T B, E): keep the axes of ids, (T, B, E).": (ROWS, "table[ids.ravel()]"),
        "only the last step is looked up: all steps are asked for, (T, B, E).": (ROWS, "table[ids[-1]]"),
        "only the first step is looked up: all steps are asked for, (T, B, E).": (ROWS, "table[ids[0]]"),
        "the number is multiplied by a row: a number is only a name, look up its row.": (ROWS, "ids[..., None] * table[0]"),
        "one-hot vectors are returned: multiply them by table, or look up the rows.": (ROWS, "np.eye(len(table))[ids]"),
        "np.take without an axis reads the flat table: write np.take(table, ids, axis=0).": (ROWS, "np.take(table, ids)"),
        "the rows are averaged over time: return one row for each step.": (ROWS, "table[ids].mean(axis=0)"),
        "one number is returned for each symbol: return its row of E numbers.": (ROWS, "table[ids, 0]"),
        "the axes are (E, T, B): the row is the last axis, (T, B, E).": (ROWS, "table[ids].transpose(2, 0, 1)"),
    },
)


equivalents(
    ex,
    {
        "np.take along the first axis": (ROWS, "np.take(table, ids, axis=0)"),
        "one-hot vectors times the table": (ROWS, "np.eye(len(table), dtype=table.dtype)[ids] @ table"),
        "two loops": """
        x = np.zeros((*ids.shape, table.shape[1]), dtype=table.dtype)
        for t in range(len(ids)):
            for b in range(ids.shape[1]):
                x[t, b] = table[int(ids[t, b])]
        return x
    """,
    },
)
