"""Lesson 25: one step of the delta rule."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "delta-step",
    lesson="25_after_the_lstm",
    reference=nets.delta_step,
    outputs="S",
    fresh=True,
    hints=[
        "What does the memory answer to the key? S k, for each sequence: np.einsum('bed,bd->be', S, k).",
        "error = v - answer, (B, E). The memory grows by beta times the outer product of error and key.",
        "return S + (beta[:, None] * error)[:, :, None] * k[:, None, :]",
    ],
)


@ex.cases
def _(rng):
    def case(B, E, D, beta=None):
        k = rng.normal(size=(B, D))
        return dict(
            S=rng.normal(size=(B, E, D)),
            k=k / np.linalg.norm(k, axis=1, keepdims=True),
            v=rng.normal(size=(B, E)),
            beta=rng.uniform(0, 2, B) if beta is None else np.array(beta),
        )

    yield "B=3, E=2, D=4", case(3, 2, 4)
    yield (
        "the task's example",
        dict(S=np.zeros((2, 1, 2)), k=np.array([[0.6, 0.8]] * 2), v=np.array([[5.0], [5.0]]), beta=np.array([1.0, 2.0])),
    )
    yield "all sizes 1", case(1, 1, 1)
    yield "B = E = D = 3", case(3, 3, 3)
    yield "beta = 2: all the way to the other side", case(2, 3, 2, [2.0, 2.0])
    yield "beta = 1: v replaces what was there", case(2, 2, 3, [1.0, 1.0])
    yield "beta = 0: nothing changes", case(2, 2, 3, [0.0, 0.0])
    yield "beta of 1.5 and 0.5", case(2, 4, 3, [1.5, 0.5])
    yield "v = 0: a reflection of each row", (c := case(2, 2, 3, [2.0, 2.0])) | dict(v=0 * c["v"])
    yield "an empty memory", (c := case(3, 2, 3)) | dict(S=0 * c["S"])
    known = case(2, 3, 4)
    known["v"] = np.einsum("bed,bd->be", known["S"], known["k"])
    yield "the answer is right already", known
    yield "one-hot keys", case(3, 2, 3) | dict(k=np.eye(3)[[2, 0, 2]])
    yield "keys with a single number", case(4, 3, 1)
    yield "large numbers in the memory", (c := case(2, 2, 3)) | dict(S=1000 * c["S"])
    yield "a million in the memory", (c := case(3, 3, 2)) | dict(S=1e6 * c["S"], v=1e6 * c["v"])
    yield "20 sequences, E=18, D=24", case(20, 18, 24)


ANSWER, ERROR = 'answer = np.einsum("bed,bd->be", S, k)', "error = beta[:, None] * (v - answer)"
RETURN = "return S + error[:, :, None] * k[:, None, :]"
mistakes(
    ex,
    {
        "v is added without the old answer: the error is v - S k.": (ERROR, "error = beta[:, None] * v"),
        "the error has the wrong sign: v - S k.": (ERROR, "error = beta[:, None] * (answer - v)"),
        "the answer is added: the error is v - S k.": (ERROR, "error = beta[:, None] * (v + answer)"),
        "v is left out: the error is v - S k.": (ERROR, "error = -beta[:, None] * answer"),
        "beta scales v alone: beta times the error.": (ERROR, "error = beta[:, None] * v - answer"),
        "beta scales the answer alone: beta times the error.": (ERROR, "error = v - beta[:, None] * answer"),
        "beta is left out: times beta.": (ERROR, "error = (v - answer) + 0 * beta[:, None]"),
        "beta > 1 is cut: it may be up to 2, so that a sign can change.": (
            ERROR,
            "error = np.minimum(beta, 1)[:, None] * (v - answer)",
        ),
        "beta passes through a sigmoid: it is a share already.": (ERROR, "error = nets.sigmoid(beta)[:, None] * (v - answer)"),
        "one beta for all sequences: each has its own.": (ERROR, "error = beta[0] * (v - answer)"),
        "the mean beta is used: each sequence has its own.": (ERROR, "error = beta.mean() * (v - answer)"),
        "the old memory is scaled by 1 - beta: only what answers to k changes.": (
            RETURN,
            "return (1 - beta)[:, None, None] * S + error[:, :, None] * k[:, None, :]",
        ),
        "the old memory is lost: add to S.": (RETURN, "return error[:, :, None] * k[:, None, :]"),
        "the outer product is transposed: rows are those of v, columns those of k.": (
            RETURN,
            "outer = k[:, :, None] * error[:, None, :]\n    return S + (outer if outer.shape == S.shape else outer.swapaxes(1, 2))",
        ),
        "the memory is transposed in the answer: S k, with the last axis of S.": (
            ANSWER,
            'answer = np.einsum("bde,bd->be" if S.shape[1] == S.shape[2] else "bed,bd->be", S, k)',
        ),
        "the key is squared: the outer product has it once.": (RETURN, "return S + error[:, :, None] * (k**2)[:, None, :]"),
        "the key is scaled by the root of D: it has length 1 already.": (
            ANSWER,
            'k = k / k.shape[1] ** 0.5\n    answer = np.einsum("bed,bd->be", S, k)',
        ),
        "the correction is the same for all columns: times the key.": (
            RETURN,
            "return S + error[:, :, None] + 0 * k[:, None, :]",
        ),
        "all sequences use the first key: each has its own.": (RETURN, "return S + error[:, :, None] * k[:1, None, :]"),
        "all sequences use the first memory: each has its own.": (ANSWER, 'answer = np.einsum("ed,bd->be", S[0], k)'),
        "the absolute error is used: it has a sign.": (ERROR, "error = beta[:, None] * abs(v - answer)"),
        "the error is clipped: it has no bound.": (ERROR, "error = beta[:, None] * np.clip(v - answer, -1e4, 1e4)"),
        "the new answer is returned: return the memory.": (RETURN, "return answer + error"),
        "S is changed in place: make a new array.": (RETURN, "S += error[:, :, None] * k[:, None, :]\n    return S"),
        "only 16 sequences are corrected: B can be larger.": (
            RETURN,
            "error[16:] = 0\n    return S + error[:, :, None] * k[:, None, :]",
        ),
        "only 16 rows are corrected: E can be larger.": (
            RETURN,
            "error[:, 16:] = 0\n    return S + error[:, :, None] * k[:, None, :]",
        ),
        "only 16 columns are corrected: D can be larger.": (
            RETURN,
            "k = k * (np.arange(k.shape[1]) < 16)\n    return S + error[:, :, None] * k[:, None, :]",
        ),
    },
)


equivalents(
    ex,
    {
        "erase, then write": """
        D = k.shape[1]
        kk = k[:, :, None] * k[:, None, :]
        erased = S @ (np.eye(D, dtype=S.dtype) - beta[:, None, None] * kk)
        return erased + beta[:, None, None] * v[:, :, None] * k[:, None, :]
    """,
        "a loop over the sequences": """
        new = []
        for M, key, value, share in zip(S, k, v, beta):
            new.append(M + share * np.outer(value - M @ key, key))
        return np.array(new)
    """,
        "matmul": """
        key = k[:, :, None]
        missing = v[..., None] - S @ key
        return np.add(S, beta.reshape(-1, 1, 1) * (missing @ key.swapaxes(1, 2)))
    """,
    },
)
