"""What the command line shows: tables, progress, sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator
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

from autograde import verdicts
from autograde.verdicts import Record, Result

if TYPE_CHECKING:  # nbgrader takes two seconds to import, and `--help` comes through here
    from autograde.collect import Collected
    from autograde.standing import Grade, Standing

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

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


def say(text: str, style: str = "") -> None:
    """Print a sentence."""
    out.print(escape(text), style=style, soft_wrap=True)


def complain(text: str) -> None:
    """Print what went wrong, on stderr."""
    err.print(f"[bold red]Error:[/] {escape(text)}", soft_wrap=True)


@contextmanager
def progress(what: str, total: int) -> Iterator:
    """Show a bar on stderr and yield a function that moves it by one."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
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
    return f"[{style}]{escape(word)}[/]"


def points(value: float | str) -> str:
    """Return points as people write them; a dash where there is no score."""
    return "–" if value == "" else f"{value:g}"


def exercises(results: Iterable[Result]) -> None:
    """Print the table of `check`: exercise, points, result."""
    rows = [(escape(r.name), points(r.points), _outcome(r)) for r in results]
    table(("exercise", "points", "result"), rows, right=("points",))


def _outcome(result: Result) -> str:
    if result.passed:
        return "[green]✓ passed[/]"
    if result.status == "answered":
        return "[cyan]answered, graded by hand[/]"
    reason = result.diagnosis or _detail(result.message)
    return f"{styled(result.status)}{': ' + escape(reason) if reason else ''}"


def _detail(message: str) -> str:
    """Return what a check said about the case that failed, without headline and hints."""
    lines = [line.strip() for line in message.splitlines()]
    kept = [line for line in lines if not line.startswith(("✗", "See the inputs:"))]
    return "\n".join(kept)


def grades(rows: Iterable[dict], records: Iterable[Record]) -> None:
    """Print a class: student, score, verdict, and what was found out about it."""
    record_of = {record.student: record for record in records}
    rows = sorted(rows, key=lambda row: row["student_id"])
    shown = []
    for row in rows:
        record = record_of.get(row["student_id"])
        score = f"{points(row['score'])} / {points(row['max_score'])}"
        verdict = styled(record.verdict if record else row["status"])
        found = "\n".join(_found(record)) if record else ""
        shown.append((escape(row["student_id"]), score, verdict, escape(found)))
    table(("student", "score", "verdict", "diagnosed"), shown, right=("score",))
    waiting = sum(verdicts.AWAITING in row["status"] for row in rows)
    if waiting:
        say(f"Submissions with a question that waits to be graded by hand: {waiting}.")


def summary(grades: "list[Grade]", pages: dict[str, Path]) -> None:
    """Print a class that is too large for a table: verdicts, mistakes, a page of each kind."""
    kinds: dict[str, list] = {}
    for grade in sorted(grades, key=lambda grade: grade.student.id):
        kinds.setdefault(grade.record.verdict, []).append(grade)
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
    diagnoses = Counter(d for grade in grades for d in grade.record.diagnoses)
    if diagnoses:
        say("The most frequent mistakes:")
    for diagnosis, count in diagnoses.most_common(5):
        say(f"  {count} × {diagnosis}")
    say("A feedback page of each kind:")
    for alike in kinds.values():
        page = pages.get(alike[0].student.id)
        if page:
            say(f"  {alike[0].record.verdict}: {page}")


def _found(record: Record) -> list[str]:
    """Return the lines that say why a submission has the score that it has."""
    lines = [record.message] if record.message else []
    for result in record.results:
        if not (result.passed or result.by_hand):
            reason = result.diagnosis or result.status
            lines.append(f"{result.name}: {reason}")
    return lines + [f"Repaired: {repair}" for repair in record.repairs]


def collected(found: "Collected") -> None:
    """Print what was taken in, what was not, and why."""
    for what in ("new", "replaced", "unchanged"):
        ids = getattr(found, what)
        if ids:
            say(f"{what.capitalize()}: {len(ids)} ({', '.join(sorted(ids))})")
    for student, why in found.refused.items():
        say(f"Refused, {student}: {why}", style="red")
    for name in found.unknown:
        say(f"Not taken, {name}: no student of the roster is named in it.", style="yellow")
    for note in found.notes:
        say(note, style="dim")
    if not (found.new or found.replaced or found.unchanged):
        say("Nothing was collected.", style="yellow")


def exported(path: Path, grades: "list[Grade]") -> None:
    """Print how much was exported, and of how many there is no final score, and why."""
    students = len({grade.student.id for grade in grades})
    lessons = len({grade.lesson for grade in grades})
    say(f"Written to {path}: students: {students}, lessons: {lessons}.")
    missing = Counter(grade.points.status for grade in grades if not grade.points.final)
    if missing:
        told = ", ".join(f"{status}: {count}" for status, count in missing.most_common())
        say(f"Without a final score: {missing.total()} ({told}).", style="yellow")


def standing(lessons: "Iterable[Standing]") -> None:
    """Print how a class stands: per lesson, how many submitted, were graded, have no score."""
    rows = [
        (each.lesson, str(each.submitted), str(each.graded), str(each.without_score))
        for each in lessons
    ]
    if rows:
        table(("lesson", "submitted", "graded", "graded without a score"), rows)
    else:
        say("No lesson is released yet: `lstm-course release LESSON`.")
