"""Submitted files of a class: the submitters, the times, the fingerprints."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from nbgrader.utils import parse_utc

from autograde.classroom import exceptions
from autograde.classroom.folder import Classroom
from autograde.core import reports
from autograde.core.notebooks import MAX_NOTEBOOK_BYTES
from autograde.core.reports import Report
from autograde.core.submissions import Submission


def submitted(classroom: Classroom, lesson: str) -> list[str]:
    """Return the ids of all students with a collected or refused submission."""
    ids = [student.id for student in classroom.students()]
    others = sorted(classroom.api.get_submitted_students(lesson) - set(ids))
    return [
        student
        for student in ids + others
        if classroom.notebook("submitted", lesson, student).exists()
        or reports.load(classroom.root, lesson, student) is not None
    ]


def collected_at(notebook: Path) -> str:
    """Return the time in the `timestamp.txt` beside a submission, or "" if it has none.

    The file of an exchange was written with the student's rights, so it may contain anything.
    """
    try:
        text = notebook.with_name("timestamp.txt").read_text(encoding="utf-8").strip()
        parse_utc(text)
    except (OSError, ValueError, OverflowError, TypeError):
        return ""
    return text


def time_of(notebook: Path) -> datetime | None:
    """Return when a submission was made, in UTC; None if it has no time."""
    text = collected_at(notebook)
    return parse_utc(text).replace(tzinfo=UTC) if text else None


def due_date(classroom: Classroom, lesson: str) -> datetime | None:
    """Return until when the class may hand in a lesson, in UTC."""
    with classroom.gradebook() as book:
        due = cast("datetime | None", book.find_assignment(lesson).duedate)
    return due and due.replace(tzinfo=UTC)


def submitters(classroom: Classroom, lesson: str) -> Callable[[str], str]:
    """Return a function that names the student who submitted for another one, or for both.

    Of two submissions of a pair the one counts that was chosen last, else the newest in time,
    else the newest. Where nobody submitted, it names the student.
    """
    known, due = exceptions.load(classroom.root), due_date(classroom, lesson)
    choices = list(known.chosen)

    def rank(student: str) -> tuple:
        when = time_of(classroom.notebook("submitted", lesson, student))
        choice = (student, lesson)
        chosen = when is not None and known.chosen.get(choice) == when
        until = known.due(student, lesson, due)
        in_time = bool(when) and (until is None or when <= until)
        order = choices.index(choice) if chosen else -1
        return order, in_time, when or datetime.min.replace(tzinfo=UTC)

    def submitter(student: str) -> str:
        members = known.members(student, lesson)
        if len(members) == 1:
            return student
        there = [m for m in members if classroom.notebook("submitted", lesson, m).exists()]
        return max(there, key=rank, default=student)

    return submitter


def uncounted(classroom: Classroom, lesson: str) -> set[str]:
    """Return the students with a submission that counts for nobody.

    They were dropped, or the submission of another one counts for their pair.
    """
    known = exceptions.load(classroom.root)
    if not (known.dropped or known.pairs):
        return set()
    submitter = submitters(classroom, lesson)
    everybody = {student.id for student in classroom.students()}
    return everybody - {submitter(student) for student in everybody - known.dropped}


def read(classroom: Classroom, lesson: str, student: str) -> Submission:
    """Read what a student submitted; of a link or a folder nothing is read.

    Raises:
        OSError: if the file cannot be read.
    """
    path = classroom.notebook("submitted", lesson, student)
    data = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    whole = b"no file" if data is None else data
    return Submission(
        student,
        lesson,
        (data or b"")[: MAX_NOTEBOOK_BYTES + 1],
        _mark(classroom, lesson, whole),
        collected_at(path),
        hashlib.sha256(whole).hexdigest(),
    )


def is_current(classroom: Classroom, report: Report) -> bool:
    """Whether a report is on the file that is there now, or on one that is gone."""
    lesson, student = report.lesson, report.student
    there = classroom.notebook("submitted", lesson, student).exists()
    return not there or report.fingerprint == fingerprint(classroom, lesson, student)


def is_same_file(classroom: Classroom, report: Report) -> bool:
    """Whether a report is on the file that is there now, whatever it was graded against."""
    path = classroom.notebook("submitted", report.lesson, report.student)
    if report.file:
        return report.file == hashlib.sha256(_content(path)).hexdigest()
    return report.collected_at == collected_at(path) != ""


def fingerprint(classroom: Classroom, lesson: str, student: str) -> str:
    """Return a hash of the submission and of what it is graded against."""
    return _mark(classroom, lesson, _content(classroom.notebook("submitted", lesson, student)))


def _mark(classroom: Classroom, lesson: str, submitted: bytes) -> str:
    mark = hashlib.sha256(submitted)
    for step in ("source", "release"):
        mark.update(_content(classroom.notebook(step, lesson)))
    return mark.hexdigest()


def _content(path: Path) -> bytes:
    try:
        plain = path.is_file() and not path.is_symlink()
        return path.read_bytes() if plain else b"no file"
    except OSError as error:
        return repr(error).encode()
