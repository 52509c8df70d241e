"""Explain to a student what of a submission was put back, and what is not run."""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde.core.cells import grade_id, is_answer
from autograde.core.notebooks import MAX_ANSWERS
from autograde.grade.finder import Finder
from autograde.grade.names import binds, mentions
from lstm_utils.checks import Result
from lstm_utils.checks.run import NAME

# The lesson's own cells, in this release or an older one, are named by a hash of their text.
_LESSON_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")


@dataclass(frozen=True)
class Unrun:
    """The names that cells bind, or only mention, that do not run when grading."""

    own: frozenset[str] = frozenset()
    explored: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()

    def explain(self, result: Result) -> Result:
        """Return a result; where a name is missing it shows in which kind of cell that is."""
        raised = result.raised
        name = raised.missing if raised and raised.kind == NAME else ""
        if name in self.own:
            why = f"Cells of your own are not run: `{name}` is defined in one of them."
        elif name in self.explored:
            why = f"Cells to explore are not run when grading: `{name}` is defined in one."
        elif name in self.mentioned:
            why = f"Cells of your own are not run: `{name}` appears in one of them."
        else:
            return result
        return result.adding(f"{why} Put what an answer needs into the answer's cell.")


def put_back(submitted: Finder, released: NotebookNode) -> list[str]:
    """Return which of the lesson's own code cells were changed, missing or duplicated."""
    repairs = []
    for cell in released.cells:
        if is_answer(cell) or cell.cell_type != "code" or _explores(cell):
            continue
        name = grade_id(cell)
        copies = submitted.named(name) if name else submitted.nameless(cell.id)
        what = f"The test cell '{name}'" if name else _quote(cell)
        if not copies and not submitted.has_text(cell.source):
            repairs.append(f"{what} was missing: it was put back.")
        elif len(copies) > 1:
            repairs.append(f"{what} had {len(copies)} copies: the lesson's own was used.")
        elif not submitted.has_text(cell.source):
            repairs.append(f"{what} had been changed: the lesson's own was used.")
    return repairs


def left_out(submitted: NotebookNode, released: NotebookNode, claimed: set[int]) -> list[str]:
    """Return which code cells of the student's own are not run, and what they define.

    Names that the lesson's cells define are not listed: a cell that does nothing else is one of
    them, changed, or of another release.
    """
    given = {cell.source.strip() for cell in released.cells}
    names = {grade_id(cell) for cell in released.cells} - {None}
    ids = {cell.id for cell in released.cells if grade_id(cell) is None}
    known = _names(cell for cell in released.cells if cell.cell_type == "code")
    own = (
        cell
        for index, cell in enumerate(submitted.cells)
        if index not in claimed
        and cell.cell_type == "code"
        and cell.source.strip() not in given
        and not _LESSON_ID.fullmatch(str(cell.get("id")))
        and grade_id(cell) not in names
        and not (grade_id(cell) is None and str(cell.get("id")) in ids)
    )
    defined = sorted(_names(own) - known)
    if not defined:
        return []
    listed = ", ".join(f"`{name}`" for name in defined[:5])
    if len(defined) > 5:
        listed += f" and {len(defined) - 5} more"
    return [
        f"Cells of your own are not run when grading; they define {listed}."
        " If an answer needs that, put it into the answer's cell."
    ]


def unrun(submitted: NotebookNode, released: NotebookNode, claimed: set[int]) -> Unrun:
    """Return the names of all code cells of a submission that do not run as they are."""
    code = [cell for cell in released.cells if cell.cell_type == "code"]
    runs = {cell.source.strip() for cell in code if not _explores(cell)}
    explored = {cell.source.strip() for cell in code if _explores(cell)}
    answers = _names(cell for cell in code if is_answer(cell))
    left = [
        cell
        for index, cell in enumerate(submitted.cells)
        if index not in claimed and cell.cell_type == "code" and cell.source.strip() not in runs
    ]
    own = [cell for cell in left if cell.source.strip() not in explored]
    words = (mentions(cell.source) for cell in own)
    return Unrun(
        _names(own),
        _names(cell for cell in left if cell.source.strip() in explored),
        frozenset().union(*words) - answers,
    )


def _names(cells: Iterable[NotebookNode]) -> frozenset[str]:
    """Return the names that cells bind, up to a bound on the text of the cells."""
    found, budget = set(), MAX_ANSWERS
    for cell in cells:
        budget -= len(cell.source)
        if budget < 0:
            break
        found |= binds(cell.source)
    return frozenset(found)


def _explores(cell: NotebookNode) -> bool:
    return "explore" in cell.metadata.get("tags", [])


def _quote(cell: NotebookNode) -> str:
    return f"The lesson's cell `{textwrap.shorten(cell.source, 40, placeholder='...')}`"
