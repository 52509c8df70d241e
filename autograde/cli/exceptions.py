"""`lstm-course student`: what differs for single students, one command for each decision."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograde.cli.options import DUE, ClassFolder, ClassLesson, of_class
from autograde.report import screen

if TYPE_CHECKING:
    from autograde.classroom.exceptions import Decision

app = typer.Typer(
    no_args_is_help=True,
    help="Exceptions for single students: drop, extend, pair, choose a submission.",
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The student's id in the roster.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of the roster.")]
Note = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the record.")]
OneLesson = Annotated[
    Path | None,
    typer.Option(
        "--lesson",
        callback=of_class,
        metavar="LESSON",
        help="Only for this lesson; default: for all.",
    ),
]


@app.command()
def drop(ids: Ids, note: Note = "", root: ClassFolder = Path()) -> None:
    """Leave students out of exports and of the status; everything about them is kept."""
    _decide(root, "drop", ids, note=note)
    screen.say(f"Dropped: {', '.join(ids)}. To undo: `lstm-course student restore ID`.")


@app.command()
def restore(ids: Ids, note: Note = "", root: ClassFolder = Path()) -> None:
    """Take dropped students back."""
    _decide(root, "restore", ids, note=note)
    screen.say(f"Back in the class: {', '.join(ids)}.")


@app.command()
def extend(
    student: Id,
    lesson: ClassLesson,
    until: Annotated[
        datetime,
        typer.Argument(
            formats=[DUE], metavar="TIME", help='"2027-02-07 23:59", in local time.'
        ),
    ],
    note: Note = "",
    root: ClassFolder = Path(),
) -> None:
    """Give a student more time for a lesson, also after it was graded.

    Late penalties are computed again at once. To withdraw an extension, give the due date of
    the class: a student never has less time than the class.
    """
    from autograde.classroom import folder as classrooms
    from autograde.classroom import late

    when = late.extend(classrooms.load(root), lesson.name, student, until, note)
    screen.say(f"{student} may hand in {lesson.name} until {when.astimezone():{DUE} %Z}.")


@app.command()
def pair(
    ids: Ids, lesson: OneLesson = None, note: Note = "", root: ClassFolder = Path()
) -> None:
    """Let students hand in together: one submits, all get the score and the feedback.

    If several of them submit, the newest submission in time counts. They have the latest due
    date of any of them.
    """
    if len(set(ids)) < 2:
        raise typer.BadParameter("name at least two students.")
    _decide(root, "pair", ids, lesson, note)
    where = lesson.name if lesson else "all lessons"
    screen.say(f"{' and '.join(ids)} hand in {where} together.")


@app.command()
def unpair(
    ids: Ids, lesson: OneLesson = None, note: Note = "", root: ClassFolder = Path()
) -> None:
    """Let students work alone."""
    _decide(root, "unpair", ids, lesson, note)
    where = lesson.name if lesson else "all lessons"
    screen.say(f"{', '.join(ids)}: alone in {where}.")


@app.command()
def use(
    student: Id,
    lesson: ClassLesson,
    time: Annotated[
        str, typer.Argument(metavar="[TIME]", help="When it was submitted; without: list them.")
    ] = "",
    note: Note = "",
    root: ClassFolder = Path(),
) -> None:
    """Choose which of a student's submissions counts, such as the one before the due date."""
    from autograde.classroom import folder as classrooms
    from autograde.classroom import roster as rosters
    from autograde.classroom.lock import alone
    from autograde.collect import earlier

    opened = classrooms.load(root)
    rosters.require_students(opened, [student])
    if not time:
        for version in earlier.versions(opened, lesson.name, student):
            screen.say(f"{version.name}{'  counts' if version.counts else ''}")
        return
    with alone(opened):
        chosen = earlier.use(opened, lesson.name, student, time, note)
    screen.say(
        f"The submission of {chosen.name} counts for {student}:"
        f" run `lstm-course grade {lesson.name[:2]}`."
    )


@app.command()
def log(
    student: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only decisions on this student.")
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Show all decisions: when, who decided, what, and why."""
    from autograde.classroom import exceptions as deciding
    from autograde.classroom import folder as classrooms

    every = deciding.history(classrooms.load(root).root)
    for decision in every:
        if student is None or student in decision.students:
            screen.say(_in_words(decision))


def _in_words(decision: "Decision") -> str:
    """Return a decision as one line, with times in local time."""

    def local(time: str) -> str:
        return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M:%S}"

    until = {"extend": "until ", "use": "submission of "}.get(decision.action, "")
    words = [local(decision.at), decision.by, decision.action, *decision.students]
    words += [decision.lesson] if decision.lesson else []
    words += [until + local(decision.until)] if decision.until else []
    words += [f"({decision.note})"] if decision.note else []
    return " ".join(words)


def _decide(
    root: Path, action: str, ids: list[str], lesson: Path | None = None, note: str = ""
) -> None:
    """Record a decision; a pair has the later due date at once, in the gradebook too."""
    from autograde.classroom import exceptions as deciding
    from autograde.classroom import folder as classrooms
    from autograde.classroom import late
    from autograde.classroom import roster as rosters

    opened = classrooms.load(root)
    rosters.require_students(opened, ids)
    students = tuple(dict.fromkeys(ids))
    name = lesson.name if lesson else ""
    known = deciding.decide(opened.root, deciding.Decision(action, students, name, note=note))
    if action in ("pair", "unpair"):
        late.refresh(opened, [each for each in opened.released() if known.extends(each)])
