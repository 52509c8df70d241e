"""Export grades: for a spreadsheet, with a status in each row, or for a learning platform.

A score is there only if it means something: a student without a submission, or with one that
could not be graded, has an empty score and a status that says why, never a plain 0. What each
platform receives for each status is in `platforms`.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from autograde.classroom import late
from autograde.classroom.folder import Classroom, Student
from autograde.collect import worksheet
from autograde.core import verdicts
from autograde.core.atomic import write_atomically
from autograde.core.cells import graded_cell
from autograde.core.errors import CourseError
from autograde.report import class_page, platforms, status
from autograde.report.status import GRADED_MANUALLY, CellPoints, Grade
from lstm_utils.checks import Result

# What identifies somebody is never changed, if it is as plain as this.
KEYS = ("student_id", "email", "ID", "SIS User ID", "SIS Login ID", "ID number")
KEYS += ("Email address",)
EXERCISE = ("student_id", "last_name", "first_name", "email", "lesson", "exercise")
EXERCISE += ("score", "max_score", "status", "diagnosis")
NAMES = ("last_name", "first_name", "Last name", "First name", "Student")
PLAIN = re.compile(r"[\w.%+@-]+")
# Where a program that splits at another character than we do could see a formula begin.
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\"\s]*[=+\-@＝＋－＠])")


def lesson_rows(grades: Iterable[Grade]) -> list[dict]:
    """Return one row per student and lesson; `score` has the late penalty taken off."""
    rows = []
    for grade in grades:
        points, scored = grade.points, grade.points.score is not None
        columns = {
            "lesson": grade.lesson,
            "score": points.score if scored else "",
            "late_penalty": points.penalty if scored else "",
            "max_score": grade.max_score,
            "status": points.status,
        }
        rows.append(_person(grade.student) | columns)
    return rows


def exercise_rows(grades: Iterable[Grade]) -> list[dict]:
    """Return one row per student and exercise: points, result, and the mistake if known."""
    rows = []
    for grade in grades:
        for result, cell in _cells(grade):
            waits = cell is None or cell.score is None
            columns = {
                "lesson": grade.lesson,
                "exercise": result.exercise,
                "score": "" if waits else cell.score,
                "max_score": result.max_points,
                "status": verdicts.AWAITING if waits else result.status,
                "diagnosis": result.diagnosis,
            }
            rows.append(_person(grade.student) | columns)
    return rows


def _cells(grade: Grade) -> list[tuple[Result, CellPoints | None]]:
    """Return the results with their points; what a person graded where there are no results."""
    cells = grade.points.cells
    if grade.report.results:
        return [(result, cells.get(graded_cell(result))) for result in grade.report.results]
    return [
        (Result(name.removesuffix("-tests"), GRADED_MANUALLY, max_points=cell.most), cell)
        for name, cell in cells.items()
    ]


def write(
    classroom: Classroom,
    path: Path,
    layout: str = "csv",
    lessons: Iterable[str] = (),
    user_ids: dict[str, str] | None = None,
    provisional: bool = False,
) -> list[Grade]:
    """Write grades to a file, replaced in one step.

    Args:
        classroom: the class.
        path: the file.
        layout: a key of `FORMATS`.
        lessons: which; all that were released if empty.
        user_ids: which user of the platform each student is (canvas and lti).
        provisional: also scores that a person still has to complete (canvas and moodle).

    Returns:
        What was exported.

    Raises:
        CourseError: if there is nothing to export, or the file cannot be written.
    """
    grades = _grades(classroom, path, list(lessons) or classroom.released())
    title = f"{classroom.root.name} ({classroom.api.course_id})"
    write_atomically(path, FORMATS[layout](grades, user_ids, provisional, title))
    return grades


def _grades(classroom: Classroom, path: Path, lessons: list[str]) -> list[Grade]:
    grades = current(classroom, lessons)
    if not path.parent.is_dir():
        raise CourseError(f"Cannot write {path.name}: the folder {path.parent} does not exist.")
    return grades


def current(classroom: Classroom, lessons: list[str]) -> list[Grade]:
    """Return what is to be exported, with late penalties as they stand.

    Raises:
        CourseError: if a lesson is not released, or there is nothing.
    """
    for lesson in lessons:
        classroom.require_released(lesson)
    late.refresh(classroom, lessons)
    grades = status.grades(classroom, lessons)
    if not grades:
        raise CourseError(
            f"There is nothing to export in {classroom.root}: it has"
            f" {len(classroom.students())} students and {len(lessons)} released lessons."
        )
    return grades


def write_worksheet(
    classroom: Classroom, path: Path, lesson: str, sheet: Path, provisional: bool = False
) -> list[Grade]:
    """Write Moodle's grading worksheet with the grades of a lesson.

    A student without a final score keeps what the worksheet has: Moodle skips empty cells.

    Args:
        classroom: the class.
        path: the file to write.
        lesson: a released lesson.
        sheet: the worksheet, downloaded from the assignment.
        provisional: also scores that a person still has to complete.

    Returns:
        What was exported: the grades of the students in the worksheet.

    Raises:
        CourseError: if Moodle's maximum differs from the points of the lesson.
    """
    grades = {grade.student.id: grade for grade in _grades(classroom, path, [lesson])}
    read = worksheet.read(sheet)
    found = worksheet.students(read, [grade.student for grade in grades.values()])
    for number, student in found.items():
        most, ours = read.cell(number, worksheet.MAXIMUM), grades[student].max_score
        if most and not worksheet.is_number(most, ours):
            raise CourseError(
                f"{sheet}: the maximum grade of the assignment is {most}, but {lesson} has"
                f" {ours:g} points. Set it to {ours:g} in Moodle, then download again."
            )
    scores = {n: platforms.score(grades[s], provisional, "") for n, s in found.items()}
    text = read.with_grades({number: score for number, score in scores.items() if score})
    write_atomically(path, text.encode())
    return [grades[student] for student in found.values()]


# Canvas wants no mark at the start of the file; the others skip it, and Excel needs it.
FORMATS = {
    "csv": lambda grades, *_: as_csv(lesson_rows(grades)).encode("utf-8-sig"),
    "exercises": lambda grades, *_: as_csv(exercise_rows(grades), EXERCISE).encode("utf-8-sig"),
    "canvas": lambda grades, user_ids, provisional, _: as_csv(
        platforms.canvas(grades, user_ids, provisional)
    ).encode(),
    "moodle": lambda grades, _, provisional, __: as_csv(
        platforms.moodle(grades, provisional)
    ).encode("utf-8-sig"),
    "lti": lambda grades, user_ids, *_: json.dumps(
        platforms.lti(grades, user_ids), indent=1, ensure_ascii=False
    ).encode(),
    "page": lambda grades, _, __, title: class_page.render(
        grades, title, datetime.now().astimezone()
    ).encode(),
}


def as_csv(rows: list[dict], columns: Iterable[str] = ()) -> str:
    """Return rows as CSV text; a text that a spreadsheet would run as a formula is quoted.

    Without rows there is only a header with these columns.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, fieldnames=list(rows[0] if rows else columns))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(name, value) for name, value in row.items()})
    return stream.getvalue()


def _harmless(column: str, value: object) -> object:
    if not isinstance(value, str) or (value == platforms.NO_GRADE and column not in NAMES):
        return value
    if column in KEYS and PLAIN.fullmatch(value):
        return value
    return FORMULA.sub("'", value)


def _person(student: Student) -> dict[str, str]:
    return {
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
    }
