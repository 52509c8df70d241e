"""Submissions of a student that do not count at present, and how to choose among them.

earlier/STUDENT/LESSON/TIME/   in the class folder: a submission as it was collected

A submission moves there when another one takes its place in `submitted/`, or when the exchange
has a late one beside one in time.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograde.classroom import exceptions
from autograde.classroom.exceptions import Decision, Exceptions
from autograde.classroom.folder import Classroom
from autograde.classroom.submissions import due_date, time_of
from autograde.core.errors import CourseError

FOLDER = "earlier"
SHOWN = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Version:
    """One of the submissions of a student: its folder, its time, and whether it counts."""

    path: Path
    when: datetime | None
    counts: bool

    @property
    def name(self) -> str:
        """The time in local time, as a command takes it."""
        if self.when is None:
            return "without a time"
        try:
            return f"{self.when.astimezone():{SHOWN}}"
        except (OverflowError, ValueError):  # on an exchange, students write the time
            return f"{self.when:{SHOWN}} UTC"


def place(root: Path, lesson: str, student: str, when: datetime | None) -> Path:
    """Return where a submission of this time is kept."""
    name = f"{when.astimezone(UTC):%Y-%m-%dT%H%M%S.%f}" if when else "without-a-time"
    return root / FOLDER / student / lesson / name


def move_away(root: Path, submitted: Path, lesson: str, student: str) -> Path:
    """Move the submission that counts to the earlier ones and return where it is."""
    target = place(root, lesson, student, time_of(submitted / f"{lesson}.ipynb"))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    submitted.rename(target)
    return target


def versions(classroom: Classroom, lesson: str, student: str) -> list[Version]:
    """Return all submissions of a student for a lesson, the oldest first."""
    name = f"{lesson}.ipynb"
    counts = classroom.notebook("submitted", lesson, student)
    kept = sorted((classroom.root / FOLDER / student / lesson).glob(f"*/{name}"))
    found = [Version(path.parent, time_of(path), False) for path in kept]
    if counts.exists():
        found.append(Version(counts.parent, time_of(counts), True))
    return sorted(found, key=lambda each: each.when or datetime.min.replace(tzinfo=UTC))


def is_chosen(known: Exceptions, lesson: str, student: str, when: datetime | None) -> bool:
    """Whether a submission of this time was chosen: another known one does not replace it."""
    return when is not None and known.chosen.get((student, lesson)) == when


def is_late(
    known: Exceptions, due: datetime | None, lesson: str, student: str, when: datetime | None
) -> bool:
    """Whether a submission came after the due date of its student."""
    until = known.due(student, lesson, due)
    return until is not None and when is not None and when > until


def use(classroom: Classroom, lesson: str, student: str, word: str, note: str = "") -> Version:
    """Make one of a student's submissions the one that counts.

    Args:
        classroom: the class.
        lesson: a released lesson.
        student: the id.
        word: the beginning of its time, in local time.
        note: why.

    Raises:
        CourseError: if not exactly one submission has this time.
    """
    found = versions(classroom, lesson, student)
    matching = [each for each in found if each.name.startswith(word)]
    when = matching[0].when if len(matching) == 1 else None
    if when is None:
        there = ", ".join(each.name for each in found) or "none"
        raise CourseError(
            f"{len(matching)} submissions of {student} for {lesson} have the time '{word}':"
            f" expected one of {there}."
        )
    (chosen,) = matching
    if not chosen.counts:
        target = classroom.notebook("submitted", lesson, student).parent
        if target.exists():
            move_away(classroom.root, target, lesson, student)
        target.parent.mkdir(parents=True, exist_ok=True)
        chosen.path.rename(target)
    decision = Decision("use", (student,), lesson, when.isoformat(), note)
    exceptions.decide(classroom.root, decision)
    return chosen


def notes(classroom: Classroom, lesson: str, students: Iterable[str]) -> list[str]:
    """Return a sentence for each student of these with a late submission and another one."""
    known, due = exceptions.load(classroom.root), due_date(classroom, lesson)
    found = {student: versions(classroom, lesson, student) for student in students}
    return [
        _note(lesson, student, known, due, there)
        for student, there in found.items()
        if len(there) > 1 and any(is_late(known, due, lesson, student, v.when) for v in there)
    ]


def _note(
    lesson: str,
    student: str,
    known: Exceptions,
    due: datetime | None,
    found: Iterable[Version],
) -> str:
    times = []
    for version in found:
        late = is_late(known, due, lesson, student, version.when)
        words = [version.name, *["late"] * late, *["counts"] * version.counts]
        times.append(", ".join(words))
    return (
        f"{student} has submissions of {'; '.join(times)}. To choose another one:"
        f' `lstm-course student use {student} {lesson[:2]} "TIME"`'
    )
