"""Lesson 15: accuracy by the number of attractors."""

import numpy as np

from lstm_utils.checks.declare import equivalents, exercise, mistakes
from lstm_utils.tasks.agreement import accuracy_by_attractors

ex = exercise(
    "accuracy-by-attractors",
    lesson="15_inside_the_cell",
    reference=accuracy_by_attractors,
    outputs="accuracy",
    hints=[
        "First a bool array (N, D): is there a noun, and is its number not the subject's? Then count along axis 1.",
        "many[:, None] is (N, 1), so between != many[:, None] compares each noun with its own subject. "
        "A missing noun, -1, differs from both: between >= 0 leaves it out.",
        "For k in np.unique(attractors) take right[attractors == k].mean(), and make int(k) the key.",
    ],
)


@ex.cases
def _(rng):
    def case(N, D, right=0.7, **given):
        drawn = dict(right=rng.random(N) < right, many=rng.random(N) < 0.5, between=rng.integers(-1, 2, size=(N, D)))
        return drawn | given

    yield "12 sentences, up to 3 nouns", case(12, 3)
    yield "40 sentences, up to 5 nouns", case(40, 5)
    yield "one sentence", case(1, 2)
    yield "no nouns between", case(7, 2, between=np.full((7, 2), -1))
    yield "one noun each", case(9, 1, between=rng.integers(0, 2, size=(9, 1)))
    yield "square: as many nouns as sentences", case(4, 4)
    yield "attractors only", case(6, 3, many=np.zeros(6, bool), between=np.ones((6, 3), int))
    yield "counts 0 and 3 alone", case(5, 3, many=np.ones(5, bool), between=np.array([[0, 0, 0], [1, 1, 1]])[[0, 1, 1, 0, 0]])
    yield "up to 20 nouns", case(30, 20, between=np.tri(30, 20, dtype=int), many=np.zeros(30, bool))
    yield "all right", case(10, 3, right=2.0)
    yield "all wrong", case(10, 3, right=-1.0)


COUNT = "((between >= 0) & (between != many[:, None])).sum(axis=1)"
SHARE = "float(right[attractors == k].mean())"
mistakes(
    ex,
    {
        "missing nouns are counted: -1 is not a noun, so between >= 0 must be True as well.": (
            COUNT,
            "(between != many[:, None]).sum(axis=1)",
        ),
        "nouns of the same number are counted: an attractor has the other number, use !=.": ("!= many", "== many"),
        "all nouns are counted: an attractor has the other number than the subject.": (COUNT, "(between >= 0).sum(axis=1)"),
        "plural nouns are counted: for a plural subject the singular nouns are attractors.": (
            COUNT,
            "(between == 1).sum(axis=1)",
        ),
        "singular nouns are counted: for a singular subject the plural nouns are attractors.": (
            COUNT,
            "(between == 0).sum(axis=1)",
        ),
        "the count is 0 or 1: sum along axis 1, do not ask for any.": (".sum(axis=1)", ".any(axis=1)"),
        "only the last noun counts: sum over all nouns of a sentence.": (
            COUNT,
            "((between >= 0) & (between != many[:, None]))[:, -1]",
        ),
        "only the first noun counts: sum over all nouns of a sentence.": (
            COUNT,
            "((between >= 0) & (between != many[:, None]))[:, 0]",
        ),
        "the errors are reported: return the share of right verbs.": (SHARE, f"1 - {SHARE}"),
        "the number of right verbs is reported: take the mean, not the sum.": (".mean())", ".sum())"),
        "the numbers of sentences are reported: take the share of right verbs among them.": (
            SHARE,
            "float((attractors == k).sum())",
        ),
        "the share is of all sentences: divide by the number of sentences with so many attractors.": (
            SHARE,
            "float((right & (attractors == k)).mean())",
        ),
        "sentences with more attractors are included: compare with ==, not with >=.": ("attractors == k", "attractors >= k"),
        "sentences with fewer attractors are included: compare with ==, not with <=.": ("attractors == k", "attractors <= k"),
        "counts that never occur are keys: use np.unique(attractors).": (
            "for k in np.unique(attractors)",
            "for k in range(between.shape[1] + 1) if right.size",
        ),
        "the keys are floats: int(k) is the number of attractors.": ("int(k)", "float(k)"),
        "a list is returned: return a dict from the number of attractors to the share.": (
            "{int(k): float(right[attractors == k].mean()) for k in np.unique(attractors)}",
            "[float(right[attractors == k].mean()) for k in np.unique(attractors)]",
        ),
        "the keys are strings: int(k) is the number of attractors.": ("int(k)", "str(k)"),
        "the counts start at 1: a sentence without an attractor has the key 0.": ("int(k)", "int(k) + 1"),
        "sentences without an attractor are left out: 0 is a key, too.": (
            "np.unique(attractors)}",
            "np.unique(attractors) if k}",
        ),
        "singular nouns are left out: 0 is a singular noun, which is an attractor of a plural subject.": (
            "between >= 0",
            "between > 0",
        ),
        "the shares are rounded: return them as they are.": (SHARE, f"round({SHARE}, 2)"),
    },
)


equivalents(
    ex,
    {
        "loops": """
        groups = {}
        for ok, plural, nouns in zip(right, many, between):
            k = sum(1 for noun in nouns if noun != -1 and bool(noun) != bool(plural))
            groups.setdefault(k, []).append(ok)
        return {k: sum(v) / len(v) for k, v in groups.items()}
    """,
        "np.where": """
        other = np.where(many, 0, 1)[:, None]
        n = np.count_nonzero(between == other, axis=1)
        return {k: np.average(right[n == k]) for k in set(n.tolist())}
    """,
        "bincount": """
        n = (between == 1 - many.astype(int)[:, np.newaxis]).sum(1)
        all_of, good = np.bincount(n), np.bincount(n, weights=right)
        return {k: good[k] / all_of[k] for k in range(len(all_of)) if all_of[k]}
    """,
    },
)
