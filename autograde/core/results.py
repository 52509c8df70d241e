"""Read from a notebook that ran what came of each exercise."""

import re
import textwrap

from nbformat import NotebookNode

from autograde.core.verdicts import Result
from lstm_utils.checks import Verdict

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
# The names of the errors that the judge writes into test cells (see `outputs`).
STATUSES = {
    "Crashed": "crashed",
    "OverLimit": "resource limit exceeded",
    "CheckFailed": "raised",
}
STATUSES["GraderFault"] = "grader error"
DECIDED = "lstm_course"  # where a test cell's metadata has what the judge decided
_PLACE = re.compile(r" \((?:<[^>]*>|[^()]*\.py), line (\d+)\)$")


def grade_id(cell: dict) -> str | None:
    """Return the name under which nbgrader knows a cell, or None."""
    name = _nbgrader(cell).get("grade_id")
    return name if isinstance(name, str) else None


def is_answer(cell: dict) -> bool:
    """Whether a student writes in this cell."""
    return bool(_nbgrader(cell).get("solution"))


def is_graded(cell: NotebookNode) -> bool:
    """Whether a cell carries points."""
    return bool(_nbgrader(cell).get("grade"))


def _nbgrader(cell: dict) -> dict:
    """Return nbgrader's part of a cell's metadata; a submission may have anything there."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def exercise_of(cell: NotebookNode) -> str:
    """Return the exercise that a cell belongs to; its test cell is `NAME-tests`."""
    return (grade_id(cell) or "").removesuffix("-tests")


def name_of(cell: NotebookNode, index: int) -> str:
    """Return what to call a cell in a message."""
    return f"cell {grade_id(cell)!r}" if grade_id(cell) else f"cell {index + 1}"


def results(notebook: NotebookNode, blank: NotebookNode) -> tuple[Result, ...]:
    """Return one result for each cell that carries points.

    Args:
        notebook: the student's, with outputs.
        blank: the same lesson as released; an answer that equals its stub was not written.
    """
    stubs = {grade_id(cell): cell.source for cell in blank.cells if is_answer(cell)}
    answers = {grade_id(cell): cell for cell in notebook.cells if is_answer(cell)}
    graded = [cell for cell in notebook.cells if is_graded(cell)]
    return tuple(
        _by_hand(cell, stubs) if is_answer(cell) else _by_check(cell, answers, stubs)
        for cell in graded
    )


def not_written(notebook: NotebookNode, blank: NotebookNode) -> list[str]:
    """Return the names of answers that still are the released stub, or nothing at all."""
    stubs = {grade_id(cell): cell.source for cell in blank.cells if is_answer(cell)}
    answers = ((grade_id(cell), cell) for cell in notebook.cells if is_answer(cell))
    return [name for name, cell in answers if name and _is_stub(cell, stubs.get(name, ""))]


def _is_stub(cell: NotebookNode, stub: str) -> bool:
    return cell.source.strip() in ("", stub.strip())


def _by_hand(cell: NotebookNode, stubs: dict[str | None, str]) -> Result:
    name = grade_id(cell) or ""
    written = not _is_stub(cell, stubs.get(name, ""))
    return Result(
        name, float(cell.metadata.nbgrader.points), "answered" if written else "not answered"
    )


def _by_check(
    cell: NotebookNode,
    answers: dict[str | None, NotebookNode],
    stubs: dict[str | None, str],
) -> Result:
    name, points = exercise_of(cell), float(cell.metadata.nbgrader.points)
    answer = answers.get(name)
    error = _error(cell)
    if error is None:
        return Result(name, points, "passed", message=_printed(cell))
    if answer is not None and _is_stub(answer, stubs.get(name, "")):
        return Result(name, points, "not written")
    if DECIDED in cell.metadata:
        return Result(name, points, **cell.metadata[DECIDED])
    if error.ename == "NameError" and answer is not None:
        error = _error(answer) or error
    verdict = Verdict.parse(error.evalue)
    if verdict is not None and not verdict.passed:  # an error is no pass, whatever it says
        message = _ANSI.sub("", error.evalue)
        return Result(name, points, verdict.status, verdict.diagnosis, message)
    return Result(name, points, *_without_verdict(error))


def _without_verdict(error: NotebookNode) -> tuple[str, str, str]:
    """Return status, diagnosis and message of an error that did not come from a check."""
    if error.ename in STATUSES:
        return STATUSES[error.ename], "", error.evalue
    if error.ename in ("CellTimeoutError", "KeyboardInterrupt"):
        return "too slow", "", error.evalue or "stopped"
    place = _PLACE.sub(r" (line \1 of the cell)", error.evalue)
    return "raised", "", textwrap.shorten(f"{error.ename}: {place}", 300)


def _error(cell: NotebookNode) -> NotebookNode | None:
    errors = (out for out in cell.get("outputs", []) if out.output_type == "error")
    return next(errors, None)


def _printed(cell: NotebookNode) -> str:
    """Return the message of the last check of a cell that passes."""
    texts = [out.text for out in cell.outputs if out.output_type == "stream"]
    _, mark, last = _ANSI.sub("", "".join(texts)).rpartition("✓")
    return mark + last.rstrip()
