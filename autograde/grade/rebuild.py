"""Rebuild a submission from the released lesson and the student's answers, nothing else.

Anything may have happened to a submitted notebook. Only the texts of its answer cells are used;
every other cell comes from the lesson. The repairs are reported in sentences for the student.
"""

import copy
import warnings
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from autograde.core.cells import grade_id, is_answer
from autograde.core.notebooks import PART, UnreadableError
from autograde.grade.finder import Finder
from autograde.grade.parts import Found
from autograde.grade.repairs import Unrun, left_out, put_back, unrun
from lstm_utils.checks.plain import one_line

# Both are repaired here and reported.
warnings.filterwarnings("ignore", category=DuplicateCellId)
warnings.filterwarnings("ignore", category=MissingIDFieldWarning)


@dataclass(frozen=True)
class Rebuilt:
    """A notebook that is safe to hand on, what was repaired, and which names were left out."""

    notebook: NotebookNode
    repairs: tuple[str, ...]
    unrun: Unrun


def from_answers(submitted: NotebookNode, released: NotebookNode) -> Rebuilt:
    """Put the answers of a submission into a fresh copy of the released lesson.

    An answer is found by its cell's grade_id, else by the cell's id. If none of these cells
    defines the function that the exercise asks for, it is taken from a cell without a name,
    else from another answer cell. All parts of an answer run, in the order of the submission,
    and the last one that defines the function is the answer cell.

    Args:
        submitted: the student's notebook, as `read` returns it.
        released: the lesson as it was handed out.

    Raises:
        UnreadableError: if all answers in it are those of another lesson.
    """
    notebook, finder = copy.deepcopy(released), Finder(submitted, released)
    cells, repairs = [], []
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if is_answer(cell) and cell.cell_type == "code":
            found = finder.code(cell)
        elif is_answer(cell):
            found = finder.prose(cell, before.source if before else "")
        else:
            found = None
        cells += [cell] if found is None else _answered(cell, found)
        repairs += found.repairs if found else ()
    notebook.cells = cells
    if not finder.claimed:
        _require_no_other(submitted)
    repairs += [*put_back(finder, released), *left_out(submitted, released, finder.claimed)]
    return Rebuilt(notebook, tuple(repairs), unrun(submitted, released, finder.claimed))


def _answered(cell: NotebookNode, found: Found) -> list[NotebookNode]:
    """Return an answer cell with its main part in it, and cells for the others around it."""
    name, made = grade_id(cell), []
    for index, part in enumerate(found.parts):
        if index == found.main:
            cell.source = part.text
            made.append(cell)
        else:
            made.append(
                new_code_cell(part.text, id=f"{name}-part-{index + 1}", metadata={PART: name})
            )
    return made or [cell]


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


def _require_no_other(submitted: NotebookNode) -> None:
    """Refuse a notebook with answers where none of them is the lesson's."""
    others = [grade_id(cell) or cell.source for cell in submitted.cells if is_answer(cell)]
    if others:
        raise UnreadableError(
            "It is the notebook of another lesson: it has none of this lesson's answers, but"
            f" `{one_line(others[0])}`. Hand in this lesson's notebook."
        )
