"""Release a lesson in a class: its source, the notebook to hand out, the gradebook's cells."""

import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from nbgrader.api import MissingEntry

from autograde.classroom import edits as editing
from autograde.classroom import exchange, own
from autograde.classroom.folder import Classroom
from autograde.core import notebooks
from autograde.core.atomic import replace_folder
from autograde.core.cells import grade_id
from autograde.core.errors import CourseError
from autograde.lessons import build

Edits = Literal["refuse", "keep", "discard"]
_NAMES_AN_ERROR = re.compile(r" *[\w.]+Error: ")  # in a traceback


def prepare(
    classroom: Classroom,
    lesson_dir: Path,
    due: datetime | None = None,
    edits: Edits = "refuse",
) -> Path:
    """Build a lesson into the class folder and enter it in the gradebook.

    Args:
        classroom: the class.
        lesson_dir: the lesson's folder, `solutions/NN_name`.
        due: until when it is to be handed in, in local time if it names no zone; None leaves
            that as it is.
        edits: what to do with edits in `source/`: `keep` releases the source as it is there.

    Returns:
        The folder to hand out; where an exchange is configured it is published there too.

    Raises:
        EditedError: if `source/` has edits and `edits` is `refuse`.
        CourseError: if nbgrader refuses; the gradebook and the source are then as they were.
    """
    lesson = lesson_dir.name
    with _source(classroom, lesson_dir, edits):
        said = classroom.api.generate_assignment(lesson, force=True, create=True)
        if not said["success"]:
            raise CourseError(f"{lesson} could not be released: {reason(said)}")
    if due is not None:
        utc = due.astimezone(UTC).replace(tzinfo=None)  # as nbgrader keeps it
        with classroom.gradebook() as book:
            book.update_or_create_assignment(lesson, duedate=utc)  # ty: ignore[invalid-argument-type]
    if classroom.api.exchange_is_functional:
        _, said = exchange.carry_out(classroom.api, "ReleaseAssignment", lesson)
        if not said["success"]:
            raise CourseError(f"{lesson} could not be put on the exchange: {reason(said)}")
    return classroom.notebook("release", lesson).parent


@contextmanager
def _source(classroom: Classroom, lesson_dir: Path, edits: Edits) -> Generator[None]:
    """Put the new source of a lesson in its place; put the old one back after an error."""
    files = own.use_checks(classroom)
    there = classroom.notebook("source", lesson_dir.name).parent
    there.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=there.parent, prefix=".source-") as staging:
        if edits == "keep" and there.is_dir():
            yield
            return
        beside = own.for_students(files, lesson_dir.name)
        changed = own.overrides(classroom, lesson_dir.name)
        new = build.write_source(lesson_dir, Path(staging), changed, beside)
        if edits == "refuse":
            editing.require_unedited(classroom, there, new)
        _require_same_cells(classroom, new)
        replace_folder(there, new)
        try:
            yield
        except BaseException:
            old = new.with_name(f"{new.name}.old")
            if old.exists():
                replace_folder(there, old)
            raise
        editing.record(classroom, there)


def _require_same_cells(classroom: Classroom, new: Path) -> None:
    """Refuse to add or remove cells where there are submissions, as nbgrader does.

    Raises:
        CourseError: with the names of these cells.
    """
    lesson = new.name
    with classroom.gradebook() as book:
        try:
            notebook = book.find_notebook(lesson, lesson)
        except MissingEntry:
            return
        before = {cell.name for cell in notebook.source_cells}
        submitted = bool(notebook.submissions)
    cells = notebooks.read(new / f"{lesson}.ipynb").cells
    now = {name for cell in cells if (name := grade_id(cell))}
    if submitted and before != now:
        names = sorted({name.removesuffix("-tests") for name in before ^ now})
        raise CourseError(
            f"{lesson} has graded submissions: {', '.join(names)} cannot be added or left out"
            " any more. To let an exercise count nothing, give it 0 points in points.toml."
        )


def reason(said: dict) -> str:
    """Return the line of nbgrader's log or traceback that says what went wrong."""
    log = said.get("log", "").splitlines()
    lines = (said.get("error", "") or said.get("log", "")).strip().splitlines()
    errors = [
        line.removeprefix("[ERROR] ")
        for line in log
        if line.startswith(("[ERROR]", "[CRITICAL]"))
    ]
    found = errors or lines or ["nbgrader gave no reason"]
    if found[0].startswith("Traceback"):
        found = [line for line in log + lines if _NAMES_AN_ERROR.match(line)] or found
    return found[0].strip()
