"""Lesson 14: how many bits each character costs."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "surprise",
    lesson="14_language_model",
    reference=nets.surprise,
    outputs="bits",
    hints=[
        "The surprise of a character is -log2 p. Row t of z has the logits before character t; softmax makes probabilities.",
        "For logits of 1000 p underflows to 0, and its logarithm is -inf: compute log p directly. "
        "After subtracting the row's maximum, log p = z - log(sum(exp(z))).",
        "z[np.arange(len(ids)), ids] picks one number from each row. Divide nats by np.log(2), and turn the sign.",
    ],
)


@ex.cases
def _(rng):
    def case(N, V, scale=2.0):
        return dict(z=rng.normal(scale=scale, size=(N, V)), ids=rng.integers(V, size=N))

    yield "N=5, V=4", case(5, 4)
    yield "equal logits", dict(z=np.full((3, 8), 0.7), ids=np.array([0, 7, 3]))
    yield "logits of 1000", dict(z=np.array([[1000.0, 0, -1000], [0, 1000, 3]]), ids=np.array([2, 0]))
    yield "all logits are -1000", dict(z=np.full((2, 4), -1000.0), ids=np.array([1, 3]))
    rows = np.array([[1000.0, 999, 998], [-1000, -1001, -1002]])
    yield "a row of 1000 and one of -1000", dict(z=rows, ids=np.array([1, 2]))
    yield "logits of 100,000", dict(z=np.array([[1e5, 0, -1e5], [-1e5, 1e5, 3]]), ids=np.array([2, 2]))
    yield "a rare character", dict(z=np.array([[0.0, 60.0, 1.0], [0.0, 60.0, 1.0]]), ids=np.array([0, 1]))
    yield "N=1", case(1, 6)
    yield "V=1: no surprise", case(3, 1)
    yield "as many steps as symbols", case(4, 4)
    yield "a long text", case(200, 7, 4.0)


SHIFT = "z = z - z.max(axis=1, keepdims=True)"
PICKED, LOG_SUM = "z[np.arange(len(ids)), ids]", "np.log(np.exp(z).sum(axis=1))"
RETURN = "return -log_p / np.log(2)"
ALL_P = "(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))"
mistakes(
    ex,
    {
        "these are nats: divide by np.log(2).": (" / np.log(2)", ""),
        "these are decimal digits: divide nats by np.log(2), not by np.log(10).": ("np.log(2)", "np.log(10)"),
        "nats are multiplied by np.log(2): divide them.": ("/ np.log(2)", "* np.log(2)"),
        "the sign is missing: the surprise is -log2 p, never negative.": ("return -log_p", "return log_p"),
        "the maximum is not subtracted: exp overflows for large logits.": (f"    {SHIFT}\n", ""),
        "the maximum of all logits is subtracted: each row has its own, z.max(axis=1, keepdims=True).": (
            "z.max(axis=1, keepdims=True)",
            "z.max()",
        ),
        "log2 and nats are mixed: z has nats, so divide the whole log p by np.log(2) at the end.": [
            (LOG_SUM, LOG_SUM.replace("np.log(", "np.log2(")),
            (" / np.log(2)", ""),
        ],
        "the logarithm of p is taken, and p underflows to 0: compute log p = z - log(sum(exp(z))).": """
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.log2(p[np.arange(len(ids)), ids])
    """,
        "a small number inside the logarithm hides rare characters: compute log p = z - log(sum(exp(z))).": """
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.log2(p[np.arange(len(ids)), ids] + 1e-12)
    """,
        "small probabilities are raised to 1e-9: that hides the largest surprises, compute log p directly.": """
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.log2(np.maximum(p[np.arange(len(ids)), ids], 1e-9))
    """,
        "the sum runs over time: each row is one step, sum over axis 1.": (LOG_SUM, "np.log(np.exp(z).sum(axis=0))[ids]"),
        "the denominator is missing: subtract the logarithm of the sum of the exponentials.": (f" - {LOG_SUM}", ""),
        "the sum of the logits is subtracted: it is the logarithm of the sum of their exponentials.": (LOG_SUM, "z.sum(axis=1)"),
        "the probability is returned: the surprise is -log2 p.": (RETURN, "return np.exp(log_p)"),
        "1 / p is returned: its logarithm to base 2 is the surprise.": (RETURN, "return np.exp(-log_p)"),
        "this is the entropy, what is expected: take -log2 p of the character that came.": (
            RETURN,
            f"p = {ALL_P}\n    return -(p * np.log2(np.maximum(p, 1e-300))).sum(axis=1)",
        ),
        "this is the surprise of the most likely character: take the one that came.": (PICKED, "z.max(axis=1)"),
        "the mean is returned: return one number for each character.": (RETURN, "return -log_p.mean() / np.log(2)"),
        "the sum is returned: return one number for each character.": (RETURN, "return -log_p.sum() / np.log(2)"),
        "the surprises of all V characters are returned: pick the one that came.": (
            RETURN,
            f"return -np.log2(np.maximum({ALL_P}, 1e-300))",
        ),
        "z[:, ids] picks N columns of every row: write z[np.arange(len(ids)), ids].": [
            (PICKED, "z[:, ids]"),
            (LOG_SUM, f"{LOG_SUM}[:, None]"),
        ],
        "the next character is picked: row t has the logits of character t, so pick ids[t] from it.": (
            PICKED,
            "z[np.arange(len(ids)), np.roll(ids, -1)]",
        ),
        "the first character is left out: it has logits, too.": (RETURN, "return -log_p[1:] / np.log(2)"),
        "z is changed: subtract into a new array, z = z - ...": (SHIFT, "z -= z.max(axis=1, keepdims=True)"),
    },
)


equivalents(
    ex,
    {
        "np.logaddexp2 in base 2": """
        bits = z / np.log(2)
        return np.logaddexp2.reduce(bits, axis=1) - bits[np.arange(len(ids)), ids]
    """,
        "SciPy's logsumexp": """
        from scipy.special import logsumexp

        return (logsumexp(z, axis=1) - np.take_along_axis(z, ids[:, None], axis=1)[:, 0]) / np.log(2)
    """,
        "row by row": """
        bits = []
        for row, v in zip(z, ids):
            top = max(row)
            bits.append((top + np.log(sum(np.exp(row - top))) - row[v]) / np.log(2))
        return np.array(bits)
    """,
        "the cross-entropy of lesson 02, character by character": """
        losses = [nets.cross_entropy(z[t : t + 1], ids[t : t + 1])[0] for t in range(len(ids))]
        return np.array(losses) / np.log(2)
    """,
    },
)
