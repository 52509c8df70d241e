"""How a class stands: what was submitted, what was graded, what came of it."""

import hashlib
from dataclasses import dataclass

from autograde import verdicts
from autograde.classroom import Classroom
from autograde.verdicts import Record


def submitted(room: Classroom, lesson: str) -> list[str]:
    """Return the ids of all students of whom something was collected or refused."""
    ids = [student.id for student in room.students()]
    others = sorted(room.api.get_submitted_students(lesson) - set(ids))
    return [
        student
        for student in ids + others
        if room.notebook("submitted", lesson, student).exists()
        or verdicts.load(room.root, lesson, student) is not None
    ]


def status(room: Classroom, lesson: str, student: str) -> Record:
    """Return a student's record as it stands, also where nothing was graded."""
    record = verdicts.load(room.root, lesson, student)
    there = room.notebook("submitted", lesson, student).exists()
    if record is None or (there and record.fingerprint != fingerprint(room, lesson, student)):
        return Record(student, lesson, verdicts.NOT_GRADED if there else verdicts.NOT_SUBMITTED)
    return record


@dataclass(frozen=True)
class Standing:
    """How many students of a class submitted a lesson, were graded, and got no score."""

    lesson: str
    submitted: int
    graded: int
    without_score: int


def of_class(room: Classroom) -> list[Standing]:
    """Return how a class stands, lesson by lesson."""
    students = room.students()
    found = []
    for lesson in room.released():
        records = [status(room, lesson, student.id) for student in students]
        there = [r for r in records if r.verdict != verdicts.NOT_SUBMITTED]
        graded = [r for r in there if r.verdict != verdicts.NOT_GRADED]
        failed = [r for r in graded if not r.scored]
        found.append(Standing(lesson, len(there), len(graded), len(failed)))
    return found


def fingerprint(room: Classroom, lesson: str, student: str) -> str:
    """Return a hash of the submission and of what it is graded against."""
    mark = hashlib.sha256()
    for step, whose in (("submitted", student), ("source", "."), ("release", ".")):
        path = room.notebook(step, lesson, whose)
        mark.update(b"a link" if path.is_symlink() else path.read_bytes())
    return mark.hexdigest()
