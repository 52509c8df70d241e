"""Lesson 21: additive scores."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "scores",
    lesson="21_attention",
    reference=nets.scores,
    outputs=("e", "u"),
    follows={"e": "u"},
    hints=[
        "q @ W_q.T is (B, A), keys @ W_k.T is (S, B, A): NumPy adds the first to each of the S steps of the second.",
        "u is the tanh of the sum. The score is the product with v, summed over the last axis.",
        "u = np.tanh(q @ W_q.T + keys @ W_k.T) and e = u @ v; return both.",
    ],
)


@ex.cases
def _(rng):
    def case(S, B, H, K, A, scale=1.0):
        sizes = {"q": (B, H), "keys": (S, B, K), "W_q": (A, H), "W_k": (A, K), "v": (A,)}
        return {name: scale * rng.normal(size=size) for name, size in sizes.items()}

    one = np.ones((1, 1))
    yield "S=4, B=3, H=2, K=5, A=6", case(4, 3, 2, 5, 6, 0.5)
    yield ("the task's example", dict(q=one, keys=np.array([[[1.0]], [[-1.0]], [[0.0]]]), W_q=one, W_k=one, v=np.array([2.0])))
    yield "one key, one sequence", case(1, 1, 3, 2, 4)
    yield "all sizes 1", case(1, 1, 1, 1, 1)
    yield "H = K = A = 3, S = B = 2", case(2, 2, 3, 3, 3)
    yield "S = B = 3, H = 4, K = 2, A = 5", case(3, 3, 4, 2, 5, 0.7)
    yield "queries of 0", case(3, 2, 4, 3, 2) | dict(q=np.zeros((2, 4)))
    yield "keys of 0", case(3, 2, 4, 3, 2) | dict(keys=np.zeros((3, 2, 3)))
    yield "large numbers: tanh is flat", case(3, 2, 4, 3, 2, 4.0)
    yield "seven sequences", case(2, 7, 3, 4, 2, 0.6)
    yield "300 keys", case(300, 2, 2, 2, 3, 0.6)
    yield "S=5, B=40, H=20, K=24, A=16", case(5, 40, 20, 24, 16, 0.3)
    large = case(3, 2, 4, 3, 2)
    yield "scores of thousands", large | dict(v=1e4 * large["v"])


U, E = "np.tanh(q @ W_q.T + keys @ W_k.T)", "return u @ v, u"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return u @ v, u",
            "return np.clip(u @ v, -100, 100), u",
        ),
        "the tanh is missing: without it the query adds the same to all scores, and they do not depend on it.": (
            U,
            "q @ W_q.T + keys @ W_k.T",
        ),
        "a sigmoid compares: use tanh.": (U, "1 / (1 + np.exp(-(q @ W_q.T + keys @ W_k.T)))"),
        "the query is left out: add q @ W_q.T inside the tanh.": (U, "np.tanh(keys @ W_k.T)"),
        "the keys are left out: add keys @ W_k.T inside the tanh.": (U, "np.tanh(q @ W_q.T + 0 * (keys @ W_k.T))"),
        "tanh is applied to query and key separately: one tanh of their sum.": (U, "np.tanh(q @ W_q.T) + np.tanh(keys @ W_k.T)"),
        "query and key are multiplied: additive attention adds them.": (U, "np.tanh((q @ W_q.T) * (keys @ W_k.T))"),
        "the key is subtracted: add the two.": (U, "np.tanh(q @ W_q.T - keys @ W_k.T)"),
        "tanh comes after the product with v: tanh first, then the sum with the weights v.": (
            "u = np.tanh(q @ W_q.T + keys @ W_k.T)\n    return u @ v, u",
            "u = q @ W_q.T + keys @ W_k.T\n    return np.tanh(u @ v), u",
        ),
        "the scores pass through a tanh again: e is the sum itself.": (E, "return np.tanh(u @ v), u"),
        "v is left out: the sum over the last axis has the weights v.": (E, "return u.sum(axis=2), u"),
        "the mean is taken: e is the sum with the weights v.": (E, "return (u * v).mean(axis=2), u"),
        "the scores are divided by the root of A: that is for dot products, not here.": (E, "return u @ v / np.sqrt(len(v)), u"),
        "the softmax is taken here already: return the scores.": (
            E,
            "e = u @ v\n    e = np.exp(e - e.max(axis=0))\n    return e / e.sum(axis=0), u",
        ),
        "u is multiplied by v: return the tanh itself as u.": (E, "return u @ v, u * v"),
        "u is returned before the tanh: return the tanh.": (E, "return u @ v, q @ W_q.T + keys @ W_k.T"),
        "e and u are exchanged: return e, u.": (E, "return u, u @ v"),
        "each key is compared with the query of another sequence: q has a row for each sequence, as the second axis of keys.": (
            U,
            "np.tanh(np.roll(q, 1, axis=0) @ W_q.T + keys @ W_k.T)",
        ),
        "only three queries are used: the batch can be larger.": (U, "np.tanh(q[np.arange(len(q)) % 3] @ W_q.T + keys @ W_k.T)"),
        "only six numbers are compared: the sum runs over all A, which can be larger.": (E, "return u[:, :, :6] @ v[:6], u"),
        "only seven sequences get scores: the batch can be larger.": (E, "return (u @ v) * (np.arange(len(q)) < 7), u"),
        "every sequence is compared with the first query: use all rows of q.": (U, "np.tanh(q[0] @ W_q.T + keys @ W_k.T)"),
        "each query is compared with the first key alone: use all S keys.": (
            U,
            "np.tanh(q @ W_q.T + keys[:1] @ W_k.T + 0 * (keys @ W_k.T))",
        ),
        "the result is (B, S): steps first, (S, B).": (E, "return (u @ v).T, u"),
    },
)


equivalents(
    ex,
    {
        "a loop over the keys": """
        u = np.stack([np.tanh(q @ W_q.T + key @ W_k.T) for key in keys])
        return np.einsum("sba,a->sb", u, v), u
    """,
        "one matrix for both": """
        S, B, _ = keys.shape
        both = np.concatenate([np.broadcast_to(q, (S, *q.shape)), keys], axis=2)
        u = np.tanh(both @ np.hstack([W_q, W_k]).T)
        return (u * v).sum(-1), u
    """,
        "a loop over the sequences": """
        u = np.empty((len(keys), len(q), len(v)), dtype=keys.dtype)
        for b in range(len(q)):
            u[:, b] = np.tanh(W_q @ q[b] + keys[:, b] @ W_k.T)
        return [np.dot(u, v), u]
    """,
    },
)
