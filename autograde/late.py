"""Late penalties: reckoned when a submission is graded, and anew when a person graded since.

nbgrader reckons them once, from the points that it gave itself: what a person gives later to a
late submission would come without any penalty.
"""

from collections.abc import Iterable

from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError

from autograde.classroom import Classroom
from autograde.errors import CourseError


def refresh(room: Classroom, lessons: Iterable[str]) -> None:
    """Bring the penalties of all late submissions up to their points as they stand.

    Raises:
        CourseError: if there is something to change and the gradebook cannot be written.
    """
    penalties = AssignLatePenalties(parent=room.api)
    penalties.init_plugin()
    with room.gradebook() as book:
        for lesson in lessons:
            for submission in book.find_assignment(lesson).submissions:
                late = submission.total_seconds_late
                for notebook in submission.notebooks if late > 0 else ():
                    points = notebook.score
                    penalty = penalties.plugin_inst.late_submission_penalty(
                        submission.student.id, points, late
                    )
                    if penalty is not None:
                        penalty = max(0.0, min(penalty, points))
                    notebook.late_submission_penalty = penalty
        try:
            book.db.commit()
        except OperationalError as error:
            book.db.rollback()
            raise CourseError(
                f"The gradebook cannot be written ({error.orig}): run the same command again."
            ) from error
