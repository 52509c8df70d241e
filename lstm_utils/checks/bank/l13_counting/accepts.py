"""Lesson 13: which strings does a net read without a mistake?"""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "accepts",
    lesson="13_counting",
    reference=nets.accepts,
    outputs="accepted",
    hints=[
        "z > 0 says which symbols are predicted, with the shape of valid. Compare the two.",
        "A step is right if all V comparisons are: .all(axis=2), which gives (T, B).",
        "Steps at and after lengths do not count: (right | after).all(axis=0) with after = np.arange(T)[:, None] >= lengths.",
    ],
)


@ex.cases
def _(rng):
    def case(T, lengths, V=3):
        valid = rng.random((T, len(lengths), V)) < 0.5
        valid[..., 0] |= ~valid.any(axis=2)
        z = np.where(valid, 1, -1) * rng.uniform(0.1, 3.0, size=valid.shape)
        return dict(z=z, valid=valid, lengths=np.array(lengths))

    def flipped(at, T=6, lengths=(6, 4, 5, 6), V=3):
        drawn = case(T, lengths, V)
        for t, n, v in at:
            drawn["z"][t, n, v] *= -1
        return drawn

    yield "all right but one symbol at the first step", flipped([(0, 2, 1)])
    yield (
        "the task's example: a symbol too many",
        dict(
            z=np.array([[[2.0, -1.0]], [[0.5, 1.0]]]), valid=np.array([[[True, False]], [[False, True]]]), lengths=np.array([2])
        ),
    )
    yield "wrong at the last step of a shorter string", flipped([(3, 1, 0)])
    yield "wrong at the last step of the longest", flipped([(5, 3, 2)])
    yield "wrong after the end only", flipped([(4, 1, 0), (5, 1, 2), (5, 2, 1)])
    yield "wrong two steps after the end and later", flipped([(5, 1, 0), (4, 0, 1)], 6, (3, 3, 6, 2))
    swapped = case(4, [4, 3, 4])
    swapped["valid"][2, 0], swapped["z"][2, 0] = [True, False, False], [-1.0, 2.0, -1.0]
    yield "another symbol than the valid one", swapped
    yield "a wrong step in the middle", flipped([(2, 0, 1), (2, 1, 2)])
    yield "all right", case(5, [5, 2, 3])
    yield "all wrong", flipped([(t, n, t % 4) for t in range(5) for n in range(2)], 5, (5, 3), 4)
    yield "one string of one step", case(1, [1])
    wide = case(4, [4, 1, 3, 2, 4], V=7)
    wide["z"] *= 100
    wide["z"][3, 4, 6] *= -1
    yield "five strings, seven symbols, large logits", wide
    small = case(4, [4, 3, 2])
    small["z"] *= 1e-9
    yield "small logits of the right sign", small
    zero = case(3, [3, 2, 3, 3])
    zero["z"][1, 0, 1], zero["valid"][1, 0, 1] = 0.0, False
    zero["z"][2, 2, 2], zero["valid"][2, 2, 2] = 0.0, True
    yield "a logit of 0 predicts nothing", zero
    broken = case(4, [4, 2, 3])
    broken["z"][2:, 1], broken["z"][3, 2] = np.nan, np.inf
    yield "nan and inf after the end", broken
    unknown = case(4, [4, 4])
    unknown["z"][2, 1], unknown["valid"][2, 1] = [np.nan, -1.0, -2.0], [True, False, False]
    yield "nan at a valid symbol predicts nothing", unknown
    missing = case(5, [5, 5, 4])
    missing["valid"][2, 0, :2] = True
    missing["z"][2, 0, :2] = 2.0, -0.5
    yield "one of two valid symbols is missing", missing
    long = case(201, [201, 150])
    long["z"][149, 1, 0] *= -1
    yield "one wrong step of 150", long
    longer = case(2001, [2001, 1990])
    longer["z"][:256, 0] *= -1
    longer["z"][1000, 1, 0] *= -1
    yield "256 wrong steps, and one of 1,990", longer


