"""The one writer: what came of each submission into nbgrader's gradebook and the class folder.

A submission is recorded in three steps: its notebook with outputs, its points in one
transaction, its verdict. After an interruption the next run finds no verdict and grades it
again, with the same seed and therefore the same result.
"""

import errno
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from nbgrader.api import (
    Comment,
    Grade,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.utils import parse_utc

from autograde.classroom import late
from autograde.classroom.folder import Classroom, UnwrittenError, written
from autograde.classroom.receipts import receipts
from autograde.core import reports, results, verdicts
from autograde.core.atomic import write_atomically
from autograde.core.cells import graded_cell
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.grade.submission import Graded
from lstm_utils.checks.plain import valid
from lstm_utils.checks.result import NOT_ANSWERED, Result

OF_A_STUDENT = (SubmittedAssignment, SubmittedNotebook, Grade, Comment)
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)  # no submission can be recorded
PATIENCE = 60.0  # seconds to wait for a gradebook that somebody else has locked


class ChangedError(CourseError):
    """Somebody graded the same answer at the same time."""


class Recorder:
    """The writer of one class; use it in a `with` statement.

    Args:
        classroom: the class.
    """

    def __init__(self, classroom: Classroom) -> None:
        self._classroom, self._book = classroom, classroom.gradebook()
        self._book.db().expire_on_commit = False  # see `_forget`
        self._kept: set[object] = set()
        self._update_penalties = late.penalty_updater(classroom)

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *exception: object) -> None:
        self._book.close()

    def save(self, done: Graded) -> Report:
        """Save the report on one submission and return it with the time.

        An error that concerns this submission alone becomes its verdict.

        Raises:
            CourseError: if the disk is full or the gradebook stays locked; nothing of this
                submission counts then, and the next run takes it up again.
        """
        when = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        report = _encodable(replace(done.report, graded_at=when))
        try:
            self._write(report, done.notebook)
        except UnwrittenError:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK:
                raise CourseError(
                    f"{report.student} could not be recorded ({error.strerror}): make room on"
                    " the disk and run the same command again; what is recorded stays."
                ) from error
            return self._unrecorded(report, error)
        return report

    def mark(
        self,
        lesson: str,
        student: str,
        cell: str,
        points: float,
        comment: str,
        seen: float | None,
    ) -> None:
        """Give an answer in prose the points and the comment of a person.

        Args:
            lesson: the lesson.
            student: the submitter.
            cell: the grade_id of the answer.
            points: what the answer is worth.
            comment: for the student.
            seen: the points that the person saw; None for an answer without points.

        Raises:
            ChangedError: if the answer has other points by now; nothing is written then.
            CourseError: if the gradebook stays locked or cannot be written.
        """

        def write() -> None:
            grade = cast(_Points, self._book.find_grade(cell, lesson, lesson, student))
            if grade.manual_score not in (seen, points):
                raise ChangedError(
                    "This answer was graded at the same time by another person:"
                    f" {grade.manual_score:g} points."
                )
            found = self._book.find_comment(cell, lesson, lesson, student)
            found.manual_comment = comment  # ty: ignore[invalid-assignment]
            grade.manual_score, grade.needs_manual_grade = points, False
            self._update_penalties(self._book.find_submission(lesson, student))

        self._patiently(write)

    def _write(self, report: Report, notebook: str | None) -> None:
        if notebook is not None:
            path = self._classroom.notebook("autograded", report.lesson, report.student)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, notebook)
            self._link_figures(path.parent)
            receipts(self._classroom, report, path.parent)
        self._patiently(lambda: self._points(report))
        reports.save(self._classroom.root, report)

    def _unrecorded(self, report: Report, error: Exception) -> Report:
        """Save, as far as possible, that a submission has no result."""
        why = valid(f"The result could not be recorded: {type(error).__name__}: {error}")
        fault = replace(report, verdict=verdicts.FAULT, message=why, results=())
        with suppress(Exception):
            self._patiently(lambda: self._points(fault))
        with suppress(Exception):
            reports.save(self._classroom.root, fault)
        return fault

    def _link_figures(self, folder: Path) -> None:
        """Let formgrader find what the lesson's pictures are."""
        released = self._classroom.notebook("release", folder.name).parent
        for path in released.iterdir():
            link = folder / path.name
            if path.is_dir() and not os.path.lexists(link):
                link.symlink_to(os.path.relpath(path, folder))

    def _patiently(self, write: Callable[[], None]) -> None:
        """Write in one transaction; wait while the gradebook is locked by somebody else."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with written():
                    write()
                    self._book.db.commit()
                return self._forget()
            except UnwrittenError as error:
                self._book.db.rollback()
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            except BaseException:
                self._book.db.rollback()
                raise

    def _forget(self) -> None:
        """Read a student's marks again next time: a person may have changed them."""
        for entry in self._book.db():
            if isinstance(entry, OF_A_STUDENT):
                self._book.db.expire(entry)

    def _points(self, report: Report) -> None:
        """Put points, or the lack of them, into the gradebook; manual points stay."""
        submission = self._submission(report)
        if submission is None:
            return
        old = reports.load(self._classroom.root, report.lesson, report.student)
        regraded = old is not None and old.same_file(report)
        by_cell = {graded_cell(result): result for result in report.results}
        for notebook in submission.notebooks:
            self._keep(submission, notebook)
            for grade in notebook.grades:
                _set(grade, by_cell.get(grade.name), regraded)
            for comment in notebook.comments:
                result = by_cell.get(comment.name)
                silent = result is not None and result.status == NOT_ANSWERED
                comment.auto_comment = "No response." if silent else None
        self._update_penalties(submission)

    def _keep(self, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        """Keep the lesson in memory: SQLAlchemy forgets what nobody refers to.

        It would read each cell again for every student.
        """
        if submission.assignment not in self._kept:
            entries = [*notebook.grades, *notebook.comments]
            self._kept |= {submission.assignment, notebook.notebook}
            self._kept |= {entry.cell for entry in entries}

    def _submission(self, report: Report) -> SubmittedAssignment | None:
        """Return the gradebook's entry, new if need be, with the time of collection."""
        collected = parse_utc(report.collected_at) if report.collected_at else None
        try:
            found = self._book.find_submission(report.lesson, report.student)
        except MissingEntry:
            if not report.results:
                return None  # nothing came of it, and nothing did before
            return self._book.add_submission(
                report.lesson,
                report.student,
                timestamp=collected,  # ty: ignore[invalid-argument-type]
            )
        found.timestamp = collected  # ty: ignore[invalid-assignment]
        return found


def _encodable(report: Report) -> Report:
    """Return a report of which every text can be written as UTF-8."""
    cleaned = (
        replace(result, details=tuple(map(valid, result.details)), raised=None)
        for result in report.results
    )
    return replace(
        report,
        message=valid(report.message),
        results=tuple(cleaned),
        repairs=tuple(map(valid, report.repairs)),
    )


class _Points(Protocol):
    """The columns of nbgrader's `Grade` as SQLAlchemy reads and writes them."""

    auto_score: float | None
    manual_score: float | None
    needs_manual_grade: bool


def _set(grade: _Points, result: Result | None, regraded: bool) -> None:
    """Set the automatic points of one cell; a person looks where a program cannot decide.

    What a person gave stays. They look again at a new file, or where the same one has other
    automatic points now.
    """
    before = grade.auto_score
    grade.auto_score = None if result is None else results.points(result)
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
    elif not regraded or grade.auto_score not in (before, grade.manual_score):
        grade.needs_manual_grade = True
