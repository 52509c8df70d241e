"""Lesson 19: the CTC loss, and its gradient with respect to the logits."""

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils.checks.declare import equivalents, exercise, mistakes

from ._paths import inputs, logits

ex = exercise(
    "ctc-loss-and-grad",
    lesson="19_ctc",
    reference=nets.ctc_loss_and_grad,
    outputs=("loss", "dz"),
    numbers=("loss",),
    hints=[
        "log p: paths end in the last label or in the blank after it, so add the last two of alpha[-1] with logaddexp. "
        "The loss is -log p.",
        "beta is alpha of the reversed strip and the reversed target, reversed back along both axes: "
        "nets.ctc_alpha(logp[::-1], target[::-1])[::-1, ::-1]. alpha + beta contain logp[t, cells] twice: subtract it once.",
        "gamma = np.exp(alpha + beta - logp[:, cells] - log_p). dz starts as the softmax, np.exp(logp); "
        "then for each cell s with symbol v: dz[:, v] -= gamma[:, s].",
    ],
)


@ex.cases
def _(rng):
    yield from inputs(rng, "z", lambda z: z)
    yield "logits of 1000", dict(z=logits(6, 4, rng) + 1000.0, target=np.array([1, 2]))
    wide = rng.uniform(-800.0, 700.0, size=(5, 4))
    wide[2, 3] = 800.0  # of a symbol that no path of the target has: else the loss may be rounding
    yield "logits between -800 and 800", dict(z=wide, target=np.array([2, 1]))


LOGP = "logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)"
BETA = "nets.ctc_alpha(logp[::-1], target[::-1])[::-1, ::-1]"
LOG_P, GAMMA = "np.logaddexp.reduce(alpha[-1, -2:])", "np.exp(alpha + beta - logp[:, cells] - log_p)"
DZ, LOOP = "dz = np.exp(logp)", "dz[:, v] -= gamma[:, s]"
RETURN = "return float(-log_p), dz"
mistakes(
    ex,
    {
        "the loss is the expected divergence, -sum gamma log y: it is -log p, the paths added up before the logarithm.": (
            RETURN,
            "return float(-(gamma * logp[:, cells]).sum()), dz",
        ),
        "the loss is that of the best path alone: p adds up all paths.": (
            RETURN,
            """best = np.full(len(cells), -np.inf)
    best[:2] = logp[0, cells[:2]]
    for row in logp[1:]:
        ways = np.full((3, len(cells)), -np.inf)
        ways[0], ways[1, 1:], ways[2, 2:] = best, best[:-1], np.where(cells[2:] != cells[:-2], best[:-2], -np.inf)
        best = ways.max(axis=0) + row[cells]
    return float(-best[-2:].max()), dz""",
        ),
        "paths that end in the last label are left out: p is the sum over the last two cells.": (LOG_P, "alpha[-1, -1]"),
        "paths that end in the last blank are left out: p is the sum over the last two cells.": (
            LOG_P,
            "alpha[-1, -2] if len(cells) > 1 else alpha[-1, -1]",
        ),
        "all cells of the last step are added: a path of the target ends in one of the last two.": (
            LOG_P,
            "np.logaddexp.reduce(alpha[-1])",
        ),
        "the last two of alpha are added as logarithms: add probabilities, with logaddexp.": (LOG_P, "alpha[-1, -2:].sum()"),
        "the loss has the wrong sign: it is minus log p.": (RETURN, "return float(log_p), dz"),
        "the probability is returned: the loss is minus its logarithm.": (RETURN, "return float(np.exp(log_p)), dz"),
        "the loss is divided by the number of steps: it is that of the complete strip.": (
            RETURN,
            "return float(-log_p / len(z)), dz",
        ),
        "the loss is divided by the number of labels (PyTorch's reduction='mean' does that): return -log p.": (
            RETURN,
            "return float(-log_p / max(len(target), 1)), dz",
        ),
        "loss and gradient are divided by the number of steps: return those of the complete strip.": (
            RETURN,
            "return float(-log_p / len(z)), dz / len(z)",
        ),
        "the gradient is that with respect to logp: with respect to z, the softmax is added.": (DZ, "dz = np.zeros_like(logp)"),
        "the gradient has the wrong sign: it is softmax minus gamma.": (RETURN, "return float(-log_p), -dz"),
        "the gradient is divided by the number of steps: return that of the complete strip.": (
            RETURN,
            "return float(-log_p), dz / len(z)",
        ),
        "the gradient is with respect to probabilities, -gamma / y: z are logits, so it is y - gamma.": [
            (DZ, "dz = np.zeros_like(logp)"),
            (LOOP, "dz[:, v] -= gamma[:, s] / np.exp(logp[:, v])"),
        ],
        "the gradient is multiplied by y (1 - y), a sigmoid's derivative: with a softmax it is y - gamma.": (
            RETURN,
            "return float(-log_p), dz * np.exp(logp) * (1 - np.exp(logp))",
        ),
        "dz[:, cells] -= gamma subtracts only one of the cells with the same symbol: the blank has many, loop over the cells.": (
            "for s, v in enumerate(cells):\n        dz[:, v] -= gamma[:, s]",
            "dz[:, cells] -= gamma",
        ),
        "step t is counted twice: alpha and beta both contain logp[t], subtract it once.": (
            " - logp[:, cells] - log_p",
            " - log_p",
        ),
        "gamma is not divided by p: its rows add up to 1.": (" - log_p)", ")"),
        "gamma knows the past only: alpha is the beginning of the paths, beta their end.": (
            GAMMA,
            "np.exp(alpha - np.logaddexp.reduce(alpha, axis=1, keepdims=True))",
        ),
        "beta's steps are in the wrong order: reverse both axes back, [::-1, ::-1].": (
            BETA,
            BETA.replace("[::-1, ::-1]", "[:, ::-1]"),
        ),
        "beta's cells are in the wrong order: reverse both axes back, [::-1, ::-1].": (
            BETA,
            BETA.replace("[::-1, ::-1]", "[::-1]"),
        ),
        "beta is not reversed back: step 0 of the reversed strip is the last step.": (BETA, BETA.replace("[::-1, ::-1]", "")),
        "the target of beta is not reversed: read from the end, the last label comes first.": (
            BETA,
            BETA.replace("target[::-1]", "target"),
        ),
        "logp of beta is not reversed: it reads the strip from the end.": (BETA, BETA.replace("logp[::-1]", "logp")),
        "the softmax runs over the steps: over the symbols, axis=1.": (LOGP, LOGP.replace("axis=1", "axis=0")),
        "there is no softmax: z are logits, logp = z - logsumexp of each row.": (LOGP, "logp = z"),
        "the softmax overflows: exp(z) is inf for logits of 1000, use logaddexp or subtract the maximum.": (
            LOGP,
            'with np.errstate(all="ignore"):\n        logp = np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))',
        ),
        "products without logarithms: after 400 steps they are 0, and the result nan. Call nets.ctc_alpha.": (
            GAMMA,
            """np.exp(alpha) * np.exp(beta) / np.exp(logp[:, cells])
    with np.errstate(all="ignore"):
        gamma, log_p = gamma / np.exp(alpha[-1, -2:]).sum(), np.log(np.exp(alpha[-1, -2:]).sum())""",
        ),
        "z is changed: z -= ... overwrites the caller's array, make a new one.": (
            LOGP,
            "z -= np.logaddexp.reduce(z, axis=1, keepdims=True)\n    logp = z",
        ),
        "beta is alpha, reversed: it is alpha of the reversed strip and the reversed target.": (BETA, "alpha[::-1, ::-1]"),
        "the blank's shares are subtracted twice: once for each cell.": (LOOP, "dz[:, v] -= gamma[:, s] * (1 + (v == 0))"),
        "only labels are subtracted: the blank's cells have their share, too.": (LOOP, "dz[:, v] -= gamma[:, s] * (v != 0)"),
        "only the gradient is returned: return loss, dz.": (RETURN, "return dz"),
    },
)


