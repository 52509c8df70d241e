"""Lesson 14: the gradient of a table of rows; a symbol that occurs twice gets both."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "embed-backward",
    lesson="14_language_model",
    reference=nets.embed_backward,
    outputs="dtable",
    hints=[
        "Each place (t, b) used the row of one symbol. Its gradient dx[t, b] goes to that row.",
        "A symbol that occurs five times was used five times: add five gradients. "
        "dtable[ids] += dx adds only one of them, because NumPy reads the old row once.",
        "dtable = np.zeros((V, dx.shape[2]), dtype=dx.dtype), then np.add.at(dtable, ids, dx).",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, V, E, ids=None):
        drawn = rng.integers(V, size=(T, B)) if ids is None else np.array(ids)
        return dict(dx=rng.normal(size=(*drawn.shape, E)), ids=drawn, V=V)

    yield "T=5, B=3, V=4, E=2", case(5, 3, 4, 2)
    yield "one symbol, again and again", case(4, 2, 3, 2, [[1, 1]] * 4)
    yield "a symbol twice in one step", case(2, 3, 9, 2, [[0, 1, 0], [2, 3, 4]])
    yield "a symbol twice in one stream", case(3, 2, 9, 4, [[0, 1], [0, 2], [3, 4]])
    yield "no symbol twice", case(2, 2, 5, 3, [[3, 0], [1, 2]])
    yield "symbols that do not occur", case(3, 2, 8, 3, [[1, 0], [2, 2], [0, 1]])
    yield "T=1, B=1", case(1, 1, 3, 2)
    yield "E=1", case(6, 4, 5, 1)
    large = case(4, 3, 5, 2)
    yield "gradients in the thousands", large | dict(dx=1000 * large["dx"])
    yield "a long text", case(50, 4, 6, 3)
    yield "more symbols than bytes", case(3, 2, 300, 2, [[299, 128], [256, 43], [299, 0]])


ADD = "np.add.at(dtable, ids, dx)"
ZEROS = "np.zeros((V, dx.shape[2]), dtype=dx.dtype)"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return dtable",
            "return np.clip(dtable, -5, 5)",
        ),
        "a repeated symbol gets one gradient only: `+=` reads each row once, use np.add.at.": (ADD, "dtable[ids] += dx"),
        "a symbol twice in one step gets one gradient: `+=` reads each row once, use np.add.at.": (
            ADD,
            "for t in range(len(ids)):\n        dtable[ids[t]] += dx[t]",
        ),
        "a symbol twice in one stream gets one gradient: `+=` reads each row once, use np.add.at.": (
            ADD,
            "for b in range(ids.shape[1]):\n        dtable[ids[:, b]] += dx[:, b]",
        ),
        "a repeated symbol gets its first gradient only: add them all.": (ADD, "dtable[ids[::-1, ::-1]] = dx[::-1, ::-1]"),
        "the gradients of a symbol are averaged: the loss depends on every use, so add them.": (
            "return dtable",
            "return dtable / np.maximum(np.bincount(ids.ravel(), minlength=V), 1)[:, None]",
        ),
        "the gradient is divided by T B: dx contains that factor already, add it as it is.": (
            "return dtable",
            "return dtable / ids.size",
        ),
        "the gradient is divided by B: dx contains that factor already, add it as it is.": (
            "return dtable",
            "return dtable / ids.shape[1]",
        ),
        "the gradient is divided by T: dx contains that factor already, add it as it is.": (
            "return dtable",
            "return dtable / len(ids)",
        ),
        "rows are missing: dtable has a row for each of the V symbols, also for those that do not occur.": (
            ZEROS,
            "np.zeros((ids.max() + 1, dx.shape[2]), dtype=dx.dtype)",
        ),
        "dtable is transposed: it has the shape of the table, (V, E).": ("return dtable", "return dtable.T"),
        "only the last step counts: add the gradients of all steps.": (ADD, "np.add.at(dtable, ids[-1], dx[-1])"),
        "only the first step counts: add the gradients of all steps.": (ADD, "np.add.at(dtable, ids[0], dx[0])"),
        "only the first stream counts: add the gradients of all streams.": (ADD, "np.add.at(dtable, ids[:, 0], dx[:, 0])"),
        "the gradient is subtracted: return the gradient, the update is another step.": (ADD, "np.subtract.at(dtable, ids, dx)"),
        "each step has a gradient of its own: add them up, (V, E).": """
        dtable = np.zeros((len(ids), V, dx.shape[2]), dtype=dx.dtype)
        for t in range(len(ids)):
            np.add.at(dtable[t], ids[t], dx[t])
        return dtable
    """,
        "the table begins with ones: the gradient of a symbol that does not occur is 0.": ("np.zeros", "np.ones"),
        "the gradient is counted, not added: how often a symbol occurs is only the factor of equal gradients.": (
            ADD,
            "dtable += np.bincount(ids.ravel(), minlength=V)[:, None]",
        ),
        "the larger of two gradients is kept: add them.": (ADD, "np.maximum.at(dtable, ids, dx)"),
    },
)


equivalents(
    ex,
    {
        "one-hot vectors, as in dW of a dense layer": """
        one_hot = np.eye(V, dtype=dx.dtype)[ids.ravel()]
        return one_hot.T @ dx.reshape(-1, dx.shape[2])
    """,
        "two loops": (ADD, "for t, b in np.ndindex(*ids.shape):\n        dtable[ids[t, b]] += dx[t, b]"),
        "symbol by symbol": (ADD, "for v in range(V):\n        dtable[v] = dx[ids == v].sum(axis=0)"),
        "np.bincount, column by column": """
        flat = dx.reshape(-1, dx.shape[2])
        columns = [np.bincount(ids.ravel(), weights=column, minlength=V) for column in flat.T]
        return np.stack(columns, axis=1)
    """,
    },
)
