"""Explain to a student why a cell or a process of their submission ended, or was stopped."""

import os

from autograde.core.verdicts import CRASHED, OVER_LIMIT
from autograde.grade.steps import Step
from autograde.sandbox import Limits, TooSlow, WireError
from lstm_utils import checks
from lstm_utils.checks import Result
from lstm_utils.checks.offered import refusal
from lstm_utils.checks.result import RAISED
from lstm_utils.checks.run import MODULE, Raised

_SIGNALS = {4: "an illegal instruction", 6: "an abort", 7: "a bus error", 8: "a fault in C"}
_SIGNALS |= {9: "the system: its memory ran out, or the grader's channel was closed"}
_SIGNALS |= {11: "a crash in C code (a segmentation fault)"}
STOPPED = "The cell stopped before its function was defined"
_ENDED_IN_SECRET = "Python ended while it ran on fresh inputs; those that `check` shows pass"


def cell_failed(name: str, raised: Raised) -> Result:
    """Return what to report of an answer with a cell that did not define its function."""
    return Result(name, RAISED, details=(STOPPED, *raised.lines()), raised=raised)


def not_offered(step: Step, raised: Raised | None) -> list[str]:
    """Return why an answer may not import the package that it misses, as one remark."""
    if raised is None or raised.kind != MODULE:
        return []
    package = raised.missing.partition(".")[0]
    why = refusal(package, checks.get(step.exercises[0]).lesson)
    return [why] if why else []


def end(limits: Limits, name: str, trouble: Exception, used: dict, hidden: bool) -> Result:
    """Return what to report of the step that ended a process.

    Args:
        limits: of the submission.
        name: of the step.
        trouble: what the grader noticed.
        used: what `Guest.end` returned.
        hidden: whether the process has seen hidden inputs.
    """
    if isinstance(trouble, TooSlow):
        return over(name, limits.words(str(trouble)))
    if used["memory_exceeded"]:
        return over(name, limits.words("memory"))
    if used["cpu_seconds"] > limits.cpu_seconds - 2:
        return over(name, limits.words("cpu_seconds"))
    words = _ENDED_IN_SECRET if hidden else _why(trouble, used["status"])
    return Result(name, CRASHED, details=(words,))


def over(name: str, words: str) -> Result:
    """Return that a limit was exceeded, in these words."""
    return Result(name, OVER_LIMIT, details=(words,))


def _why(trouble: Exception, status: int) -> str:
    """Return the reason for which a process ended, in a student's words."""
    if isinstance(trouble, WireError):
        return "your code wrote into the grader's own channel, or changed how it answers"
    if os.WIFSIGNALED(status):
        signal = os.WTERMSIG(status)
        return f"Python was ended by {_SIGNALS.get(signal, f'signal {signal}')}"
    return "Python was ended by the code itself (os._exit or the like)"
