"""Late penalties: computed when a submission is graded, and again before they are shown.

nbgrader computes them once, from the points that it gave itself: what a person gives later to a
late submission would come without any penalty, and an extension would come too late.
Extensions are those of `exceptions`, for each lesson in which there is one; otherwise what the
gradebook has.
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import cast

from nbgrader.api import SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float

from autograde.classroom import exceptions
from autograde.classroom.exceptions import Decision, Exceptions
from autograde.classroom.folder import Classroom, written
from autograde.classroom.roster import require_students
from autograde.classroom.submissions import due_date
from autograde.core.errors import CourseError

DAY = 24 * 60 * 60  # seconds


class PerDay(LateSubmissionPlugin):
    """Takes off a share of the points reached for each day that has begun."""

    percent = Float(10.0, min=0.0, help="Of the points reached, for each day.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """Return the points to take off, at most all."""
        days = math.ceil(total_seconds_late / DAY)
        return min(score, score * days * self.percent / 100)


def penalty_updater(classroom: Classroom) -> Callable[[SubmittedAssignment], None]:
    """Return a function that sets a submission's penalties by the rule of the class."""
    rule = AssignLatePenalties(parent=classroom.api)
    rule.init_plugin()
    plugin = cast(LateSubmissionPlugin, rule.plugin_inst)
    known = exceptions.load(classroom.root)

    def update(submission: SubmittedAssignment) -> None:
        _extend(submission, known)
        late, student = submission.total_seconds_late, submission.student.id
        for notebook in submission.notebooks:
            penalty = None
            if late > 0:
                points = notebook.score
                penalty = plugin.late_submission_penalty(student, points, late)
                penalty = None if penalty is None else max(0.0, min(penalty, points))
            notebook.late_submission_penalty = penalty

    return update


def _extend(submission: SubmittedAssignment, known: Exceptions) -> None:
    """Set the extension of a submission where one of its lesson was decided."""
    lesson, student = submission.assignment.name, submission.student.id
    if known.extends(lesson):
        due = submission.assignment.duedate  # in UTC without a zone
        aware = due and due.replace(tzinfo=UTC)
        later = known.due(student, lesson, aware)
        more = later - aware if later and later != aware else None
        submission.extension = more  # ty: ignore[invalid-assignment]


def refresh(classroom: Classroom, lessons: Iterable[str]) -> None:
    """Bring the penalties of all submissions up to their points and due dates as they stand.

    Raises:
        UnwrittenError: if there is something to change and the gradebook cannot be written.
    """
    update = penalty_updater(classroom)
    with classroom.gradebook() as book:
        for lesson in lessons:
            for submission in book.find_assignment(lesson).submissions:
                update(submission)
        with written():
            book.db.commit()


def extend(
    classroom: Classroom, lesson: str, student: str, until: datetime, note: str = ""
) -> datetime:
    """Give a student more time for a lesson and compute the penalties again.

    Args:
        classroom: the class.
        lesson: a released lesson with a due date.
        student: the id.
        until: the new due date; in local time if it names no zone.
        note: why.

    Returns:
        Until when the student may hand in now.

    Raises:
        CourseError: if the lesson has no due date, or there is no such student.
    """
    classroom.require_released(lesson)
    require_students(classroom, [student])
    due = due_date(classroom, lesson)
    if due is None:
        raise CourseError(
            f"{lesson} has no due date, so nobody is late: set one with"
            f' `lstm-course release {lesson[:2]} --due "2027-01-31 23:59"`.'
        )
    when = until.astimezone(UTC).isoformat()
    known = exceptions.decide(
        classroom.root, Decision("extend", (student,), lesson, when, note)
    )
    refresh(classroom, [lesson])
    return known.due(student, lesson, due) or due
