"""Grades as learning platforms take them: Canvas, Moodle, and any by LTI 1.3.

What each platform receives for each status of a submission:

| status                                  | Canvas, Moodle | activityProgress, gradingProgress |
|-----------------------------------------|----------------|-----------------------------------|
| correct, wrong, unfinished,             | the score      | Completed, FullyGraded            |
| limit exceeded, graded manually         |                |                                   |
| ... needs manual grading                | no grade yet   | Submitted, PendingManual;         |
|                                         |                | scoreGiven: the points so far     |
| crashed, and nothing else was right     | no grade yet   | Submitted, PendingManual          |
| unreadable, grader error,               | no grade yet   | Submitted, Failed                 |
| handed in, not taken                    |                |                                   |
| not graded yet                          | no grade yet   | Submitted, Pending                |
| not submitted                           | no grade yet   | Initialized, NotReady             |

An exercise that runs into a limit is wrong: a loop that does not end is a mistake, and it was
judged. One that ends Python itself was not: it has no points until a person has looked at it,
as nobody should lose any to a bug of NumPy, nor gain any. A file that could not be read, and
whatever the grader failed at, is no result at all: the student hands in again, or the next
`lstm-course grade` takes it up.

Sources: 1EdTech, LTI Assignment and Grade Services 2.0, score publish service; what the
importers themselves do: instructure/canvas-lms `lib/gradebook_importer.rb` and
`app/controllers/lti/ims/scores_controller.rb`; moodle/moodle `grade/import/csv/classes/
load_data.php` and `mod/lti/service/gradebookservices`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from autograde.classroom.folder import Student
from autograde.core import verdicts
from autograde.core.errors import CourseError
from autograde.report.page import in_words, number
from autograde.report.status import Grade

NO_GRADE = "-"  # Moodle's word; older ones make an empty cell of a new column a 0
PROGRESS = {
    verdicts.CRASHED: ("Submitted", "PendingManual"),
    verdicts.UNREADABLE: ("Submitted", "Failed"),
    verdicts.FAULT: ("Submitted", "Failed"),
    verdicts.NOT_TAKEN: ("Submitted", "Failed"),
    verdicts.NOT_GRADED: ("Submitted", "Pending"),
    verdicts.NOT_SUBMITTED: ("Initialized", "NotReady"),
}
CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"


def canvas(
    grades: list[Grade], user_ids: dict[str, str] | None = None, provisional: bool = False
) -> list[dict]:
    """Return the rows of Canvas's gradebook import: one per student, a column per lesson.

    Canvas looks for its own user number in ID, then for SIS User ID, then for SIS Login ID,
    then for the name. These columns have what the roster has if it was Canvas's own export;
    otherwise our id is in both SIS columns, and no number: it could be another student's. An
    empty cell is no score; a lesson is matched to the assignment of the same name, or becomes a
    new one.

    Args:
        grades: of all students and lessons, lesson by lesson.
        user_ids: Canvas's own user number of each student, in place of the roster's.
        provisional: also points of submissions that a person still has to grade.
    """
    most = {grade.lesson: number(grade.max_score) for grade in grades}
    header = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    rows = [dict.fromkeys(header, "") | {"Student": "    Points Possible"} | most]
    for student, mine in _by_student(grades):
        name = ", ".join(filter(None, (student.last_name, student.first_name)))
        platform_id = _user_of(student.id, user_ids) if user_ids else student.lms_user_id
        known = student.sis_user_id or student.sis_login_id
        sis = (student.sis_user_id, student.sis_login_id) if known else (student.id,) * 2
        who = (name or student.id, platform_id, *sis, "")
        scores = {grade.lesson: score(grade, provisional, "") for grade in mine}
        rows.append(dict(zip(header, who, strict=True)) | scores)
    return rows


def moodle(grades: list[Grade], provisional: bool = False) -> list[dict]:
    """Return the rows of Moodle's grade import: one per student, a column per lesson.

    In Moodle's form, map "ID number" to `useridnumber` or to `username`, whichever the class's
    ids are, or "Email address" to `useremail`. That column is there only if everybody has an
    address: a row without one ends the import, or in older versions goes to the student above.

    Args:
        grades: of all students and lessons, lesson by lesson.
        provisional: also points of submissions that a person still has to grade.
    """
    addressed = all(grade.student.email for grade in grades)
    rows = []
    for student, mine in _by_student(grades):
        who = {
            "First name": student.first_name,
            "Last name": student.last_name,
            "ID number": student.id,
        }
        email = {"Email address": student.email} if addressed else {}
        scores = {grade.lesson: score(grade, provisional, NO_GRADE) for grade in mine}
        rows.append(who | email | scores)
    return rows


def lti(grades: list[Grade], user_ids: dict[str, str] | None = None) -> dict[str, dict]:
    """Return what LTI 1.3 Assignment and Grade Services takes, lesson by lesson.

    `lineItem` is the body that creates a column; each of `scores` is the body of one POST to
    `LINE ITEM/scores`, of type `application/vnd.ims.lis.v1.score+json`. Without scoreGiven the
    platform shows no score, and clears an earlier one.

    The time is that of the export, as the gradebook does not keep when a person graded; a
    platform refuses what is older than what it has. The submission time is not sent:
    we know when it was collected, and Canvas would call that late.

    Args:
        grades: of all students and lessons, lesson by lesson.
        user_ids: the platform's id of each student: `sub` of a launch, or `user_id` of the
            Names and Role Provisioning Service. Without it our id is used as the platform's.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    lessons: dict[str, dict] = {}
    for grade in grades:
        new = {"lineItem": column_of(grade), "scores": []}
        lesson = lessons.setdefault(grade.lesson, new)
        user = _user_of(grade.student.id, user_ids) if user_ids else grade.student.id
        lesson["scores"].append(score_of(grade, user) | {"timestamp": now})
    return lessons


