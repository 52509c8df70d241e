"""The verdict on a submission: one word for what came of it."""

from collections.abc import Iterable

from lstm_utils.checks import Result
from lstm_utils.checks import result as status

CORRECT = "correct"
WRONG = "wrong"
UNFINISHED = "unfinished"
CRASHED = "crashed"
OVER_LIMIT = "resource limit exceeded"
UNREADABLE = "unreadable"
FAULT = "grader error"
NOT_SUBMITTED = "not submitted"
NOT_GRADED = "not graded yet"
AWAITING = "needs manual grading"

SCORED = (CORRECT, WRONG, UNFINISHED, OVER_LIMIT)


def sum_up(results: Iterable[Result]) -> str:
    """Return the verdict on a notebook that ran; the most serious result decides."""
    found = {result.status for result in results if not result.passed}
    for serious in (CRASHED, OVER_LIMIT):
        if serious in found:
            return serious
    unfinished = found & {status.NOT_WRITTEN, status.NOT_ANSWERED}
    if found - unfinished - {status.ANSWERED}:
        return WRONG
    return UNFINISHED if unfinished else CORRECT


def points(result: Result) -> float | None:
    """Return what a result is worth; None where only a person can decide."""
    if result.status in (status.ANSWERED, CRASHED):
        return None
    return result.max_points if result.passed else 0.0
