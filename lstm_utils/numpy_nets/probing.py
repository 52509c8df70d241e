"""Probes: what can be read from the states of a trained net, and is that more than chance?

N = states, one of each sentence; H = hidden units. A label is 0 or 1.
"""

import numpy as np

from lstm_utils.arrays import Array, BoolArray, IntArray
from lstm_utils.shapes import require_shapes

from .forecasts import nse


def probe(states: Array, labels: IntArray, test: BoolArray) -> tuple[float, Array]:
    """Fit a linear rule for a label by least squares, and test it on other states.

    Args:
        states: (N, H) float array.
        labels: 0 or 1 for each state, (N,) integer array.
        test: which states are for the test, (N,) bool array; the rule is fitted to the others.

    Returns:
        accuracy: share of the test states with the right label, a float.
        w: the rule, (H + 1,) float array, its constant last: the label is 1 where
            states @ w[:H] + w[H] > 0. It is fitted to targets of -1 and +1.

    Raises:
        ValueError: if the shapes do not fit, or one of the two parts is empty.

    Source: Alain and Bengio (2017), ICLR workshop, arXiv:1610.01644, for linear probes.
    """
    spec = "states (N, H), labels (N,), test (N,)"
    require_shapes("probe", spec, states, labels, test)
    _require_parts("probe", test)
    X = np.hstack([states, np.ones((len(states), 1))])  # (N, H + 1)
    w = np.linalg.lstsq(X[~test], 2.0 * labels[~test] - 1, rcond=None)[0]
    right = (X[test] @ w > 0) == (labels[test] == 1)
    return float(right.mean()), w


def control(words: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw a label for each word that means nothing: the same wherever the word occurs.

    Args:
        words: number of a word for each state, (N,) integer array.
        rng: numpy.random.Generator.

    Returns:
        Labels, (N,) int64 array: half of the different words (rounded down) have a 1, the
        others a 0, and all such choices are equally likely.

    Raises:
        ValueError: if words is not an (N,) array of integers.

    Source: Hewitt and Liang (2019), EMNLP, arXiv:1909.03368: control tasks.
    """
    require_shapes("control", "words (N,)", words)
    if words.dtype.kind not in "iu":
        raise ValueError(f"control expects integers; got {words.dtype}")
    different, place = np.unique(words, return_inverse=True)
    label = np.zeros(len(different), dtype=np.int64)
    label[rng.permutation(len(different))[: len(different) // 2]] = 1
    return label[place]


def unit_accuracies(states: Array, labels: IntArray) -> Array:
    """Measure how well each unit alone shows a label, by the nearer of two means.

    Args:
        states: (N, H) float array.
        labels: 0 or 1 for each state, (N,) integer array; both occur.

    Returns:
        (H,) float64 array: share of the states with a value nearer to the mean of the
        states with the same label than to the mean of the others; a tie counts as wrong.

    Raises:
        ValueError: if the shapes do not fit, or a label is missing.
    """
    require_shapes("unit_accuracies", "states (N, H), labels (N,)", states, labels)
    if set(np.unique(labels)) != {0, 1}:
        raise ValueError(f"unit_accuracies expects labels 0 and 1; got {np.unique(labels)}")
    zero, one = (states[labels == k].mean(axis=0) for k in (0, 1))  # (H,) each
    own = np.where(labels[:, None] == 1, one, zero)  # (N, H)
    other = zero + one - own
    return (abs(states - own) < abs(states - other)).mean(axis=0)


def probe_snow(cs: Array, snow: Array, test: BoolArray) -> tuple[float, Array]:
    """Fit a linear rule for a number by least squares, and score it on other states.

    Args:
        cs: states, (N, H) float array.
        snow: the number for each state, (N,) float array.
        test: which states are for the test, (N,) bool array; the rule is fitted to the others.

    Returns:
        efficiency: nse of the rule on the test states, a float.
        w: the rule, (H + 1,) float array, its constant last: cs @ w[:H] + w[H].

    Raises:
        ValueError: if the shapes do not fit, or one of the two parts is empty.

    Source: Lees and others (2022), Hydrology and Earth System Sciences 26:3079-3101.
    """
    require_shapes("probe_snow", "cs (N, H), snow (N,), test (N,)", cs, snow, test)
    _require_parts("probe_snow", test)
    X = np.hstack([cs, np.ones((len(cs), 1))])  # (N, H + 1)
    w = np.linalg.lstsq(X[~test], snow[~test], rcond=None)[0]
    return nse(snow[test], X[test] @ w), w


def _require_parts(where: str, test: BoolArray) -> None:
    if test.dtype != bool or test.all() or not test.any():
        raise ValueError(
            f"{where} expects test to be bools, some True and some False; got {test.dtype}, "
            f"{np.count_nonzero(test)} of {len(test)} True"
        )
