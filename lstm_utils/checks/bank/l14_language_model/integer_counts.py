"""Lesson 14: probabilities as counts, none of them 0."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "integer-counts",
    lesson="14_language_model",
    reference=nets.integer_counts,
    outputs="counts",
    hints=[
        "Give each symbol a count of 1 first. So total - V counts are left to be shared in proportion to p.",
        "np.floor(p * (total - V)).astype(int) shares nearly all of them. How many are missing in the sum?",
        "counts = 1 + np.floor(...).astype(int); then counts[counts.argmax()] += total - counts.sum().",
    ],
)


@ex.cases
def _(rng):
    def case(p, **total):
        return dict(p=np.array(p, dtype=float), **total)

    yield "three symbols, total=13", case([0.51, 0.34, 0.15], total=13)
    yield "the largest in the middle", case(rng.dirichlet([1, 4, 1, 2]), total=100)
    yield "some probabilities are 0", case([0.0, 0.7, 0.0, 0.3], total=64)
    yield "one symbol is certain", case([0.0, 0.0, 1.0], total=16)
    yield "very small probabilities", case([1e-9, 1 - 2e-9, 1e-9], total=1000)
    yield "total is V + 1", case(rng.dirichlet([3, 2, 1]), total=4)
    yield "equal counts, the second p is the largest", case([0.31, 0.38, 0.31], total=13)
    yield "one symbol", case([1.0], total=9)
    yield "equal probabilities", case([1 / 3] * 3, total=100)
    yield "100 symbols, total left out", case(rng.dirichlet(np.full(100, 0.1)))
    yield "7 symbols, total left out", case(rng.dirichlet(np.full(7, 0.5)))
    yield "a large total", case(rng.dirichlet(np.full(5, 0.5)), total=2**24)
    yield "a total of more than 32 bits", case(rng.dirichlet([3, 2, 1]), total=2**40)
    yield "30 symbols, total=1000", case(rng.dirichlet(np.full(30, 0.3)), total=1000)


FIRST, SHARE = "1 + np.floor(p * (total - len(p)))", "np.floor(p * (total - len(p)))"
REST = "    counts[counts.argmax()] += total - counts.sum()\n"
mistakes(
    ex,
    {
        "a count can be 0: give each symbol 1 first, or it cannot be coded at all.": [(FIRST, "np.floor(p * total)")],
        "rounded counts are not always 1 or more: give each symbol 1 first.": [(FIRST, "np.round(p * total)")],
        "a count of 0 is raised to 1, the others are shares of total: give each 1 first, then share total - V.": (
            FIRST,
            "np.maximum(1, np.floor(p * total))",
        ),
        "1 is added, but shares of total are given: only total - V counts are left to share.": (
            "p * (total - len(p))",
            "p * total",
        ),
        "the sum is not total: add what is missing to the largest count.": (REST, ""),
        "what is missing goes to the first symbol: add it to the largest count.": ("counts.argmax()", "0"),
        "what is missing goes to the last symbol: add it to the largest count.": ("counts.argmax()", "-1"),
        "what is missing goes to the largest p: add it to the largest count, the first if several are.": (
            "counts.argmax()",
            "p.argmax()",
        ),
        "what is missing goes to the last of the largest counts: take the first, counts.argmax().": (
            "counts.argmax()",
            "len(p) - 1 - counts[::-1].argmax()",
        ),
        "what is missing goes to the smallest count: add it to the largest.": ("counts.argmax()", "counts.argmin()"),
        "what is missing is spread from the first symbol on: add all of it to the largest count.": (
            REST,
            "    counts[: total - counts.sum()] += 1\n",
        ),
        "shares are rounded to the nearest: round down, np.floor.": ("np.floor", "np.round"),
        "shares are rounded up: round down, np.floor.": ("np.floor", "np.ceil"),
        "total is fixed to 2**16: it is an argument.": [("p * (total", "p * (2**16"), ("+= total", "+= 2**16")],
        "the default of total is another: it is 2**16 = 65,536.": [("2**16", "2**15")],
        "the counts are divided by total: return whole numbers.": ("return counts", "return counts / total"),
        "the counts are floats: large numbers need exact integers, .astype(int).": (".astype(int)", ""),
        "the sums from the first symbol on are returned: return the counts.": ("return counts", "return np.cumsum(counts)"),
        "what is missing is subtracted: add it.": ("+= total - counts.sum()", "-= total - counts.sum()"),
        "one count for each symbol is not enough: total - V are shared, not total - 1.": ("total - len(p)", "total - 1"),
    },
)


equivalents(
    ex,
    {
        "a loop": """
        V = len(p)
        counts = [1 + int(q * (total - V)) for q in p]
        counts[counts.index(max(counts))] += total - sum(counts)
        return np.array(counts)
    """,
        "integer division of floats": (FIRST, "np.ones(len(p)) + p * (total - len(p)) // 1"),
        "np.ones first": """
        counts = np.ones(p.shape, dtype=np.int64)
        counts += (p * (total - p.size)).astype(np.int64)
        counts[np.argmax(counts)] -= counts.sum() - total
        return counts
    """,
    },
)
