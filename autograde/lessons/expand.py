"""Source cells to nbgrader cells: the short headers become complete metadata and stable ids.

An exercise becomes one cell, its tests another, a question two: the locked prompt with the mark
scheme, which a grader reads above the answer, and the answer. All other cells stay as they are.
"""

import hashlib
import re

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograde.core.errors import CourseError
from autograde.lessons.rules.structure import KERNELSPEC
from autograde.lessons.source import Cell, Lesson
from lstm_utils import checks

METADATA = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}


def notebook(lesson: Lesson) -> NotebookNode:
    """Return the nbgrader source notebook of a lesson that keeps to the rules.

    Args:
        lesson: the lesson, read and checked.

    Returns:
        Notebook, nbformat 4.5; a graded cell's id is its grade id, any other cell's a hash of
        its source.
    """
    cells = [cell for source in lesson.cells for cell in _expand(source)]
    taken = {cell.id for cell in cells if "nbgrader" in cell.metadata}
    for cell in cells:
        if "nbgrader" not in cell.metadata:
            cell.id = _hashed_id(cell, taken)
            taken.add(cell.id)
    return new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA))


def _expand(cell: Cell) -> list[NotebookNode]:
    """Return the notebook cells of a source cell: two for a question, else one."""
    points = cell.options.get("points")
    if cell.role == "exercise":
        return [_graded(new_code_cell(cell.source), cell.name, solution=True)]
    if cell.role == "tests":
        tests = new_code_cell(_tight(cell.source))
        return [_graded(tests, f"{cell.name}-tests", grade=True, points=points)]
    if cell.role == "bug":  # `tests/lessons` refuse one that shows an answer of its own lesson
        function = broken(cell.name, str(cell.options["mistake"]))
        source = f'{cell.source}\n{function}\n\n\nfind_the_bug("{cell.name}", broken)'
        return [new_code_cell(source, metadata={"tags": ["explore"]})]
    if cell.role == "question":
        prompt = new_markdown_cell(_tight(cell.without("SOLUTION").strip()))
        answer = f"### BEGIN SOLUTION\n{cell.inside('SOLUTION')}\n### END SOLUTION"
        return [
            _graded(prompt, f"{cell.name}-prompt"),
            _graded(
                new_markdown_cell(answer), cell.name, grade=True, solution=True, points=points
            ),
        ]
    new_cell = new_code_cell if cell.kind == "code" else new_markdown_cell
    return [
        new_cell(cell.source, metadata={k: v for k, v in cell.options.items() if k == "tags"})
    ]


def broken(name: str, words: str) -> str:
    """Return the model answer of an exercise with one mistake in it, as a function `broken`.

    Args:
        name: the exercise.
        words: the beginning of the diagnosis; the mistake must be an edit of the answer.

    Raises:
        CourseError: if not exactly one such mistake begins with these words.
    """
    exercise = checks.get(name)
    found = [m.source for m in exercise.mistakes if m.source and m.diagnosis.startswith(words)]
    if len(found) != 1:
        raise CourseError(
            f'bug="{name}": expected one edited mistake that begins with "{words}",'
            f" found {len(found)}"
        )
    own = exercise.reference.__name__
    head, colon, body = found[0].rstrip().partition("):\n")
    document = f'    """Do what `{own}` does; one line is wrong."""\n'
    return head.replace(f"def {own}(", "def broken(", 1) + colon + document + body


def _graded(
    cell: NotebookNode,
    grade_id: str,
    grade: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> NotebookNode:
    cell.id = grade_id
    cell.metadata["nbgrader"] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell


def _tight(source: str) -> str:
    """Drop the blank lines above a region that nbgrader cuts out, or they would stay behind."""
    return re.sub(r"\n\s*\n(?=### BEGIN (HIDDEN TESTS|MARK SCHEME))", "\n", source)


def _hashed_id(cell: NotebookNode, taken: set[str]) -> str:
    text = f"{cell.cell_type}\n{cell.source}"
    base = hashlib.sha256(text.encode()).hexdigest()[:12]
    count = 1
    while (found := base if count == 1 else f"{base}-{count}") in taken:
        count += 1
    return found
