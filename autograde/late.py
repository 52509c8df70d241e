"""Late penalties: reckoned when a submission is graded, and anew before they are shown.

nbgrader reckons them once, from the points that it gave itself: what a person gives later to a
late submission would come without any penalty, and an extension would come too late.
"""

from collections.abc import Callable, Iterable

from nbgrader.api import SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties

from autograde.classroom import Classroom, written


def reckoner(room: Classroom) -> Callable[[SubmittedAssignment], None]:
    """Return a function that sets a submission's penalties by the rule of the class."""
    rule = AssignLatePenalties(parent=room.api)
    rule.init_plugin()

    def reckon(submission: SubmittedAssignment) -> None:
        late, student = submission.total_seconds_late, submission.student.id
        for notebook in submission.notebooks:
            penalty = None
            if late > 0:
                points = notebook.score
                penalty = rule.plugin_inst.late_submission_penalty(student, points, late)
                penalty = None if penalty is None else max(0.0, min(penalty, points))
            notebook.late_submission_penalty = penalty

    return reckon


def refresh(room: Classroom, lessons: Iterable[str]) -> None:
    """Bring the penalties of all submissions up to their points and due dates as they stand.

    Raises:
        UnwrittenError: if there is something to change and the gradebook cannot be written.
    """
    reckon = reckoner(room)
    with room.gradebook() as book:
        for lesson in lessons:
            for submission in book.find_assignment(lesson).submissions:
                reckon(submission)
        with written():
            book.db.commit()
