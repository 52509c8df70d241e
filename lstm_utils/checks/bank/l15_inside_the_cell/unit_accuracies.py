"""Lesson 15: how well each unit alone shows a label."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "unit-accuracies",
    lesson="15_inside_the_cell",
    reference=nets.unit_accuracies,
    outputs="accuracies",
    hints=[
        "Two means for each unit, (H,) each: states[labels == 0].mean(axis=0), and the same for 1.",
        "Each state has an own mean and an other one: np.where(labels[:, None] == 1, one, zero) is (N, H).",
        "A state is right where abs(states - own) < abs(states - other). Take the mean over axis 0.",
    ],
)


@ex.cases
def _(rng):
    def case(N, H, share=0.5, **given):
        labels = rng.permutation((np.arange(N) < max(1, round(share * N))).astype(int))
        shift = np.outer(labels, rng.normal(size=H) * np.resize([2, -1, 0.3], H))
        return dict(states=rng.normal(size=(N, H)) + shift + 3, labels=labels) | given

    yield "20 states of 3 units", case(20, 3)
    yield "50 states of 6 units", case(50, 6)
    yield "one unit", case(15, 1)
    yield "a rare label", case(40, 4, share=0.1)
    yield "a frequent label", case(40, 2, share=0.8)
    yield "a unit that never changes: a tie is wrong", case(10, 2, share=0.3, states=np.ones((10, 2)))
    yield "square", case(6, 6)
    yield "far from 0", case(25, 3, states=100 + rng.normal(size=(25, 3)))
    middle = np.array([[0.0, 8], [2, 4], [2, 4], [4, 0], [3, 2]])
    yield "farther from 0 than 32 bits resolve", case(25, 3, states=1e8 + rng.normal(size=(25, 3)))
    yield "values halfway between the means", dict(states=middle, labels=np.array([0, 0, 1, 1, 1]))
    yield "two states", case(2, 3, labels=np.array([1, 0]))


ZERO_ONE = "zero, one = states[labels == 0].mean(axis=0), states[labels == 1].mean(axis=0)"
LAST = "return (abs(states - own) < abs(states - other)).mean(axis=0)"
mistakes(
    ex,
    {
        "a tie counts as right: use <, not <=.": (") < abs", ") <= abs"),
        "the accuracy of each state is returned: the mean is over the states, axis 0.": (
            "other)).mean(axis=0)",
            "other)).mean(axis=1)",
        ),
        "one number is returned for all units: the mean is over the states only, axis 0.": (
            "other)).mean(axis=0)",
            "other)).mean()",
        ),
        "the number of right states is returned: take the mean over axis 0.": ("other)).mean(axis=0)", "other)).sum(axis=0)"),
        "the share of wrong states is returned: right is nearer to the own mean.": (") < abs", ") > abs"),
        "the means are over all units: one mean for each unit, axis 0.": (
            ZERO_ONE,
            "zero, one = states[labels == 0].mean(), states[labels == 1].mean()",
        ),
        "the states of label 1 alone are counted: take the mean over all states.": (
            LAST,
            "return (abs(states - own) < abs(states - other))[labels == 1].mean(axis=0)",
        ),
        "the states of label 0 alone are counted: take the mean over all states.": (
            LAST,
            "return (abs(states - own) < abs(states - other))[labels == 0].mean(axis=0)",
        ),
        "medians are taken: the task asks for the means.": (
            ZERO_ONE,
            "zero, one = np.median(states[labels == 0], axis=0), np.median(states[labels == 1], axis=0)",
        ),
        "the limit is 0: compare with the mean of each label.": (
            LAST,
            "return ((states > 0) == (labels[:, None] == 1)).mean(axis=0)",
        ),
        "the limit is the mean of all states: compare with the mean of each label.": (
            LAST,
            "return ((states > states.mean(axis=0)) == (labels[:, None] == 1)).mean(axis=0)",
        ),
        "units that fall with the label count as wrong: which mean is nearer, not which value is larger.": (
            LAST,
            "return ((states > (zero + one) / 2) == (labels[:, None] == 1)).mean(axis=0)",
        ),
        "below 1/2 the share is taken from 1: report the share of right states as it is.": (
            LAST,
            "right = (abs(states - own) < abs(states - other)).mean(axis=0)\n    return np.maximum(right, 1 - right)",
        ),
        "the two labels are averaged: the share is of all states, also where one label is rare.": (
            LAST,
            "right = abs(states - own) < abs(states - other)\n"
            "    return (right[labels == 0].mean(axis=0) + right[labels == 1].mean(axis=0)) / 2",
        ),
        "all units are used together: judge each unit alone, without a sum over the units.": (
            LAST,
            "near = ((states - own) ** 2).sum(axis=1) < ((states - other) ** 2).sum(axis=1)\n"
            "    return np.full(states.shape[1], near.mean())",
        ),
        "the correlation with the label is returned: count the states that are nearer to their own mean.": (
            LAST,
            "y = labels - labels.mean()\n"
            "    s = states - states.mean(axis=0)\n"
            "    return abs(y @ s) / np.sqrt((y @ y) * (s**2).sum(axis=0) + 1e-12)",
        ),
        "the best unit alone is returned: return an accuracy for each unit.": (
            LAST,
            LAST.replace("mean(axis=0)", "mean(axis=0).max()"),
        ),
        "the number of the best unit is returned: return an accuracy for each unit.": (
            LAST,
            LAST.replace("mean(axis=0)", "mean(axis=0).argmax()"),
        ),
        "a tie counts as label 0: where both means are equally near, the state is wrong.": (
            LAST,
            "return ((abs(states - one) < abs(states - zero)) == (labels[:, None] == 1)).mean(axis=0)",
        ),
        "a tie counts as label 1: where both means are equally near, the state is wrong.": (
            LAST,
            "return ((abs(states - one) <= abs(states - zero)) == (labels[:, None] == 1)).mean(axis=0)",
        ),
        "the distance of the means is returned: count the states that are nearer to their own mean.": (
            LAST,
            "return abs(one - zero)",
        ),
    },
)


equivalents(
    ex,
    {
        "unit by unit": """
        result = []
        for u in range(states.shape[1]):
            s = states[:, u]
            m = [s[labels == 0].mean(), s[labels == 1].mean()]
            ok = [abs(v - m[y]) < abs(v - m[1 - y]) for v, y in zip(s, labels)]
            result.append(sum(ok) / len(ok))
        return np.array(result)
    """,
        "distances to both means": """
        means = np.stack([states[labels == k].mean(0) for k in range(2)])
        far = np.abs(states[None] - means[:, None])
        wins = np.where(labels[:, None].astype(bool), far[1] < far[0], far[0] < far[1])
        return np.mean(wins, axis=0)
    """,
        "squares, weighted sums": """
        one_hot = np.eye(2)[labels]
        means = (one_hot.T @ states) / one_hot.sum(axis=0)[:, None]
        own, other = one_hot @ means, (1 - one_hot) @ means
        return np.count_nonzero((states - own) ** 2 < (states - other) ** 2, axis=0) / len(labels)
    """,
    },
)