def column_of(grade: Grade) -> dict:
    """Return what creates the column of a lesson by LTI 1.3."""
    name = grade.lesson
    return {"label": name, "scoreMaximum": grade.max_score, "resourceId": name}


def score_of(grade: Grade, user: str) -> dict:
    """Return what one score of LTI 1.3 says: who, how far, the points, a comment; not when."""
    points = grade.points
    body: dict[str, Any] = {"userId": user}
    if points.score is not None:
        body |= {"scoreGiven": points.score, "scoreMaximum": grade.max_score}
        activity, grading = ("Submitted", "PendingManual")
        if points.final:
            activity, grading = ("Completed", "FullyGraded")
    else:
        activity, grading = PROGRESS.get(points.status, PROGRESS[verdicts.NOT_GRADED])
    body |= {"activityProgress": activity, "gradingProgress": grading}
    if points.status == verdicts.NOT_SUBMITTED:  # Canvas makes any score a submission otherwise
        body[CANVAS_SUBMISSION] = {"new_submission": False}
    comment = _comment(grade)
    return body | ({"comment": comment} if comment else {})


def _comment(grade: Grade) -> str:
    """Return what the student reads beside the score."""
    points = grade.points
    if points.status in (verdicts.NOT_SUBMITTED, verdicts.NOT_GRADED):
        return ""
    late = f" {number(points.penalty)} points were taken off because it was late."
    return in_words(grade.report, points) + (late if points.penalty else "")


def score(grade: Grade, provisional: bool, none: str) -> str:
    """Return a score as platforms take it; `none` where there is no final one."""
    points = grade.points
    found = points.score if points.final or provisional else None
    return none if found is None else number(found)


def _by_student(grades: list[Grade]) -> Iterable[tuple[Student, list[Grade]]]:
    """Yield each student with their grades, in the order of the roster."""
    found = defaultdict(list)
    for grade in grades:
        found[grade.student].append(grade)
    return found.items()


def _user_of(student: str, user_ids: dict[str, str]) -> str:
    if student not in user_ids:
        raise CourseError(
            f"{student} has no user_id in the file of ids: each student needs one row there."
        )
    return user_ids[student]
