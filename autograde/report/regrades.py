"""Who gained and who lost when a lesson was graded again.

The scores before are kept in `regrades/LESSON.json` until all of these submissions are graded
again, so that an interrupted run loses none of them. The differences remain in
`regrades/LESSON_TIME.csv`.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook

from autograde.classroom.folder import Classroom
from autograde.classroom.submissions import submitted
from autograde.core import reports, verdicts
from autograde.core.atomic import write_atomically
from autograde.core.reports import Report
from autograde.grade import batch, regrade
from autograde.grade.submission import LessonData
from autograde.report import screen, status

Scores = dict[str, float | None]  # of a student: of the whole lesson (TOTAL) and by exercise
TOTAL = ""
COLUMNS = ("student_id", "score_before", "score_after", "change", "exercises")


@dataclass(frozen=True)
class Change:
    """What grading again changed for one student; None is no score."""

    student: str
    before: Scores
    after: Scores

    @property
    def gain(self) -> float:
        """How many points more it is now; less than 0 if fewer."""
        return (self.after[TOTAL] or 0.0) - (self.before[TOTAL] or 0.0)

    @property
    def differs(self) -> bool:
        """Whether the score of the lesson or of one exercise is another one."""
        return self.before != self.after

    def shown(self, when: str) -> str:
        """Return the score `before` or `after` as text, "" for none."""
        return _shown(getattr(self, when)[TOTAL])

    def exercises(self) -> list[str]:
        """Return the exercises with another score, with both scores."""
        names = dict.fromkeys([*self.before, *self.after])
        pairs = {name: (self.before.get(name), self.after.get(name)) for name in names}
        return [
            f"{name}: {_shown(before) or '–'} → {_shown(after) or '–'}"
            for name, (before, after) in pairs.items()
            if name != TOTAL and before != after
        ]


@dataclass(frozen=True)
class Regraded:
    """What came of grading again.

    Args:
        changes: of each student who was graded again.
        look_again: students with points that a person gave where the automatic ones changed.
        path: the file with the differences; None without any.
    """

    changes: tuple[Change, ...]
    look_again: tuple[str, ...]
    path: Path | None


def remember(classroom: Classroom, lesson: str, outdated: Mapping[str, Report]) -> None:
    """Keep the scores before `grade` until `compare`; those of an interrupted run stay."""
    path = _path(classroom, lesson)
    with classroom.gradebook() as book:
        found = {
            student: {"file": old.file, "scores": _scores(old, book)}
            for student, old in outdated.items()
        }
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, json.dumps(found | _remembered(path), indent=1))


def remembered(classroom: Classroom, lesson: str) -> bool:
    """Whether scores wait for `compare`: of this run, or of one that was interrupted."""
    return _path(classroom, lesson).exists()


def compare(classroom: Classroom, data: LessonData) -> Regraded:
    """Compare the scores that were kept with those of today, and write the differences."""
    path = _path(classroom, data.lesson)
    before = _remembered(path)
    waiting = regrade.outdated(classroom, data, before)
    kept = {student: before[student] for student in waiting}
    changes, look_again = [], []
    with classroom.gradebook() as book:
        for student in before.keys() - waiting.keys():
            now = reports.load(classroom.root, data.lesson, student)
            if now is None or now.verdict == verdicts.FAULT:
                kept[student] = before[student]  # the next `grade` takes it up again
            elif before[student]["file"] in ("", now.file):
                changes.append(Change(student, before[student]["scores"], _scores(now, book)))
                look_again += [student] * _conflicts(book, now)
    changes.sort(key=lambda change: (change.gain, change.student))
    written = _write(path, [change for change in changes if change.differs])
    if kept:
        write_atomically(path, json.dumps(kept, indent=1))
    else:
        path.unlink(missing_ok=True)
    return Regraded(tuple(changes), tuple(sorted(look_again)), written)


def _path(classroom: Classroom, lesson: str) -> Path:
    return classroom.root / "regrades" / f"{lesson}.json"


def _remembered(path: Path) -> dict[str, dict]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _scores(report: Report, book: Gradebook) -> Scores:
    worth = status.points(report, status.entry(book, report.lesson, report.student))
    cells = {name.removesuffix("-tests"): cell.score for name, cell in worth.cells.items()}
    return {TOTAL: worth.score} | cells


def _conflicts(book: Gradebook, report: Report) -> bool:
    """Whether a person gave points for a cell and should look at it again."""
    submission = status.entry(book, report.lesson, report.student)
    notebooks = submission.notebooks if submission else ()
    grades = [grade for notebook in notebooks for grade in notebook.grades]
    return any(g.manual_score is not None and g.needs_manual_grade for g in grades)


def _write(snapshot: Path, changes: Sequence[Change]) -> Path | None:
    if not changes:
        return None
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for change in changes:
        scores = change.shown("before"), change.shown("after")
        line = "; ".join(change.exercises())
        writer.writerow([change.student, *scores, f"{change.gain:+g}", line])
    path = snapshot.with_name(f"{snapshot.stem}_{datetime.now():%Y-%m-%d_%H%M%S}.csv")
    write_atomically(path, stream.getvalue().encode("utf-8-sig"))
    return path


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def show_outdated(students: Sequence[str], reasons: Sequence[str]) -> None:
    """Print which submissions will be graded again, and what has changed."""
    if reasons:
        screen.say(f"Changed since the last grading: {', '.join(reasons)}.")
    screen.say(f"To be graded again: {screen.count(students)}.")


def announce(classroom: Classroom, lesson: str) -> None:
    """Say after a release which graded submissions it concerns."""
    students = submitted(classroom, lesson)
    if not students:
        return
    outdated = regrade.outdated(classroom, batch.lesson_data(classroom, lesson), students)
    if outdated:
        screen.say(
            f"Graded before this change: {screen.count(sorted(outdated))}."
            f" Run `lstm-course grade {lesson}` to grade them again.",
            "yellow",
        )


def show(found: Regraded) -> None:
    """Print who gained and who lost when submissions were graded again."""
    if not found.changes:
        return
    changed = [change for change in found.changes if change.differs]
    gained = sum(change.gain > 0 for change in changed)
    lost = sum(change.gain < 0 for change in changed)
    unchanged = len(found.changes) - gained - lost
    screen.say(
        f"Graded again: {len(found.changes)}."
        f" Gained: {gained}, lost: {lost}, the same score: {unchanged}."
    )
    if 0 < len(changed) <= screen.MOST_ROWS:
        columns = ("student", "before", "after", "exercises")
        screen.table(columns, map(_row, changed), right=columns[1:3])
    if found.path:
        screen.say(f"All differences: {found.path}.")
        screen.say("Now write the feedback pages and export the grades again.")
    if found.look_again:
        screen.say(
            "A person gave points where the automatic ones have changed; look again:"
            f" {screen.count(found.look_again)}.",
            "yellow",
        )


def _row(change: Change) -> tuple[str, ...]:
    before, after = (change.shown(when) or "–" for when in ("before", "after"))
    return (
        screen.plain(change.student),
        before,
        after,
        screen.plain("\n".join(change.exercises())),
    )