equivalents(
    ex,
    {
        "a backward loop of its own": """
        shifted = z - z.max(axis=1, keepdims=True)
        logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        cells = nets.extend(target)
        alpha, S = nets.ctc_alpha(logp, target), len(cells)
        beta = np.full(alpha.shape, -np.inf)  # without step t itself
        beta[-1, -2:] = 0.0
        for t in range(len(z) - 2, -1, -1):
            after = beta[t + 1] + logp[t + 1, cells]
            for s in range(S):
                ways = list(after[s : s + 2])
                if s + 2 < S and cells[s] != cells[s + 2]:
                    ways.append(after[s + 2])
                beta[t, s] = np.logaddexp.reduce(ways)
        log_p = np.logaddexp.reduce(alpha[0] + beta[0])
        y, gamma = np.exp(logp), np.exp(alpha + beta - log_p)
        return -log_p, np.stack([y[:, v] - gamma[:, cells == v].sum(axis=1) for v in range(z.shape[1])], axis=1)
    """,
        "one-hot cells": """
        top = z.max(axis=1, keepdims=True)
        logp = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
        cells = nets.extend(target)
        both = nets.ctc_alpha(logp, target) + nets.ctc_alpha(np.flip(logp, 0), np.flip(target))[::-1, ::-1]
        both = both - logp[:, cells]
        log_p = np.logaddexp.reduce(both, axis=1)  # the same at each step
        gamma = np.exp(both - log_p[:, None])
        return -log_p[0], np.exp(logp) - gamma @ np.eye(z.shape[1])[cells]
    """,
        "np.subtract.at": """
        logp = z - np.logaddexp.reduce(z, axis=1)[:, None]
        cells, back = nets.extend(target), nets.extend(target[::-1])
        alpha = nets.ctc_alpha(logp, target)
        beta = nets.ctc_alpha(logp[::-1], target[::-1]) - logp[::-1][:, back]
        log_p = np.logaddexp.reduce(alpha[-1][-2:])
        gamma = np.exp(alpha + np.flip(beta) - log_p)
        dz = np.exp(logp)
        np.subtract.at(dz, (slice(None), cells), gamma)
        return -log_p, dz
    """,
    },
)
