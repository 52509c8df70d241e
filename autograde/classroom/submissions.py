"""Submitted files of a class: the submitters, the times, the fingerprints."""

import hashlib
from pathlib import Path

from nbgrader.utils import parse_utc

from autograde.classroom.folder import Classroom
from autograde.core import reports


def submitted(room: Classroom, lesson: str) -> list[str]:
    """Return the ids of all students with a collected or refused submission."""
    ids = [student.id for student in room.students()]
    others = sorted(room.api.get_submitted_students(lesson) - set(ids))
    return [
        student
        for student in ids + others
        if room.notebook("submitted", lesson, student).exists()
        or reports.load(room.root, lesson, student) is not None
    ]


def collected_at(timestamp: Path) -> str:
    """Return the time in a submission's `timestamp.txt`, or "" if there is none to read.

    The file of an exchange was written with the student's rights, so it may hold anything.
    """
    try:
        text = timestamp.read_text(encoding="utf-8").strip()
        parse_utc(text)
    except (OSError, ValueError, OverflowError, TypeError):
        return ""
    return text


def fingerprint(room: Classroom, lesson: str, student: str) -> str:
    """Return a hash of the submission and of what it is graded against."""
    mark = hashlib.sha256()
    for step, owner in (("submitted", student), ("source", "."), ("release", ".")):
        path = room.notebook(step, lesson, owner)
        plain = path.is_file() and not path.is_symlink()
        try:
            mark.update(path.read_bytes() if plain else b"no file")
        except OSError as error:
            mark.update(repr(error).encode())
    return mark.hexdigest()
