"""Read a notebook file that anything may have happened to.

The size, the number of cells and the text of the answers are bounded before any work grows with
them. A cell that has no usable content is dropped or read as empty: it costs no other cell.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograde.core.cells import is_answer
from autograde.core.errors import CourseError
from lstm_utils.checks.plain import valid

MAX_NOTEBOOK_BYTES = 20 * 2**20
MAX_CELLS = 5000  # the longest lesson has 60
MAX_ANSWERS = 1_000_000  # characters in all answer cells; a finished lesson has 10,000

PART = "answer_part"  # metadata of a cell that has a part of an answer: the answer's name
_KINDS = ("code", "markdown", "raw")


class UnreadableError(CourseError):
    """A file that is not a notebook; the text explains what is wrong with it."""


def read(path: Path) -> NotebookNode:
    """Read a notebook of any format version as version 4.

    Raises:
        UnreadableError: if it is too large or not a notebook.
    """
    with path.open("rb") as stream:
        return parse(stream.read(MAX_NOTEBOOK_BYTES + 1))


def parse(data: bytes) -> NotebookNode:
    """Read the bytes of a notebook, as `read` reads a file.

    Raises:
        UnreadableError: if they are too many or not a notebook, or have too many cells or too
            much text in the answer cells.
    """
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise UnreadableError(
            f"The file is larger than {MAX_NOTEBOOK_BYTES / 2**20:.0f} MiB."
            " Clear its outputs and submit it again."
        )
    try:
        found = json.loads(data)  # UTF-8, UTF-16 or UTF-32, with or without a BOM
        _require_few(_cells(found))
        if found.get("nbformat", 4) != 4:
            found = nbformat.reads(json.dumps(found), as_version=4)
        cells = [_cell(cell) for cell in _cells(found)]
        _require_short(cells)
        return nbformat.from_dict(_notebook(found, cells))
    except UnreadableError:
        raise
    except Exception as error:  # nbformat raises a dozen kinds for a dozen kinds of damage
        raise UnreadableError(
            f"The file is not a complete notebook ({_damage(error)})."
            " Open it in JupyterLab, save it, and submit it again."
        ) from None


def _damage(error: Exception) -> str:
    """Return in a few words what is wrong with a file."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, json.JSONDecodeError):
        return f"it breaks off or is damaged at line {error.lineno}"
    return "it is not built like a notebook"


def _cells(found: Any) -> list[dict]:
    """Return the cells of a notebook of any version; what is not a cell is dropped."""
    cells = found.get("cells", [])
    if not isinstance(cells, list):
        raise TypeError("the cells are not a list")
    sheets = (sheet["cells"] for sheet in found.get("worksheets") or [])
    return [cell for part in (cells, *sheets) for cell in part if isinstance(cell, dict)]


def _require_few(cells: list[dict]) -> None:
    if len(cells) > MAX_CELLS:
        raise UnreadableError(
            f"The notebook has more than {MAX_CELLS:,} cells."
            " Delete the cells of your own and submit it again."
        )


def _require_short(cells: list[dict]) -> None:
    if sum(len(cell["source"]) for cell in cells if is_answer(cell)) > MAX_ANSWERS:
        raise UnreadableError(
            f"The answer cells have more than {MAX_ANSWERS:,} characters."
            " Delete what is not part of an answer and submit it again."
        )


def _notebook(found: dict, cells: list[dict]) -> dict:
    minor = found.get("nbformat_minor")
    return {
        "cells": [cell for cell in cells if cell["cell_type"] in _KINDS],
        "metadata": _dict(found.get("metadata")),
        "nbformat": 4,
        "nbformat_minor": minor if isinstance(minor, int) else 5,
    }


def _cell(cell: dict) -> dict:
    """Return a cell with everything that a cell has, empty where it is missing."""
    cleaned = {
        **cell,
        "cell_type": _kind(cell),
        "metadata": _dict(cell.get("metadata")),
        "source": _text(cell.get("source")),
    }
    if cleaned["cell_type"] == "code":
        outputs = cell.get("outputs")
        outputs = outputs if isinstance(outputs, list) else []
        cleaned["outputs"] = [output for output in outputs if isinstance(output, dict)]
    return cleaned


def _kind(cell: dict) -> Any:
    """Return the kind of a cell; a named cell of an unknown kind counts as code."""
    kind = cell.get("cell_type")
    named = isinstance(_dict(cell.get("metadata")).get("nbgrader"), dict)
    return "code" if named and kind not in _KINDS else kind


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _text(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return valid(text.replace("\r\n", "\n"))  # as some editors write them
