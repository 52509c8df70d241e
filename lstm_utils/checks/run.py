"""Run a function on a case and bring back what happened as plain data.

This is the only module that calls the student's function; what it returns could as well have
come over a pipe from another process.
"""

import contextlib
import linecache
import sys
import traceback
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

import numpy as np

from lstm_utils.checks.declare import Case, Exercise
from lstm_utils.checks.equality import same
from lstm_utils.checks.plain import (
    BARE,
    Foreign,
    Layout,
    Probe,
    Seed,
    arrays,
    gradients,
    materialise,
    to_plain,
)

STUB, MEMORY, NAME, MODULE = KINDS = ("stub", "memory", "name", "module")
RUN_BY = ("framework", "mutates", "numbers", "outputs")  # what `run` reads of an exercise
_QUICK = (int, float, bool, str, type(None))
RELEASED_STUB = ["# YOUR CODE HERE", "raise NotImplementedError"]


@dataclass(frozen=True)
class Raised:
    """An exception that student code raised.

    Args:
        type_name: the name of its class.
        message: its text.
        line: where, as in `line 3: total += x`.
        kind: `stub` if nothing is written yet, `memory` if it ran out, `name` or `module` if
            one is missing; else "".
        missing: the missing name or module.
    """

    type_name: str
    message: str
    line: str = ""
    kind: str = ""
    missing: str = ""

    def lines(self) -> list[str]:
        """Return lines for the student: what was raised and, if it is known, where."""
        where = [f"In {self.line}"] if self.line else []
        return [f"{self.type_name}: {self.message}", *where]


@dataclass(frozen=True)
class Outcome:
    """What one call did: its value, the inputs that it changed, or the exception.

    Its `leaves` are kept: an answer is compared with hundreds of mistakes.
    """

    value: Any = None
    after: dict[str, Any] | None = None
    changed: tuple[str, ...] = ()
    raised: Raised | None = None
    warned: tuple[str, ...] = ()
    leaves: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


def run(exercise: Exercise, function: Callable, case: Case) -> Outcome:
    """Call `function` on fresh copies of the case's inputs."""
    given = {
        name: materialise(value, _layout_for(exercise, name, case), exercise.framework)
        for name, value in case.inputs.items()
    }
    before = _before(exercise, case, given)
    raised, value = None, None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stderr(sys.stdout), _one_thread(exercise.framework):
            try:
                returned = _called(function, given, case.times)
                ours = [*arrays(given)] if case.fresh else ()
                value = to_plain(returned, exercise.framework, ours)
                value = _numbers_marked(exercise, returned, value)
                if exercise.framework == "autograd":
                    value = {"outputs": value, "gradients": gradients(given, returned)}
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # SystemExit too: one answer never ends the check
                kind, missing = kind_of(error)
                kind = STUB if _by_stub(function, error) else kind
                where = place(function, error)
                raised = Raised(type(error).__name__, str(error), where, kind, missing)
    changed = tuple(
        name
        for name, value in given.items()
        if name not in exercise.mutates
        and not _untouched(before[name], value)
        and not same(before[name], to_plain(value, exercise.framework))
    )
    if raised and case.layout is Layout.READ_ONLY:  # did it raise because it writes?
        changed = run(exercise, function, replace(case, layout=Layout.AS_IS)).changed
    kept = {name: to_plain(given[name], exercise.framework) for name in exercise.mutates}
    warned = tuple(dict.fromkeys(str(warning.message) for warning in caught))
    return Outcome(value, kept, changed, raised, warned)


def _untouched(before: Any, now: Any) -> bool:
    """Return quickly whether an input is what it was, bit for bit; False is no answer."""
    kind = type(now)
    if type(before) is not kind:
        return False
    if kind is np.ndarray:
        if before.dtype != now.dtype or before.shape != now.shape:
            return False
        return before.tobytes() == now.tobytes()
    if kind is dict:
        return before.keys() == now.keys() and all(_untouched(before[k], now[k]) for k in now)
    if kind is list or kind is tuple:
        return len(before) == len(now) and all(map(_untouched, before, now))
    return kind in _QUICK and before == now


def _called(function: Callable, given: dict[str, Any], times: int) -> Any:
    """Return what the function returns, or a list of it where it is called several times."""
    if times == 1:
        return function(*given.values())
    return [function(*given.values()) for _ in range(times)]


def _numbers_marked(exercise: Exercise, returned: Any, plain: Any) -> Any:
    """Return a plain value, marked where an array without axes came for a number."""
    if not exercise.numbers:
        return plain
    several = len(exercise.outputs) > 1 and isinstance(returned, list | tuple)
    values, plains = (returned, plain) if several else ([returned], [plain])
    made = [
        Foreign(BARE) if name in exercise.numbers and _is_bare(value) else kept
        for name, value, kept in zip_longest(exercise.outputs[: len(values)], values, plains)
    ]
    return made if several else made[0]


def _is_bare(value: Any) -> bool:
    return type(value) is np.ndarray and not value.ndim


def _before(exercise: Exercise, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs as plain data, as they were: those of the case, if not rounded."""
    if case.layout is Layout.FLOAT32:
        return {name: to_plain(value, exercise.framework) for name, value in given.items()}
    return {
        name: to_plain(given[name]) if isinstance(value, Seed | Probe) else value
        for name, value in case.inputs.items()
    }


@contextlib.contextmanager
def _one_thread(framework: str) -> Generator[None]:
    """Keep PyTorch on one thread: cases are so small that a second one only gets in the way.

    On two busy cores the cases of lesson 09 took 20 times as long on two threads.
    """
    torch = sys.modules.get("torch") if framework != "numpy" else None
    threads = torch.get_num_threads() if torch else 1
    if torch is None or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _layout_for(exercise: Exercise, name: str, case: Case) -> Layout:
    if name in exercise.mutates and case.layout is Layout.READ_ONLY:
        return Layout.AS_IS
    return case.layout


def place(function: Callable, error: BaseException) -> str:
    """Return the last line of the function's own cell that the exception passed through."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    lines = [
        (number, linecache.getline(code.co_filename, number).strip())
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == code.co_filename
    ]
    return f"line {lines[-1][0]}: {lines[-1][1]}" if lines and lines[-1][1] else ""


def kind_of(error: BaseException) -> tuple[str, str]:
    """Return the kind of an exception, and the name or module that it misses.

    Only exact classes count where an attribute is read: a student's class may define any.
    """
    if issubclass(type(error), MemoryError):
        return MEMORY, ""
    kind = {NameError: NAME, ModuleNotFoundError: MODULE}.get(type(error), "")
    missing = getattr(error, "name", None) if kind else None
    return (kind, missing) if type(missing) is str else ("", "")


def _by_stub(function: Callable, error: BaseException) -> bool:
    """Return whether a function raised because its cell still has the released stub.

    A library raises `NotImplementedError` too. The stub is code of the function's own cell
    that names nothing but this exception; where the body is given, it is the released lines.
    """
    code = getattr(function, "__code__", None)
    if type(error) is not NotImplementedError or code is None:
        return False
    frame, number = list(traceback.walk_tb(error.__traceback__))[-1]
    if frame.f_code.co_filename != code.co_filename:
        return False
    lines = [linecache.getline(code.co_filename, n).strip() for n in (number - 1, number)]
    return frame.f_code.co_names == ("NotImplementedError",) or lines == RELEASED_STUB
