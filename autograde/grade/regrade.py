"""Which submissions have to be graded, and which of them again: their lesson has changed.

A check is corrected, or a lesson is released with other points: the same file may have another
score then. A newer file is graded for the first time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from autograde.classroom import submissions
from autograde.classroom.folder import Classroom
from autograde.core import notebooks, reports, verdicts
from autograde.core.cells import exercise_of, is_graded
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.grade.submission import LessonData
from lstm_utils.checks.versions import ENGINE


def finished(
    classroom: Classroom, data: LessonData, student: str, force: bool = False
) -> Report | None:
    """Return the report of what need not be graded, or None.

    Raises:
        CourseError: if the student has submitted nothing.
    """
    old = reports.load(classroom.root, data.lesson, student)
    path = classroom.notebook("submitted", data.lesson, student)
    if not path.exists():
        if old is None:
            raise CourseError(
                f"{student} has submitted nothing for {data.lesson}, or is not an id of this"
                " class."
            )
        return old
    if old is None or force or old.verdict == verdicts.FAULT or old.checks != data.checks:
        return None
    same_time = old.collected_at == submissions.collected_at(path)
    return old if same_time and submissions.is_current(classroom, old) else None


def outdated(
    classroom: Classroom, data: LessonData, students: Iterable[str], force: bool = False
) -> dict[str, Report]:
    """Return the reports that `grade` will replace although the submitted file is the same.

    Args:
        classroom: the class.
        data: the lesson as it is now.
        students: ids; others do not count.
        force: whether also those are graded again for which nothing has changed.
    """
    loaded = (reports.load(classroom.root, data.lesson, student) for student in students)
    return {
        old.student: old
        for old in loaded
        if old
        and old.verdict != verdicts.FAULT
        and submissions.is_same_file(classroom, old)
        and not finished(classroom, data, old.student, force)
    }


def reasons(
    classroom: Classroom, data: LessonData, outdated: Mapping[str, Report]
) -> list[str]:
    """Return what has changed since reports were made, in words, most common first."""
    cells = notebooks.parse(data.source.encode()).cells
    points = {exercise_of(c): c.metadata.nbgrader.points for c in cells if is_graded(c)}
    found: Counter[str] = Counter()
    for old in outdated.values():
        here = [*_other_checks(data, old), *_other_points(points, old)]
        if not here and not submissions.is_current(classroom, old):
            here = ["the text of the lesson"]
        found.update(here)
    return [why for why, _ in found.most_common()]


def _other_checks(data: LessonData, old: Report) -> list[str]:
    if not old.checks:
        return ["the version of the grader"]
    return [
        "the comparison of answers" if name == ENGINE else f"the check of {name}"
        for name, version in data.checks.items()
        if old.checks.get(name) != version
    ]


def _other_points(points: Mapping[str, float], old: Report) -> list[str]:
    now = {r: points.get(r.exercise, r.max_points) for r in old.results}
    return [
        f"the points of {result.exercise} ({result.max_points:g} → {most:g})"
        for result, most in now.items()
        if most != result.max_points
    ]
