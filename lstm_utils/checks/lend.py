"""Let an answer that calls another exercise's answer be judged by itself.

Where that other answer does not pass, the course's own function takes its place during the
check: a mistake counts in one exercise only.
"""

import contextlib
from collections.abc import Callable, Generator
from types import CodeType, FunctionType

from lstm_utils.checks.declare import Exercise, get, names


@contextlib.contextmanager
def lent(
    exercise: Exercise, function: Callable, passes: Callable[[Exercise, Callable], bool]
) -> Generator[list[str]]:
    """Replace the wrong answers that a function calls; yield one remark for each.

    Args:
        exercise: what the function answers.
        function: it and the functions that it calls are searched for names.
        passes: whether an answer to another exercise is right.
    """
    room = getattr(function, "__globals__", {})
    called = names_in(function, room)
    kept, remarks = {}, []
    try:
        for name in names(exercise.lesson):
            other = get(name)
            own = other.reference.__name__
            if other is exercise or own not in called or not _is_answer(room.get(own), other):
                continue
            if not passes(other, room[own]):
                kept[own], room[own] = room[own], other.reference
                remarks.append(remark(own))
        yield remarks
    finally:
        room.update(kept)


def remark(name: str) -> str:
    """Return what to say of an answer that calls another one, which does not pass."""
    return (
        f"It calls your {name}, which does not pass its own check: "
        f"the course's {name} was used in its place"
    )


def _is_answer(value: object, other: Exercise) -> bool:
    """Return whether a value is a student's function, not the course's own."""
    return isinstance(value, FunctionType) and value is not other.reference


def names_in(function: object, room: dict) -> set[str]:
    """Return the global names in a function, and in the notebook's functions that it calls."""
    found, waiting = set(), [function]
    while waiting:
        fresh = _names(getattr(waiting.pop(), "__code__", None)) - found
        found |= fresh
        helpers = [room.get(name) for name in fresh]
        waiting += [h for h in helpers if isinstance(h, FunctionType) and h.__globals__ is room]
    return found


def _names(code: CodeType | None) -> set[str]:
    if code is None:
        return set()
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return {*code.co_names}.union(*inner)
