"""Clues about a wrong array that no known mistake explains."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np

from lstm_utils.checks.equality import close

_TOLERANCE = 1e-6
_ENDS = (
    (0, "first", "does `return` stand inside a loop?"),
    (-1, "last", "does each round of a loop overwrite the one before?"),
)


def clue(pairs: Sequence[tuple[Any, Any, dict[str, Any]]]) -> str:
    """Return one sentence on how wrong arrays relate to the right ones, or ''.

    Args:
        pairs: what was expected, what came, and the inputs, of one output in each failing
            case, first the case that is shown. All of them must show the same: what is true
            in one case alone is a coincidence.
    """
    arrays = [
        (inputs, np.asarray(want, float), np.asarray(have))
        for want, have, inputs in pairs
        if isinstance(want, np.ndarray | float) and isinstance(have, np.ndarray | float)
    ]
    if len(arrays) < len(pairs) or not all(h.dtype.kind in "fiu" for _, _, h in arrays):
        return ""
    telling = [a for n, a in enumerate(arrays) if n == 0 or a[1].size > 2]
    for test in _TESTS:
        words = [test(inputs, want, have.astype(float)) for inputs, want, have in telling]
        if all(words) and len({_kind(test, w) for w in words}) == 1:
            return words[0]
    return ""


def _kind(test: Callable, words: str) -> str:
    """Return what must be the same in all cases: sizes may differ, a factor may not."""
    return words if test in (_factor, _offset) else re.sub(r"\d+", "#", words)


def _same_shape(test: Callable[..., str]) -> Callable[..., str]:
    def of_finite(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
        fits = want.shape == have.shape and np.isfinite(have).all()
        return test(inputs, want, have) if fits else ""

    return of_finite


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(close(a, b, _TOLERANCE).all())


def _other_shape(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    """Return how an array relates to the right one, which has another shape."""
    if want.shape == have.shape:
        return ""
    for axes in permutations(range(want.ndim)):
        if _equal(have, want.transpose(axes)):
            return "the numbers are right, but the axes are in another order"
    for axis, size in enumerate(want.shape):
        for index, which, why in _ENDS if size > 1 else ():
            if any(_equal(have, want.take(kept, axis)) for kept in (index, [index])):
                return f"it is only the {which} of {size} along axis {axis}: {why}"
        if _equal(have, want.sum(axis)):
            return f"axis {axis} is missing" + ": is it summed away?" * (size > 1)
    for axis, size in enumerate(have.shape):
        rest = have.shape[:axis] + have.shape[axis + 1 :]
        if rest == want.shape and _equal(have.sum(axis), want):
            return f"axis {axis} is too many" + ": sum over it" * (size > 1)
    return "it has the shape of the transpose" if want.shape == have.shape[::-1] else ""


@_same_shape
def _constant(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    nothing = want.size > 1 and not have.any()
    return "every element is 0: is the result written anywhere?" if nothing else ""


@_same_shape
def _factor(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    used = np.abs(want) > 1e-12
    if want.size < 2 or not used.any():
        return ""
    factor = float(np.median(have[used] / want[used]))
    if abs(factor) < 1e-12 or not _equal(have, factor * want):
        return ""
    if close(np.asarray(factor), np.asarray(-1.0), _TOLERANCE):
        return "the sign is flipped everywhere"
    ratio = Fraction(factor).limit_denominator(12)
    known = close(np.asarray(factor), np.asarray(float(ratio)), _TOLERANCE)
    return f"it is {ratio if known else f'{factor:.4g}'} times what is right, everywhere"


@_same_shape
def _transposed(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    turned = want.ndim == 2 and not _equal(want, want.T)
    return "it is the transpose of what is right" if turned and _equal(have, want.T) else ""


@_same_shape
def _reversed(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    for axis in range(want.ndim):
        turned = np.flip(want, axis)
        if _equal(have, turned) and not _equal(want, turned):
            return f"it is right but for the order along axis {axis}, which is reversed"
    return ""


@_same_shape
def _an_input(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    for name, value in inputs.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and _equal(have, value):
            return f"it equals the input {name}"
    return ""


@_same_shape
def _rows(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    """Return how many slices along an axis are right, at its beginning or its end."""
    agree = close(have, want, _TOLERANCE)
    for axis, size in enumerate(want.shape):
        others = tuple(a for a in range(want.ndim) if a != axis)
        right = np.atleast_1d(agree.all(axis=others))
        number = int(right.sum())
        if 0 < number < size > 2 and (right[:number].all() or right[-number:].all()):
            which = "first" if right[0] else "last"
            return f"along axis {axis} only the {which} {number} of {size} are right"
    return ""


@_same_shape
def _offset(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    offset = float(np.median(have - want))
    if want.size > 1 and abs(offset) > 1e-12 and _equal(have, want + offset):
        return f"it is off by the constant {offset:.4g} everywhere"
    return ""


@_same_shape
def _precision(inputs: dict[str, Any], want: np.ndarray, have: np.ndarray) -> str:
    scale = np.abs(want).max()
    error = np.abs(have - want).max() / scale if scale else 1.0
    if error < 1e-3:
        return (
            f"it is close (relative error {error:.0e}): a rounding, an approximation or an eps?"
        )
    return ""


_TESTS = (
    _other_shape,
    _constant,
    _precision,
    _factor,
    _transposed,
    _reversed,
    _an_input,
    _rows,
    _offset,
)
