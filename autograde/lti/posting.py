"""Find the scores that differ from what the platform has, and send them.

Only a final score is sent. A submission that nobody has graded completely, that crashed, could
not be read or does not exist has none, and the platform keeps what it has: never a 0 instead.
A receipt is written after each answer, so that a run that was stopped continues.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from autograde.classroom.folder import Classroom
from autograde.classroom.roster import require_students
from autograde.core.errors import CourseError
from autograde.lti import receipts, services
from autograde.lti.platform import Platform, UnreachableError, in_words
from autograde.report import export
from autograde.report.page import number
from autograde.report.platforms import CANVAS_SUBMISSION, column_of, score_of
from autograde.report.status import Grade

SCORE = "application/vnd.ims.lis.v1.score+json"
MOST_SILENT = 3  # students in a row for whom the platform gives no answer
OF_ATTEMPT = ("timestamp", CANVAS_SUBMISSION)  # of a score, but not part of what it says


@dataclass(frozen=True)
class Outgoing:
    """A score to send: whom it concerns, and what the platform receives, without the time."""

    student: str
    score: dict


@dataclass(frozen=True)
class Plan:
    """What a run sends.

    Args:
        lesson: the lesson.
        column: what creates its column.
        line_item: the address of its column; "" if the course has none yet.
        outgoing: the scores that differ from what was sent last.
        unchanged: the students with the score that was sent last.
        left: why nothing is sent for the others.
    """

    lesson: str
    column: dict
    line_item: str
    outgoing: tuple[Outgoing, ...]
    unchanged: tuple[str, ...]
    left: dict[str, str]


@dataclass
class Sent:
    """What came of a run: who has the score now, and the platform's answer for the others."""

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def plan(
    classroom: Classroom,
    platform: Platform,
    lesson: str,
    students: Sequence[str] = (),
    user_ids: Mapping[str, str] | None = None,
) -> Plan:
    """Return what is to be sent. The platform is only read.

    Args:
        classroom: the class.
        platform: where to.
        lesson: a released lesson.
        students: only these; all if empty.
        user_ids: the platform's user id of each student; else from the members of its course,
            else from the roster, if that was Canvas's.
    """
    require_students(classroom, students)
    grades = export.current(classroom, [lesson])
    users = user_ids or _users(platform, grades)  # of all: others may have the same address
    line_item = services.find_column(platform, lesson)
    outgoing, unchanged = [], []
    left = dict.fromkeys({*students} - {grade.student.id for grade in grades}, "dropped")
    for grade in grades:
        student = grade.student.id
        if students and student not in students:
            continue
        earlier = receipts.load(classroom.root, lesson, student)
        if not grade.points.final:
            left[student] = grade.points.status + _kept(earlier)
        elif student not in users:
            left[student] = "no member of the course has this id or email address"
        elif earlier and _same(earlier[-1], line_item, score_of(grade, users[student])):
            unchanged.append(student)
        else:
            outgoing.append(Outgoing(student, score_of(grade, users[student])))
    column = column_of(grades[0])
    return Plan(lesson, column, line_item, tuple(outgoing), tuple(unchanged), left)


def _users(platform: Platform, grades: Sequence[Grade]) -> Mapping[str, str]:
    students = [grade.student for grade in grades]
    if platform.settings.members:
        return services.members(platform, students)
    known = {each.id: each.lms_user_id for each in students if each.lms_user_id}
    if not known:
        raise CourseError(
            "The platform's user ids of the students are unknown: set `members` in lti.toml,"
            " or give a file with the columns id,user_id: --ids FILE."
        )
    return known


def _kept(earlier: Sequence[dict]) -> str:
    taken = [each["score"] for each in earlier if receipts.accepted(each)]
    if not taken:
        return ""
    given, most = (number(taken[-1][name]) for name in ("scoreGiven", "scoreMaximum"))
    return f"; the platform keeps {given} of {most}"


def _same(receipt: dict, line_item: str, score: dict) -> bool:
    """Whether the platform took just this score last."""
    same_place = receipt["line_item"] == line_item
    return receipts.accepted(receipt) and same_place and _says(receipt["score"]) == _says(score)


def _says(score: dict) -> dict:
    return {name: value for name, value in score.items() if name not in OF_ATTEMPT}


def send(
    classroom: Classroom,
    platform: Platform,
    planned: Plan,
    on_done: Callable[[], object] = lambda: None,
) -> Sent:
    """Send the scores of a plan, and keep a receipt of each; create the column if needed.

    Raises:
        UnreachableError: if the platform answers nothing several times in a row.
    """
    sent, silent = Sent(), 0
    if not planned.outgoing:
        return sent
    line_item = planned.line_item or services.create_column(platform, planned.column)
    for each in planned.outgoing:
        receipt = _send(classroom, platform, planned.lesson, line_item, each)
        if receipts.accepted(receipt):
            sent.accepted.append(each.student)
        else:
            sent.refused[each.student] = receipt["answer"]
        silent = silent + 1 if receipt["status"] == receipts.UNKNOWN else 0
        if silent == MOST_SILENT:
            raise UnreachableError(
                f"{receipt['answer']} Scores sent: {len(sent.accepted)} of"
                f" {len(planned.outgoing)}. Run the command again later to send the others."
            )
        on_done()
    return sent


def _send(
    classroom: Classroom, platform: Platform, lesson: str, line_item: str, each: Outgoing
) -> dict:
    """Send one score, and keep and return its receipt."""
    earlier = receipts.load(classroom.root, lesson, each.student)
    score = dict(each.score)
    if any(receipts.accepted(old) and old["line_item"] == line_item for old in earlier):
        score[CANVAS_SUBMISSION] = {"new_submission": False}  # else each is one more attempt

    def body() -> bytes:
        score["timestamp"] = _after(earlier)
        return json.dumps(score).encode()

    try:
        url = services.scores_of(line_item)
        answer = platform.request("POST", url, {"Content-Type": SCORE}, body)
        status, said = answer.status_code, in_words(answer)
    except UnreachableError as error:
        status, said = receipts.UNKNOWN, str(error)
    receipt = {"line_item": line_item, "score": score, "status": status, "answer": said}
    receipts.keep(classroom.root, lesson, each.student, receipt)
    return receipt


def _after(earlier: Sequence[dict]) -> str:
    """Return the time, later than that of every earlier score even if a clock was set back."""
    times = [each["score"].get("timestamp") for each in earlier]
    past = [datetime.fromisoformat(time) + timedelta(milliseconds=1) for time in times if time]
    return max([datetime.now(UTC), *past]).isoformat(timespec="milliseconds")
