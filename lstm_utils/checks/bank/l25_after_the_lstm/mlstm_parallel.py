"""Lesson 25: all steps of the mLSTM at once."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mlstm-parallel",
    lesson="25_after_the_lstm",
    reference=nets.mlstm_parallel,
    outputs="hs",
    hints=[
        "kept[t] = log f_1 + ... + log f_t is a cumsum over axis 0 of -np.logaddexp(0, -a_f). D[t, s] is kept[t] - kept[s] + a_i[s].",
        "D = kept[:, None] - kept[None] + a_i[None], (T, T, B). Set it to -inf where s > t: np.tri(T, dtype=bool)[:, :, None] is True elsewhere.",
        "m = D.max(axis=1); S = np.exp(D - m[:, None]) times the products q . k / sqrt(D), np.einsum('tbd,sbd->tsb', q, k). "
        "Divide the sum of S[t, s] v[s] by np.maximum(abs(S.sum(axis=1)), np.exp(-m)).",
    ],
)


@ex.cases
def _(rng):
    def case(T, B, D, E, scale=1.0, gates=1.0):
        shapes = {"q": (T, B, D), "k": (T, B, D), "v": (T, B, E)}
        made = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        return made | {name: gates * rng.normal(size=(T, B)) for name in ("a_i", "a_f")}

    yield "T=5, B=3, D=4, E=2", case(5, 3, 4, 2)
    yield "one step", case(1, 2, 3, 2)
    yield "all sizes 1", case(1, 1, 1, 1)
    yield "two steps", case(2, 1, 2, 3)
    yield "T = B = D = E = 3", case(3, 3, 3, 3)
    yield "large keys: n . q counts", case(6, 2, 3, 2, 3.0)
    yield "small keys: exp(-m) counts", case(6, 2, 3, 2, 0.3) | dict(a_i=rng.normal(size=(6, 2)) - 2)
    yield "a_i up to 900", case(5, 2, 2, 3) | dict(a_i=300 * np.array([[1.0, -1], [3, 0], [-2, 2], [2, 3], [2.9, -1]]))
    closed = case(6, 2, 2, 2)
    closed["a_f"][2] = -800, 3
    closed["a_f"][4] = 2, -1000
    yield "forget gates nearly closed at one step", closed
    erased = case(5, 2, 2, 3)
    erased["a_i"][0], erased["a_f"][2] = 500, -800
    yield "a large value, then forget gates closed", erased
    yield "forget gates open", (c := case(8, 2, 2, 2)) | dict(a_f=c["a_f"] + 40)
    first = case(4, 2, 3, 2)
    first["a_f"][0] = -60, 60
    yield "the first forget gate does not matter", first
    yield "D = 9", case(4, 2, 9, 1)
    yield (
        "the first input gate is far above all others",
        case(7, 2, 2, 2) | dict(a_i=np.vstack([np.full((1, 2), 200.0), rng.normal(size=(6, 2))])),
    )
    faint = case(4, 2, 3, 2)
    yield "input gates of exp(-150), huge values", faint | dict(a_i=faint["a_i"] - 150, v=np.exp(150) * faint["v"])
    large = case(5, 2, 3, 2)
    yield "values of thousands", large | dict(v=1e4 * large["v"])
    yield "40 steps", case(40, 2, 3, 2)
    yield "300 steps, 20 numbers, forget gates nearly open", (c := case(300, 1, 2, 20)) | dict(a_f=c["a_f"] + 5)
    yield "20 sequences", case(3, 20, 18, 2)


KEPT = "kept = np.cumsum(-np.logaddexp(0, -a_f), axis=0)"
D = "D = kept[:, None] - kept[None] + a_i[None]"
MASK = "D = np.where(np.tri(T, dtype=bool)[:, :, None], D, -np.inf)"
M, WEIGHTS = "m = D.max(axis=1)", "weights = np.exp(D - m[:, None])"
S = 'S = weights * np.einsum("tbd,sbd->tsb", q, k) / q.shape[2] ** 0.5'
NORM = "norm = np.maximum(abs(S.sum(axis=1)), np.exp(-m))"
RETURN = 'return np.einsum("tsb,sbj->tbj", S, v) / norm[:, :, None]'
mistakes(
    ex,
    {
        "D includes f of step s: what step s writes is kept by f of the steps after it, s + 1 to t.": (
            D,
            "D = kept[:, None] - (kept + np.logaddexp(0, -a_f))[None] + a_i[None]",
        ),
        "D lacks f of step t: the product runs to step t.": (
            D,
            "D = (kept + np.logaddexp(0, -a_f))[:, None] - kept[None] + a_i[None]\n"
            "    D = np.where(np.eye(T, dtype=bool)[:, :, None], a_i[None], D)",
        ),
        "a_i is that of step t: the input gate of step s wrote.": (D, "D = kept[:, None] - kept[None] + a_i[:, None]"),
        "a_i is missing in D: add the exponent of the input gate of step s.": (D, "D = kept[:, None] - kept[None] + 0 * a_i"),
        "the forget gates are missing in D: add log f of the steps s + 1 to t.": (D, "D = 0 * kept[:, None] + a_i[None]"),
        "only f of step t is used: D sums log f over the steps s + 1 to t.": (KEPT, "kept = -np.logaddexp(0, -a_f)"),
        "D is transposed: row t is the step that reads, column s the one that wrote.": (
            D,
            "D = kept[None] - kept[:, None] + a_i[:, None]",
        ),
        "the future is read: D is -inf for s > t.": (MASK, "pass"),
        "the step itself is left out: s runs to t.": (MASK, "D = np.where(np.tri(T, k=-1, dtype=bool)[:, :, None], D, -1e4)"),
        "the past is masked: D is -inf for s > t, above the diagonal.": (
            MASK,
            MASK.replace("np.tri(T, dtype=bool)", "np.tri(T, dtype=bool).T"),
        ),
        "the future has the exponent 0: set D to -inf.": (MASK, MASK.replace("-np.inf", "0")),
        "the forget gates are exponential: log f = log sigmoid(a_f).": (KEPT, "kept = np.cumsum(a_f, axis=0)"),
        "log(sigmoid) is -inf for a closed gate: use -np.logaddexp(0, -a_f).": (
            KEPT,
            "kept = np.cumsum(np.log(nets.sigmoid(a_f)), axis=0)",
        ),
        "log f is cut off at -50: it has no lower bound.": (
            KEPT,
            "kept = np.cumsum(np.maximum(-np.logaddexp(0, -a_f), -50), axis=0)",
        ),
        "only the last 64 steps are read: step t reads all before it.": (
            MASK,
            MASK + "\n    D = np.where(np.tri(T, k=-64, dtype=bool)[:, :, None], -np.inf, D)",
        ),
        "products of f underflow: add logarithms.": (
            KEPT,
            "kept = np.log(np.maximum(np.cumprod(nets.sigmoid(a_f), axis=0), 1e-300))",
        ),
        "the sum runs over the batch: over the steps, axis=0.": (KEPT, KEPT.replace("axis=0", "axis=1")),
        "m is missing: exp(D) overflows, subtract the largest D of each row.": [
            (M, "m = np.zeros_like(a_i)"),
            (WEIGHTS, "weights = np.exp(np.minimum(D, 700))"),
        ],
        "one m for all steps: each step t has its own largest D.": (M, "m = np.full_like(a_i, D.max())"),
        "m is the largest of a column: for each t, over all s, axis=1.": (M, "m = D.max(axis=0)"),
        "the products are not scaled: divide by the square root of D.": (S, 'S = weights * np.einsum("tbd,sbd->tsb", q, k)'),
        "the products are divided by D: by its square root.": (S, S.replace(" ** 0.5", "")),
        "the products are divided by the root of E: by that of D.": (S, S.replace("q.shape[2]", "v.shape[2]")),
        "q and k are exchanged: step t asks, step s has the key.": (S, S.replace("q, k)", "k, q)")),
        "a softmax is taken over q . k: the weights are exp(D - m), the products enter as they are.": (
            S,
            'S = weights * np.exp(np.einsum("tbd,sbd->tsb", q, k) / q.shape[2] ** 0.5)',
        ),
        "1 is the lower bound of the norm: the weights are divided by exp(m), so it is exp(-m).": (
            NORM,
            NORM.replace("np.exp(-m)", "1"),
        ),
        "the norm has no lower bound: at least exp(-m).": (NORM, "norm = abs(S.sum(axis=1))"),
        "the norm has a sign: take the absolute value of the sum.": (NORM, "norm = np.maximum(S.sum(axis=1), np.exp(-m))"),
        "the absolute values are summed: first the sum, then its absolute value.": (
            NORM,
            "norm = np.maximum(abs(S).sum(axis=1), np.exp(-m))",
        ),
        "the norm sums the weights alone: it sums S, with the products q . k.": (NORM, NORM.replace("S.sum", "weights.sum")),
        "the norm sums a column: over s, axis=1.": (NORM, NORM.replace("S.sum(axis=1)", "S.sum(axis=0)")),
        "the values are not divided: by the norm.": (RETURN, 'return np.einsum("tsb,sbj->tbj", S, v)'),
        "only 256 steps are computed: T can be larger.": (S, S + "\n    S[256:] = 0"),
        "only 16 sequences are computed: B can be larger.": (S, S + "\n    S[:, :, 16:] = 0"),
        "only 16 numbers of a value are read: E can be larger.": (
            RETURN,
            RETURN.replace("S, v)", "S, v * (np.arange(v.shape[2]) < 16))"),
        ),
        "only 16 numbers of a key are used: D can be larger.": (S, S.replace("q, k)", "q[:, :, :16], k[:, :, :16])")),
    },
)


equivalents(
    ex,
    {
        "step by step": """
        T, B, D = q.shape
        C, n = np.zeros((B, v.shape[2], D), q.dtype), np.zeros((B, D), q.dtype)
        m, hs = np.full(B, -np.inf, q.dtype), []
        for t in range(T):
            h, C, n, m = nets.mlstm_step(q[t], k[t], v[t], a_i[t], a_f[t], C, n, m)
            hs.append(h)
        return np.stack(hs)
    """,
        "a loop over the steps that read": """
        log_f = -np.logaddexp(0, -a_f)
        hs = []
        for t in range(len(q)):
            D = a_i[: t + 1].copy()
            for s in range(t):
                D[s] += log_f[s + 1 : t + 1].sum(axis=0)
            m = D.max(axis=0)
            S = np.exp(D - m) * (q[t] * k[: t + 1]).sum(axis=2) / np.sqrt(k.shape[2])
            norm = np.maximum(abs(S.sum(axis=0)), np.exp(-m))
            hs.append((S[..., None] * v[: t + 1]).sum(axis=0) / norm[:, None])
        return np.array(hs)
    """,
        "the batch first": """
        log_f = np.minimum(a_f, 0) - np.log1p(np.exp(-abs(a_f)))
        F, T = np.cumsum(log_f, axis=0).T, len(q)
        Q, K, V = (x.swapaxes(0, 1) for x in (q, k / k.shape[2] ** 0.5, v))
        D = F[:, :, None] - F[:, None, :] + a_i.T[:, None, :]
        D[:, np.triu_indices(T, 1)[0], np.triu_indices(T, 1)[1]] = -np.inf
        m = D.max(axis=2, keepdims=True)
        S = (Q @ K.swapaxes(1, 2)) * np.exp(D - m)
        norm = np.maximum(abs(S.sum(axis=2, keepdims=True)), np.exp(-m))
        return ((S / norm) @ V).swapaxes(0, 1)
    """,
    },
)
