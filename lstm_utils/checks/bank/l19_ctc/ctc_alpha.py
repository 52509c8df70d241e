"""Lesson 19: the total probability of all beginnings, cell by cell."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._paths import inputs, log_softmax, logits

ex = exercise(
    "ctc-alpha",
    lesson="19_ctc",
    reference=nets.ctc_alpha,
    outputs="alpha",
    hints=[
        "cells = nets.extend(target); start with alpha full of -np.inf. At step 0, which two cells can a path be in?",
        "Three ways lead into cell s: from s, from s - 1, and from s - 2 if cells[s] != cells[s - 2]. "
        "Add their probabilities with np.logaddexp, then the symbol's own: + logp[t, cells[s]].",
        "All cells at once: total = alpha[t - 1].copy(), then total[1:] = np.logaddexp(total[1:], alpha[t - 1, :-1]), "
        "then total[2:] where may_skip. A copy: total must not change alpha[t - 1].",
    ],
)


@ex.cases
def _(rng):
    yield from inputs(rng, "logp", log_softmax)
    yield "too few steps: the end is not reached", dict(logp=log_softmax(logits(3, 5, rng)), target=np.array([2, 2, 4]))
    never = log_softmax(logits(6, 4, rng))
    never[2, 1] = never[4, 0] = -np.inf
    yield "symbols that are impossible", dict(logp=never, target=np.array([1, 3]))
    yield "not normalised: scores of 2 and more", dict(logp=logits(5, 4, rng) + 3, target=np.array([2, 1]))
    yield "logarithms down to -2000", dict(logp=-rng.uniform(1.0, 2000.0, size=(7, 4)), target=np.array([1, 3]))


CELLS, FULL = "cells = nets.extend(target)", "alpha = np.full((len(logp), len(cells)), -np.inf)"
START, SKIP = "alpha[0, :2] = logp[0, cells[:2]]", "may_skip = cells[2:] != cells[:-2]"
COPY = "last, total = alpha[t - 1], alpha[t - 1].copy()"
NEXT = "total[1:] = np.logaddexp(total[1:], last[:-1])"
JUMP = "total[2:][may_skip] = np.logaddexp(total[2:], last[:-2])[may_skip]"
EMIT, STEPS = "alpha[t] = total + logp[t, cells]", "range(1, len(logp))"
mistakes(
    ex,
    {
        "the blank between equal labels is skipped: then they would merge, skip only where cells[s] != cells[s - 2].": (
            SKIP,
            "may_skip = cells[2:] != 0",
        ),
        "labels are skipped, from blank to blank: only the blank between two different labels may be left out.": (
            SKIP,
            "may_skip = np.arange(2, len(cells)) >= 2",
        ),
        "no blank is ever skipped: between different labels it may be left out.": (f"        {JUMP}\n", ""),
        "every label may be skipped, no blank: the skip leads from label to label.": (SKIP, "may_skip = cells[2:] == 0"),
        "the skip is allowed for equal labels only: it is the other way round, !=.": (
            SKIP,
            "may_skip = (cells[2:] == cells[:-2]) & (cells[2:] != 0)",
        ),
        "a path begins anywhere: at step 0 only cells 0 and 1 are possible.": (START, "alpha[0] = logp[0, cells]"),
        "a path begins with the blank only: it may also begin with the first label.": (
            START,
            "alpha[0, :1] = logp[0, cells[:1]]",
        ),
        "a path begins with the first label only: it may also begin with a blank.": (
            START,
            "alpha[0, 1:2] = logp[0, cells[1:2]]",
        ),
        "the probability of the first symbol is missing: alpha[0] has logp[0], too.": (START, "alpha[0, :2] = 0.0"),
        "impossible cells start at 0, which is probability 1: the logarithm of 0 is -inf.": ("-np.inf)", "0.0)"),
        "impossible cells are a large negative number: use -np.inf, which adds nothing at all.": ("-np.inf)", "-1e3)"),
        "the largest of the ways is taken: that is the best path alone, add all of them with logaddexp.": [
            (NEXT, NEXT.replace("logaddexp", "maximum")),
            (JUMP, JUMP.replace("logaddexp", "maximum")),
        ],
        "the logarithms are added: that multiplies the ways, add probabilities with logaddexp.": [
            (NEXT, "total[1:] = total[1:] + last[:-1]"),
            (JUMP, "total[2:][may_skip] = (total[2:] + last[:-2])[may_skip]"),
        ],
        "the probabilities are multiplied without logarithms: after 400 steps they are 0, and their logarithm -inf.": """
        cells = nets.extend(target)
        p = np.exp(logp[:, cells])
        alpha = np.zeros(p.shape)
        alpha[0, :2] = p[0, :2]
        for t in range(1, len(p)):
            for s in range(len(cells)):
                total = alpha[t - 1, s] + (alpha[t - 1, s - 1] if s else 0)
                if s > 1 and cells[s] != cells[s - 2]:
                    total += alpha[t - 1, s - 2]
                alpha[t, s] = total * p[t, s]
        with np.errstate(divide="ignore"):
            return np.log(alpha)
    """,
        "a path cannot stay in its cell: it may, staying is one of the ways.": (
            COPY,
            "last, total = alpha[t - 1], np.full(len(cells), -np.inf)",
        ),
        "the way from the cell before is missing: three ways lead into a cell.": (f"        {NEXT}\n", ""),
        "the ways lead back: a path goes on to later cells, from s - 1 to s.": [
            (NEXT, "total[:-1] = np.logaddexp(total[:-1], last[1:])"),
            (JUMP, "total[:-2][may_skip] = np.logaddexp(total[:-2], last[2:])[may_skip]"),
        ],
        "the symbol's own probability is missing: add logp[t, cells].": (EMIT, "alpha[t] = total"),
        "logp of the step before is added: cell s at step t has logp[t].": (EMIT, "alpha[t] = total + logp[t - 1, cells]"),
        "logp of the first step is added each time: it is logp[t].": (EMIT, "alpha[t] = total + logp[0, cells]"),
        "all cells add the blank's logp: take that of the cell's own symbol, logp[t, cells].": (
            EMIT,
            "alpha[t] = total + logp[t, 0]",
        ),
        "logp is subtracted: log-probabilities are added.": (EMIT, "alpha[t] = total - logp[t, cells]"),
        "alpha[t - 1] is changed while it is read: work on a copy, else a path moves on twice in one step.": (
            COPY,
            "last = total = alpha[t - 1]",
        ),
        "cells come round: index -1 is the last cell, and nothing leads from there to the first.": (
            NEXT,
            "total = np.logaddexp(total, np.roll(last, 1))",
        ),
        "the blanks are missing: call nets.extend(target).": [
            (CELLS, "cells = np.asarray(target)"),
            (START, "alpha[0, :1] = logp[0, cells[:1]]"),
            (SKIP, "may_skip = np.zeros(max(len(cells) - 2, 0), dtype=bool)"),
        ],
        "the last step is left out: the loop runs to len(logp) - 1.": (STEPS, "range(1, len(logp) - 1)"),
        "cells from which the end cannot be reached are -inf: alpha asks for beginnings, whatever follows.": (
            "return alpha",
            """T, S = alpha.shape
    left = np.arange(S) < S - 2 * np.arange(T, 0, -1)[:, None]
    return np.where(left, -np.inf, alpha)""",
        ),
        "the ways are added with log(sum(exp)): after 400 steps exp gives 0, use np.logaddexp.": [
            (NEXT, 'with np.errstate(divide="ignore"):\n            total[1:] = np.log(np.exp(total[1:]) + np.exp(last[:-1]))'),
            (
                JUMP,
                'with np.errstate(divide="ignore"):\n            '
                "total[2:][may_skip] = np.log(np.exp(total[2:]) + np.exp(last[:-2]))[may_skip]",
            ),
        ],
        "labels are compared with `is not`: equal numbers need not be the same object, use !=.": (
            SKIP,
            "names = cells.tolist()\n    may_skip = np.array([v is not u for v, u in zip(names[2:], names)], dtype=bool)",
        ),
        "the cells become 8-bit numbers: labels above 255 do not fit.": (CELLS, f"{CELLS}.astype(np.uint8)"),
        "each step is scaled in probabilities: beside a large one a small one becomes 0, stay with logarithms.": """
        cells = nets.extend(target)
        S = len(cells)
        moves = np.eye(S) + np.eye(S, k=1)
        for s in range(2, S):
            moves[s - 2, s] = cells[s] != cells[s - 2]
        alpha = np.full((len(logp), S), -np.inf)
        alpha[0, :2] = logp[0, cells[:2]]
        with np.errstate(divide="ignore"):
            for t in range(1, len(logp)):
                top = alpha[t - 1].max()
                alpha[t] = np.log(np.exp(alpha[t - 1] - top) @ moves) + top + logp[t, cells]
        return alpha
    """,
        "the ways are averaged: their probabilities add up, there is no division by 3.": (
            EMIT,
            "alpha[t] = total + logp[t, cells] - np.log(3)",
        ),
        "the first two cells share the start: each has its symbol's own probability, not half of it.": (
            START,
            f"{START} - np.log(2)",
        ),
        "each step is normalised: alpha are total probabilities, they shrink from step to step.": (
            EMIT,
            "alpha[t] = total + logp[t, cells]\n        alpha[t] -= np.logaddexp.reduce(alpha[t])",
        ),
        "probabilities are returned: return logarithms.": ("return alpha", "return np.exp(alpha)"),
        "alpha is transposed: return (T, S), a row for each step.": ("return alpha", "return alpha.T"),
        "only the last row is returned: return all of alpha, (T, S).": ("return alpha", "return alpha[-1]"),
        "the loss is returned: return alpha, (T, S).": ("return alpha", "return -np.logaddexp.reduce(alpha[-1, -2:])"),
        "the target is reversed: the first label comes first.": (CELLS, "cells = nets.extend(target)[::-1]"),
    },
)


equivalents(
    ex,
    {
        "cell by cell": """
        cells = nets.extend(target)
        T, S = len(logp), len(cells)
        alpha = np.full((T, S), -np.inf)
        for t in range(T):
            for s in range(S):
                if t == 0:
                    ways = [0.0] if s < 2 else []
                else:
                    ways = [alpha[t - 1, s]]
                    if s >= 1:
                        ways.append(alpha[t - 1, s - 1])
                    if s >= 2 and cells[s] != 0 and cells[s] != cells[s - 2]:
                        ways.append(alpha[t - 1, s - 2])
                alpha[t, s] = np.logaddexp.reduce(ways) + logp[t, cells[s]] if ways else -np.inf
        return alpha
    """,
        "shifted copies": """
        cells = nets.extend(target)
        barred = np.full(len(cells), -np.inf)
        barred[2:][cells[2:] != cells[:-2]] = 0.0
        rows = [np.where(np.arange(len(cells)) < 2, logp[0, cells], -np.inf)]
        for emitted in logp[1:, cells]:
            wide = np.concatenate([[-np.inf, -np.inf], rows[-1]])
            ways = np.stack([wide[2:], wide[1:-1], wide[:-2] + barred])
            rows.append(np.logaddexp.reduce(ways, axis=0) + emitted)
        return np.array(rows)
    """,
        "a matrix of moves": """
        cells = nets.extend(target)
        S = len(cells)
        moves = np.eye(S) + np.eye(S, k=1)
        for s in range(2, S):
            moves[s - 2, s] = cells[s] != cells[s - 2]
        with np.errstate(divide="ignore"):
            log_moves = np.log(moves)
        alpha = np.full((len(logp), S), -np.inf)
        alpha[0, 0] = logp[0, 0]
        if S > 1:
            alpha[0, 1] = logp[0, target[0]]
        for t in range(1, len(logp)):
            ways = alpha[t - 1][:, None] + log_moves
            alpha[t] = np.logaddexp.reduce(ways, axis=0) + logp[t][cells]
        return alpha
    """,
    },
)
