"""A page about a class for its instructor: scores, common mistakes, who is missing.

One file without scripts or requests, to read on a phone or to print.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nbgrader.utils import parse_utc

from autograde.classroom.folder import Student
from autograde.core import verdicts
from autograde.report import html
from autograde.report.status import Grade
from lstm_utils.checks.diagnosis import split
from lstm_utils.checks.result import NOT_WRITTEN, PASSED, Result

BINS = 10  # of the share of the points
MOST_NAMED = 3  # mistakes of one exercise
MOST_DAYS = 21  # bars, the last of the days on which something was submitted


@dataclass(frozen=True)
class Exercise:
    """How a class did on one exercise; the mistakes with how many made them."""

    name: str
    passed: int
    failed: int
    not_written: int
    mistakes: tuple[tuple[str, int], ...]

    @property
    def tried(self) -> int:
        """How many submissions were checked."""
        return self.passed + self.failed + self.not_written

    @property
    def share(self) -> int:
        """How many of a hundred passed."""
        return round(100 * self.passed / self.tried) if self.tried else 0


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `height` is its share of the highest, from 0 to 100."""

    label: str
    count: int
    height: int


@dataclass(frozen=True)
class Lesson:
    """One lesson as the page shows it."""

    name: str
    most: float
    submitted: int
    scores: tuple[float, ...]
    bins: tuple[Bar, ...]
    days: tuple[Bar, ...]
    exercises: tuple[Exercise, ...]
    missing: tuple[Student, ...]
    waiting: tuple[Student, ...]
    without_score: tuple[tuple[Student, str], ...]

    @property
    def median(self) -> float | None:
        """The median of the scores; None without a score."""
        return statistics.median(self.scores) if self.scores else None


def render(grades: Iterable[Grade], title: str, now: datetime) -> str:
    """Return the page as HTML.

    Args:
        grades: of every student, lesson by lesson.
        title: the name of the class.
        now: when the page is made, with a time zone; days are those of this zone.
    """
    by_lesson: dict[str, list[Grade]] = {}
    for grade in grades:
        by_lesson.setdefault(grade.lesson, []).append(grade)
    lessons = [_lesson(name, those, now) for name, those in by_lesson.items()]
    students = {grade.student.id for those in by_lesson.values() for grade in those}
    found = {"lessons": lessons, "students": len(students)}
    return html.render("class/index.html.j2", title=title, now=now, **found)


def _lesson(name: str, grades: Sequence[Grade], now: datetime) -> Lesson:
    there = [grade for grade in grades if grade.points.status != verdicts.NOT_SUBMITTED]
    missing = [g.student for g in grades if g.points.status == verdicts.NOT_SUBMITTED]
    scored = [grade for grade in there if grade.points.score is not None]
    most = grades[0].max_score
    others = [grade for grade in there if grade.points.score is None and not grade.points.waits]
    scores = tuple(grade.points.score for grade in scored if grade.points.score is not None)
    return Lesson(
        name=name,
        most=most,
        submitted=len(there),
        scores=scores,
        bins=_bins([score / most if most else 0.0 for score in scores]),
        days=_days([grade.report.collected_at for grade in there], now),
        exercises=_exercises([result for grade in there for result in grade.report.results]),
        missing=tuple(missing),
        waiting=tuple(grade.student for grade in there if grade.points.waits),
        without_score=tuple((grade.student, grade.points.status) for grade in others),
    )


def _bins(shares: Iterable[float]) -> tuple[Bar, ...]:
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    step = 100 // BINS
    labels = [f"{step * k} to {step * (k + 1)} %" for k in range(BINS)]
    return _bars([(label, counts[k]) for k, label in enumerate(labels)])


def _days(times: Iterable[str], now: datetime) -> tuple[Bar, ...]:
    dates = [parse_utc(when).astimezone(now.tzinfo).date() for when in times if when]
    counts = sorted(Counter(dates).items())[-MOST_DAYS:]
    return _bars([(f"{day:%a %d %b}", count) for day, count in counts])


def _bars(counts: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    highest = max((count for _, count in counts), default=0) or 1
    return tuple(Bar(label, count, round(100 * count / highest)) for label, count in counts)


def _exercises(results: Iterable[Result]) -> tuple[Exercise, ...]:
    by_name: dict[str, list[Result]] = {}
    for result in results:
        if not result.manual:
            by_name.setdefault(result.exercise, []).append(result)
    return tuple(_exercise(name, those) for name, those in by_name.items())


def _exercise(name: str, results: Sequence[Result]) -> Exercise:
    statuses = Counter(result.status for result in results)
    named = Counter(split(result.diagnosis)[0] for result in results if result.diagnosis)
    passed, blank = statuses[PASSED], statuses[NOT_WRITTEN]
    most = tuple(named.most_common(MOST_NAMED))
    return Exercise(name, passed, len(results) - passed - blank, blank, most)
