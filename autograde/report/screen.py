"""Terminal output: tables, progress, sentences."""

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograde.core import verdicts

if TYPE_CHECKING:  # nbgrader takes two seconds to import, and `--help` comes through here
    from autograde.collect.submissions import Collected
    from autograde.core.reports import Report
    from autograde.report.status import Grade, LessonStatus
    from lstm_utils.checks import Result

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
MOST_ROWS = 40
MOST_NAMED = 20
TO_LOOK_AT = (verdicts.CRASHED, verdicts.OVER_LIMIT, verdicts.UNREADABLE, verdicts.FAULT)
TO_LOOK_AT += (verdicts.NOT_TAKEN,)
STYLES = {
    "passed": "green",
    verdicts.CORRECT: "green",
    verdicts.WRONG: "red",
    verdicts.UNFINISHED: "yellow",
    verdicts.AWAITING: "cyan",
    verdicts.NOT_SUBMITTED: "dim",
    verdicts.NOT_GRADED: "dim",
    "not written": "yellow",
    "not answered": "yellow",
    "answered": "cyan",
}


def plain(text: str) -> str:
    """Return a text as markup that shows it, without characters that steer a terminal."""
    return escape(_STEERS.sub(" ", text))


def say(text: str, style: str = "") -> None:
    """Print a sentence."""
    out.print(plain(text), style=style, soft_wrap=True)


def notice(text: str) -> None:
    """Print what the user should know while something runs, on stderr, above any bar."""
    err.print(plain(text), soft_wrap=True)


def complain(text: str) -> None:
    """Print what went wrong, on stderr."""
    err.print(f"[bold red]Error:[/] {plain(text)}", soft_wrap=True)


