"""What a cell of a lesson is, by nbgrader's metadata; a submission may have anything there."""

from nbformat import NotebookNode

from lstm_utils.checks import Result


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


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell carries points and has checks in it."""
    return is_graded(cell) and not is_answer(cell)


def _nbgrader(cell: dict) -> dict:
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def exercise_of(cell: NotebookNode) -> str:
    """Return the exercise that a cell belongs to; its test cell is `NAME-tests`."""
    return (grade_id(cell) or "").removesuffix("-tests")


def graded_cell(result: Result) -> str:
    """Return the grade_id of the cell that carries the points of a result."""
    return result.exercise if result.manual else f"{result.exercise}-tests"


def name_of(cell: NotebookNode, index: int) -> str:
    """Return what to call a cell in a message."""
    return f"cell {grade_id(cell)!r}" if grade_id(cell) else f"cell {index + 1}"
