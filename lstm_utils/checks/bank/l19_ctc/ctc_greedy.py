"""Lesson 19: the most probable path, collapsed."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

ex = exercise(
    "ctc-greedy",
    lesson="19_ctc",
    reference=nets.ctc_greedy,
    outputs="the labels",
    hints=[
        "The most probable path has the most probable symbol at each step: which axis of logp are the symbols?",
        "logp.argmax(axis=1) is the path, (T,).",
        "return nets.collapse(logp.argmax(axis=1))",
    ],
)


def along(path, V, rng):
    """Return log-probabilities whose largest symbols are those of a path."""
    z = rng.normal(size=(len(path), V))
    z[np.arange(len(path)), path] = z.max(axis=1) + rng.uniform(0.1, 2.0, size=len(path))
    return z - np.logaddexp.reduce(z, axis=1, keepdims=True)


@ex.cases
def _(rng):
    yield "seven steps, four symbols", dict(logp=along([0, 3, 3, 0, 3, 1, 1], 4, rng))
    yield "four steps, seven symbols", dict(logp=along([6, 2, 2, 5], 7, rng))
    yield "blanks only", dict(logp=along([0, 0, 0], 5, rng))
    yield "one step", dict(logp=along([2], 3, rng))
    yield "one blank", dict(logp=along([0], 4, rng))
    yield "as many steps as symbols", dict(logp=along([1, 1, 0, 1], 4, rng))
    yield "blank and one label", dict(logp=along([1, 0, 1, 1, 0, 0], 2, rng))
    certain = along([2, 0, 2, 1, 1], 3, rng)
    yield "certain of each symbol", dict(logp=np.where(certain == certain.max(axis=1, keepdims=True), 0.0, -np.inf))
    yield "30 symbols, 60 steps", dict(logp=along(rng.choice([0, 0, 4, 29, 12], size=60), 30, rng))
    yield "symbols that are nearly impossible", dict(logp=along([0, 2, 1, 0, 1], 3, rng) * 40.0)
    yield "nearly even", dict(logp=np.log(np.full((5, 6), 1 / 6)) + 1e-7 * along([3, 0, 3, 4, 5], 6, rng))
    yield "300 symbols", dict(logp=along([299, 299, 0, 256, 280, 24], 300, rng))
    yield "400 steps", dict(logp=along(rng.integers(0, 4, size=400), 4, rng))
    yield "1,500 steps", dict(logp=along(rng.integers(0, 3, size=1500), 3, rng))


ANSWER = "return nets.collapse(logp.argmax(axis=1))"
mistakes(
    ex,
    {
        "argmax runs over the steps: the symbols are axis 1.": ("axis=1", "axis=0"),
        "the path is not collapsed: merge equal neighbours and remove blanks, nets.collapse(path).": (
            ANSWER,
            "return logp.argmax(axis=1).tolist()",
        ),
        "the blanks are removed before equal neighbours are merged: call nets.collapse.": """
        path = [int(v) for v in logp.argmax(axis=1) if v]
        return [v for n, v in enumerate(path) if n == 0 or v != path[n - 1]]
    """,
        "equal neighbours are not merged: call nets.collapse.": (ANSWER, "return [int(v) for v in logp.argmax(axis=1) if v]"),
        "the blanks are left in: call nets.collapse.": """
        path = logp.argmax(axis=1)
        return [int(v) for n, v in enumerate(path) if n == 0 or v != path[n - 1]]
    """,
        "the blank is left out of the competition: it is a symbol like the others until the path is collapsed.": (
            "logp.argmax(axis=1)",
            "logp[:, 1:].argmax(axis=1) + 1",
        ),
        "the smallest log-probability is taken: argmax, not argmin.": ("argmax", "argmin"),
        "the log-probabilities are summed over the steps first: each step has a symbol of its own.": (
            "logp.argmax(axis=1)",
            "[logp.sum(axis=0).argmax()]",
        ),
        "each label is kept once: a label may come again, call nets.collapse.": (
            ANSWER,
            "return [v for v in dict.fromkeys(logp.argmax(axis=1).tolist()) if v]",
        ),
        "a symbol counts only above probability one half: take the largest at each step, however small.": (
            "logp.argmax(axis=1)",
            "np.where(logp.max(axis=1) > np.log(0.5), logp.argmax(axis=1), 0)",
        ),
        "the blank is taken to be the last symbol: it is symbol 0.": """
        V = logp.shape[1]
        path = logp.argmax(axis=1)
        return [int(v) for n, v in enumerate(path) if v != V - 1 and (n == 0 or v != path[n - 1])]
    """,
        "the first step is left out: the path has a symbol for each step.": ("logp.argmax", "logp[1:].argmax"),
        "the last step is left out: the path has a symbol for each step.": ("logp.argmax", "logp[:-1].argmax"),
        "an array is returned: return a list of int.": (ANSWER, "return np.array(nets.collapse(logp.argmax(axis=1)), dtype=int)"),
        "the path becomes 8-bit numbers: symbols above 255 do not fit.": (
            "logp.argmax(axis=1)",
            "logp.argmax(axis=1).astype(np.uint8)",
        ),
        "only the first 100 steps are read: read all of them.": ("logp.argmax", "logp[:100].argmax"),
        "only the first 400 steps are read: a path may have any length.": ("logp.argmax", "logp[:400].argmax"),
        "the log-probability is returned, too: return the labels only.": (
            ANSWER,
            "return nets.collapse(logp.argmax(axis=1)), logp.max(axis=1).sum()",
        ),
    },
)


equivalents(
    ex,
    {
        "probabilities, a loop": """
        labels, last = [], 0
        for row in np.exp(logp - logp.max(axis=1, keepdims=True)):
            v = int(np.argmax(row))
            if v not in (0, last):
                labels.append(v)
            last = v
        return labels
    """,
        "groupby": """
        from itertools import groupby

        return [int(v) for v, _ in groupby(np.argmax(logp, 1)) if v != 0]
    """,
        "sorted indices": """
        path = np.argsort(logp, axis=-1)[:, -1]
        changed = np.diff(path, prepend=-1) != 0
        return [int(v) for v in path[changed] if v > 0]
    """,
    },
)
