"""What can be said of a wrong array when no known mistake explains it."""

from itertools import permutations
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Case
from lstm_utils.checks.equality import close

_TOLERANCE = 1e-6
_ENDS = (
    (0, "first", "does `return` stand inside a loop?"),
    (-1, "last", "does each round of a loop overwrite the one before?"),
)


def clue(case: Case, expected: Any, got: Any) -> str:
    """Return one sentence on how `got` relates to `expected`, or '' if nothing stands out."""
    if not (isinstance(expected, np.ndarray | float) and isinstance(got, np.ndarray | float)):
        return ""
    want, have = np.asarray(expected, float), np.asarray(got)
    if have.dtype.kind not in "fiu":
        return ""
    have = have.astype(float)
    if want.shape != have.shape:
        return _other_shape(want, have)
    if not np.isfinite(have).all():
        return ""
    tests = (_constant, _precision, _factor, _transposed, _reversed, _an_input, _rows, _offset)
    return next((words for test in tests if (words := test(case, want, have))), "")


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and bool(close(a, b, _TOLERANCE).all())


def _other_shape(want: np.ndarray, have: np.ndarray) -> str:
    """Say how an array relates to the right one, which has another shape."""
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


def _constant(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    nothing = want.size > 1 and not have.any()
    return "every element is 0: is the result written anywhere?" if nothing else ""


def _factor(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    used = np.abs(want) > 1e-12
    if want.size < 2 or not used.any():
        return ""
    factor = float(np.median(have[used] / want[used]))
    if abs(factor) < 1e-12 or not _equal(have, factor * want):
        return ""
    if close(np.asarray(factor), np.asarray(-1.0), _TOLERANCE):
        return "the sign is flipped everywhere"
    for name, value in case.inputs.items():
        for axis, size in enumerate(value.shape if isinstance(value, np.ndarray) else ()):
            for times, words in ((size, f"{size}"), (1 / size, f"1/{size}")):
                if size > 1 and np.isclose(factor, times):
                    where = f"{size} is the size of axis {axis} of {name}"
                    return f"it is {words} times what is right, and {where}"
    return f"it is {factor:.4g} times what is right, everywhere"


def _transposed(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    turned = want.ndim == 2 and not _equal(want, want.T)
    return "it is the transpose of what is right" if turned and _equal(have, want.T) else ""


def _reversed(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    for axis in range(want.ndim):
        turned = np.flip(want, axis)
        if _equal(have, turned) and not _equal(want, turned):
            return f"it is right but for the order along axis {axis}, which is reversed"
    return ""


def _an_input(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    for name, value in case.inputs.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and _equal(have, value):
            return f"it equals the input {name}"
    return ""


def _rows(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    """Say which slices along an axis are right, where some are and some are not."""
    agree = close(have, want, _TOLERANCE)
    for axis in range(want.ndim):
        others = tuple(a for a in range(want.ndim) if a != axis)
        right = np.flatnonzero(agree.all(axis=others))
        if 0 < right.size < want.shape[axis] and want.shape[axis] > 2:
            listed = ", ".join(map(str, right[:6]))
            return (
                f"along axis {axis} only index {listed} of 0..{want.shape[axis] - 1} is right"
            )
    return ""


def _offset(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    offset = float(np.median(have - want))
    if want.size > 1 and abs(offset) > 1e-12 and _equal(have, want + offset):
        return f"it is off by the constant {offset:.4g} everywhere"
    return ""


def _precision(case: Case, want: np.ndarray, have: np.ndarray) -> str:
    scale = np.abs(want).max()
    error = np.abs(have - want).max() / scale if scale else 1.0
    if error < 1e-3:
        return (
            f"it is close (relative error {error:.0e}): a rounding, an approximation or an eps?"
        )
    return ""