@contextmanager
def progress(what: str, total: int) -> Generator[Callable[..., None]]:
    """Show a bar on a terminal's stderr and yield a function that moves it by one."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    away = not err.is_terminal
    with Progress(*columns, console=err, transient=True, disable=away) as bar:
        task = bar.add_task(what, total=total)
        yield lambda *_: bar.advance(task)


def table(columns: Iterable[str], rows: Iterable[Iterable[str]], right: tuple = ()) -> None:
    """Print a table; columns named in `right` are aligned to the right.

    Cells are rich markup: escape what a student wrote.
    """
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, justify="right" if column in right else "left")
    for row in rows:
        shown.add_row(*row)
    out.print(shown)


def styled(word: str) -> str:
    """Return a verdict or status in its colour."""
    style = STYLES.get(word, "red")
    return f"[{style}]{plain(word)}[/]"


def points(value: float | str) -> str:
    """Format points; a dash if there is no score."""
    return "–" if value == "" else f"{value:g}"


def exercises(results: "Iterable[Result]") -> None:
    """Print the table of `check`: exercise, points, result."""
    rows = [(plain(r.exercise), points(r.max_points), _in_words(r)) for r in results]
    table(("exercise", "points", "result"), rows, right=("points",))


def _in_words(result: "Result") -> str:
    if result.passed:
        return "\n".join(["[green]✓ passed[/]", *map(plain, result.details)])
    if result.answered:
        return "[cyan]answered, graded manually[/]"
    reason = result.diagnosis or "\n".join(result.details)
    return f"{styled(result.status)}{': ' + plain(reason) if reason else ''}"


def grades(every: "list[Grade]") -> None:
    """Print a class: student, score, verdict and diagnoses.

    For a large class, print the number of each verdict, and only submissions that failed.
    """
    shown = sorted(every, key=lambda grade: grade.student.id)
    if len(shown) > MOST_ROWS:
        _verdicts(shown)
        shown = [grade for grade in shown if grade.points.status.startswith(TO_LOOK_AT)]
    rows = []
    for grade in shown:
        score = "" if grade.points.score is None else grade.points.score
        shown_score = f"{points(score)} / {points(grade.max_score)}"
        found = plain("\n".join(_found(grade.report)))
        rows.append((plain(grade.student.id), shown_score, styled(grade.report.verdict), found))
    if rows:
        table(("student", "score", "verdict", "diagnosed"), rows, right=("score",))
    waiting = len({grade.report.student for grade in every if grade.points.waits})
    if waiting:
        say(f"Submissions that need manual grading: {waiting}.")


def _verdicts(every: "list[Grade]") -> None:
    """Print how many there are of each verdict, and the most frequent mistakes."""
    kinds = _by_verdict(every)
    rows = []
    for verdict, alike in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        scores = [grade.points.score for grade in alike if grade.points.score is not None]
        mean = f"{sum(scores) / max(1, len(scores)):.1f} / {points(alike[0].max_score)}"
        late = sum(bool(grade.points.penalty) for grade in alike)
        rows.append(
            (styled(verdict), str(len(alike)), mean if scores else "–", str(late or ""))
        )
    columns = ("verdict", "students", "mean score", "late")
    table(columns, rows, right=columns[1:])
    diagnoses = Counter(d for grade in every for d in grade.report.diagnoses)
    if diagnoses:
        say("The most frequent mistakes:")
    for diagnosis, count in diagnoses.most_common(5):
        say(f"  {count} × {diagnosis}")


def _by_verdict(every: "list[Grade]") -> "dict[str, list[Grade]]":
    kinds: dict[str, list] = {}
    for grade in every:
        kinds.setdefault(grade.report.verdict, []).append(grade)
    return kinds


def count(students: Sequence[str]) -> str:
    """Return how many students there are, and who if they are few."""
    few = 0 < len(students) <= MOST_NAMED
    return f"{len(students)} ({', '.join(students)})" if few else f"{len(students)}"


def difference(lines: Sequence[str]) -> None:
    """Print the first lines of a difference."""
    for line in lines[:MOST_ROWS]:
        style = {"+": "green", "-": "red"}.get(line[:1], "dim")
        say(line, style)
    if len(lines) > MOST_ROWS:
        say(f"... and {len(lines) - MOST_ROWS} more lines", "dim")


def pages(every: "list[Grade]", paths: dict[str, Path]) -> None:
    """Print the path of a feedback page of each verdict."""
    say("A feedback page of each kind:")
    for verdict, alike in _by_verdict(every).items():
        path = next((paths[g.student.id] for g in alike if g.student.id in paths), None)
        if path:
            say(f"  {verdict}: {path}")


def _found(report: "Report") -> list[str]:
    """Return the lines that explain the score of a submission."""
    lines = [report.message] if report.message else []
    for result in report.results:
        if not (result.passed or result.manual):
            reason = result.diagnosis or result.status
            lines.append(f"{result.exercise}: {reason}")
    return lines + [f"Repaired: {repair}" for repair in report.repairs]


def collected(found: "Collected") -> None:
    """Print what was collected, what was not, and why."""
    for what in ("new", "replaced", "unchanged"):
        ids = getattr(found, what)
        if ids:
            say(f"{what.capitalize()}: {count(sorted(ids))}")
    for student, why in found.refused.items():
        say(f"Refused, {student}: {why}", style="red")
    if found.late:
        ids = ", ".join(sorted(found.late))
        say(f"Late, according to Canvas: {len(found.late)} ({ids})", style="yellow")
    for name, why in found.unknown.items():
        say(f"Not collected, {name}: {why}", style="yellow")
    for note in found.notes:
        say(note, style="dim")
    if not (found.new or found.replaced or found.unchanged):
        say("Nothing was collected.", style="yellow")


def exported(path: Path, grades: "list[Grade]") -> None:
    """Print the number of exported grades, and the reasons for missing scores."""
    students = len({grade.student.id for grade in grades})
    lessons = len({grade.lesson for grade in grades})
    say(f"Written to {path}: students: {students}, lessons: {lessons}.")
    late = sum(bool(grade.points.penalty) for grade in grades)
    if late:
        say(f"With a late penalty: {late}.", style="yellow")
    missing = Counter(grade.points.status for grade in grades if not grade.points.final)
    if missing:
        reasons = ", ".join(f"{status}: {count}" for status, count in missing.most_common())
        say(f"Without a final score: {missing.total()} ({reasons}).", style="yellow")


def lesson_statuses(lessons: "Iterable[LessonStatus]") -> None:
    """Print the status of a class: submitted, graded and without a score, per lesson."""
    rows = [
        (each.lesson, str(each.submitted), str(each.graded), str(each.without_score))
        for each in lessons
    ]
    if rows:
        table(("lesson", "submitted", "graded", "graded without a score"), rows)
    else:
        say("No lesson is released yet: `lstm-course release LESSON`.")
