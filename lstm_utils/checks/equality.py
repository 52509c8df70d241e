"""Whether plain values are equal, arrays to a tolerance of their scale."""

from typing import Any

import numpy as np


def identical(a: Any, b: Any) -> bool:
    """Return quickly whether two values are the same to the last bit, as they often are."""
    if type(a) is type(b) and type(a) in (int, str):
        return a == b
    arrays = type(a) is np.ndarray and type(b) is np.ndarray
    return arrays and a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all())


def same(a: Any, b: Any, tolerance: float = 0.0) -> bool:
    """Return whether two plain values are equal, arrays to a tolerance of their scale."""
    if identical(a, b):
        return True
    if type(a) is int and type(b) is int:
        return _close_integers(a, b, tolerance)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k], tolerance) for k in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(
            same(x, y, tolerance) for x, y in zip(a, b, strict=True)
        )
    if is_number(a) and is_number(b):
        a, b = np.asarray(a), np.asarray(b)
        same_kind = (a.dtype.kind in "iub") == (b.dtype.kind in "iub")
        return a.shape == b.shape and same_kind and bool(close(a, b, tolerance).all())
    if isinstance(a, np.ndarray):  # of texts, for one of them at least
        return type(a) is type(b) and np.array_equal(a, b)
    return type(a) is type(b) and bool(a == b)


def _close_integers(got: int, expected: int, tolerance: float) -> bool:
    """Return what `close` returns for two integers, 20 times faster."""
    size = abs(expected)
    return abs(got - expected) <= tolerance * (size + max(size, 1e-6))


def is_number(value: Any) -> bool:
    """Return whether a plain value is an array or a number."""
    numeric = isinstance(value, bool | int | float | complex)
    return numeric or (isinstance(value, np.ndarray) and value.dtype.kind in "biufc")


def close(
    got: np.ndarray,
    expected: np.ndarray,
    tolerance: float,
    least: float = 0.0,
    moved: float = 0.0,
) -> np.ndarray:
    """Return where two arrays of one shape agree, to a tolerance relative to their scale.

    The scale is the largest number, or `least` if that is larger. Below 1e-6 the tolerance
    stays as it is: a saturated tanh' is 0 or 1e-17, depending on how it is written. A
    difference of at most `moved` is allowed, too.
    """
    equal = np.asarray(got == expected)
    if equal.all():  # the usual case, and 20 times faster than what follows
        return equal
    finite = np.abs(expected[np.isfinite(expected)]) if expected.size else np.zeros(0)
    scale = max(float(finite.max()) if finite.size else 0.0, least, 1e-6)
    least_difference = max(tolerance * scale, moved)
    return np.isclose(got, expected, rtol=tolerance, atol=least_difference, equal_nan=True)
