"""Connectionist temporal classification: label a sequence without knowing where labels are.

T = time steps, V = symbols (0 is the blank), L = labels of the target, S = 2L + 1 cells.
A path has one symbol for each step; its probability is the product of the symbols' own.
All probabilities are logarithms, in nats.

Source: Graves, Fernández, Gomez and Schmidhuber (2006), ICML, doi:10.1145/1143844.1143891.
"""

from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array, IntArray
from lstm_utils.shapes import require_shapes

BLANK = 0


def collapse(path: Sequence[int] | IntArray) -> list[int]:
    """Turn a path into labels: merge equal neighbours, then remove the blanks.

    Args:
        path: symbols, T integers, 0 for the blank.

    Returns:
        The labels, a list of int.

    Source: Graves et al. (2006), section 3.1.
    """
    merged = [int(v) for n, v in enumerate(path) if n == 0 or v != path[n - 1]]
    return [v for v in merged if v != BLANK]


def extend(target: Sequence[int] | IntArray) -> IntArray:
    """Put a blank before, between and after the labels.

    Args:
        target: labels, L integers from 1 on; L may be 0.

    Returns:
        (2L + 1,) integer array, the labels at its odd places.

    Source: Graves et al. (2006), section 4.1.
    """
    cells = np.zeros(2 * len(target) + 1, dtype=int)
    cells[1::2] = target
    return cells


def ctc_alpha(logp: Array, target: Sequence[int] | IntArray) -> Array:
    """Add up the probabilities of all beginnings of paths of a target, cell by cell.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array.
        target: labels, L integers from 1 to V - 1.

    Returns:
        (T, S) float array: at (t, s) the logarithm of the total probability of all beginnings
        that are in cell s of `extend(target)` at step t; -inf where there is none.

    Raises:
        ValueError: if logp is not (T, V), or a label is not a symbol or is the blank.

    Source: Graves et al. (2006), equations 5 to 7.
    """
    _require("ctc_alpha", "logp", logp, target)
    cells = extend(target)
    before = np.full((len(logp), len(cells)), -np.inf)
    before[0, :2] = 0.0  # a path begins with the first blank or the first label
    alpha = before + logp[:, cells]
    may_skip = cells[2:] != cells[:-2]  # over the blank between two different labels
    for t in range(1, len(logp)):
        last, total = alpha[t - 1], alpha[t - 1].copy()
        total[1:] = np.logaddexp(total[1:], last[:-1])
        total[2:][may_skip] = np.logaddexp(total[2:], last[:-2])[may_skip]
        alpha[t] = total + logp[t, cells]
    return alpha


def ctc_gamma(logp: Array, target: Sequence[int] | IntArray) -> tuple[float, Array]:
    """Compute the probability of a target, and how its paths share the cells at each step.

    Args:
        logp: log-probabilities of the symbols at each step, (T, V) float array, finite.
        target: labels, L integers from 1 to V - 1, with at least one path of T steps.

    Returns:
        log_p: logarithm of the probability of all paths of the target, a float.
        gamma: (T, S) float array; at (t, s) the share of that probability that runs through
            cell s at step t; each row adds up to 1.

    Source: Graves et al. (2006), equations 8 to 14.
    """
    cells = extend(target)
    alpha = ctc_alpha(logp, target)
    backward = ctc_alpha(logp[::-1], np.asarray(target)[::-1])  # alpha, read from the end
    beta = backward[::-1, ::-1]
    log_p = float(np.logaddexp.reduce(alpha[-1, -2:]))
    return log_p, np.exp(alpha + beta - logp[:, cells] - log_p)  # both count step t: once off


def ctc_loss_and_grad(z: Array, target: Sequence[int] | IntArray) -> tuple[float, Array]:
    """Compute the CTC loss of one sequence, and its gradient.

    Args:
        z: logits of the symbols at each step, (T, V) float array.
        target: labels, L integers from 1 to V - 1, with at least one path of T steps.

    Returns:
        loss: minus the logarithm of the probability of the target, in nats, a float.
        dz: gradient with respect to z, (T, V).

    Raises:
        ValueError: if z is not (T, V), a label is not a symbol or is the blank, or no path of
            T steps has the target.

    Source: Graves et al. (2006), equations 15 and 16.
    """
    _require("ctc_loss_and_grad", "z", z, target)
    least = len(target) + int((np.diff(target) == 0).sum())
    if len(z) < least:
        raise ValueError(f"ctc_loss_and_grad: these labels need {least} steps; got {len(z)}")
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    log_p, gamma = ctc_gamma(logp, target)
    dz = np.exp(logp)
    np.subtract.at(dz.T, extend(target), gamma.T)  # a symbol may have several cells
    return -log_p, dz


def _require(where: str, name: str, rows: Array, target: Sequence[int] | IntArray) -> None:
    """Raise ValueError unless rows, called `name`, are (T, V) and all labels are symbols."""
    require_shapes(where, f"{name} (T, V)", rows)
    V = rows.shape[1]
    if any(not 0 < v < V for v in target):
        raise ValueError(f"{where} expects labels from 1 to {V - 1}; got {list(target)}")
