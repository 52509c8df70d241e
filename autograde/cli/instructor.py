"""Commands for instructors: set a class up, hand lessons out, take submissions in."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograde.cli.options import DUE, ClassFolder, ClassLesson
from autograde.report import screen

if TYPE_CHECKING:
    from autograde.classroom.edits import EditedError


def classroom(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The class folder; default: the current folder."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            metavar="CSV",
            help="Students: id, first_name, last_name, email; or Canvas's or Moodle's export.",
        ),
    ] = None,
    course_id: Annotated[str, typer.Option(help="nbgrader's name for the class.")] = "lstm",
) -> None:
    """Create a class folder, add students, or show the status of a class."""
    from autograde.classroom import exceptions
    from autograde.classroom import folder as classrooms
    from autograde.classroom import roster as rosters
    from autograde.report import status

    if folder is None:
        folder = classrooms.load(Path()).root
    students = rosters.read(roster) if roster else []
    if classrooms.is_classroom(folder):
        opened = classrooms.load(folder)
    else:
        opened = classrooms.make(folder, course_id)
        screen.say(f"Created the class folder {opened.root}.")
    if students:
        new, changed = rosters.enrol(opened, students)
        screen.say(f"Students added: {len(new)}, changed: {len(changed)}.")
        _differences(*rosters.differences(opened, students))
    dropped = exceptions.load(opened.root).dropped
    names = len(opened.students()) - len(dropped)
    left = f" ({len(dropped)} dropped)" if dropped else ""
    screen.say(f"{opened.root}: students: {names}{left}, course: {opened.api.course_id}.")
    screen.lesson_statuses(status.lesson_statuses(opened))


def _differences(missing: list[str], dropped: list[str]) -> None:
    if missing:
        screen.say(
            f"Not in this roster: {len(missing)} ({', '.join(missing)})."
            " They stay in the class; to leave one out: `lstm-course student drop ID`.",
            style="yellow",
        )
    if dropped:
        screen.say(
            f"In this roster, but dropped: {', '.join(dropped)}."
            " To take one back: `lstm-course student restore ID`.",
            style="yellow",
        )


def release(
    lesson: ClassLesson,
    due: Annotated[
        datetime | None,
        typer.Option(
            formats=[DUE],
            metavar="TIME",
            help='Due date, "2027-01-31 23:59", in local time. To change it, release again.',
        ),
    ] = None,
    edits: Annotated[
        Literal["ask", "keep", "discard"],
        typer.Option(help="What to do with edits in source/ since the last release."),
    ] = "ask",
    root: ClassFolder = Path(),
) -> None:
    """Prepare a lesson for students and add it to the gradebook.

    The class's own lessons in *solutions/* and its *points.toml* count. After a second release
    with other points, run `grade` again.
    """
    from autograde.classroom import exchange
    from autograde.classroom import folder as classrooms
    from autograde.classroom import release as releasing
    from autograde.classroom.edits import EditedError
    from autograde.report import regrades

    opened = classrooms.load(root)
    try:
        folder = releasing.prepare(opened, lesson, due, "refuse" if edits == "ask" else edits)
    except EditedError as error:
        folder = releasing.prepare(opened, lesson, due, _ask(error))
    until = f" (due {due.astimezone():{DUE} %Z})" if due else ""
    screen.say(f"Released: {folder}{until}. Give this folder to students.")
    other = exchange.course_of_students()
    if opened.api.exchange_is_functional and other not in ("", opened.api.course_id):
        screen.say(
            f"Students of this machine submit to the course {other}, and this class is"
            f" {opened.api.course_id}. Change course_id in the nbgrader_config.py of this"
            " machine, such as /etc/jupyter/nbgrader_config.py.",
            style="yellow",
        )
    regrades.announce(opened, lesson.name)


def _ask(error: "EditedError") -> "Literal['keep', 'discard']":
    """Show edits that a release would overwrite, and ask what to do with them."""
    screen.difference(error.difference)
    try:
        answer = typer.prompt(
            f"{error.folder} was edited. keep: release it as it is; discard: drop the edits",
            default="cancel",
        )
    except typer.Abort:  # nobody is there to answer
        raise error from None
    if answer not in ("keep", "discard"):
        raise error
    return answer


def collect(
    lesson: ClassLesson,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            help="A folder, or the zip from Canvas or Moodle; default: the exchange.",
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--worksheet",
            metavar="CSV",
            help="Moodle's grading worksheet: it identifies students with the same name.",
        ),
    ] = None,
    root: ClassFolder = Path(),
) -> None:
    """Collect submissions; a submission that is replaced is kept."""
    from autograde.classroom import folder as classrooms
    from autograde.collect import submissions as collecting
    from autograde.collect import worksheet

    opened = classrooms.load(root)
    others = worksheet.keep(opened, lesson.name, sheet) if sheet else []
    if others:
        screen.say(f"In the worksheet, but not in the class: {', '.join(others)}.", "yellow")
    if source is None:
        found = collecting.from_exchange(opened, lesson.name)
    else:
        found = collecting.from_folder(opened, lesson.name, source)
    screen.collected(found)