RIGHT, AFTER, ALL = "((z > 0) == valid).all(axis=2)", "np.arange(len(z))[:, None] >= lengths", "(right | after).all(axis=0)"
mistakes(
    ex,
    {
        "a logit must be larger than 0.0001 to predict its symbol: the threshold is 0.": ("z > 0", "z > 1e-4"),
        "the mean over the steps is compared: one wrong step of 150 is enough to refuse a string, use all.": (
            ALL,
            "(right & ~after).sum(axis=0) >= 0.95 * lengths",
        ),
        "half of the steps are enough: every step must be right.": (ALL, "(right & ~after).sum(axis=0) > 0.5 * lengths"),
        "only the last step counts: every step up to the end must be right.": (
            ALL,
            "right[lengths - 1, np.arange(len(lengths))]",
        ),
        "one right step is enough: use all over the steps, not any.": (ALL, "(right & ~after).any(axis=0)"),
        "steps after the end count: leave out those at and after lengths.": (ALL, "right.all(axis=0)"),
        "the last step of each string is left out (off by one): it has the index lengths - 1.": (">= lengths", ">= lengths - 1"),
        "one step after the end counts (off by one): the first one after has the index lengths.": (">= lengths", "> lengths"),
        "all strings have the shortest length: compare with lengths, one for each string.": (">= lengths", ">= lengths.min()"),
        "a logit of 0 predicts the symbol: it is predicted if its logit is above 0.": ("z > 0", "z >= 0"),
        "the logits are compared with 0.5: the probability 0.5 is a logit of 0.": ("z > 0", "z > 0.5"),
        "predicted symbols that are not valid are overlooked: exactly the valid ones must be predicted.": (
            RIGHT,
            "((z > 0) | ~valid).all(axis=2)",
        ),
        "missing symbols are overlooked: all valid ones must be predicted, not only some.": (
            RIGHT,
            "((z <= 0) | valid).all(axis=2)",
        ),
        "nan counts as a prediction: z > 0 is False for nan, ~(z <= 0) is True.": ("(z > 0)", "~(z <= 0)"),
        "the largest logit decides: every symbol has an answer of its own, so compare z > 0 with valid.": (
            RIGHT,
            "np.take_along_axis(valid, z.argmax(axis=2)[..., None], axis=2)[..., 0]",
        ),
        "one right symbol makes a step right: all V comparisons must be.": (RIGHT, "((z > 0) == valid).any(axis=2)"),
        "one answer for all strings is returned: take all over the steps only, axis=0.": (ALL, "(right | after).all()"),
        "the answers of all steps are returned: take all over the steps, axis=0.": (ALL, "right | after"),
        "the shares of right steps are returned: a string is accepted if all of its steps are right.": (
            ALL,
            "(right & ~after).sum(axis=0) / lengths",
        ),
        "the result is the opposite: True where every step is right.": (ALL, f"~{ALL}"),
        "the step after the end must be wrong: use | with the steps that do not count, not &.": (
            ALL,
            "(right & ~after).all(axis=0)",
        ),
        "a softmax over the symbols is compared with one half: the outputs are separate yes-or-no questions, z > 0.": (
            "(z > 0)",
            "(np.exp(z - z.max(axis=2, keepdims=True)) > 0.5 * np.exp(z - z.max(axis=2, keepdims=True)).sum(axis=2, keepdims=True))",
        ),
        "the symbols are counted: which ones are predicted matters, not how many.": (
            RIGHT,
            "(z > 0).sum(axis=2) == valid.sum(axis=2)",
        ),
        "the axes are exchanged: axis 2 are the symbols, axis 0 the steps.": (
            f"return {ALL}",
            "return np.asarray(right | after).all(axis=1)",
        ),
    },
)


equivalents(
    ex,
    {
        "a loop over the strings": """
        accepted = []
        for n, length in enumerate(lengths):
            accepted.append(np.array_equal(z[:length, n] > 0, valid[:length, n]))
        return np.array(accepted)
    """,
        "counting wrong answers": """
        wrong = (np.greater(z, 0) != valid).sum(axis=-1)
        wrong[np.arange(z.shape[0])[:, np.newaxis] > lengths - 1] = 0
        return wrong.sum(axis=0) == 0
    """,
        "the first wrong step": """
        right = np.logical_and.reduce((z > 0) == valid, axis=2)
        right = np.vstack([right, np.zeros((1, len(lengths)), dtype=bool)])
        return np.argmin(right, axis=0) >= lengths
    """,
    },
)
