"""The words for an answer of another structure: an output, an item or a key is missing."""

from typing import Any

import numpy as np

from lstm_utils.checks.declare import Exercise
from lstm_utils.checks.leaves import returned
from lstm_utils.checks.run import Outcome
from lstm_utils.checks.wording import describe

NO_GRADIENT = "no gradient arrives, the graph is cut (detach, .data, numpy(), no_grad?)"
RETURNED_NONE = "your function returned None: is a `return` missing?"
COUNTED = ("the number of outputs", "the length of ", "the keys of ")


def missing(
    name: str, value: Any, exercise: Exercise, got: Outcome, given: dict[str, Any]
) -> tuple[str, str]:
    """Return the status and the words for an output that did not come.

    Args:
        name: the leaf that is missing.
        value: what it should be.
        exercise: what was asked.
        got: the outcome.
        given: the `leaves` of the outcome.
    """
    stacked, value_got = name.split(", gate ")[0], returned(exercise, got)
    of_torch = exercise.framework == "autograd" and stacked not in exercise.outputs
    if of_torch and stacked in given and given[stacked] is None:
        return "wrong value", f"{stacked}: {NO_GRADIENT}"
    if value_got is None and (exercise.and_returns or not exercise.mutates):
        return "wrong type", RETURNED_NONE
    if len(exercise.outputs) > 1 and not isinstance(value_got, list):
        wanted = f"{len(exercise.outputs)} values ({', '.join(exercise.outputs)})"
        return "wrong type", f"expected {wanted}, got {describe(value_got)}"
    if stacked in given:
        return _not_stacked(stacked, value, exercise, given[stacked])
    if name in exercise.outputs:
        parts = value_got if len(exercise.outputs) > 1 else [value_got]
        part = parts[exercise.outputs.index(name)]
        return "wrong type", f"{name}: expected {describe(value)}, got {describe(part)}"
    if words := _no_container(name, given) or _other_container(name, given):
        return "wrong type", words
    words = f"{name}: expected {describe(value)}, got {describe(value_got)}"
    return _missing_item(name, given) or ("wrong type", words)


def _not_stacked(stacked: str, gate: Any, exercise: Exercise, got: Any) -> tuple[str, str]:
    """Return the status and the words for what cannot be split into gates."""
    axis, labels = exercise.blocks[stacked]
    size = tuple(n * len(labels) if k == axis else n for k, n in enumerate(gate.shape))
    how = "side by side" if axis else "one below the other"
    words = f"{stacked}: expected shape {size}, its gates {how}; got {describe(got)}"
    return "wrong shape" if isinstance(got, np.ndarray) else "wrong type", words


def _missing_item(name: str, given: dict[str, Any]) -> tuple[str, str] | None:
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


def _no_container(name: str, given: dict[str, Any]) -> str:
    """Return the words for a value in place of a container, or ''."""
    container = name
    while "[" in container:
        container = container[: container.rindex("[")]
        if container in given:
            kind = "a dict" if name[len(container) :].startswith("['") else "a list or a tuple"
            return f"{container}: expected {kind}, got {describe(given[container])}"
    return ""


def miscounted(name: str, expected: Any, got: Any, exercise: Exercise) -> tuple[str, str]:
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
