"""Edits that an instructor made in `source/` of a class, such as in formgrader.

`released.json` in the class folder has a hash of what `release` wrote there. What differs from
it was edited: a release must not overwrite it silently.
"""

import difflib
import hashlib
import json
from pathlib import Path

from autograde.classroom.folder import Classroom
from autograde.core import notebooks
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError

RECORD = "released.json"


class EditedError(CourseError):
    """A source with edits that a release would overwrite.

    `difference` has the lines: those with "-" are in the source now, those with "+" would come.
    """

    def __init__(self, folder: Path, difference: list[str]) -> None:
        super().__init__(
            f"{folder} was edited after the last release, and a release would overwrite it:"
            " add `--edits keep` to release it as it is there, `--edits discard` to drop the"
            " edits."
        )
        self.folder, self.difference = folder, difference


def require_unedited(classroom: Classroom, there: Path, new: Path) -> None:
    """Raise `EditedError` if a source folder has edits and would change.

    Args:
        classroom: the class.
        there: the lesson's folder in `source/`.
        new: what would replace it.
    """
    if not there.is_dir() or _content(there) == _content(new):
        return
    if _recorded(classroom).get(there.name) != _mark(there):
        now, then = (_text(folder).splitlines() for folder in (there, new))
        difference = list(difflib.unified_diff(now, then, "source", "new release", lineterm=""))
        raise EditedError(there, difference or ["The figures or other files differ."])


def record(classroom: Classroom, folder: Path) -> None:
    """Note what `release` wrote."""
    marks = _recorded(classroom) | {folder.name: _mark(folder)}
    write_atomically(classroom.root / RECORD, json.dumps(marks, indent=1))


def _recorded(classroom: Classroom) -> dict[str, str]:
    path = classroom.root / RECORD
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _mark(folder: Path) -> str:
    return hashlib.sha256(repr(sorted(_content(folder).items())).encode()).hexdigest()


def _content(folder: Path) -> dict[str, str | bytes]:
    """Return what is in a source folder, without outputs and other traces of opening it."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    seen = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    notebook = Path(f"{folder.name}.ipynb")
    files = {str(path): (folder / path).read_bytes() for path in seen if path != notebook}
    return files | {str(notebook): _text(folder)}


def _text(folder: Path) -> str:
    """Return the cells of a source notebook as text: kind, name, points, source."""
    path = folder / f"{folder.name}.ipynb"
    if not path.is_file():
        return ""
    lines = []
    for cell in notebooks.read(path).cells:
        marks = cell.metadata.get("nbgrader", {})
        flags = [flag for flag in ("grade", "solution", "locked") if marks.get(flag)]
        points = f"points={marks['points']:g}" if marks.get("points") is not None else ""
        tags = cell.metadata.get("tags", [])
        words = [cell.cell_type, marks.get("grade_id", ""), *flags, points, *tags]
        lines += [" ".join(filter(None, ["# %%", *words])), cell.source.rstrip(), ""]
    return "\n".join(lines)
