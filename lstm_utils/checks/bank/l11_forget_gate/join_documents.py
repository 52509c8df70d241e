"""Lesson 11: documents, one after another, as streams."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks.documents import join_documents

ex = exercise(
    "join-documents",
    lesson="11_forget_gate",
    reference=join_documents,
    outputs=("ids", "reset"),
    hints=[
        "np.concatenate(documents) is one long array; make a second one, of the same length, that is True where a document begins.",
        "N = total // B. The first N * B symbols, reshaped to (B, N), have one stream in each row; the result wants one in each column.",
        "ids[: N * B].reshape(B, N).T, and the same for the flags.",
    ],
)


@ex.cases
def _(rng):
    def case(lengths, B):
        return dict(documents=[rng.integers(1, 6, size=n) for n in lengths], B=B)

    yield "lengths 3, 2, 3 in 2 streams", dict(documents=[np.array([7, 8, 9]), np.array([1, 2]), np.array([3, 4, 5])], B=2)
    yield "5 documents in 3 streams, one symbol left over", case([4, 1, 7, 2, 5], 3)
    yield "one stream", case([3, 5, 2], 1)
    yield "one document in 4 streams", case([9], 4)
    yield "every stream begins with a document", case([5, 5, 5], 3)
    yield "documents of one symbol", case([1, 1, 1, 1, 1, 1], 2)
    yield "as many streams as symbols", case([2, 3], 5)
    yield "the last document is left over", case([4, 4, 2], 4)
    yield "3 symbols left over", case([6, 5], 4)
    yield "a document longer than two streams", case([2, 9, 1], 4)
    yield "N = B = 4", case([3, 6, 7], 4)
    yield "60 documents, 5 streams", case(rng.integers(1, 12, size=60), 5)
    large = [np.array([70_000, 0, 300]), np.array([0]), np.array([0, 0, 12, 345])]
    yield "symbols 0 and symbols of several digits", dict(documents=large, B=2)


IDS, FIRST = "ids[: N * B].reshape(B, N).T", "first[: N * B].reshape(B, N).T"
FLAGS = "np.concatenate([np.arange(len(document)) == 0 for document in documents])"
mistakes(
    ex,
    {
        "ids has 8 bits, so that numbers above 127 are negative: keep the integers of the documents.": (
            IDS,
            IDS.replace("]", "].astype(np.int8)", 1),
        ),
        "the symbols are dealt out to the streams in turn: a stream is a run of N symbols, reshape(B, N).T.": [
            (IDS, "ids[: N * B].reshape(N, B)"),
            (FIRST, "first[: N * B].reshape(N, B)"),
        ],
        "each row is a stream: a stream is a column, take the transpose.": [
            (IDS, IDS.removesuffix(".T")),
            (FIRST, FIRST.removesuffix(".T")),
        ],
        "the flags are not laid out like ids: reshape(B, N).T for both.": (FIRST, "first[: N * B].reshape(N, B)"),
        "reset marks the last symbol of a document: it marks the first.": (
            FLAGS,
            "np.concatenate([np.arange(len(d))[::-1] == 0 for d in documents])",
        ),
        "reset marks the second symbol of a document: it marks the first.": (
            FLAGS,
            "np.roll(np.concatenate([np.arange(len(d)) == 0 for d in documents]), 1)",
        ),
        "reset is the opposite: True at the first symbol, False at all others.": ("== 0", "!= 0"),
        "the first document is not marked: its first symbol begins it, too.": (
            "    N = len(ids)",
            "    first[0] = False\n    N = len(ids)",
        ),
        "each stream's first step is marked: a stream may begin inside a document.": [
            (f"return {IDS}, {FIRST}", f"reset = {FIRST}.copy()\n    reset[0] = True\n    return {IDS}, reset")
        ],
        "only the first step of each stream is marked: mark the first symbol of each document.": [
            (f"return {IDS}, {FIRST}", f"reset = np.zeros((N, B), dtype=bool)\n    reset[0] = True\n    return {IDS}, reset")
        ],
        "the documents are dealt out to the streams in turn: join them all, then cut the result.": """
        parts = [documents[n::B] for n in range(B)]
        ids = [np.concatenate(part) if part else np.zeros(0, dtype=int) for part in parts]
        first = [np.concatenate([np.arange(len(d)) == 0 for d in part]) if part else ids[n] > 0 for n, part in enumerate(parts)]
        N = min(map(len, ids))
        return np.stack([q[:N] for q in ids], axis=1), np.stack([q[:N] for q in first], axis=1)
    """,
        "only the first step is marked: each document's first symbol is.": (FLAGS, "np.arange(len(ids)) == 0"),
        "the symbols left over are at the beginning: drop them at the end.": [
            (IDS, "ids[-N * B :].reshape(B, N).T"),
            (FIRST, "first[-N * B :].reshape(B, N).T"),
        ],
        "the symbols left over are filled up: N is the largest that the symbols fill, the rest is dropped.": [
            ("N = len(ids) // B", "N = -(-len(ids) // B)\n    more = N * B - len(ids)"),
            (IDS, "np.pad(ids, (0, more)).reshape(B, N).T"),
            (FIRST, "np.pad(first, (0, more)).reshape(B, N).T"),
        ],
        "each document is a stream, padded: documents follow each other in a stream.": """
        N = max(len(d) for d in documents)
        ids, reset = np.zeros((N, len(documents)), dtype=int), np.zeros((N, len(documents)), dtype=bool)
        for n, d in enumerate(documents):
            ids[: len(d), n] = d
        reset[0] = True
        return ids, reset
    """,
        "the documents are in reverse order: keep their order.": (
            "    ids = np",
            "    documents = documents[::-1]\n    ids = np",
        ),
        "the documents are sorted by length: keep their order.": (
            "    ids = np",
            "    documents = sorted(documents, key=len)\n    ids = np",
        ),
        "B is taken for the length of a stream: B is their number, N the length.": [
            (IDS, "ids[: N * B].reshape(N, B).T"),
            (FIRST, "first[: N * B].reshape(N, B).T"),
        ],
        "reset is the number of the document: it is True at first symbols, else False.": (
            FLAGS,
            "np.concatenate([np.full(len(d), n) for n, d in enumerate(documents)])",
        ),
        "reset marks symbols by value: a first symbol may occur elsewhere, mark places.": (
            FLAGS,
            "np.isin(ids, [d[0] for d in documents])",
        ),
        "reset has the numbers 0 and 1: ~reset needs True and False.": (FIRST, f"{FIRST}.astype(int)"),
        "reset is missing: return ids, reset.": (f"return {IDS}, {FIRST}", f"return {IDS}"),
        "reset and ids are swapped: return ids, reset.": (f"return {IDS}, {FIRST}", f"return {FIRST}, {IDS}"),
    },
)


equivalents(
    ex,
    {
        "cumulated lengths": (
            f"first = {FLAGS}",
            "first = np.zeros(len(ids), dtype=bool)\n    first[np.cumsum([0] + [len(d) for d in documents[:-1]])] = True",
        ),
        "lists and columns": """
        ids, first = [], []
        for document in documents:
            ids += list(document)
            first += [True] + [False] * (len(document) - 1)
        N = len(ids) // B
        columns = range(0, N * B, N)
        return (
            np.stack([ids[n : n + N] for n in columns], axis=1),
            np.stack([first[n : n + N] for n in columns], axis=1),
        )
    """,
        "symbol by symbol": """
        total = sum(len(d) for d in documents)
        N = total // B
        ids, reset, k = np.zeros((N, B), dtype=int), np.zeros((N, B), dtype=bool), 0
        for document in documents:
            for t, symbol in enumerate(document):
                if k < N * B:
                    ids[k % N, k // N], reset[k % N, k // N] = symbol, t == 0
                k += 1
        return ids, reset
    """,
        "Fortran's order": [
            (IDS, 'ids[: N * B].reshape((N, B), order="F")'),
            (FIRST, 'first[: N * B].reshape((N, B), order="F")'),
        ],
    },
)
