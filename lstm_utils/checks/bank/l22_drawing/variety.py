"""Lesson 22: how many kinds of digits were drawn, counted by their entropy."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "variety",
    lesson="22_drawing",
    reference=nets.variety,
    outputs="the number",
    numbers=("the number",),
    hints=[
        "Leave out -1 first: digits[digits >= 0]. np.unique(..., return_counts=True) counts the digits that occur.",
        "p = counts / counts.sum(); the entropy is -(p * np.log(p)).sum(), and only digits that occur have a logarithm.",
        "return float(np.exp(-(p * np.log(p)).sum())).",
    ],
)


@ex.cases
def _(rng):
    yield "mixed", dict(digits=np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, -1, 5]))
    yield "the task's example", dict(digits=np.array([3, 3, 4, 4, -1]))
    yield "all alike", dict(digits=np.full(7, 8))
    yield "all ten alike often", dict(digits=np.tile(np.arange(10), 3))
    yield "one drawing", dict(digits=np.array([0]))
    yield "one recognised among many", dict(digits=np.array([-1, -1, 0, -1, -1, -1]))
    yield "zeros and nines", dict(digits=np.array([0, 9, 9, 0, 9, 9]))
    yield "three and a rare one", dict(digits=np.array([3] * 40 + [7]))
    yield "most are not recognised", dict(digits=np.where(rng.random(200) < 0.8, -1, rng.integers(10, size=200)))
    yield "300, two frequent", dict(digits=rng.choice(10, size=300, p=[0.02] * 3 + [0.4, 0.4] + [0.04] * 2 + [0.02] * 3))
    yield "one among 2,001, the last", dict(digits=np.array([7] * 2000 + [3]))
    yield "8-bit integers", dict(digits=np.array([5] * 130 + [-1] * 60 + [2] * 90, dtype=np.int8))


COUNTS = "_, counts = np.unique(digits[digits >= 0], return_counts=True)"
P, RETURN = "p = counts / counts.sum()", "return float(np.exp(-(p * np.log(p)).sum()))"
mistakes(
    ex,
    {
        "what was not recognised counts as a kind: leave out -1.": (COUNTS, COUNTS.replace("[digits >= 0]", "")),
        "0 is left out: it is a digit, only -1 is not.": (
            COUNTS,
            "_, counts = np.unique(np.append(digits[digits > 0], [] if (digits > 0).any() else [0]), return_counts=True)",
        ),
        "shares are of all drawings: divide by the number of recognised ones.": (P, "p = counts / len(digits)"),
        "kinds are counted: weigh them by how often they come, exp of the entropy.": (RETURN, "return float(len(p))"),
        "the entropy itself is returned: take exp of it.": (RETURN, "return float(-(p * np.log(p)).sum())"),
        "the entropy is in bits, and exp is taken: np.log belongs to np.exp.": (RETURN, RETURN.replace("np.log(", "np.log2(")),
        "the sign of the entropy is wrong: - sum p log p.": (RETURN, RETURN.replace("np.exp(-", "np.exp(")),
        "the logarithms are not weighted: multiply each by its p.": (RETURN, "return float(np.exp(-np.log(p).mean()))"),
        "1 / sum p**2 is another number: take exp of the entropy.": (RETURN, "return float(1 / (p**2).sum())"),
        "1 / max p looks at one digit alone: take exp of the entropy.": (RETURN, "return float(1 / p.max())"),
        "the entropy is divided by that of ten digits: exp of the entropy, no more.": (
            RETURN,
            "return float(-(p * np.log(p)).sum() / np.log(10))",
        ),
        "digits that do not occur give 0 log 0 = nan: count those that occur.": (
            COUNTS,
            "counts = np.bincount(digits[digits >= 0], minlength=10)",
        ),
        "a small number is added inside the log: digits that occur have p above 0.": (
            RETURN,
            RETURN.replace("np.log(p)", "np.log(p + 1e-3)"),
        ),
        "rare digits are left out: every digit that occurs counts.": (RETURN, f"p = p[p > 0.005]\n    {RETURN}"),
        "counts in 8 bits overflow: leave their type to np.unique.": (
            P,
            "counts = counts.astype(np.int8)\n    p = abs(counts / counts.sum(dtype=np.int8)) + 1e-12",
        ),
        "the number is rounded: 2.5 digits are 2.5.": (RETURN, "return float(round(np.exp(-(p * np.log(p)).sum())))"),
        "an array is returned: convert it, float(...).": (RETURN, "return np.exp(-(p * np.log(p)).sum(keepdims=True))"),
        "only the first 100 drawings count: use all of them.": (
            COUNTS,
            COUNTS.replace("digits[digits >= 0]", "digits[:100][digits[:100] >= 0]"),
        ),
        "the shares of ten digits are smoothed: use counts as they are.": (P, "p = (counts + 1) / (counts + 1).sum()"),
    },
)


equivalents(
    ex,
    {
        "bincount": """
        n = np.bincount(digits[digits != -1])
        p = n[n > 0] / n.sum()
        return np.prod(p**-p)
    """,
        "a loop": """
        seen = [int(d) for d in digits if d >= 0]
        entropy = 0.0
        for d in set(seen):
            share = seen.count(d) / len(seen)
            entropy -= share * np.log(share)
        return np.exp(entropy)
    """,
        "bits": """
        kept = digits[digits > -1]
        p = np.array([(kept == d).mean() for d in range(10)])
        return 2.0 ** -(p[p > 0] * np.log2(p[p > 0])).sum()
    """,
        "xlogy": """
        from scipy.special import entr

        kept = digits[digits >= 0].astype(int)
        return float(np.exp(entr(np.bincount(kept) / kept.size).sum()))
    """,
    },
)
