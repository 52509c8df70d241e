"""The results of a notebook: one for each cell that carries points."""

from collections.abc import Mapping
from dataclasses import replace

from nbformat import NotebookNode

from autograde.core.cells import exercise_of, grade_id, is_answer, is_graded
from lstm_utils.checks.result import ANSWERED, NOT_ANSWERED, NOT_WRITTEN, Result


def results(
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
