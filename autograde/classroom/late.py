"""Late penalties: computed when a submission is graded, and again before they are shown.

nbgrader computes them once, from the points that it gave itself: what a person gives later to a
late submission would come without any penalty, and an extension would come too late.
"""

import math
from collections.abc import Callable, Iterable
from typing import cast

from nbgrader.api import SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float

from autograde.classroom.folder import Classroom, written

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

    def update(submission: SubmittedAssignment) -> None:
        late, student = submission.total_seconds_late, submission.student.id
        for notebook in submission.notebooks:
            penalty = None
            if late > 0:
                points = notebook.score
                penalty = plugin.late_submission_penalty(student, points, late)
                penalty = None if penalty is None else max(0.0, min(penalty, points))
            notebook.late_submission_penalty = penalty

    return update


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
