"""Lesson 21: back through the weighted mean and the softmax."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "attend-backward",
    lesson="21_attention",
    reference=nets.attend_backward,
    outputs=("de", "dvalues"),
    hints=[
        "Two factors, as always: dvalues has alpha, dalpha has the value. dalpha is (S, B): sum over the K numbers of a value.",
        "The softmax: de = alpha * (dalpha - mean), where mean is that of dalpha with the weights alpha, one for each sequence.",
        "dalpha = (values * dcontext).sum(axis=2), de = alpha * (dalpha - (alpha * dalpha).sum(axis=0)), "
        "dvalues = alpha[:, :, None] * dcontext.",
    ],
)


@ex.cases
def _(rng):
    def case(lengths, S, K, scale=1.0):
        B = len(lengths)
        mask = np.arange(S)[:, None] < np.array(lengths)
        values = rng.normal(size=(S, B, K))
        _, alpha = nets.attend(scale * rng.normal(size=(S, B)), mask, values)
        return dict(dcontext=rng.normal(size=(B, K)), alpha=alpha, values=values)

    yield "S=4, B=3, K=5", case([4, 4, 4], 4, 5)
    yield (
        "the task's example",
        dict(dcontext=np.array([[1.0]]), alpha=np.array([[0.25], [0.75]]), values=np.array([[[4.0]], [[8.0]]])),
    )
    yield "one step: its weight is always 1", case([1, 1], 1, 3)
    yield "one sequence", case([3], 3, 2)
    yield "S = B = K = 3", case([3, 3, 3], 3, 3)
    yield "S = K = 4, B = 2, with padding", case([2, 4], 4, 4)
    yield "B = K = 2, S = 5, with padding", case([5, 1], 5, 2)
    yield "nearly all weight on one step", case([6, 6], 6, 2, 5.0)
    equal = case([4, 4], 4, 3)
    equal["alpha"][:] = 0.25
    yield "equal weights", equal
    same = case([5, 3], 5, 3)
    same["values"][:] = same["values"][:1]
    yield "equal values: the scores do not matter", same
    yield "six sequences", case([3, 1, 2, 3, 2, 3], 3, 2)
    large = case([4, 4], 4, 3)
    yield "gradients in the thousands", large | dict(dcontext=1000 * large["dcontext"])
    yield "300 steps", case([300, 280], 300, 2)
    yield "S=6, B=36, K=20", case([*range(1, 7)] * 6, 6, 20)


VALUES, ALPHA = "dvalues = alpha[:, :, None] * dcontext", "dalpha = (values * dcontext).sum(axis=2)"
DE, M = "de = alpha * (dalpha - (alpha * dalpha).sum(axis=0))", "(alpha * dalpha).sum(axis=0)"
mistakes(
    ex,
    {
        "gradients are clipped to -5 ... 5: return them as they are, clipping is a step of its own.": (
            "return de, dvalues",
            "return np.clip(de, -5, 5), dvalues",
        ),
        "de is dalpha: the softmax lies between them, alpha * (dalpha - mean).": (DE, "de = dalpha"),
        "the mean is not subtracted: when one weight grows, all others fall, so alpha * (dalpha - mean).": (
            DE,
            "de = alpha * dalpha",
        ),
        "the factor alpha is missing in front: alpha * (dalpha - mean).": (DE, f"de = dalpha - {M}"),
        "the softmax is treated as a sigmoid: alpha * (1 - alpha) is only its diagonal, the weights compete.": (
            DE,
            "de = alpha * (1 - alpha) * dalpha",
        ),
        "the derivative of tanh is used: between e and alpha is a softmax, alpha * (dalpha - mean).": (
            DE,
            "de = (1 - alpha**2) * dalpha",
        ),
        "the plain mean is subtracted: weight it with alpha.": (M, "dalpha.mean(axis=0)"),
        "the plain sum is subtracted: weight it with alpha.": (M, "dalpha.sum(axis=0)"),
        "the weighted sum is divided by S: the weights sum to 1 already.": (M, "(alpha * dalpha).mean(axis=0)"),
        "the mean is taken over the batch: each sequence by itself, over the steps, axis=0.": (
            M,
            "(alpha * dalpha).sum(axis=1, keepdims=True)",
        ),
        "the mean is taken over all sequences: each by itself, axis=0.": (M, "(alpha * dalpha).sum()"),
        "the mean is weighted with alpha twice: once is right.": (M, "(alpha**2 * dalpha).sum(axis=0)"),
        "the mean is added: subtract it.": (DE, f"de = alpha * (dalpha + {M})"),
        "the sign of de is wrong: dalpha minus the mean.": (DE, f"de = alpha * ({M} - dalpha)"),
        "alpha multiplies dalpha only: it multiplies the difference.": (DE, f"de = alpha * dalpha - {M}"),
        "dalpha has the mean over K: sum the products.": (ALPHA, ALPHA.replace("sum", "mean")),
        "dalpha sums only five numbers of a value: sum over all K.": (
            ALPHA,
            ALPHA.replace("(values * dcontext)", "(values * dcontext)[:, :, :5]"),
        ),
        "dalpha lacks dcontext: it is the sum of value times dcontext.": (ALPHA, "dalpha = values.sum(axis=2)"),
        "dalpha lacks the values: the other factor of alpha is its value.": (
            ALPHA,
            "dalpha = np.broadcast_to(dcontext.sum(axis=1), alpha.shape)",
        ),
        "dalpha includes alpha: its other factor is the value alone.": (
            ALPHA,
            "dalpha = alpha * (values * dcontext).sum(axis=2)",
        ),
        "dvalues lacks alpha: the other factor of a value is its weight.": (
            VALUES,
            "dvalues = np.broadcast_to(dcontext, values.shape).copy()",
        ),
        "dvalues is shared evenly: each value gets its weight's share.": (
            VALUES,
            "dvalues = np.broadcast_to(dcontext / len(values), values.shape).copy()",
        ),
        "dvalues is summed over the steps: each value has its own gradient.": (
            VALUES,
            f"{VALUES}\n    dvalues = dvalues.sum(axis=0)",
        ),
        "dvalues has the values as a factor: its factor is alpha.": (VALUES, "dvalues = values * dcontext"),
        "dvalues is divided by B: the loss has its mean already.": (VALUES, f"{VALUES} / len(dcontext)"),
        "the results are exchanged: return de, dvalues.": ("return de, dvalues", "return dvalues, de"),
        "alpha is changed: alpha * ... makes a new array.": (DE, f"de = alpha\n    de *= dalpha - {M}"),
    },
)


equivalents(
    ex,
    {
        "the Jacobian of each softmax": """
        S, B = alpha.shape
        de = np.empty((S, B), dtype=alpha.dtype)
        for b in range(B):
            J = np.diag(alpha[:, b]) - np.outer(alpha[:, b], alpha[:, b])
            de[:, b] = J @ (values[:, b] @ dcontext[b])
        return de, np.einsum("sb,bk->sbk", alpha, dcontext)
    """,
        "values less the context": """
        context = np.einsum("sb,sbk->bk", alpha, values)
        de = alpha * np.einsum("sbk,bk->sb", values - context, dcontext)
        return [de, alpha[..., None] * dcontext[None]]
    """,
        "a loop over the steps": """
        part = np.stack([alpha[s] * (values[s] * dcontext).sum(axis=1) for s in range(len(alpha))])
        de = part - alpha * part.sum(axis=0)
        return de, np.stack([a[:, None] * dcontext for a in alpha])
    """,
    },
)
