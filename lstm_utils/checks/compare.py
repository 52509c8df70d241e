"""Compare what a function returned with what is right, output by output."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Exercise
from lstm_utils.checks.equality import close, identical, is_number, same
from lstm_utils.checks.leaves import leaves
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.structure import COUNTED, NO_GRADIENT, RETURNED_NONE, miscounted, missing
from lstm_utils.checks.wording import describe, index, pair, shape


@dataclass(frozen=True)
class Difference:
    """One output that is wrong: what kind of wrong, in words, and the two values."""

    output: str
    status: str
    words: str
    expected: Any = None
    got: Any = None


def differences(
    exercise: Exercise,
    right: dict[str, Any],
    got: Outcome,
    rounding: Mapping[str, float] | None = None,
) -> Iterator[Difference]:
    """Yield every output in which an outcome differs from what is right.

    Args:
        exercise: what was asked.
        right: the `leaves` of the right outcome.
        got: the outcome.
        rounding: for a case in float32, how far rounding moves each leaf.
    """
    given = leaves(exercise, got)
    for name, value in right.items():
        if value is None:
            continue
        if name not in given:
            yield Difference(name, *missing(name, value, exercise, got, given), value)
            return
        if identical(value, given[name]) and rounding is None:
            continue
        least = _scale_of_all_gates(name, right)
        moved = None if rounding is None else rounding.get(name, 0.0)
        difference = _leaf(name, value, given[name], exercise, moved, least)
        if difference:
            yield difference
            if name.startswith(COUNTED):
                return


def _scale_of_all_gates(name: str, right: dict[str, Any]) -> float:
    """Return the largest number beside which a gate's own are measured: a gate may be shut."""
    stacked, *gate = name.split(", gate ")
    if not gate:
        return 0.0
    gates = [part for other, part in right.items() if other.startswith(f"{stacked}, gate ")]
    return max(np.abs(part).max(initial=0) for part in gates)


def _leaf(
    name: str,
    expected: Any,
    got: Any,
    exercise: Exercise,
    moved: float | None,
    least: float,
) -> Difference | None:
    float32 = moved is not None

    def wrong(status: str, words: str) -> Difference:
        return Difference(name, status, words, expected, got)

    if got is None and exercise.framework == "autograd" and name not in exercise.outputs:
        return wrong("wrong value", f"{name.split(', ')[0]}: {NO_GRADIENT}")
    if got is None and len(exercise.outputs) == 1:
        return wrong("wrong type", RETURNED_NONE)
    if type(expected) is str and type(got) is str:
        words = f"{name}: expected {expected!r}, got {got!r}"
        return None if expected == got else wrong("wrong value", words)
    numeric = is_number(expected) and is_number(got)
    if name.startswith(COUNTED) and got != expected:
        return wrong(*miscounted(name, expected, got, exercise))
    array_missing = np.ndim(expected) > 0 and not isinstance(got, np.ndarray)
    texts = not numeric and is_number(expected)  # an array of texts is an array, too
    if (
        texts
        or (not numeric and type(expected) is not type(got))
        or (numeric and array_missing)
    ):
        words = f"{name}: expected {describe(expected)}, got {describe(got)}"
        return wrong("wrong shape" if numeric else "wrong type", words)
    if not numeric:
        words = f"{name}: expected {expected!r}, got {got!r}"
        return None if same(expected, got) else wrong("wrong value", words)
    want, have = np.asarray(expected), np.asarray(got)
    if want.shape != have.shape:
        shapes = f"expected {shape(want)}, got {shape(have)}"
        return wrong("wrong shape", f"{name}: {shapes}")
    if want.dtype.kind == "f" and have.dtype.kind in "iub":
        words = f"{name}: expected floating-point numbers, got dtype {have.dtype}"
        return wrong("wrong dtype", words)
    if want.dtype.kind in "iu" and have.dtype.kind == "f":
        words = f"{name}: expected whole numbers, got dtype {have.dtype}: use int"
        return wrong("wrong dtype", words)
    if want.dtype.kind == "b" and have.dtype.kind in "iuf":
        words = f"{name}: expected True and False, got dtype {have.dtype}: use bool"
        return wrong("wrong dtype", words)
    if have.dtype == np.float16 or (want.dtype.kind != "c" and have.dtype.kind == "c"):
        return wrong("wrong dtype", f"{name}: expected float64, got dtype {have.dtype}")
    went_in = np.dtype(np.float32) if float32 else want.dtype
    as_tensors = exercise.framework != "numpy" and isinstance(got, np.ndarray)
    if as_tensors and want.dtype.kind == "f" and have.dtype != went_in:
        words = f"{name}: {went_in} went in, {have.dtype} came out: take the dtype of the input"
        return wrong("wrong dtype", words)
    tolerance = max(exercise.tolerance, 1e-5 if float32 else 0)
    agree = close(have, want, tolerance, least, moved or 0.0)
    if name in exercise.zeros:
        agree &= (want != 0) | (have == 0)
    found = _values(name, want, have, agree)
    if found and have.dtype == np.float32 and not float32 and _rounded(want, have):
        words = f"{name}: {want.dtype} went in, float32 came out: its last digits are lost"
        return wrong("wrong dtype", words)
    return found


def _rounded(want: np.ndarray, have: np.ndarray) -> bool:
    """Return whether an array in float32 differs by no more than rounding explains."""
    return bool(close(have, want, 1e-5).all())


def _values(
    name: str, want: np.ndarray, have: np.ndarray, agree: np.ndarray
) -> Difference | None:
    if agree.all():
        return None
    bad = np.isfinite(want) & ~np.isfinite(have)
    if bad.any():
        at = _first(bad)
        words = f"{name}{index(at)} is {have[at]}, expected {want[at]:.5g}"
        return Difference(name, "not finite", words, want, have)
    at = _first(~agree)
    shown = "expected {}, got {}".format(*pair(want[at], have[at]))
    words = f"{name}{index(at)}: {shown}"
    if want.size > 1:
        words += f"  ({int((~agree).sum())} of {want.size} elements differ)"
    return Difference(name, "wrong value", words, want, have)


def _first(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0])
