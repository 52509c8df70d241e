"""When is a task solved, when is a string read right? Criteria make numbers comparable.

N = sequences, in the order in which a net saw them or in a test; T = steps, B = batch,
V = symbols. An error is what the net answered less what was right; one that is not a number is
never small.
"""

import math
from collections.abc import Sequence

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray
from lstm_utils.shapes import require_shapes


def solved(errors: Array, tol: float = 0.04, share: float = 0.98) -> bool:
    """Judge whether enough errors of a test are small.

    Args:
        errors: one number for each sequence, of either sign, (N,) float array.
        tol: an error is small if its absolute value is below tol.
        share: fraction of the sequences that must have a small error, 0 to 1.

    Returns:
        Whether the fraction of small errors is share or more.

    Raises:
        ValueError: if errors is not (N,).
    """
    require_shapes("solved", "errors (N,)", errors)
    return bool((np.abs(errors) < tol).mean() >= share)


def strict_run(errors: Array, tol: float = 0.04, n: int = 2000) -> int:
    """Count the sequences until n in a row had a small error.

    Args:
        errors: one number for each sequence, of either sign, in the order in which the net
            saw them, (N,) float array.
        tol: an error is small if its absolute value is below tol.
        n: length of the run, >= 1.

    Returns:
        Number of sequences seen when a run is first n long, its last one included; -1 if
        that never happens.

    Raises:
        ValueError: if errors is not (N,), or n < 1.

    Source: Hochreiter and Schmidhuber (1997), Neural Computation 9:1735-1780, section 5.4.
    """
    require_shapes("strict_run", "errors (N,)", errors)
    if n < 1:
        raise ValueError(f"strict_run expects n >= 1; got {n}")
    run = 0
    for seen, error in enumerate(errors, 1):
        run = run + 1 if abs(error) < tol else 0
        if run == n:
            return seen
    return -1


def accepts(z: Array, valid: BoolArray, lengths: IntArray) -> BoolArray:
    """Find the strings at which a net predicts, at every step, exactly what may follow.

    Args:
        z: logits, (T, B, V) float array; a symbol is predicted if its logit is above 0.
        valid: symbols that may follow, (T, B, V) bool array.
        lengths: steps of each string, 1 to T, (B,) integer array; later steps do not count.

    Returns:
        (B,) bool array: True where every step is right.

    Raises:
        ValueError: if the shapes do not fit.

    Source: Gers and Schmidhuber (2001), IEEE Transactions on Neural Networks 12:1333-1340,
        section III.
    """
    require_shapes("accepts", "z (T, B, V), valid (T, B, V), lengths (B,)", z, valid, lengths)
    right = ((z > 0) == valid).all(axis=2)  # (T, B)
    after = np.arange(len(z))[:, None] >= lengths
    return (right | after).all(axis=0)


def early_stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Find the best measurement, and the one after which training ends.

    Args:
        losses: one for each measurement of the validation data, in order; at least one.
        patience: measurements in a row without a new best after which training ends, 1 or
            more. A new best is less than all before; nan is never a best.

    Returns:
        best: index of the best measurement up to the end; 0 if none is a number.
        stop: index of the last measurement that is made; the last one if patience suffices.

    Source: Prechelt (1998), Early stopping, but when? LNCS 1524:55-69, criterion UP, with
        "no new best" in place of "greater than before".
    """
    best, lowest = 0, math.inf
    for n, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = n, loss
        if n - best >= patience:
            return best, n
    return best, len(losses) - 1
