"""Let an answer that calls another exercise's answer be judged by itself.

Where that other answer does not pass, the course's own function takes its place during the
check: a mistake counts in one exercise only.
"""

import contextlib
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

from lstm_utils.checks.declare import Exercise, get, names


@contextlib.contextmanager
def lent(
    exercise: Exercise, function: Callable, passes: Callable[[Exercise, Callable], bool]
) -> Iterator[list[str]]:
    """Replace the wrong answers that a function calls; yield one remark for each.

    Args:
        exercise: what the function answers.
        function: it and the functions that it calls are searched for names.
        passes: tells whether an answer to another exercise is right.
    """
    room = getattr(function, "__globals__", {})
    called = _called(function, room, set())
    kept, remarks = {}, []
    try:
        for name in names(exercise.lesson):
            other = get(name)
            own = other.reference.__name__
            if other is exercise or own not in called or not _is_answer(room.get(own), other):
                continue
            if not passes(other, room[own]):
                kept[own], room[own] = room[own], other.reference
                remarks.append(
                    f"It calls your {own}, which does not pass its own check: "
                    f"the course's {own} was used in its place"
                )
        yield remarks
    finally:
        room.update(kept)


def _is_answer(value: object, other: Exercise) -> bool:
    """Tell whether a value is a student's function, not the course's own."""
    return isinstance(value, FunctionType) and value is not other.reference


def _called(function: object, room: dict, seen: set[str]) -> set[str]:
    """Return the global names in a function, and in the notebook's functions that it calls."""
    fresh = _names(getattr(function, "__code__", None)) - seen
    seen |= fresh
    for name in fresh:
        helper = room.get(name)
        if isinstance(helper, FunctionType) and helper.__globals__ is room:
            _called(helper, room, seen)
    return seen


def _names(code: CodeType | None) -> set[str]:
    if code is None:
        return set()
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return {*code.co_names}.union(*inner)
