"""What a student calls in a notebook: `check`, `diagnose`, `hint` and `case_inputs`."""

import difflib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from lstm_utils.checks import executions, own
from lstm_utils.checks.declare import Exercise, get, use
from lstm_utils.checks.diagnosis import split, without_corrections
from lstm_utils.checks.display import misuse, quiet, say
from lstm_utils.checks.judge import assess
from lstm_utils.checks.lend import lent
from lstm_utils.checks.offered import why_not
from lstm_utils.checks.plain import Function, materialise
from lstm_utils.checks.result import MIME, NOT_WRITTEN, RAISED, Result
from lstm_utils.checks.trial import Stopped, Trial

_hints_shown: dict[str, int] = {}
_failures: dict[str, int] = {}  # failed checks, by exercise
_named: dict[str, str] = {}  # the diagnosis of the last failed check, by exercise
_uncorrected: dict[str, str] = {}  # of these, the ones shown without the correction
_HOW_TO_START = (
    "Write the function above in place of `raise NotImplementedError`,",
    "run its cell, then run this one again.",
)
TRIES = 3  # after so many, `diagnose` shows the line to change
executions.observe()


class CheckFailed(AssertionError):  # noqa: N818 (students read the name)
    """A wrong answer; a notebook shows its message only, without a traceback."""

    def __init__(self, message: str, result: Result) -> None:
        super().__init__(message)
        self.result = result


def _find(name: str) -> Exercise:
    """Return an exercise; a class's own checks come in a file beside the notebook.

    Only a student's notebook comes here: the grader has the checks from the class folder.
    """
    beside = own.unpacked(Path(own.NAME))
    if beside:
        use(beside)
    try:
        return get(name)
    except ValueError as error:
        raise misuse(str(error)) from None


def check(name: str, function: Callable, *, seed: int = 0, rounds: int = 1) -> None:
    """Check a function and print one line if it is right.

    The first failed check names the mistake, the second one shows how to correct it.

    Args:
        name: the exercise, such as "softmax".
        function: your function itself, without parentheses.
        seed: where the random inputs come from.
        rounds: how many times fresh inputs are drawn.

    Raises:
        CheckFailed: if the answer is wrong; its message says what was expected and what
            came, and names the mistake where it is a known one.
        NotImplementedError: if the function is not written yet.
        ValueError: if there is no such exercise, or `function` is not a function.
    """
    exercise = _find(name)
    if not callable(function):
        words = (
            f"check expects the function itself, got {type(function).__name__}: "
            f'write check("{name}", {exercise.reference.__name__}), without parentheses'
        )
        raise misuse(words)
    result = _assess(exercise, function, seed, rounds)
    executions.publish(MIME, result.as_json())
    newer = executions.newer_failure(function)
    shown = _at_this_try(name, result).adding(*filter(None, [newer]))
    if result.passed:
        return say(shown.text(), passed=True)
    if result.status == NOT_WRITTEN:
        message = shown.adding(*_HOW_TO_START).text()
        raise quiet(NotImplementedError(message), message)
    _failures[name] = _failures.get(name, 0) + 1
    where = [] if newer else _which_cell(function)
    message = shown.adding(*where, *_next_steps(exercise, result, seed)).text()
    raise quiet(CheckFailed(message, result), message) from None


def _which_cell(function: Callable) -> list[str]:
    """Return a line that names the cell that defined a function, if it is known."""
    number = executions.number_of(function)
    return [] if number is None else [f"This is about the function of your cell [{number}]"]


def _next_steps(exercise: Exercise, result: Result, seed: int) -> list[str]:
    """Return a line on where to look next; inputs of another seed are not at hand."""
    name = exercise.name
    hints = f'     A hint: hint("{name}")' if exercise.hints else ""
    return (
        [] if seed else [f'See the inputs: case_inputs("{name}", {result.shown_case}){hints}']
    )


def _at_this_try(name: str, result: Result) -> Result:
    """Leave the correction out of a diagnosis that is new; `hint` knows it."""
    known, _named[name] = _named.get(name), result.diagnosis
    _uncorrected.pop(name, None)
    if known == result.diagnosis:
        return result
    _uncorrected[name] = result.diagnosis
    return replace(result, diagnosis=without_corrections(result.diagnosis))


def _assess(exercise: Exercise, function: Callable, seed: int, rounds: int) -> Result:
    """Assess, and add what only the student's own notebook can show."""
    total = len(exercise.draw(seed, rounds))
    try:
        with (
            lent(exercise, function, _passes) as remarks,
            Trial(exercise.name, total) as trial,
        ):
            result = assess(exercise, function, seed, rounds, trial)
    except Stopped as stopped:
        return Result(
            exercise.name, "stopped", "", stopped.lines, 0, total, shown_case=stopped.case
        )
    if not result.passed:
        return result.adding(*remarks, *trial.prints(result.shown_case))
    refused = _borrowed(function, exercise.reference) or why_not(exercise, function)
    if refused:
        return Result(exercise.name, RAISED, "", (refused,), total=total)
    return result.adding(*filter(None, [trial.remark()]), *remarks)


