"""Rebuild a submission from the released lesson and the student's answers, nothing else.

What a student hands in is a notebook that anything may have happened to. From it come only the
texts of the answer cells; every other cell is the lesson's own. What had to be put right, and
what was left out, is told in sentences for the student.
"""

import copy
import warnings
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from autograde.core.notebooks import UnreadableError
from autograde.core.results import grade_id, is_answer
from autograde.grade.repairs import defines, left_out, put_back
from lstm_utils.checks.plain import one_line

# Both are repaired here, and the student is told.
warnings.filterwarnings("ignore", category=DuplicateCellId)
warnings.filterwarnings("ignore", category=MissingIDFieldWarning)


@dataclass(frozen=True)
class Rebuilt:
    """A notebook that is safe to hand on, and what was repaired to make it so."""

    notebook: NotebookNode
    repairs: tuple[str, ...]


def rebuild(submitted: NotebookNode, released: NotebookNode) -> Rebuilt:
    """Put the answers of a submission into a fresh copy of the released lesson.

    An answer is found by its cell's grade_id, else by the cell's id; where nothing is written
    there, because a cell of no name defines the function that the lesson's own cell defines,
    or, a text, because it follows its question. Of several copies the last one that was
    written counts, as it does in a notebook that runs from top to bottom.

    Args:
        submitted: the student's notebook, as `read` returns it.
        released: the lesson as it was handed out.

    Raises:
        UnreadableError: if all answers in it are those of another lesson.
    """
    notebook, repairs = copy.deepcopy(released), []
    claimed: set[int] = set()
    given = {cell.source.strip() for cell in released.cells}
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if is_answer(cell):
            found = _find(cell, submitted, claimed, given)
            if not found and cell.cell_type == "markdown" and before:
                found = _after(before.source, submitted, given)
            claimed |= {index for index, _ in found}
            cell.source = _choose(cell, [other for _, other in found], repairs)
    if not claimed:
        _require_no_other(submitted)
    repairs += [*put_back(submitted, released), *left_out(submitted, released, claimed)]
    return Rebuilt(notebook, tuple(repairs))


def restore(notebook: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Put back what the release hides (hidden tests, mark schemes), in place."""
    full = {grade_id(cell): _read_by_people(cell) for cell in source.cells if grade_id(cell)}
    for cell in notebook.cells:
        if grade_id(cell) in full and not is_answer(cell):
            cell.source = full[grade_id(cell)]
    return notebook


def _read_by_people(cell: NotebookNode) -> str:
    """Return a cell's text; a mark scheme gets a heading in place of its markers."""
    if cell.cell_type == "code":
        return cell.source
    lines = (line for line in cell.source.splitlines() if line != "### END MARK SCHEME")
    return "\n".join(lines).replace("### BEGIN MARK SCHEME", "#### How it is marked")


def _find(
    cell: NotebookNode, submitted: NotebookNode, claimed: set[int], given: set[str]
) -> list[tuple]:
    """Return the index and cell of each copy of an answer cell in a submission."""
    free = [(i, other) for i, other in enumerate(submitted.cells) if i not in claimed]
    name, defined = grade_id(cell), defines(cell.source)
    by_name = [(i, other) for i, other in free if grade_id(other) == name]
    by_id = [(i, other) for i, other in free if other.get("id") == cell.id]
    named = by_name or by_id
    if any(_is_written(other, cell) for _, other in named):
        return named
    by_function = [
        (i, other)
        for i, other in free
        if defined
        and defined <= defines(other.source)
        and grade_id(other) is None
        and (other.source.strip() not in given or not _is_written(other, cell))
    ]
    return named + by_function


def _require_no_other(submitted: NotebookNode) -> None:
    """Refuse a notebook with answers where none of them is the lesson's."""
    others = [grade_id(cell) for cell in submitted.cells if is_answer(cell)]
    if others:
        raise UnreadableError(
            "It is the notebook of another lesson: it has none of this lesson's answers, but"
            f" `{one_line(others[0])}`. Hand in this lesson's notebook."
        )


def _is_written(copy: NotebookNode, cell: NotebookNode) -> bool:
    return copy.source.strip() != cell.source.strip()


def _after(question: str, submitted: NotebookNode, given: set[str]) -> list[tuple]:
    """Return the nameless text that follows a question, unless it is the lesson's own."""
    return [
        (i, other)
        for i, other in enumerate(submitted.cells)
        if i
        and submitted.cells[i - 1].source.strip() == question.strip()
        and other.cell_type == "markdown"
        and grade_id(other) is None
        and other.source.strip() not in given
    ]


def _choose(cell: NotebookNode, copies: list[NotebookNode], repairs: list[str]) -> str:
    """Return the text that counts, and note what had to be put right."""
    name = grade_id(cell)
    if not copies:
        repairs.append(f"The answer cell '{name}' was missing: it counts as not written.")
        return cell.source
    written = [other for other in copies if _is_written(other, cell)]
    chosen = (written or copies)[-1]
    if len({other.source for other in written}) > 1:
        repairs.append(f"There were {len(copies)} cells '{name}': the last one counted.")
    if grade_id(chosen) != name and any(grade_id(other) == name for other in copies):
        repairs.append(f"The answer cell '{name}' was not written: your own cell was taken.")
    elif grade_id(chosen) != name:
        repairs.append(f"The answer cell '{name}' had lost its name: it was recognised.")
    if chosen.cell_type != cell.cell_type:
        repairs.append(
            f"The answer cell '{name}' had become a {chosen.cell_type} cell:"
            f" it was turned back into a {cell.cell_type} cell."
        )
    return chosen.source
