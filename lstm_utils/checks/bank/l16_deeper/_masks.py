"""What the random masks of lesson 16 have in common: how zeros are distributed."""

import numpy as np

from lstm_utils.checks import evidence
from lstm_utils.checks.bank._samplers import table

CLOSE = 1e-9
LAGS = range(2, 9)
NAMED_FROM = 500  # entries: in fewer, one mistake can look like another by chance


def tests(kept, p):
    """Return the evidence that entries are not kept independently with probability 1 - p."""
    k, law = kept.astype(int), [p, 1 - p]
    found = {"share": table(0 * k, k, 1, law)}
    for axis in range(2):
        moved = np.moveaxis(k, axis, 0)
        found[f"neighbour on axis {axis}"] = table(moved[:-1], moved[1:], 2, law)
        lags = [table(moved[:-lag], moved[lag:], 2, law) for lag in LAGS]
        found[f"a few entries before on axis {axis}"] = evidence.mean(lags)
        found[f"mirrored on axis {axis}"] = evidence.mean([_mirrored(moved, law), _mirrored(moved[:-1], law)])
        found[f"share so far on axis {axis}"] = table(_more_than(moved, 1 - p), moved, 2, law)
        half = len(moved) // 2
        found[f"half of axis {axis}"] = table(moved[:half], moved[half : 2 * half], 2, law)
    flat, half = k.ravel(), k.size // 2
    found["mirrored entry"] = table(flat[:half], flat[::-1][:half], 2, law)
    quarters = np.split(k[: len(k) // 4 * 4], 4)
    found["quarter"] = table(quarters[0], quarters[1], 2, law)
    return found


def _mirrored(k, law):
    half = len(k) // 2
    return table(k[:half], k[::-1][:half], 2, law)


def _more_than(k, q):
    """Return where more of the entries before, along the first axis, are 1 than the share q."""
    before = np.arange(len(k)).reshape(-1, *[1] * (k.ndim - 1))
    return (np.cumsum(k, axis=0) - k > q * before).astype(int)


def counted(masks):
    """Return whether all of [(kept, p), ...] have the share p of zeros exactly, as a whole, by row or by column.

    Among independent entries this happens by chance less than once in 10^7 checks.
    """
    return any(all(_exact(kept, p, axis) for kept, p in masks) for axis in (None, -1, 0))


def _exact(kept, p, axis):
    zeros = np.sum(~kept, axis=axis)
    return (abs(zeros - p * kept.size / np.size(zeros)) < 1).all()


def reversed_odds(kept, p):
    """Return whether far more entries are zero than asked, as if p were the share to keep."""
    return not evidence.strongest(tests(kept, 1 - p))
