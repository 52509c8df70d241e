"""Lesson 16: the gradient of a table that is used twice."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "tied-gradient",
    lesson="16_deeper",
    reference=nets.tied_gradient,
    outputs="dtable",
    hints=[
        "Two uses, two gradients, one sum. Start with np.zeros((V + 1, E)).",
        "Reading: np.add.at(dtable, ids, dx) adds a row of dx for each symbol, as often as it occurs.",
        "Logits: z = hs table[:V]^T. With time and batch as one axis, dtable[:V] += dz.reshape(-1, V).T @ hs.reshape(-1, E).",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, E, V, ids=None):
        ids = rng.integers(V + 1, size=(T, B)) if ids is None else ids
        dx, dz, hs = (rng.normal(size=(T, B, n)) for n in (E, V, E))
        return dict(dx=dx, ids=ids, dz=dz, hs=hs)

    yield "T=5, B=2, E=3, V=4", case(5, 2, 3, 4)
    yield "one symbol, again and again", case(4, 3, 2, 5, np.full((4, 3), 2))
    yield "only the start of a text", case(1, 2, 3, 4, np.full((1, 2), 4))
    yield "each symbol once", case(1, 4, 5, 3, np.array([[2, 0, 3, 1]]))
    yield "one step, one sequence", case(1, 1, 3, 2, np.array([[1]]))
    nothing = case(4, 2, 3, 5)
    yield "no gradient from the logits", nothing | dict(dz=np.zeros((4, 2, 5)))
    yield "no gradient from what is read", nothing | dict(dx=np.zeros((4, 2, 3)))
    yield "T = B = E = V = 3", case(3, 3, 3, 3)
    yield "large alphabet", case(3, 2, 4, 30)
    large = case(4, 2, 3, 5)
    yield "gradients in the thousands", large | dict(dx=1000 * large["dx"], dz=1000 * large["dz"])


READ, LOGITS = "np.add.at(dtable, ids, dx)", "dtable[:V] += dz.reshape(-1, V).T @ hs.reshape(-1, E)"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return dtable",
            "return np.clip(dtable, -5, 5)",
        ),
        "a symbol that occurs twice gets one gradient only: dtable[ids] += dx loses repeats, use np.add.at.": (
            READ,
            "dtable[ids] += dx",
        ),
        "the gradient from the logits is missing: add dz^T hs to the first V rows.": (f"    {LOGITS}\n", ""),
        "the gradient of what is read is missing: np.add.at(dtable, ids, dx).": (f"    {READ}\n", ""),
        "the second gradient replaces the first: add both, +=.": (LOGITS, LOGITS.replace("+=", "=")),
        "the rows are off by one: symbol v has row v in both uses, the start of a text has the last row.": (
            LOGITS,
            LOGITS.replace("[:V]", "[1:]"),
        ),
        "the row of the start is missing: the table has V + 1 rows.": [
            (READ, "dtable = np.zeros((V + 1, E))\n    np.add.at(dtable, ids, dx)"),
            ("return dtable", "return dtable[:V]"),
        ],
        "the row of the start gets no gradient: it is read, so dx belongs to it.": (
            "return dtable",
            "dtable[V] = 0\n    return dtable",
        ),
        "the gradients are averaged: a weight that is used twice gets their sum.": ("return dtable", "return dtable / 2"),
        "only the last step's logits count: sum over all steps and sequences.": (LOGITS, "dtable[:V] += dz[-1].T @ hs[-1]"),
        "only the first sequence's logits count: sum over all steps and sequences.": (
            LOGITS,
            "dtable[:V] += dz[:, 0].T @ hs[:, 0]",
        ),
        "reshape(V, -1) mixes the symbols: dz.reshape(-1, V).T keeps them apart.": (
            LOGITS,
            "dtable[:V] += dz.reshape(V, -1) @ hs.reshape(-1, E)",
        ),
        "hs.reshape(E, -1).T mixes the units: hs.reshape(-1, E) keeps them apart.": (
            LOGITS,
            "dtable[:V] += dz.reshape(-1, V).T @ hs.reshape(E, -1).T",
        ),
        "the logits' gradient is averaged over steps and sequences: dz is the gradient of the loss already, sum it.": (
            LOGITS,
            f"{LOGITS} / (dz.shape[0] * dz.shape[1])",
        ),
        "the gradient is subtracted: return the gradient, the optimiser subtracts.": ("return dtable", "return -dtable"),
        "dx serves for both uses: the logits' gradient is dz^T hs.": (
            LOGITS,
            "dtable[:V] += dz.reshape(-1, V).T @ dx.reshape(-1, E)",
        ),
        "the logits' gradient is counted twice: add dz^T hs once.": (LOGITS, f"{LOGITS} * 2"),
        "the gradient of what is read is counted twice: add dx once.": (READ, "np.add.at(dtable, ids, 2 * dx)"),
    },
)


equivalents(
    ex,
    {
        "einsum and embed_backward": """
        dtable = nets.embed_backward(dx, ids, dz.shape[2] + 1)
        dtable[:-1] += np.einsum("tbv,tbe->ve", dz, hs)
        return dtable
    """,
        "one-hot vectors": """
        V = dz.shape[2]
        hot = ids[:, :, None] == np.arange(V + 1)
        padded = np.concatenate([dz, np.zeros((*ids.shape, 1))], axis=2)
        return np.tensordot(hot, dx, ((0, 1), (0, 1))) + np.tensordot(padded, hs, ((0, 1), (0, 1)))
    """,
        "step by step": """
        T, B, V = dz.shape
        dtable = np.zeros((V + 1, dx.shape[2]))
        for t in range(T):
            dtable[:V] += dz[t].T @ hs[t]
            for n in range(B):
                dtable[ids[t, n]] += dx[t, n]
        return dtable
    """,
    },
)
