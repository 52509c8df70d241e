"""Lesson 21: how often is the largest weight where it should be?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "pointing",
    lesson="21_attention",
    reference=nets.pointing,
    outputs="share",
    numbers=("share",),
    hints=[
        "alphas.argmax(axis=1) is the step with the largest weight, for each word of each sequence: (T, B), like named.",
        "Compare it with named: True where attention points to the named step.",
        "Select with [counts], then take the mean, as a float.",
    ],
)


@ex.cases
def _(rng):
    def case(T, S, B, share=0.6, right=0.5):
        alphas = rng.dirichlet(np.ones(S), size=(T, B)).transpose(0, 2, 1).copy()
        named = np.where(rng.random((T, B)) < right, alphas.argmax(axis=1), rng.integers(0, S, (T, B)))
        counts = rng.random((T, B)) < share
        counts[rng.integers(T), rng.integers(B)] = True
        return dict(alphas=alphas, named=named, counts=counts)

    yield "T=6, S=4, B=5", case(6, 4, 5)
    yield (
        "the task's example",
        dict(
            alphas=np.array([[[0.7], [0.3]], [[0.4], [0.6]], [[0.9], [0.1]]]),
            named=np.array([[0], [0], [-1]]),
            counts=np.array([[True], [True], [False]]),
        ),
    )
    yield "one word", case(1, 3, 1)
    yield "T = S = B = 4", case(4, 4, 4)
    yield "S = B = 3, T = 8", case(8, 3, 3, 0.3)
    yield "T = B = 5, S = 2", case(5, 2, 5, 0.4)
    yield "all words count, all are right", case(5, 4, 3, 1.0, 1.0) | {}
    ends = case(7, 4, 3, 0.5)
    ends["named"][5:] = -1
    ends["counts"][5:] = False
    ends["counts"][0] = True
    yield "no step is named after the end", ends
    uneven = case(6, 3, 2, 1.0)
    uneven["counts"][1:, 0] = False
    yield "one word of the first sequence, six of the second", uneven
    late = case(5, 12, 4, 0.7)
    late["named"][:, 1] = 11
    yield "12 steps", late
    flat = case(6, 30, 4, 0.8, 0.8)
    flat["alphas"] = 0.5 * flat["alphas"] + 0.5 / 30
    yield "30 steps, no weight above one half", flat
    close = case(9, 3, 4, 0.8)
    close["alphas"] = 1 / 3 + 1e-6 * (close["alphas"].argsort(axis=1).argsort(axis=1) - 1)
    yield "nearly equal weights", close
    yield "T=30, S=4, B=25", case(30, 4, 25)
    yield "300 steps", case(3, 300, 2)


AT, SHARE = "alphas.argmax(axis=1)", "float((looked_at == named)[counts].mean())"
mistakes(
    ex,
    {
        "the words that do not count are included: select with counts.": (SHARE, "float((looked_at == named).mean())"),
        "words that do not count are counted as wrong: divide by the number of those that count.": (
            SHARE,
            "float(((looked_at == named) & counts).mean())",
        ),
        "words that do not count are counted as right: leave them out.": (
            SHARE,
            "float(((looked_at == named) | ~counts).mean())",
        ),
        "the words that do not count are measured: counts is True where a word counts.": (
            SHARE,
            "float((looked_at == named)[~counts].mean()) if (~counts).any() else 0.0",
        ),
        "the smallest weight is taken: argmax.": (AT, "alphas.argmin(axis=1)"),
        "the largest weight over the words is taken: over the steps of the source, axis=1.": (
            AT,
            "np.take_along_axis(alphas.argmax(axis=0), named % alphas.shape[1], axis=0)",
        ),
        "the largest weight over the sequences is taken: over the steps of the source, axis=1.": (
            AT,
            "np.take_along_axis(alphas.argmax(axis=2), named % alphas.shape[1], axis=1)",
        ),
        "the mean weight on the named step is returned: ask where the largest weight is.": (
            f"return {SHARE}",
            "at = np.take_along_axis(alphas, (named % alphas.shape[1])[:, None], axis=1)[:, 0]\n    return float(at[counts].mean())",
        ),
        "a weight above one half is asked for: the largest is enough.": (
            SHARE,
            "float(((looked_at == named) & (alphas.max(axis=1) > 0.5))[counts].mean())",
        ),
        "the mean over the sequences is taken first: all words that count have the same weight.": (
            SHARE,
            "float(np.mean([(looked_at == named)[counts[:, b], b].mean() for b in range(counts.shape[1]) if counts[:, b].any()]))",
        ),
        "the mean over the words is taken first: all that count have the same weight.": (
            SHARE,
            "float(np.mean([(looked_at == named)[t, counts[t]].mean() for t in range(len(counts)) if counts[t].any()]))",
        ),
        "weights that are close to the largest count as well: only the largest does.": (
            SHARE,
            "float(np.mean([np.isclose(alphas[t, n, b], alphas[t, :, b].max()) for t, b in np.argwhere(counts) for n in [named[t, b]]]))",
        ),
        "only 20 words are measured: T can be larger.": (SHARE, "float((looked_at == named)[:20][counts[:20]].mean())"),
        "only 20 sequences are measured: B can be larger.": (SHARE, "float((looked_at == named)[:, :20][counts[:, :20]].mean())"),
        "the number of right words is returned: divide by those that count.": (
            SHARE,
            "float((looked_at == named)[counts].sum())",
        ),
        "the share of wrong words is returned: compare with ==.": ("(looked_at == named)", "(looked_at != named)"),
        "the share of the last sequence is returned: take all of them.": (
            SHARE,
            "float(((looked_at == named) & counts)[:, -1].sum() / max(1, counts[:, -1].sum()))",
        ),
        "the answer for each word is returned: take the mean.": (SHARE, "(looked_at == named)[counts]"),
        "the share is in percent: from 0 to 1.": (SHARE, f"100 * {SHARE}"),
        "the weights are one word late: word t has alphas[t].": (AT, "np.roll(alphas, 1, axis=0).argmax(axis=1)"),
    },
)


equivalents(
    ex,
    {
        "a loop": """
        right = total = 0
        for t, b in zip(*np.nonzero(counts)):
            right += int(np.argmax(alphas[t, :, b]) == named[t, b])
            total += 1
        return right / total
    """,
        "the named weight is the largest": """
        T, S, B = alphas.shape
        best = np.moveaxis(alphas, 1, 2)[counts].argmax(axis=-1)
        return np.mean(best == named[counts])
    """,
        "one-hot": """
        hot = named[:, None] == np.arange(alphas.shape[1])[None, :, None]
        at_named = np.where(hot, alphas, 0).sum(axis=1)
        return float(np.average(at_named == alphas.max(axis=1), weights=counts))
    """,
    },
)
