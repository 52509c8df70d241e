"""Compare what a function returned with what is right, output by output."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Exercise
from lstm_utils.checks.equality import close, identical, is_number, same
from lstm_utils.checks.leaves import leaves, returned
from lstm_utils.checks.plain import SHARED, Foreign, Probe, Seed
from lstm_utils.checks.run import Outcome

NO_GRADIENT = "no gradient arrives, the graph is cut (detach, .data, numpy(), no_grad?)"
_RETURNED_NONE = "your function returned None: is a `return` missing?"
COUNTED = ("the number of outputs", "the length of ", "the keys of ")


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
            yield _structure(name, value, exercise, got)
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


def _structure(name: str, value: Any, exercise: Exercise, got: Outcome) -> Difference:
    stacked = name.split(", gate ")[0]
    given = {} if stacked == name else leaves(exercise, got)
    value_got, status = returned(exercise, got), "wrong type"
    if stacked in given and given[stacked] is None:
        return Difference(name, "wrong value", f"{stacked}: {NO_GRADIENT}", value)
    if value_got is None and (exercise.and_returns or not exercise.mutates):
        words = _RETURNED_NONE
    elif len(exercise.outputs) > 1 and not isinstance(value_got, list):
        wanted = ", ".join(exercise.outputs)
        words = f"expected {len(exercise.outputs)} values ({wanted}), got {describe(value_got)}"
    elif stacked in given:
        axis, labels = exercise.blocks[stacked]
        size = tuple(n * len(labels) if k == axis else n for k, n in enumerate(value.shape))
        how = "side by side" if axis else "one below the other"
        shape = describe(given[stacked])
        words = f"{stacked}: expected shape {size}, its gates {how}; got {shape}"
        status = "wrong shape" if isinstance(given[stacked], np.ndarray) else status
    elif name in exercise.outputs:
        parts = value_got if len(exercise.outputs) > 1 else [value_got]
        part = parts[exercise.outputs.index(name)]
        words = f"{name}: expected {describe(value)}, got {describe(part)}"
    elif container := _container(name, leaves(exercise, got)):
        kind = "a dict" if name[len(container) :].startswith("['") else "a list or a tuple"
        held = leaves(exercise, got)[container]
        words = f"{container}: expected {kind}, got {describe(held)}"
    elif words := _other_container(name, leaves(exercise, got)):
        pass
    else:
        status, words = _missing(name, leaves(exercise, got)) or (
            status,
            f"{name}: expected {describe(value)}, got {describe(value_got)}",
        )
    return Difference(name, status, words, value)


def _missing(name: str, given: dict[str, Any]) -> tuple[str, str] | None:
    """Return the status and the words for an item that a dict or a list does not have."""
    container = name.removeprefix("the length of ").removeprefix("the keys of ")
    while "[" in container:
        container, _, item = container.rpartition("[")
        item = item.rstrip("]")
        size = given.get(f"the length of {container}")
        if item not in given.get(f"the keys of {container}", [item]):
            return "wrong keys", f"{container} has no key {item}"
        if size is not None and item.isdecimal() and int(item) >= size:
            return "wrong length", f"{container} has only {size} item{'s' * (size != 1)}"
    return None


def _other_container(name: str, given: dict[str, Any]) -> str:
    """Return the words for a dict where a list is expected, or the reverse, or ''."""
    container = name.removeprefix("the length of ")
    if container != name and f"the keys of {container}" in given:
        return f"{container}: expected a list or a tuple, got a dict"
    container = name.removeprefix("the keys of ").partition("['")[0]
    if container != name and f"the length of {container}" in given:
        return f"{container}: expected a dict, got a list or a tuple"
    return ""


def _container(name: str, given: dict[str, Any]) -> str:
    """Return the expected container of an output if something else is in its place, or ''."""
    while "[" in name:
        name = name[: name.rindex("[")]
        if name in given:
            return name
    return ""


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
        return wrong("wrong type", _RETURNED_NONE)
    if type(expected) is str and type(got) is str:
        words = f"{name}: expected {expected!r}, got {got!r}"
        return None if expected == got else wrong("wrong value", words)
    numeric = is_number(expected) and is_number(got)
    if name.startswith(COUNTED) and got != expected:
        return wrong(*_of_container(name, expected, got, exercise))
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
        shapes = f"expected {_shape(want)}, got {_shape(have)}"
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
    found = _values(name, want, have, tolerance, least, moved or 0.0)
    if found and have.dtype == np.float32 and not float32 and _rounded(want, have):
        words = f"{name}: {want.dtype} went in, float32 came out: its last digits are lost"
        return wrong("wrong dtype", words)
    return found


def _rounded(want: np.ndarray, have: np.ndarray) -> bool:
    """Return whether an array in float32 differs by no more than rounding explains."""
    return bool(close(have, want, 1e-5).all())


def _of_container(name: str, expected: Any, got: Any, exercise: Exercise) -> tuple[str, str]:
    """Return the status and the words for a container with too few or too many items."""
    if name == "the number of outputs":
        wanted = ", ".join(exercise.outputs)
        words = f"expected {expected} values ({wanted}), got {got}"
        return "wrong number of results", words
    if name.startswith("the length of "):
        container = name.removeprefix("the length of ")
        return "wrong length", f"{container}: expected {expected} items, got {got}"
    container, wanted = name.removeprefix("the keys of "), ", ".join(expected)
    return "wrong keys", f"{container}: expected the keys {wanted}; got {', '.join(got)}"


def _values(
    name: str,
    want: np.ndarray,
    have: np.ndarray,
    tolerance: float,
    least: float,
    moved: float,
) -> Difference | None:
    agree = close(have, want, tolerance, least, moved)
    if agree.all():
        return None
    bad = np.isfinite(want) & ~np.isfinite(have)
    if bad.any():
        at = _first(bad)
        words = f"{name}{_index(at)} is {have[at]}, expected {want[at]:.5g}"
        return Difference(name, "not finite", words, want, have)
    at = _first(~agree)
    shown = "expected {}, got {}".format(*_pair(want[at], have[at]))
    words = f"{name}{_index(at)}: {shown}"
    if want.size > 1:
        words += f"  ({int((~agree).sum())} of {want.size} elements differ)"
    return Difference(name, "wrong value", words, want, have)


def _shape(array: np.ndarray) -> str:
    return f"shape {array.shape}" if array.ndim else "a single number"


def describe(value: Any) -> str:
    """Say in a few words what a plain value is."""
    if isinstance(value, np.ndarray):
        what = "an array of texts" if value.dtype.kind == "U" else "an array"
        return f"{what} of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, Foreign):
        shared = value.type_name == SHARED
        return SHARED if shared else f"an object of type {value.type_name}"
    words: dict[type, str] = {
        type(None): "None",
        str: "a string",
        list: f"a list of {_len(value)}",
    }
    words |= {dict: f"a dict of {_len(value)}", bool: "True or False"}
    words |= {Probe: "a function", Seed: "a generator"}
    return words.get(type(value), "a number")


def _len(value: Any) -> str:
    return str(len(value)) if isinstance(value, list | dict) else ""


def _first(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0])


def _index(at: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, at))}]" if at else ""


def _pair(want: Any, have: Any) -> tuple[str, str]:
    """Format two numbers with just enough digits to differ, and bools as True and False."""
    for digits in (5, 9, 17):
        shown = _number(want, digits), _number(have, digits)
        if shown[0] != shown[1]:
            break
    return shown


def _number(value: Any, digits: int) -> str:
    if isinstance(value, bool | np.bool_):
        return str(value)
    return f"{value or 0:.{digits}g}"  # 0 for -0.0
