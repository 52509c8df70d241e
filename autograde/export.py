"""Export grades for a spreadsheet: one row per student and lesson, each with a status.

A score is there only if it means something: whoever submitted nothing, or something that could
not be graded, has an empty score and a status that says why, never a plain 0.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from autograde import standing, verdicts
from autograde.classroom import Classroom, Student
from autograde.errors import CourseError
from autograde.verdicts import Record, write_whole

PERSON = ("student_id", "last_name", "first_name", "email")
BY_HAND = "graded by hand"


def by_lesson(room: Classroom, lessons: Iterable[str]) -> list[dict]:
    """Return one row per student and lesson: who, lesson, score, max_score, status."""
    rows = []
    with room.gradebook() as book:
        for lesson in lessons:
            max_score = book.find_assignment(lesson).max_score
            for student in room.students():
                record = standing.status(room, lesson, student.id)
                submission = _submission(book, lesson, student.id)
                score, status = _standing(record, submission)
                rows.append(
                    _person(student)
                    | {
                        "lesson": lesson,
                        "score": score,
                        "max_score": max_score,
                        "status": status,
                    }
                )
    return rows


def by_exercise(room: Classroom, lessons: Iterable[str]) -> list[dict]:
    """Return one row per student and exercise: points, result, and the mistake if known."""
    rows = []
    with room.gradebook() as book:
        for lesson in lessons:
            for student in room.students():
                record = standing.status(room, lesson, student.id)
                grades = _grades(_submission(book, lesson, student.id))
                for result in record.results:
                    grade = grades.get(result.cell)
                    waits = grade is None or grade.needs_manual_grade
                    rows.append(
                        _person(student)
                        | {
                            "lesson": lesson,
                            "exercise": result.name,
                            "score": "" if waits else grade.score,
                            "max_score": result.points,
                            "status": verdicts.AWAITING if waits else result.status,
                            "diagnosis": result.diagnosis,
                        }
                    )
    return rows


FORMATS = {"csv": by_lesson, "exercises": by_exercise}


def export(
    room: Classroom, path: Path, layout: str = "csv", lessons: Iterable[str] = ()
) -> int:
    """Write grades to a CSV file (UTF-8 with the mark that Excel needs).

    Args:
        room: the class.
        path: the file, replaced in one step.
        layout: `csv` (a row per student and lesson) or `exercises` (a row per exercise).
        lessons: which; all that were released if empty.

    Returns:
        The number of rows.

    Raises:
        CourseError: if there is nothing to export, or the file cannot be written.
    """
    wanted = list(lessons) or room.released()
    for lesson in wanted:
        room.require_released(lesson)
    rows = FORMATS[layout](room, wanted)
    if not rows:
        raise CourseError(
            f"There is nothing to export in {room.root}: it has {len(room.students())} students"
            f" and {len(wanted)} released lessons."
        )
    if not path.parent.is_dir():
        raise CourseError(f"There is no folder {path.parent} to write {path.name} into.")
    write_whole(path, as_csv(rows).encode("utf-8-sig"))
    return len(rows)


def as_csv(rows: list[dict]) -> str:
    """Return rows as CSV text; a text that a spreadsheet would run as a formula is quoted."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return stream.getvalue()


def _harmless(value: object) -> object:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _person(student: Student) -> dict:
    return dict(
        zip(
            PERSON,
            (student.id, student.last_name, student.first_name, student.email),
            strict=True,
        )
    )


def _standing(
    record: Record, submission: SubmittedAssignment | None
) -> tuple[float | str, str]:
    """Return score and status of one student; the score is "" where there is none."""
    grades = _grades(submission).values()
    if record.scored and submission is not None:
        penalty = sum(n.late_submission_penalty or 0 for n in submission.notebooks)
        waits = any(grade.needs_manual_grade for grade in grades)
        status = verdicts.AWAITING if waits else record.verdict
        if waits and record.verdict in (verdicts.CRASHED, verdicts.OVER_LIMIT):
            status = f"{record.verdict}, {verdicts.AWAITING}"
        return submission.score - penalty, status
    if grades and all(grade.manual_score is not None for grade in grades):
        return submission.score, BY_HAND
    return "", record.verdict


def _submission(book: Gradebook, lesson: str, student: str) -> SubmittedAssignment | None:
    try:
        return book.find_submission(lesson, student)
    except MissingEntry:
        return None


def _grades(submission: SubmittedAssignment | None) -> dict:
    notebooks = submission.notebooks if submission is not None else []
    return {grade.name: grade for notebook in notebooks for grade in notebook.grades}