def _passes(exercise: Exercise, function: Callable) -> bool:
    """Return whether a function answers an exercise right."""
    with Trial(exercise.name, len(exercise.draw())) as trial:
        return assess(exercise, function, runner=trial).passed


def _borrowed(function: Callable, reference: Function) -> str:
    """Explain that a function calls the course's own, as in `nets.softmax(z)`; "" if not."""
    if not _borrows(function, reference):
        return ""
    return (
        f"it calls the course's own {reference.__name__}, which is not there "
        "while your answer is graded: write it yourself"
    )


def _borrows(function: Callable, reference: Function) -> bool:
    """Return whether a function is the course's own, or calls it."""
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    known = [getattr(function, "__globals__", {}).get(name) for name in names]
    modules = [m for m in known if isinstance(m, ModuleType) and "lstm_utils" in m.__name__]
    owners = [module for module in modules if hasattr(module, reference.__name__)]
    called = bool(owners) and reference.__name__ in names
    return called or any(value is reference for value in [function, *known])


def diagnose(name: str, function: Callable, *, seed: int = 0) -> None:
    """Print what `check` reports about a function, without stopping the notebook.

    After three failed checks of the exercise it also shows the line to change, if the mistake
    is a known one.

    Args:
        name: the exercise.
        function: any function that takes the exercise's arguments.
        seed: where the random inputs come from.

    Raises:
        ValueError: if there is no such exercise.
    """
    exercise = _find(name)
    with Trial(name, len(exercise.draw(seed))) as trial:
        result = assess(exercise, function, seed, runner=trial)
    lines = [] if result.passed else trial.prints(result.shown_case)
    if _failures.get(name, 0) >= TRIES:
        lines += _change(exercise, result.diagnosis)
    say(result.adding(*lines).text(), result.passed)


def _change(exercise: Exercise, diagnosis: str) -> list[str]:
    """Return the lines of the model answer that the mistake changes, wrong and right."""
    sources = [m.source for m in exercise.mistakes if m.source and m.diagnosis == diagnosis]
    if not sources:
        return []
    wrong, right = (text.splitlines() for text in (sources[0], exercise.model_answer))
    changes = [line for line in difflib.ndiff(wrong, right) if line[:2] in ("- ", "+ ")]
    return [
        "The line to change, wrong (-) and right (+), as the model answer has it:",
        *changes,
    ]


def find_the_bug(name: str, function: Callable) -> None:
    """Print whether a function that had a bug is right now; never name the bug.

    Args:
        name: the exercise that the function solves.
        function: the function to fix.

    Raises:
        ValueError: if there is no such exercise.
    """
    result = _assess(_find(name), function, 0, 1)
    if result.passed:
        count = f"{result.total} of {result.total} cases pass"
        return say(f"✓ {name}: you found the bug, {count}", passed=True)
    shown = replace(result, diagnosis="").adding("Find the line, fix it, run the cell again")
    say(shown.text(), passed=False)


def case_inputs(name: str, number: int = 0) -> dict[str, Any]:
    """Return the inputs of one of the cases that `check` uses, by argument name.

    Args:
        name: the exercise.
        number: which case, from 0.

    Returns:
        Fresh inputs: `f(**case_inputs("softmax", 2))` calls your function with them.

    Raises:
        ValueError: if there is no such exercise or no such case.
    """
    exercise = _find(name)
    cases = exercise.draw()
    if not 0 <= number < len(cases):
        words = f"{name} has cases 0 to {len(cases) - 1}, there is no {number}"
        raise misuse(words)
    case = cases[number]
    return materialise(case.inputs, case.layout, exercise.framework)


def hint(name: str) -> None:
    """Print the next hint for an exercise; each call shows a little more.

    If `check` has just named a mistake, the first hint is how to correct it.
    """
    hints = _find(name).hints
    if correction := _correction(name):
        print(f"Hint on the mistake that check named: {correction}")
        return
    if not hints:
        print(f"There are no hints for {name}.")
        return
    shown = min(_hints_shown.get(name, 0), len(hints) - 1)
    _hints_shown[name] = shown + 1
    last = "  (the last one)" if shown == len(hints) - 1 else ""
    print(f"Hint {shown + 1} of {len(hints)}: {hints[shown]}{last}")


def _correction(name: str) -> str:
    """Return, once, the corrections that the last check of an exercise left out."""
    lines = _uncorrected.pop(name, "").splitlines()
    return " ".join(correction for _, correction in map(split, lines) if correction)
