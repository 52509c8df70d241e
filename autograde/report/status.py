"""The status of a class: submitted, graded, and the results."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from nbgrader.api import (
    Assignment,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.api import Grade as BookedGrade
from sqlalchemy.orm import selectinload

from autograde.classroom import exceptions
from autograde.classroom.folder import Classroom, Student
from autograde.classroom.submissions import is_current, submitters
from autograde.core import reports, verdicts
from autograde.core.reports import Report

GRADED_MANUALLY = "graded manually"
AT_ONCE = 500  # entries of the gradebook in memory


def current(classroom: Classroom, lesson: str, student: str) -> Report:
    """Return a student's current report, even if nothing is graded yet."""
    report = reports.load(classroom.root, lesson, student)
    if report is not None and is_current(classroom, report):
        return report
    there = classroom.notebook("submitted", lesson, student).exists()
    return Report(student, lesson, verdicts.NOT_GRADED if there else verdicts.NOT_SUBMITTED)


class CellPoints(NamedTuple):
    """The points of one cell: None while they wait for a person; and the most there are."""

    score: float | None
    most: float


@dataclass(frozen=True)
class Points:
    """What a submission is worth now.

    Args:
        status: the verdict, `graded manually`, or either with `needs manual grading`.
        score: without the late penalty; None where there are no points that mean something.
        penalty: what was taken off because it was late.
        cells: the points of each cell, by its grade_id.
    """

    status: str
    score: float | None = None
    penalty: float = 0.0
    cells: dict[str, CellPoints] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether a person still has to grade some of it."""
        return verdicts.AWAITING in self.status

    @property
    def final(self) -> bool:
        """Whether the score is there and nobody has to do anything."""
        return self.score is not None and not self.waits


def points(report: Report, submission: SubmittedAssignment | None) -> Points:
    """Return what a submission is worth: what the grader found, and what a person gave.

    What a person gave always counts, also for a submission that could not be graded; what the
    grader put into the gradebook counts where its report is scored.

    Args:
        report: the student's report as it is now (`current`).
        submission: the gradebook's entry, if there is one.
    """
    if submission is None or report.verdict == verdicts.NOT_GRADED:
        return Points(report.verdict)
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    waits = any(map(waits_for_a_person, grades))
    by_person = any(g.manual_score is not None and not waits_for_a_person(g) for g in grades)
    if not (report.scored or by_person):
        return Points(report.verdict)
    penalty = sum(n.late_submission_penalty or 0.0 for n in submission.notebooks)
    score = math.fsum(cast(float, grade.score) for grade in grades)
    penalty = min(penalty, max(0.0, score))
    cells = {
        grade.name: CellPoints(
            None if waits_for_a_person(grade) else grade.score, grade.max_score
        )
        for grade in grades
    }
    words = _status(report, waits)
    return Points(words, score - penalty, penalty, cells)


def waits_for_a_person(grade: BookedGrade) -> bool:
    """Whether nobody has graded a cell yet, or somebody should look at it again."""
    ungraded = grade.auto_score is None and grade.manual_score is None
    return bool(grade.needs_manual_grade) or ungraded


def _status(report: Report, waits: bool) -> str:
    seen = report.scored and report.verdict not in (verdicts.CRASHED, verdicts.OVER_LIMIT)
    if waits:
        return verdicts.AWAITING if seen else f"{report.verdict}, {verdicts.AWAITING}"
    manually = not report.scored or report.verdict == verdicts.CRASHED
    return GRADED_MANUALLY if manually else report.verdict


@dataclass(frozen=True)
class Grade:
    """What one student of the roster has for one lesson."""

    student: Student
    lesson: str
    max_score: float
    report: Report
    points: Points


def grades(classroom: Classroom, lessons: Iterable[str]) -> list[Grade]:
    """Return the grade of every student who was not dropped, lesson by lesson.

    Students who hand in together share the report and the points of the submission that counts.
    """
    dropped = exceptions.load(classroom.root).dropped
    students = [each for each in classroom.students() if each.id not in dropped]
    found = []
    with classroom.gradebook() as book:
        for lesson in lessons:
            most = cast(float, book.find_assignment(lesson).max_score)
            submitter = submitters(classroom, lesson)
            for first in range(0, len(students), AT_ONCE):
                part = students[first : first + AT_ONCE]
                senders = [submitter(student.id) for student in part]
                entries = _entries(book, lesson, senders)
                for student, sender in zip(part, senders, strict=True):
                    report = current(classroom, lesson, sender)
                    worth = points(report, entries.get(sender))
                    found.append(Grade(student, lesson, most, report, worth))
    return found


def _entries(
    book: Gradebook, lesson: str, students: list[str]
) -> dict[str, SubmittedAssignment]:
    """Read the gradebook's entries of students at once: each alone takes two dozen queries."""
    query = (
        book.db.query(SubmittedAssignment)
        .join(SubmittedAssignment.assignment)
        .filter(Assignment.name == lesson, SubmittedAssignment.student_id.in_(students))
        .options(
            selectinload(SubmittedAssignment.notebooks)
            .selectinload(SubmittedNotebook.grades)
            .undefer(BookedGrade.max_score),  # ty: ignore[invalid-argument-type]
        )
    )
    return {cast(str, found.student_id): found for found in query}


def entry(book: Gradebook, lesson: str, student: str) -> SubmittedAssignment | None:
    """Return the gradebook's entry of a submission, or None."""
    try:
        return book.find_submission(lesson, student)
    except MissingEntry:
        return None


@dataclass(frozen=True)
class LessonStatus:
    """How many students of a class submitted a lesson, were graded, and got no score."""

    lesson: str
    submitted: int
    graded: int
    without_score: int


def lesson_statuses(classroom: Classroom) -> list[LessonStatus]:
    """Return the status of a class, lesson by lesson."""
    found = []
    for lesson in classroom.released():
        every = grades(classroom, [lesson])
        there = [grade for grade in every if grade.points.status != verdicts.NOT_SUBMITTED]
        graded = [grade for grade in there if grade.points.status != verdicts.NOT_GRADED]
        failed = [grade for grade in graded if grade.points.score is None]
        found.append(LessonStatus(lesson, len(there), len(graded), len(failed)))
    return found
