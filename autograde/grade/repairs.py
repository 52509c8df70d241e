"""Tell a student what of a submission was put back, and what is not run."""

import ast
import re
import textwrap
from functools import lru_cache

from nbformat import NotebookNode

from autograde.core.results import grade_id, is_answer

# The lesson's own cells, in this release or an older one, are named by a hash of their text.
_LESSON_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")


def put_back(submitted: NotebookNode, released: NotebookNode) -> list[str]:
    """Say which of the lesson's own code cells were changed, missing or there twice."""
    repairs = []
    sources = {cell.source.strip() for cell in submitted.cells}
    for cell in released.cells:
        if is_answer(cell) or cell.cell_type != "code" or "explore" in _tags(cell):
            continue
        copies = [other for other in submitted.cells if _same_cell(other, cell)]
        what = f"The test cell '{grade_id(cell)}'" if grade_id(cell) else _quote(cell)
        if not copies and cell.source.strip() not in sources:
            repairs.append(f"{what} was missing: it was put back.")
        elif len(copies) > 1:
            repairs.append(f"{what} had {len(copies)} copies: the lesson's own was used.")
        elif cell.source.strip() not in sources:
            repairs.append(f"{what} had been changed: the lesson's own was used.")
    return repairs


def left_out(submitted: NotebookNode, released: NotebookNode, claimed: set[int]) -> list[str]:
    """Say which code cells of the student's own are not run, and what they define.

    What the lesson's cells define is not reported: a cell that does nothing else is one of
    them, changed, or of another release.
    """
    given = {cell.source.strip() for cell in released.cells}
    theirs = [cell for cell in released.cells if cell.cell_type == "code"]
    own = [
        cell
        for index, cell in enumerate(submitted.cells)
        if index not in claimed
        and cell.cell_type == "code"
        and cell.source.strip()
        and cell.source.strip() not in given
        and not _LESSON_ID.fullmatch(str(cell.get("id")))
        and not any(_same_cell(cell, other) for other in released.cells)
    ]
    defined, known = (
        set().union(*(defines(cell.source) for cell in cells)) for cells in (own, theirs)
    )
    names = sorted(defined - known)
    if not names:
        return []
    listed = ", ".join(f"`{name}`" for name in names[:5])
    if len(names) > 5:
        listed += f" and {len(names) - 5} more"
    return [
        f"Cells of your own are not run when grading; they define {listed}."
        " If an answer needs that, put it into the answer's cell."
    ]


def _same_cell(one: NotebookNode, other: NotebookNode) -> bool:
    if grade_id(one) or grade_id(other):
        return grade_id(one) == grade_id(other)
    return one.get("id") == other.get("id")


@lru_cache(maxsize=4096)
def defines(source: str) -> frozenset[str]:
    """Return the names that the top level of a cell defines or assigns."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it may be nested deeply
        return frozenset()
    names = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return frozenset(names)


def _quote(cell: NotebookNode) -> str:
    return f"The lesson's cell `{textwrap.shorten(cell.source, 40, placeholder='...')}`"


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])
