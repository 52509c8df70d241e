"""Lesson 04: one-hot codes of symbol numbers."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks import encoding

one_hot = exercise(
    "one-hot",
    lesson="04_rnn",
    reference=encoding.one_hot,
    outputs="codes",
    hints=[
        "T B symbols, each with its own V numbers: what is the shape? All but one of the V are 0.",
        "Row k of np.eye(V) is the code of symbol k. Indexing with an array of numbers picks "
        "many rows at once and keeps the shape of the index.",
        "Or np.zeros((T, B, V)) and two loops: codes[t, b, ids[t, b]] = 1. Note that V is an "
        "argument, a batch may lack the last symbol.",
    ],
)


@one_hot.cases
def _(rng):
    def case(T, B, V):
        return dict(ids=rng.integers(V, size=(T, B)), V=V)

    yield "T=3, B=2, V=5", dict(ids=np.array([[1, 4], [0, 2], [3, 3]]), V=5)
    yield "the last symbols do not occur", dict(ids=np.array([[1, 0, 0], [2, 1, 2]]), V=6)
    yield "T=1, B=1", dict(ids=np.array([[2]]), V=4)
    yield "T=B=V=4, so that no shape raises", case(4, 4, 4)
    yield "one symbol only, V=1", dict(ids=np.zeros((3, 2), dtype=int), V=1)
    yield "a batch of the Reber alphabet", case(12, 5, 7)
    yield "the last symbol everywhere", dict(ids=np.full((2, 3), 8), V=9)
    yield "small integers, int8", dict(ids=case(4, 2, 3)["ids"].astype(np.int8), V=3)


mistakes(
    one_hot,
    {
        "V is computed from the largest number in ids: use the argument, or the shape changes from batch to batch.": (
            "eye(V)",
            "eye(ids.max() + 1)",
        ),
        "the codes are integers or booleans: a net needs floats, as np.zeros and np.eye return them.": (
            "V)[ids",
            "V, dtype=int)[ids",
        ),
        "codes[:, :, ids] = 1 writes a 1 for every symbol of the batch into every code: give t and b too, codes[t, b, ids[t, b]].": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((*ids.shape, V))\n    codes[:, :, ids] = 1\n    return codes\n",
        ),
        "codes[t, :, ids[t]] = 1 gives each sequence the symbols of all sequences at that step: give b too, codes[t, b, ids[t, b]].": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((*ids.shape, V))\n    for t in range(len(ids)):\n        codes[t][:, ids[t]] = 1\n    return codes\n",
        ),
        "off by one to the left: symbol k has its 1 at index k, counted from 0.": ("ids]", "ids - 1]"),
        "off by one to the right: symbol k has its 1 at index k, counted from 0.": ("ids]", "(ids + 1) % V]"),
        "the codes are reversed: write the 1 of symbol 0 at index 0.": ("ids]", ":, ::-1][ids]"),
        "0 and 1 are swapped: 1 at the symbol, 0 elsewhere.": ("return np.", "return 1 - np."),
        "all indices up to k are 1: write 1 at index k alone.": (
            "np.eye(V)[ids]",
            "(np.arange(V) <= ids[:, :, None]).astype(float)",
        ),
        "the batch is the first axis here, (B, T, V): time is axis 0, (T, B, V).": ("ids]", "ids.T]"),
        "the axes are swapped, (T, V, B): the code of a symbol is the last axis.": ("ids]", "ids].transpose(0, 2, 1)"),
        "all axes are reversed, (V, B, T): return (T, B, V), without .T.": ("ids]", "ids].T"),
        "time and batch are one axis here: keep both, (T, B, V).": ("ids]", "ids.ravel()]"),
        "the codes of a step are summed, (T, V): every sequence has its own codes, (T, B, V).": ("ids]", "ids].sum(axis=1)"),
        "ids / V makes symbol 2 twice symbol 1: give each symbol its own axis.": (
            "eye(V)[ids]",
            "repeat((ids / V)[:, :, None], V, axis=2)",
        ),
        "the symbol's number is in place of the 1 (and symbol 0 is all zeros): write 1.": ("ids]", "ids] * ids[:, :, None]"),
        "every code is zero: the 1 is missing, or was written into a copy. Use codes[t, b, ids[t, b]] = 1.": (
            "eye(V)[ids]",
            "zeros((*ids.shape, V))",
        ),
        "ids is changed: `ids -= 1` writes into the argument, work on a copy.": [
            ("return", "codes ="),
            ("ids]\n", "ids]\n    ids -= ids\n    return codes\n"),
        ],
        "the result is a list of lists: np.array(...) makes one array.": ("ids]", "ids].tolist()"),
        "np.arange(1, V + 1) counts from 1, so symbol 0 has no 1 anywhere: np.arange(V).": (
            "np.eye(V)[ids]",
            "(ids[..., None] == np.arange(1, V + 1)) * 1.0",
        ),
        "codes[ids] = 1 uses the symbols' numbers as steps: np.eye(V)[ids] picks rows of the identity matrix.": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((*ids.shape, V))\n    codes[ids] = 1\n    return codes\n",
        ),
        "np.arange(B) without t gives each step the symbols of all steps: give both, codes[np.arange(T)[:, None], np.arange(B), ids].": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((*ids.shape, V))\n    codes[:, np.arange(ids.shape[1]), ids] = 1\n    return codes\n",
        ),
    },
)


equivalents(
    one_hot,
    {
        "rows of the identity matrix": "return np.eye(V)[ids]",
        "two loops": """
        T, B = ids.shape
        codes = np.zeros((T, B, V))
        for t in range(T):
            for b in range(B):
                codes[t, b, ids[t, b]] = 1
        return codes
    """,
        "a comparison with all numbers": ("np.eye(V)[ids]", "(ids[..., None] == np.arange(V)).astype(np.float64)"),
        "put_along_axis": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((*ids.shape, V))\n    np.put_along_axis(codes, ids[..., None].astype(int), 1.0, axis=2)\n    return codes\n",
        ),
        "flat, then shaped": (
            "return np.eye(V)[ids]\n",
            "codes = np.zeros((ids.size, V))\n    codes[np.arange(ids.size), ids.reshape(-1)] = 1\n    return codes.reshape(*ids.shape, V)\n",
        ),
        "float32": ("V)[ids", "V, dtype=np.float32)[ids"),
    },
)
