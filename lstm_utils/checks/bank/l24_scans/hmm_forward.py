"""Lesson 24: the forward algorithm of a hidden Markov model."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "hmm-forward",
    lesson="24_scans",
    reference=nets.hmm_forward,
    outputs="alpha",
    hints=[
        "alpha_t[j] = E[j, y_t] times the sum over i of P[i, j] alpha_{t-1}[i]. The matrix's row is j, its column i: P transposed, row j scaled.",
        "E[:, y].T is (T, K): how probable each state makes the symbol of each step. shown[:, :, None] * P.T scales the rows, for all steps.",
        "a = shown[:, :, None] * P.T; a[0] = np.diag(shown[0]); return nets.recurrence(a, np.zeros(shown.shape), pi).",
    ],
)


def _rows(rng, *shape):
    """Draw rows of probabilities."""
    p = rng.uniform(0.1, 1.0, size=shape) ** 2
    return p / p.sum(axis=-1, keepdims=True)


@ex.cases
def _(rng):
    def case(T, K, V):
        return dict(pi=_rows(rng, K), P=_rows(rng, K, K), E=_rows(rng, K, V), y=rng.integers(0, V, size=T))

    yield "six steps, three states, four symbols", case(6, 3, 4)
    half = np.array([0.5, 0.5])
    P, E = np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([[1.0, 0.0], [0.5, 0.5]])
    yield "the task's example", dict(pi=half, P=P, E=E, y=np.array([0, 0]))
    yield "one step", case(1, 4, 3)
    yield "one state", case(5, 1, 3)
    yield "one symbol", case(4, 3, 1)
    yield "T = K = V = 3", case(3, 3, 3) | dict(y=np.array([2, 0, 1]))
    yield "five states, two symbols", case(7, 5, 2)
    yield "the same symbol all the time", case(5, 2, 3) | dict(y=np.array([2] * 5))
    left = np.array([[0.7, 0.3, 0.0], [0.0, 0.6, 0.4], [0.0, 0.0, 1.0]])
    yield "the next state does not depend on the last one", case(5, 3, 4) | dict(P=np.tile(_rows(rng, 3), (3, 1)))
    yield "from left to right, begins in state 0", case(6, 3, 4) | dict(pi=np.eye(3)[0], P=left)
    never = case(4, 2, 3)
    never["E"] = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])
    yield "a symbol that is impossible", never | dict(y=np.array([0, 1, 2, 0]))
    rare = case(3, 3, 2)
    rare["E"][:, 1] = 1e-7 * rng.uniform(0.5, 1.0, size=3)
    rare["E"][:, 0] = 1 - rare["E"][:, 1]
    yield "a symbol of probability 1e-7", rare | dict(y=np.array([1, 1, 0]))
    first = case(3, 2, 2)
    first["E"] = np.array([[1.0, 0.0], [1.0, 0.0]])
    yield "the first symbol is impossible", first | dict(y=np.array([1, 0, 0]))
    yield "200 steps", case(200, 2, 3)
    drift = np.array([[0.99, 0.01], [0.001, 0.999]])
    yield "600 steps, one symbol: a Markov chain", case(600, 2, 1) | dict(pi=np.array([0.9, 0.1]), P=drift)
    yield "symbols above 256", case(5, 2, 300) | dict(y=np.array([299, 3, 280, 43, 24]))


SHOWN, A = "E[:, y].T", "shown[:, :, None] * P.T"
FIRST, RETURN = "a[0] = np.diag(shown[0])", "return nets.recurrence(a, np.zeros_like(shown), pi)"
mistakes(
    ex,
    {
        "P is not transposed: the row of the matrix is the new state, the column the old one.": (A, "shown[:, :, None] * P"),
        "the emission of the old state is taken: E belongs to the new one, it scales the rows.": (A, "shown[:, None, :] * P.T"),
        "P is not transposed and its columns are scaled: that is the matrix for row vectors, recurrence multiplies a @ s.": (
            A,
            "shown[:, None, :] * P",
        ),
        "the first step has a transition: before it there is none, its matrix is diagonal.": (f"    {FIRST}\n", ""),
        "the first step shows no symbol: its matrix is np.diag(E[:, y_0]).": (FIRST, "a[0] = np.eye(len(pi))"),
        "the emission of the first step is on every row: its matrix is diagonal.": (FIRST, "a[0] = shown[0]"),
        "pi is not used: start from s_0 = pi.": (RETURN, "return nets.recurrence(a, np.zeros_like(shown), np.ones_like(pi))"),
        "all first states are taken as equally probable: start from pi.": (
            RETURN,
            "return nets.recurrence(a, np.zeros_like(shown), np.ones_like(pi) / len(pi))",
        ),
        "the first transition is undone by an inverse: P may have none, let the first matrix be diagonal.": [
            (f"    {FIRST}\n", ""),
            (RETURN, RETURN.replace("pi)", "np.linalg.pinv(P.T) @ pi)")),
        ],
        "pi is added at each step: b is 0, pi is the start.": (
            RETURN,
            "return nets.recurrence(a, np.zeros_like(shown) + pi, pi)",
        ),
        "alpha is normalised at each step: it is the joint probability, with all symbols so far.": (
            RETURN,
            "alpha = nets.recurrence(a, np.zeros_like(shown), pi)\n"
            "    return alpha / np.maximum(alpha.sum(axis=1, keepdims=True), 1e-300)",
        ),
        "only the last step is returned: return alpha of all steps.": (
            RETURN,
            "return nets.recurrence(a, np.zeros_like(shown), pi)[-1]",
        ),
        "the probability of the symbols is returned, summed over the states: return alpha itself, (T, K).": (
            RETURN,
            "return nets.recurrence(a, np.zeros_like(shown), pi).sum(axis=1)",
        ),
        "the logarithm is returned: return alpha itself.": (
            RETURN,
            "return np.log(np.maximum(nets.recurrence(a, np.zeros_like(shown), pi), 1e-300))",
        ),
        "the best path alone is followed: sum over the old states, that is the product with the matrix.": (
            RETURN,
            "alpha = [shown[0] * pi]\n    for q in a[1:]:\n        alpha.append((q * alpha[-1]).max(axis=1))\n    return np.array(alpha)",
        ),
        "alpha has a least value: it becomes tiny, return it as it is.": (
            RETURN,
            "return np.maximum(nets.recurrence(a, np.zeros_like(shown), pi), 1e-12)",
        ),
        "the emissions are missing: row j of the matrix is multiplied by E[j, y_t].": [
            (A, "np.ones_like(shown)[:, :, None] * P.T"),
            (FIRST, "a[0] = np.eye(len(pi))"),
        ],
        "all steps show the first symbol: the matrix of step t has E[:, y_t].": (SHOWN, "E[:, np.full(len(y), y[0])].T"),
        "the symbol of the step before is taken: the new state shows y_t.": (
            A,
            "np.concatenate([shown[:1], shown[:-1]])[:, :, None] * P.T",
        ),
        "alpha is shifted by one: it begins with step 0, not with pi.": (
            RETURN,
            "alpha = nets.recurrence(a, np.zeros_like(shown), pi)\n    return np.concatenate([pi[None], alpha[:-1]])",
        ),
        "only the first 300 steps are read: T may be any number.": (
            RETURN,
            "alpha = nets.recurrence(a, np.zeros_like(shown), pi)\n    alpha[300:] = 0\n    return alpha",
        ),
        "the symbols become 8-bit numbers: those above 255 do not fit.": (SHOWN, "E[:, np.asarray(y) % 256].T"),
        "the steps are read from the end: y_0 comes first.": (SHOWN, "E[:, y[::-1]].T"),
        "the states from each step to the end are computed (backward algorithm): alpha goes forward, from pi.": """
        beta = np.ones((len(y), len(pi)))
        for t in range(len(y) - 2, -1, -1):
            beta[t] = P @ (E[:, y[t + 1]] * beta[t + 1])
        return beta
    """,
    },
)


equivalents(
    ex,
    {
        "a loop": """
        alpha = [pi * E[:, y[0]]]
        for v in y[1:]:
            alpha.append(E[:, v] * (P.T @ alpha[-1]))
        return np.array(alpha)
    """,
        "row vectors": """
        alpha = np.zeros((len(y), len(pi)))
        alpha[0] = E[:, y[0]] * pi
        for t in range(1, len(y)):
            alpha[t] = (alpha[t - 1] @ P) * E[:, y[t]]
        return alpha
    """,
        "the first step apart": """
        start = E[:, y[0]] * pi
        if len(y) == 1:
            return start[None]
        a = np.array([np.diag(E[:, v]) @ P.T for v in y[1:]])
        later = nets.recurrence(a, np.zeros((len(a), len(pi))), start)
        return np.vstack([start, later])
    """,
        "einsum": ("shown[:, :, None] * P.T", 'np.einsum("tj,ij->tji", shown, P)'),
    },
)
