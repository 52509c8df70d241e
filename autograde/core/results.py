"""The results of a notebook, one for each cell that carries points, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from nbformat import NotebookNode

from autograde.core import verdicts
from autograde.core.cells import exercise_of, grade_id, is_answer, is_graded
from lstm_utils.checks.result import ANSWERED, NOT_ANSWERED, NOT_WRITTEN, Result


def of_notebook(
    notebook: NotebookNode, blank: NotebookNode, checked: Mapping[int, Result]
) -> tuple[Result, ...]:
    """Return one result for each cell that carries points, in order.

    Args:
        notebook: the student's.
        blank: the same lesson as released; an answer that equals its stub was not written.
        checked: what came of each test cell, by its place in the notebook.
    """
    blanks = set(not_written(notebook, blank))
    found = []
    for index, cell in enumerate(notebook.cells):
        if not is_graded(cell):
            continue
        name = exercise_of(cell)
        if is_answer(cell):
            result = Result(name, NOT_ANSWERED if name in blanks else ANSWERED)
        elif name in blanks and not checked[index].passed:
            result = Result(name, NOT_WRITTEN)
        else:
            result = checked[index]
        found.append(replace(result, max_points=float(cell.metadata.nbgrader.points)))
    return tuple(found)


def not_written(notebook: NotebookNode, blank: NotebookNode) -> list[str]:
    """Return the names of answers that still are the released stub, or nothing at all."""
    stubs = {grade_id(cell): cell.source for cell in blank.cells if is_answer(cell)}
    answers = ((grade_id(cell), cell) for cell in notebook.cells if is_answer(cell))
    return [
        name
        for name, cell in answers
        if name and cell.source.strip() in ("", stubs.get(name, "").strip())
    ]


def sum_up(results: Iterable[Result]) -> str:
    """Return the verdict on a notebook that ran; the most serious result decides."""
    found = {result.status for result in results if not result.passed}
    for serious in (verdicts.CRASHED, verdicts.OVER_LIMIT):
        if serious in found:
            return serious
    unfinished = found & {NOT_WRITTEN, NOT_ANSWERED}
    if found - unfinished - {ANSWERED}:
        return verdicts.WRONG
    return verdicts.UNFINISHED if unfinished else verdicts.CORRECT


def points(result: Result) -> float | None:
    """Return what a result is worth; None where only a person can decide."""
    if result.status in (ANSWERED, verdicts.CRASHED):
        return None
    return result.max_points * result.share
