"""Lesson 21: a softmax over the steps that exist, and the weighted mean."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "attend",
    lesson="21_attention",
    reference=nets.attend,
    outputs=("context", "alpha"),
    follows={"context": "alpha"},
    zeros=("alpha",),
    hints=[
        "The softmax runs over the S steps, axis=0. A step that does not exist must have the score -inf before it.",
        "np.where(mask, e, -np.inf), then subtract the maximum of each column, exp, and divide by the sum of each column.",
        "The weighted mean: (alpha[:, :, None] * values).sum(axis=0).",
    ],
)


@ex.cases
def _(rng):
    def case(lengths, S, K, scale=1.0):
        B = len(lengths)
        mask = np.arange(S)[:, None] < np.array(lengths)
        return dict(e=scale * rng.normal(size=(S, B)), mask=mask, values=rng.normal(size=(S, B, K)))

    yield "S=5, B=3, K=4, lengths 5, 2 and 3", case([5, 2, 3], 5, 4)
    yield (
        "the task's example",
        dict(
            e=np.array([[0.0], [np.log(3)], [9.0]]),
            mask=np.array([[True], [True], [False]]),
            values=np.array([[[4.0]], [[8]], [[1]]]),
        ),
    )
    yield "one step", case([1, 1], 1, 3)
    yield "one sequence", case([4], 4, 2)
    yield "S = B = K = 3, lengths 3, 1 and 2", case([3, 1, 2], 3, 3)
    far = case([2, 4, 1], 4, 2)
    far["e"][~far["mask"]] = 1e6
    yield "scores of a million in the padding", far
    far = case([2, 4, 1], 4, 2)
    far["values"][~far["mask"]] = 1e300
    far["e"][~far["mask"]] = -50.0
    yield "values of 1e300 in the padding", far
    low = case([3, 4], 4, 2)
    low["e"][1] -= 25.0
    low["values"][1] *= 1e8
    yield "a small weight on a large value", low
    yield "scores far apart", case([6, 4, 6], 6, 2, 4.0)
    large = case([4, 3], 4, 2)
    large["e"] += 900.0
    yield "scores of hundreds", large
    apart = case([3, 2, 4], 4, 2)
    apart["e"][:, 1] -= 200_000
    yield "one sequence 200,000 below the others", apart
    thousands = case([4, 3], 4, 2)
    thousands["e"] += np.array([[3000.0, -40], [2999, 0], [-2000, -4000], [0, 2]])
    yield "scores of one sequence thousands apart", thousands
    gaps = case([5, 5, 5], 5, 2)
    gaps["mask"] = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 1], [1, 1, 0], [0, 0, 0]], dtype=bool)
    yield "steps missing at the start and in the middle", gaps
    equal = case([6, 4], 6, 3)
    equal["e"][:] = 0.7
    yield "equal scores", equal
    negative = case([3, 5], 5, 2)
    negative["e"] = -abs(negative["e"]) - 3
    yield "all scores negative", negative
    yield "six sequences", case([3, 1, 2, 3, 2, 1], 3, 2)
    yield "300 steps", case([300, 256, 255], 300, 2)
    large = case([4, 2, 3], 4, 3)
    yield "values of thousands", large | dict(values=1e4 * large["values"])


WHERE, EXP = "e = np.where(mask, e, -np.inf)", "alpha = np.exp(e - e.max(axis=0))"
SUM, MEAN = "alpha = alpha / alpha.sum(axis=0)", "context = (alpha[:, :, None] * values).sum(axis=0)"
mistakes(
    ex,
    {
        "values beyond -100 ... 100 are cut off: return them as they are.": (
            "return context, alpha",
            "return np.clip(context, -100, 100), alpha",
        ),
        "the softmax runs over the batch: each sequence by itself, over the steps, axis=0.": [
            (EXP, "alpha = np.exp(e - e.max(axis=1, keepdims=True))"),
            (SUM, "alpha = alpha / alpha.sum(axis=1, keepdims=True)"),
        ],
        "the mask comes after the softmax: what is left does not sum to 1, so mask the scores before it.": [
            (WHERE, "pass"),
            (SUM, "alpha = alpha / alpha.sum(axis=0) * mask"),
        ],
        "the mask is missing: the padding gets weight, set its scores to -inf before the softmax.": (WHERE, "pass"),
        "padding has the score 0: that is an ordinary score, use -np.inf.": (WHERE, "e = np.where(mask, e, 0)"),
        "padding has a finite score: a real score can be below it, use -np.inf.": (WHERE, "e = np.where(mask, e, -5000.0)"),
        "padding is 30 below the lowest score: its weight is small, and must be exactly 0.": (
            WHERE,
            "e = np.where(mask, e, e.min() - 30)",
        ),
        "the weights have a floor: the padding's must be exactly 0.": (
            "return context, alpha",
            "return context, np.maximum(alpha, 1e-12)",
        ),
        "differences of scores are clipped: a small weight on a large value matters.": (
            EXP,
            "alpha = np.where(mask, np.exp(np.maximum(e - e.max(axis=0), -20)), 0)",
        ),
        "the mask is transposed where it is square: it is (S, B), like e.": (
            WHERE,
            "e = np.where(mask.T if len(mask) == mask.shape[1] else mask, e, -np.inf)",
        ),
        "10,000 is subtracted in the padding: its scores can be anything, replace them by -np.inf.": (
            WHERE,
            "e = e - 1e4 * ~mask",
        ),
        "the mask is read as lengths: any step may be missing.": (
            WHERE,
            "e = np.where(np.arange(len(e))[:, None] < mask.sum(axis=0), e, -np.inf)",
        ),
        "the mask is inverted: it is True where a step exists.": (WHERE, "e = np.where(mask, -np.inf, e)"),
        "the maximum includes the padding: mask the scores first, else all exponentials can vanish.": [
            (WHERE, "pass"),
            (EXP, "alpha = np.exp(e - e.max(axis=0)) * mask"),
        ],
        "the maximum is not subtracted: exp overflows for large scores.": (EXP, "alpha = np.exp(e)"),
        "one maximum for all sequences is subtracted: a sequence far below it vanishes, use axis=0.": (
            EXP,
            "alpha = np.exp(e - e.max())",
        ),
        "the mean score is subtracted: exp overflows where scores are far apart, subtract the maximum.": (
            EXP,
            "alpha = np.exp(e - np.where(mask, e, 0).sum(axis=0) / mask.sum(axis=0))",
        ),
        "the smallest score is subtracted: exp overflows where scores are far apart, subtract the maximum.": (
            EXP,
            "alpha = np.exp(e - np.where(mask, e, np.inf).min(axis=0))",
        ),
        "the sum runs over steps and batch: each column sums to 1, axis=0.": (SUM, "alpha = alpha / alpha.sum()"),
        "small weights are cut to 0: only padding has a weight of 0.": (
            SUM,
            f"{SUM}\n    alpha = np.where(alpha < 1e-4, 0, alpha)",
        ),
        "the weights are not divided by their sum: each column must sum to 1.": (SUM, "pass"),
        "a sigmoid gives the weights: they compete, use a softmax.": [(EXP, "alpha = 1 / (1 + np.exp(-e))"), (SUM, "pass")],
        "only the largest score gets weight: use the softmax, it has a gradient.": (
            SUM,
            "alpha = 1.0 * (np.arange(len(e))[:, None] == e.argmax(axis=0))",
        ),
        "all existing steps get the same weight: use the softmax of the scores.": (SUM, "alpha = mask / mask.sum(axis=0)"),
        "the first power is squared: alpha = exp(e) / sum exp(e).": (EXP, "alpha = np.exp(2 * (e - e.max(axis=0)))"),
        "the context is the plain mean: weight each value by its alpha.": (MEAN, "context = values.mean(axis=0)"),
        "the context is not weighted: multiply by alpha[:, :, None] before the sum.": (MEAN, "context = values.sum(axis=0)"),
        "the weighted sum is divided by the number of steps: the weights sum to 1 already.": (
            MEAN,
            MEAN.replace(".sum(axis=0)", ".mean(axis=0)"),
        ),
        "the scores are the weights of the mean: use alpha.": (
            MEAN,
            "context = (np.where(mask, e, 0)[:, :, None] * values).sum(axis=0)",
        ),
        "the context is the value with the largest weight: take the weighted mean.": (
            MEAN,
            "context = values[alpha.argmax(axis=0), np.arange(alpha.shape[1])]",
        ),
        "the sum runs over the batch: over the steps, axis=0.": (MEAN, "context = (alpha[:, :, None] * values).sum(axis=1)"),
        "the sum over the steps is missing: context is (B, K).": (MEAN, "context = alpha[:, :, None] * values"),
        "the results are exchanged: return context, alpha.": ("return context, alpha", "return alpha, context"),
        "alpha is (B, S): return it with the steps first.": ("return context, alpha", "return context, alpha.T"),
        "the masked scores are returned: return the weights.": ("return context, alpha", "return context, e"),
        "e is changed in place: the scores belong to the caller, use np.where.": (WHERE, "e[~mask] = -np.inf"),
    },
)


equivalents(
    ex,
    {
        "a loop over the sequences": """
        alpha = np.zeros_like(e)
        context = np.empty(values.shape[1:], dtype=values.dtype)
        for b in range(e.shape[1]):
            there = mask[:, b]
            w = np.exp(e[there, b] - e[there, b].max())
            alpha[there, b] = w / w.sum()
            context[b] = alpha[there, b] @ values[there, b]
        return context, alpha
    """,
        "scipy's softmax and einsum": """
        from scipy.special import softmax

        alpha = softmax(np.where(mask, e, -np.inf), axis=0)
        return np.einsum("sb,sbk->bk", alpha, values), alpha
    """,
        "a very low score in the padding": """
        e = e * mask - 1e9 * (1 - mask)
        w = np.exp(e - np.max(e, axis=0, keepdims=True))
        alpha = w / np.sum(w, axis=0, keepdims=True)
        return (alpha[:, :, None] * values).sum(axis=0), alpha
    """,
        "the log of the sum": """
        low = e.copy()
        low[~mask] = -np.inf
        top = low.max(0, keepdims=True)
        log_sum = top + np.log(np.exp(low - top).sum(0, keepdims=True))
        top_first = np.exp((low - top) - (log_sum - top))
        return np.sum(top_first[..., np.newaxis] * values, 0), top_first
    """,
        "weights of 0 by the mask": """
        top = np.max(e, axis=0, where=mask, initial=-np.inf)
        w = np.exp(np.minimum(e - top, 0)) * mask
        alpha = w / w.sum(axis=0)
        return (alpha[..., None] * values).sum(axis=0), alpha
    """,
    },
)
