"""The parts of what a function returned, by the names that messages give them."""

from dataclasses import replace
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Case, Exercise
from lstm_utils.checks.run import Outcome


def returned(exercise: Exercise, outcome: Outcome) -> Any:
    """Return what the function itself returned, without the gradients that `run` added."""
    return outcome.value["outputs"] if _has_gradients(exercise, outcome) else outcome.value


def _has_gradients(exercise: Exercise, outcome: Outcome) -> bool:
    value = outcome.value
    complete = isinstance(value, dict) and value.keys() == {"outputs", "gradients"}
    return (
        exercise.framework == "autograd" and complete and isinstance(value["gradients"], dict)
    )


def leaves(exercise: Exercise, outcome: Outcome) -> dict[str, Any]:
    """Return an outcome's arrays, numbers and strings by the name that messages give them."""
    if not outcome.leaves:
        outcome.leaves.update(_leaves(exercise, outcome))
    return outcome.leaves


def _leaves(exercise: Exercise, outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {}
    value = returned(exercise, outcome)
    if exercise.mutates:
        for name, value in (outcome.after or {}).items():
            found |= _flatten(value, f"after the call, {name}")
        if exercise.and_returns:
            found |= _flatten(outcome.value, exercise.outputs[0])
    elif isinstance(value, list) and len(exercise.outputs) > 1:
        found["the number of outputs"] = len(value)
        for name, part in zip(exercise.outputs, value, strict=False):
            found |= _flatten(_asked_for(exercise, name, part), name)
    else:
        found |= _flatten(value, exercise.outputs[0])
    if _has_gradients(exercise, outcome):
        found |= outcome.value["gradients"]
    return _split_blocks(exercise, found)


def first_call(exercise: Exercise, case: Case, outcome: Outcome) -> Outcome:
    """Return the outcome of the first of several calls, where each has several results."""
    calls = case.times > 1 and len(exercise.outputs) > 1 and isinstance(outcome.value, list)
    return replace(outcome, value=outcome.value[0]) if calls and outcome.value else outcome


def _asked_for(exercise: Exercise, name: str, value: Any) -> Any:
    """Return a dict without the keys that nobody asked for, where it may have such."""
    if name not in exercise.keys or not isinstance(value, dict):
        return value
    return {key: value[key] for key in exercise.keys[name].split() if key in value}


def _flatten(value: Any, name: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return {
            path: leaf
            for key, item in value.items()
            for path, leaf in _flatten(item, f"{name}[{_key(key)}]").items()
        } | {f"the keys of {name}": sorted(map(_key, value))}
    if isinstance(value, list):
        return {
            path: leaf
            for i, item in enumerate(value)
            for path, leaf in _flatten(item, f"{name}[{i}]").items()
        } | {f"the length of {name}": len(value)}
    return {name: value}


def _key(key: Any) -> str:
    """Return a key as messages show it: np.int64(0) finds the same item of a dict as 0."""
    return repr(key.item() if isinstance(key, np.generic) else key)


def _split_blocks(exercise: Exercise, found: dict[str, Any]) -> dict[str, Any]:
    split: dict[str, Any] = {}
    for name, value in found.items():
        axis, labels = exercise.blocks.get(name, (0, ""))
        fits = isinstance(value, np.ndarray) and value.ndim > axis
        if labels and fits and value.shape[axis] % len(labels) == 0:
            parts = np.split(value, len(labels), axis)
            split |= {f"{name}, gate {g}": p for g, p in zip(labels, parts, strict=True)}
        else:
            split[name] = value
    return split
