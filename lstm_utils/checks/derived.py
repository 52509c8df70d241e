"""Mistakes that follow from the reference itself: the right function with changed inputs.

An argument that is not used, two that are exchanged, a matrix that is transposed, a sequence
that is read backwards, a number that is off by one, a default that is used for an argument:
each is the reference on other inputs, so that no exercise needs a text for it.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Case, Exercise, Mistake

_Path = tuple[Any, ...]  # the argument, then the key in it if it is a dict
_Change = Callable[[dict[_Path, Any]], dict[_Path, Any]]


def derived_mistakes(ex: Exercise, case: Case) -> list[Mistake]:
    """Return the mistakes that the inputs of an exercise allow.

    Args:
        ex: the exercise.
        case: one of its cases, which shows the types and shapes of the inputs.
    """
    names = list(case.inputs)
    return [
        Mistake(words, partial(_changed, ex.reference, names, change))
        for words, change in _changes(ex, case)
    ]


def _changed(function: Callable, names: list[str], change: _Change) -> Callable:
    def mistaken(*given: Any) -> Any:
        values = _entries(dict(zip(names, given, strict=False)))
        made = dict(zip(names, given, strict=False))
        for path, value in change(values).items():
            if len(path) == 1:
                made[path[0]] = value
            else:
                made[path[0]] = made[path[0]] | {path[1]: value}
        return function(*made.values())

    return mistaken


def _entries(inputs: dict[str, Any]) -> dict[_Path, Any]:
    """Return the inputs by path, the items of a dict in place of the dict."""
    found: dict[_Path, Any] = {}
    for name, value in inputs.items():
        if isinstance(value, dict):
            found |= {(name, key): item for key, item in value.items()}
        else:
            found[name,] = value
    return found


def _changes(ex: Exercise, case: Case) -> Iterator[tuple[str, _Change]]:
    entries = _entries(case.inputs)
    arrays = [p for p, v in entries.items() if isinstance(v, np.ndarray) and v.ndim]
    for path in arrays:
        if entries[path].dtype.kind == "f":
            yield (
                f"{_said(path)} has no effect: the result is that for {_said(path)} = 0. "
                "Where does it belong?",
                _one(path, lambda v: 0 * v if isinstance(v, np.ndarray) else 0 * v.detach()),
            )
            yield (
                f"the sign of {_said(path)} is flipped: a minus too many or too few?",
                _one(path, lambda v: -v),
            )
        if entries[path].ndim == 2:
            words = f"{_said(path)} is used transposed: drop or add the .T."
            yield words, _one(path, lambda v: v.T)
        yield (
            f"{_said(path)} is read in reverse order along its first axis.",
            _one(path, lambda v: v[::-1] if isinstance(v, np.ndarray) else v.flip(0)),
        )
    for a, b in combinations(arrays, 2):
        if entries[a].shape == entries[b].shape and entries[a].dtype == entries[b].dtype:
            yield (
                f"{_said(a)} and {_said(b)} have changed places: check the order.",
                lambda v, a=a, b=b: {a: v[b], b: v[a]},
            )
            for kept, lost in ((a, b), (b, a)):
                words = f"{_said(kept)} is used in the place of {_said(lost)}."
                yield words, lambda v, k=kept, lost=lost: {lost: v[k]}
    yield from _numbers(ex, entries)


def _numbers(ex: Exercise, entries: dict[_Path, Any]) -> Iterator[tuple[str, _Change]]:
    defaults = inspect.signature(ex.reference).parameters
    for path, value in entries.items():
        if type(value) is int:
            for step, more in ((1, "1 too large"), (-1, "1 too small")):
                words = f"{_said(path)} acts as if it were {more}: off by one."
                yield words, _one(path, lambda v, step=step: v + step)
        default = getattr(defaults.get(path[-1]), "default", inspect.Parameter.empty)
        if type(value) in (int, float) and type(default) in (int, float):
            yield (
                f"the argument {_said(path)} is not used: its default is taken every time.",
                _one(path, lambda v, default=default: default),
            )
    whole = [path for path, value in entries.items() if type(value) is int]
    for a, b in combinations(whole, 2):
        yield (
            f"{_said(a)} and {_said(b)} have changed places: check the order.",
            lambda v, a=a, b=b: {a: v[b], b: v[a]},
        )


def _one(path: _Path, change: Callable) -> _Change:
    return lambda values: {path: change(values[path])}


def _said(path: _Path) -> str:
    return path[0] if len(path) == 1 else f"{path[0]}[{path[1]!r}]"
