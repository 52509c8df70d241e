"""Lesson 21: back through the comparison of the query with each key."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "scores-backward",
    lesson="21_attention",
    reference=nets.scores_backward,
    outputs=("dq", "dkeys", "dW_q", "dW_k", "dv"),
    hints=[
        "dv collects de * u over steps and sequences. Inside the tanh: da = de[:, :, None] * v * (1 - u**2), (S, B, A).",
        "The query takes part in all S comparisons: sum da over the steps first, (B, A). Then it is a dense layer: from_q @ W_q, from_q.T @ q.",
        'dkeys = da @ W_k; dW_k = np.einsum("sba,sbk->ak", da, keys) sums over steps and sequences.',
    ],
)


@ex.cases
def _(rng):
    def case(S, B, H, K, A, scale=0.6):
        q, keys = rng.normal(size=(B, H)), rng.normal(size=(S, B, K))
        W_q, W_k, v = (scale * rng.normal(size=size) for size in ((A, H), (A, K), A))
        _, u = nets.scores(q, keys, W_q, W_k, v)
        return dict(de=rng.normal(size=(S, B)), u=u, q=q, keys=keys, W_q=W_q, W_k=W_k, v=v)

    one = np.ones((1, 1))
    yield "S=4, B=3, H=2, K=5, A=6", case(4, 3, 2, 5, 6)
    yield (
        "the task's example",
        dict(
            de=np.array([[1.0], [1.0]]),
            u=np.array([[[0.6]], [[0.0]]]),
            q=one,
            keys=np.array([[[0.0]], [[-1.0]]]),
            W_q=np.log(2) * one,
            W_k=np.log(2) * one,
            v=np.array([2.0]),
        ),
    )
    yield "one key, one sequence", case(1, 1, 3, 2, 4)
    yield "all sizes 1", case(1, 1, 1, 1, 1)
    yield "H = K = A = 3, S = B = 2", case(2, 2, 3, 3, 3)
    yield "S = B = 3, H = 4, K = 2, A = 5", case(3, 3, 4, 2, 5)
    yield "B = H = K = 2, S = 5, A = 3", case(5, 2, 2, 2, 3)
    yield "S = A = 4, B = K = 3, H = 2", case(4, 3, 2, 3, 4)
    balanced = case(5, 2, 3, 4, 2)
    balanced["de"] -= balanced["de"].mean(axis=0)
    yield "de sums to 0 for each sequence, as behind a softmax", balanced
    yield "scores of one sequence do not matter", (c := case(4, 2, 3, 2, 5)) | dict(de=c["de"] * [1.0, 0.0])
    yield "six sequences", case(2, 6, 3, 4, 5)
    large = case(4, 2, 3, 2, 4)
    yield "gradients in the thousands", large | dict(de=1000 * large["de"])
    saturated = case(3, 2, 4, 2, 3, 1e6)
    yield "all units saturated", saturated | dict(v=rng.normal(size=3))
    yield "130 keys", case(130, 2, 2, 3, 4)
    yield "70 sequences", case(2, 70, 3, 2, 4)
    yield "S=5, B=24, H=16, K=20, A=12", case(5, 24, 16, 20, 12, 0.3)


DV, DA = "dv = (de[:, :, None] * u).sum(axis=(0, 1))", "da = de[:, :, None] * v * (1 - u**2)"
FROM, DQ = "from_q = da.sum(axis=0)", "dq, dkeys = from_q @ W_q, da @ W_k"
DWQ, DWK = "dW_q = from_q.T @ q", 'dW_k = np.einsum("sba,sbk->ak", da, keys)'
RETURN = "return dq, dkeys, dW_q, dW_k, dv"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            DWQ,
            "dW_q = np.clip(from_q.T @ q, -5, 5)",
        ),
        "the derivative of tanh is missing: times 1 - u**2.": (DA, "da = de[:, :, None] * v * np.ones_like(u)"),
        "u * (1 - u) is the derivative of a sigmoid: u comes from tanh, 1 - u**2.": ("(1 - u**2)", "u * (1 - u)"),
        "the tanh is taken again: u is tanh(a) already, 1 - u**2.": ("(1 - u**2)", "(1 - np.tanh(u) ** 2)"),
        "1 - u**2 has a floor: where u is 1 or -1, the derivative is 0, return it as it is.": (
            "(1 - u**2)",
            "np.maximum(1 - u**2, 1e-7)",
        ),
        "1 - u lacks the square: 1 - u**2.": ("(1 - u**2)", "(1 - u)"),
        "v is missing in da: the score is the sum of v times u.": (DA, "da = de[:, :, None] * (1 - u**2)"),
        "de is missing in da: begin with the gradient of the scores.": (DA, "da = v * (1 - u**2)"),
        "dv has da: it is the sum of de times u, outside the tanh.": (DV + "\n    " + DA, DA + "\n    dv = da.sum(axis=(0, 1))"),
        "dv lacks u: the other factor of v is u.": (DV, "dv = np.full_like(v, de.sum())"),
        "dv has 1 - u**2: v multiplies u itself.": (DV, "dv = (de[:, :, None] * (1 - u**2)).sum(axis=(0, 1))"),
        "dv includes v: it is the sum of de times u.": (DV, "dv = (de[:, :, None] * u * v).sum(axis=(0, 1))"),
        "dv is a mean: sum over steps and sequences.": (DV, DV.replace("sum", "mean")),
        "dv is summed over the steps only: over the sequences, too.": (DV, "dv = (de[:, :, None] * u).sum(axis=0)"),
        "the query gets the gradient of the last comparison only: sum over the steps.": (FROM, "from_q = da[-1]"),
        "the query gets the gradient of the first comparison only: sum over the steps.": (FROM, "from_q = da[0]"),
        "the query gets the mean over the steps: sum, it takes part in each.": (FROM, "from_q = da.mean(axis=0)"),
        "dq is not summed over the steps: the query has one gradient for each sequence.": (DQ, "dq, dkeys = da @ W_q, da @ W_k"),
        "dkeys has the sum over the steps: each key takes part in its own comparison, da @ W_k.": (
            DQ,
            "dq, dkeys = from_q @ W_q, np.broadcast_to(from_q @ W_k, keys.shape).copy()",
        ),
        "dkeys lacks W_k: go back through the weights.": (
            DQ,
            "dq, dkeys = from_q @ W_q, np.broadcast_to(da.sum(axis=2, keepdims=True), keys.shape).copy()",
        ),
        "dW_q is transposed: it has the shape of W_q, (A, H).": (DWQ, "dW_q = q.T @ from_q"),
        "dW_k is transposed: it has the shape of W_k, (A, K).": (DWK, DWK.replace("->ak", "->ka")),
        "dW_k uses one key for all: pair each step's da with its own key.": (
            DWK,
            'dW_k = np.einsum("ba,bk->ak", from_q, keys[0])',
        ),
        "dW_k pairs sums with sums: multiply da and key first, then sum over steps and sequences.": (
            DWK,
            "dW_k = from_q.T @ keys.sum(axis=0)",
        ),
        "dW_k is a mean over the steps: sum.": (DWK, f"{DWK} / len(keys)"),
        "dW_q is divided by B: the loss has its mean already.": (DWQ, f"{DWQ} / len(q)"),
        "all gradients are divided by B: the loss has its mean already.": (DV, f"de = de / len(q)\n    {DV}"),
        "the order of the results is wrong: dq, dkeys, dW_q, dW_k, dv.": (RETURN, "return dkeys, dq, dW_k, dW_q, dv"),
        "dv comes first: return dq, dkeys, dW_q, dW_k, dv.": (RETURN, "return dv, dq, dkeys, dW_q, dW_k"),
        "only 100 keys are used: S can be larger.": (DA, f"{DA}\n    da[100:] = 0"),
        "only six sequences are used: the batch can be larger.": (DA, f"{DA}\n    da[:, 6:] = 0"),
        "dv has only six numbers: A can be larger.": (DV, f"{DV}\n    dv[6:] = 0"),
        "u is changed in place: u**2 makes a new array.": (DA, "u *= u\n    da = de[:, :, None] * v * (1 - u)"),
    },
)


equivalents(
    ex,
    {
        "u computed again": """
        u = np.tanh(np.einsum("bh,ah->ba", q, W_q) + np.einsum("sbk,ak->sba", keys, W_k))
        da = de[..., None] * (v - v * u**2)
        all_q = np.broadcast_to(q, (len(u), *q.shape))
        dW_q, dW_k = (np.tensordot(da, x, axes=2 * [[0, 1]]) for x in (all_q, keys))
        return da.sum(0) @ W_q, da @ W_k, dW_q, dW_k, np.tensordot(de, u)
    """,
        "flat arrays": """
        S, B, A = u.shape
        da = (de.reshape(S * B, 1) * v * (1 - u.reshape(S * B, A) ** 2))
        dv = u.reshape(S * B, A).T @ de.reshape(S * B)
        dW_k = da.T @ keys.reshape(S * B, -1)
        dkeys = (da @ W_k).reshape(keys.shape)
        of_query = da.reshape(S, B, A).sum(0)
        return of_query @ W_q, dkeys, of_query.T @ q, dW_k, dv
    """,
        "a loop over the keys": """
        dq, dW_q, dW_k, dv = (np.zeros_like(a) for a in (q, W_q, W_k, v))
        dkeys = []
        for de_s, u_s, key in zip(de, u, keys):
            dv += de_s @ u_s
            da = np.outer(de_s, v) * (1 - u_s * u_s)
            dq += da @ W_q
            dkeys.append(da @ W_k)
            dW_q += da.T @ q
            dW_k += da.T @ key
        return dq, np.stack(dkeys), dW_q, dW_k, dv
    """,
        "einsum throughout": """
        da = np.einsum("sb,a,sba->sba", de, v, (1 - u) * (1 + u))
        return [
            np.einsum("sba,ah->bh", da, W_q),
            np.einsum("sba,ak->sbk", da, W_k),
            np.einsum("sba,bh->ah", da, q),
            np.tensordot(da, keys, axes=([0, 1], [0, 1])),
            np.einsum("sb,sba->a", de, u),
        ]
    """,
    },
)
