"""Release a lesson in a class: its source, the notebook to hand out, the gradebook's cells."""

import re
from datetime import UTC, datetime
from pathlib import Path

from autograde.classroom.folder import Classroom
from autograde.core.errors import CourseError
from autograde.lessons import build

_NAMES_AN_ERROR = re.compile(r" *[\w.]+Error: ")  # in a traceback


def prepare(classroom: Classroom, lesson_dir: Path, due: datetime | None = None) -> Path:
    """Build a lesson into the class folder and enter it in the gradebook.

    Args:
        classroom: the class.
        lesson_dir: the lesson's folder, `solutions/NN_name`.
        due: until when it is to be handed in, in local time if it names no zone; None leaves
            that as it is.

    Returns:
        The folder to hand out; where an exchange is configured it is published there too.

    Raises:
        CourseError: if nbgrader refuses; the gradebook is then as it was.
    """
    lesson = lesson_dir.name
    build.write_source(lesson_dir, classroom.notebook("source", lesson).parents[1])
    said = classroom.api.generate_assignment(lesson, force=True, create=True)
    if not said["success"]:
        raise CourseError(f"{lesson} could not be released: {reason(said)}")
    if due is not None:
        utc = due.astimezone(UTC).replace(tzinfo=None)  # as nbgrader keeps it
        with classroom.gradebook() as book:
            book.update_or_create_assignment(lesson, duedate=utc)  # ty: ignore[invalid-argument-type]
    if classroom.api.exchange_is_functional:
        said = classroom.api.release_assignment(lesson)
        if not said["success"] and "already exists" not in said.get("log", ""):
            raise CourseError(f"{lesson} could not be put on the exchange: {reason(said)}")
    return classroom.notebook("release", lesson).parent


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
