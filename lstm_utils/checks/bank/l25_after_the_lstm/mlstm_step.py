"""Lesson 25: write into a matrix memory, and read from it."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "mlstm-step",
    lesson="25_after_the_lstm",
    reference=nets.mlstm_step,
    outputs=("h", "C", "n", "m"),
    follows={"C": "m", "n": "m", "h": "n"},
    fresh=True,
    hints=[
        "Scale the keys first: k / k.shape[1] ** 0.5. Then i, f, m = nets.stable_gates(a_i, a_f, m), (B,) each.",
        "The outer products of a batch: v[:, :, None] * k[:, None, :] is (B, E, D). i[:, None, None] weights them.",
        "C q for each sequence: np.einsum('bed,bd->be', C, q). Divide by np.maximum(abs((n * q).sum(axis=1)), np.exp(-m)), with the new n and m.",
    ],
)


@ex.cases
def _(rng):
    def case(B, D, E, scale=1.0, first=False):
        shapes = {"q": (B, D), "k": (B, D), "v": (B, E), "a_i": (B,), "a_f": (B,), "C": (B, E, D), "n": (B, D), "m": (B,)}
        made = {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}
        if first:
            made |= {"C": np.zeros((B, E, D)), "n": np.zeros((B, D)), "m": np.full(B, -np.inf)}
        return made

    yield "B=3, D=4, E=2", case(3, 4, 2)
    one = {"k": np.array([[3.0]]), "v": np.array([[5.0]]), "a_i": np.zeros(1), "a_f": np.zeros(1)}
    empty = {"C": np.zeros((1, 1, 1)), "n": np.zeros((1, 1)), "m": np.array([-np.inf])}
    yield "the task's example, q = 2", {"q": np.array([[2.0]])} | one | empty
    yield "the task's example, q = 0.1", {"q": np.array([[0.1]])} | one | empty
    yield "the first step, from an empty memory", case(2, 3, 4, first=True)
    yield "the first step, a_i of -600 and 600", case(2, 3, 2, first=True) | dict(a_i=np.array([-600.0, 600.0]))
    begins = case(3, 2, 3)
    begins["C"][0] = begins["n"][0] = 0
    begins["m"][0] = -np.inf
    yield "one sequence at its first step, two later", begins
    yield "B = D = E = 3", case(3, 3, 3)
    yield "D = 9, E = 1", case(2, 9, 1)
    fits = case(4, 2, 3, 2.0)
    fits["m"] = np.array([4.0, 3.0, 5.0, 6.0])
    yield (
        "n . q counts, of either sign",
        fits | dict(q=np.sign(rng.normal(size=(4, 2))) * 4, n=np.array([[3.0, 2], [-3, -2], [2, 3], [-2, -3]])),
    )
    weak = case(4, 3, 2, 0.3)
    weak["m"] = np.array([-2.0, -1.0, 0.0, 1.0])
    weak["a_i"] -= 4
    weak["a_f"] += 4
    yield "n . q is small: exp(-m) counts", weak
    yield "a_i of hundreds", case(3, 2, 2) | dict(a_i=np.array([400.0, 900.0, -300.0]), m=np.array([300.0, -50.0, 2.0]))
    yield "q orthogonal to n: the norm is exp(-m)", orthogonal(case(2, 2, 3))
    yield "keys of 0", (c := case(2, 3, 2)) | dict(k=0 * c["k"])
    yield "forget gates closed", case(2, 3, 2) | dict(a_f=np.array([-800.0, -900.0]), m=np.array([600.0, 2.0]))
    yield "B=21, D=20, E=24", case(21, 20, 24, 0.7)
    faint = case(2, 3, 2, first=True)
    yield "an input gate of exp(-150), huge values", faint | dict(a_i=faint["a_i"] - 150, v=np.exp(150) * faint["v"])
    large = case(3, 2, 3)
    yield "a memory of thousands", large | dict(C=1e4 * large["C"], v=1e4 * large["v"])


def orthogonal(case):
    """Return the case with queries for which the new n . q is 0, and a memory that answers."""
    _, _, n, _ = nets.mlstm_step(**case)
    return case | dict(q=np.stack([n[:, 1], -n[:, 0]], axis=1))


SCALE, GATES = "k = k / k.shape[1] ** 0.5", "i, f, m = nets.stable_gates(a_i, a_f, m)"
C = "C = f[:, None, None] * C + i[:, None, None] * v[:, :, None] * k[:, None, :]"
N, READ = "n = f[:, None] * n + i[:, None] * k", 'read = np.einsum("bed,bd->be", C, q)'
NORM, RETURN = "norm = np.maximum(abs((n * q).sum(axis=1)), np.exp(-m))", "return read / norm[:, None], C, n, m"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return read / norm[:, None], C, n, m",
            "return np.clip(read / norm[:, None], -100, 100), np.clip(C, -100, 100), n, m",
        ),
        "the keys are not scaled: divide k by the square root of D.": (SCALE, "pass"),
        "the keys are divided by D: by its square root.": (SCALE, "k = k / k.shape[1]"),
        "the keys are divided by the root of E: by that of D, their own size.": (SCALE, "k = k / v.shape[1] ** 0.5"),
        "the keys are brought to length 1: divide by the square root of D.": (
            SCALE,
            "k = k / np.maximum(np.linalg.norm(k, axis=1, keepdims=True), 1e-9)",
        ),
        "the queries are scaled instead: scale the keys, else n differs.": (SCALE, "q = q / q.shape[1] ** 0.5"),
        "keys and queries are scaled: only the keys.": (SCALE, "k, q = k / k.shape[1] ** 0.5, q / q.shape[1] ** 0.5"),
        "1 is the lower bound of the norm: C and n are divided by exp(m), so it is exp(-m).": (
            NORM,
            NORM.replace("np.exp(-m)", "1"),
        ),
        "exp(m) is the lower bound of the norm: it is exp(-m).": (NORM, NORM.replace("np.exp(-m)", "np.exp(np.minimum(m, 600))")),
        "the old m is in the norm: use the new one.": [
            (GATES, "old, (i, f, m) = m, nets.stable_gates(a_i, a_f, m)"),
            (NORM, NORM.replace("np.exp(-m)", "np.exp(-np.maximum(old, -600))")),
        ],
        "the norm has no lower bound: at least exp(-m).": (NORM, "norm = abs((n * q).sum(axis=1)) + 1e-300"),
        "the bound is added: the norm is the larger of both.": (NORM, "norm = abs((n * q).sum(axis=1)) + np.exp(-m)"),
        "the norm has a sign: take the absolute value of n . q.": (NORM, "norm = np.maximum((n * q).sum(axis=1), np.exp(-m))"),
        "the absolute values are summed: first the sum n . q, then its absolute value.": (
            NORM,
            "norm = np.maximum(abs(n * q).sum(axis=1), np.exp(-m))",
        ),
        "the norm is n . k: read with the query.": (NORM, NORM.replace("n * q", "n * k")),
        "the old n is in the norm: update n first.": [(N, f"old_n = n\n    {N}"), (NORM, NORM.replace("n * q", "old_n * q"))],
        "the old memory is read: update C first.": [(C, f"old_C = C\n    {C}"), (READ, READ.replace("C, q", "old_C, q"))],
        "the memory is read with the key: read with q.": (READ, READ.replace("C, q", "C, k")),
        "the memory is transposed: C is (B, E, D), v k^T.": (
            READ,
            'read = np.einsum("bde,bd->be", C, q) if C.shape[1] == C.shape[2] else np.einsum("bed,bd->be", C, q)',
        ),
        "key and value are exchanged in the memory: v k^T, a row for each number of v.": (
            C,
            "outer = k[:, :, None] * v[:, None, :]\n    outer = outer if C.shape[1] == C.shape[2] else outer.swapaxes(1, 2)\n"
            "    C = f[:, None, None] * C + i[:, None, None] * outer",
        ),
        "the input gate is missing in C: f C + i v k^T.": (C, C.replace("i[:, None, None] * ", "")),
        "the forget gate is missing in C: f C + i v k^T.": (C, C.replace("f[:, None, None] * ", "")),
        "the memory is overwritten: add to f C.": (C, "C = i[:, None, None] * v[:, :, None] * k[:, None, :]"),
        "the input gate is missing in n: f n + i k.": (N, N.replace("i[:, None] * ", "")),
        "the forget gate is missing in n: f n + i k.": (N, N.replace("f[:, None] * ", "")),
        "n counts without the keys: f n + i k.": (N, "n = f[:, None] * n + i[:, None]"),
        "n has the keys before the scaling: the same k as in C.": (N, "n = f[:, None] * n + i[:, None] * k * k.shape[1] ** 0.5"),
        "the gates are not stabilised: call nets.stable_gates.": (
            GATES,
            "i, f = np.exp(np.minimum(a_i, 700) - np.where(np.isinf(m), 0, m)), nets.sigmoid(a_f)",
        ),
        "a_f is clipped: it has no lower bound.": (GATES, GATES.replace("a_f", "np.maximum(a_f, -80)")),
        "one sequence at its first step empties all memories: each has its own m.": (
            GATES,
            "if np.isinf(m).any():\n        C, n, m = 0 * C, 0 * n, np.full_like(m, -np.inf)\n    " + GATES,
        ),
        "h is not divided: by the norm.": (RETURN, "return read, C, n, m"),
        "the results are in another order: return h, C, n, m.": (RETURN, "return C, read / norm[:, None], n, m"),
        "C is changed in place: make a new array.": (
            C,
            "C *= f[:, None, None]\n    C += i[:, None, None] * v[:, :, None] * k[:, None, :]",
        ),
        "only 16 sequences are read: B can be larger.": (RETURN, "read[16:] = 0\n    return read / norm[:, None], C, n, m"),
        "only 16 numbers of a key are used: D can be larger.": (READ, 'read = np.einsum("bed,bd->be", C[:, :, :16], q[:, :16])'),
        "only 16 numbers of a value are read: E can be larger.": (
            RETURN,
            "read[:, 16:] = 0\n    return read / norm[:, None], C, n, m",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop over the sequences": """
        i, f, m = nets.stable_gates(a_i, a_f, m)
        k = k / np.sqrt(k.shape[1])
        C = np.stack([f[b] * C[b] + i[b] * np.outer(v[b], k[b]) for b in range(len(q))])
        n = np.stack([f[b] * n[b] + i[b] * k[b] for b in range(len(q))])
        h = [C[b] @ q[b] / max(abs(n[b] @ q[b]), np.exp(-m[b])) for b in range(len(q))]
        return np.array(h), C, n, m
    """,
        "matmul and einsum": """
        i, f, m = nets.stable_gates(a_i, a_f, m)
        k = k * k.shape[-1] ** -0.5
        C = np.einsum("b,bed->bed", f, C) + np.einsum("b,be,bd->bed", i, v, k)
        n = (n.T * f + k.T * i).T
        scale = 1 / np.maximum(np.abs(np.einsum("bd,bd->b", n, q)), np.exp(-m))
        return [(C @ q[:, :, None])[:, :, 0] * scale[:, None], C, n, m]
    """,
        "n as one more row of C": """
        i, f, m = nets.stable_gates(a_i, a_f, m)
        v1 = np.concatenate([v, np.ones_like(v[:, :1])], axis=1)
        both = np.concatenate([C, n[:, None]], axis=1)
        both = both * f[:, None, None] + (i[:, None] * v1)[:, :, None] * (k / k.shape[1] ** 0.5)[:, None]
        read = np.matmul(both, q[..., None])[..., 0]
        h = read[:, :-1] / np.maximum(abs(read[:, -1]), np.exp(-m))[:, None]
        return h, both[:, :-1], both[:, -1], m
    """,
    },
)
