"""Lesson 23: ranks in the place of scores."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "rank-shape",
    lesson="23_beyond_backprop",
    reference=nets.rank_shape,
    outputs="shaped",
    hints=[
        "For each score, count how many of the others are below it and how many are above: scores[:, None] > scores "
        "compares all with all.",
        "rank = (below + ties before it ...) is awkward with equal scores. below - above is symmetric: "
        "it runs from -(N - 1) to N - 1, and equal scores get the same number.",
        "(below - above) / (2 * (N - 1)), and for a single score 0: divide by 2 * max(N - 1, 1).",
    ],
)


@ex.cases
def _(rng):
    yield "six scores", dict(scores=rng.normal(size=6))
    yield "the task's example", dict(scores=np.array([3.0, 100.0, 7.0]))
    yield "the task's example with equal scores", dict(scores=np.array([1.0, 5.0, 1.0]))
    yield "one score", dict(scores=np.array([2.5]))
    yield "two scores", dict(scores=np.array([4.0, -3.0]))
    yield "all equal", dict(scores=np.full(5, 0.7))
    yield "a circle of places", dict(scores=np.array([20.0, 30.0, 40.0, 10.0]))
    yield "several groups of equal scores", dict(scores=np.array([2.0, 0, 2, -1, 0, 2, 5, 2, -1]))
    yield "all negative", dict(scores=-rng.uniform(1, 9, size=7))
    yield "an outlier of 1e12", dict(scores=np.append(rng.normal(size=4), [1e12, -1e9]))
    yield "nearly equal scores", dict(scores=1 + 1e-13 * rng.permutation(8))
    yield "scores from -1e300 to 1e300", dict(scores=np.array([2e12, 1e300, -1e300, 3e12, -4e12, 0.0, -3e12]))
    yield "scores of 1e-20", dict(scores=1e-20 * rng.normal(size=7))
    yield "300 scores", dict(scores=rng.normal(size=300))
    yield "400 whole numbers from 0 to 9", dict(scores=rng.integers(0, 10, size=400).astype(float))


BELOW, ABOVE = "below = (scores[:, None] > scores).sum(axis=1)", "above = (scores[:, None] < scores).sum(axis=1)"
RETURN = "return (below - above) / (2 * max(len(scores) - 1, 1))"
N1 = "max(len(scores) - 1, 1)"
mistakes(
    ex,
    {
        "the order is returned, not the rank: argsort says which score is smallest, sort once more to get ranks.": (
            RETURN,
            f"return np.argsort(scores, kind='stable') / {N1} - 0.5 if len(scores) > 1 else np.zeros(1)",
        ),
        "equal scores get different ranks: give all of them their mean rank.": (
            RETURN,
            "rank = np.argsort(np.argsort(scores, kind='stable'), kind='stable')\n"
            f"    return rank / {N1} - 0.5 if len(scores) > 1 else np.zeros(1)",
        ),
        "equal scores get their lowest rank: give all of them their mean rank.": (
            RETURN,
            f"return below / {N1} - 0.5 if len(scores) > 1 else np.zeros(1)",
        ),
        "equal scores get their highest rank: give all of them their mean rank.": (
            RETURN,
            f"return 0.5 - above / {N1} if len(scores) > 1 else np.zeros(1)",
        ),
        "equal scores are counted once: ranks count all scores.": (
            RETURN,
            "_, rank = np.unique(scores, return_inverse=True)\n    return rank / max(rank.max(), 1) - 0.5 * (rank.max() > 0)",
        ),
        "the best score gets -0.5: the best gets 0.5.": (RETURN, RETURN.replace("below - above", "above - below")),
        "the ranks run from 0 to 1: subtract 0.5.": (RETURN, f"{RETURN} + 0.5"),
        "the ranks run from -1 to 1: divide by 2 (N - 1).": (RETURN, f"return (below - above) / {N1}"),
        "the ranks are divided by N: the best would not reach 0.5, divide by N - 1.": (
            RETURN,
            "return (below - above) / (2 * len(scores))",
        ),
        "the ranks themselves are returned: map them to -0.5 ... 0.5.": (RETURN, "return (below - above + len(scores) - 1) / 2"),
        "the scores are standardised: an outlier would still dominate, use ranks.": (
            RETURN,
            "return (scores - scores.mean()) / max(scores.std(), 1e-12)",
        ),
        "the scores are scaled to -0.5 ... 0.5: an outlier would still dominate, use ranks.": (
            RETURN,
            "return (scores - scores.min()) / max(np.ptp(scores), 1e-12) - 0.5 * (np.ptp(scores) > 0)",
        ),
        "a single score gives nan: it gets 0.": (
            RETURN,
            'with np.errstate(all="ignore"):\n        return (below - above) / np.float64(2 * (len(scores) - 1))',
        ),
        "a single score gets -0.5: it gets 0.": (RETURN, f"return (below - above + len(scores) - 1) / (2 * {N1}) - 0.5"),
        "the shaped scores are sorted: shaped[k] belongs to scores[k].": (
            RETURN,
            RETURN.replace("return ", "return np.sort(") + ")",
        ),
        "the scores are changed: scores.sort() sorts the caller's array, use np.sort or argsort.": (
            RETURN,
            f"{RETURN.replace('return', 'shaped =')}\n    scores.sort()\n    return shaped",
        ),
        "the counts are 8-bit numbers: they overflow beyond 255 scores.": [
            (BELOW, BELOW.replace("sum(axis=1)", "sum(axis=1, dtype=np.int8)")),
            (ABOVE, ABOVE.replace("sum(axis=1)", "sum(axis=1, dtype=np.int8)")),
        ],
        "scores that are nearly equal count as equal: only equal ones do.": [
            (BELOW, BELOW.replace("> scores", "> scores + 1e-10")),
            (ABOVE, ABOVE.replace("< scores", "< scores - 1e-10")),
        ],
        "the middle is not 0: subtract 0.5, not the middle of the range of scores.": (
            RETURN,
            f"shaped = below / {N1}\n    return shaped - shaped.mean()",
        ),
        "the signs are returned: the rank within each half counts, too.": (RETURN, "return np.sign(below - above) / 2"),
    },
)


equivalents(
    ex,
    {
        "scipy.stats.rankdata": """
        from scipy.stats import rankdata

        if len(scores) == 1:
            return np.zeros(1)
        return (rankdata(scores) - 1) / (len(scores) - 1) - 0.5
    """,
        "unique with counts": """
        _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
        last = np.cumsum(counts) - 1
        mean_rank = last - (counts - 1) / 2
        return (mean_rank[place] - (len(scores) - 1) / 2) / max(len(scores) - 1, 1)
    """,
        "searchsorted": """
        ordered = np.sort(scores)
        rank = (np.searchsorted(ordered, scores) + np.searchsorted(ordered, scores, side="right") - 1) / 2
        return rank / (len(scores) - 1) - 0.5 if len(scores) > 1 else 0 * rank
    """,
        "a loop": """
        N = len(scores)
        shaped = []
        for s in scores:
            worse = sum(float(s > other) for other in scores)
            same = sum(float(s == other) for other in scores) - 1
            shaped.append((worse + same / 2) / (N - 1) - 0.5 if N > 1 else 0.0)
        return np.array(shaped)
    """,
    },
)
