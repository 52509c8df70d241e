"""The command that ends a term and starts the next one."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from autograde.cli.options import ClassFolder
from autograde.report import screen


def archive(
    new: Annotated[
        Path | None,
        typer.Argument(metavar="[NEW]", help="Also start the next class in this folder."),
    ] = None,
    course_id: Annotated[
        str,
        typer.Option(help="nbgrader's name for the next class; default: its folder's name."),
    ] = "",
    database: Annotated[
        str, typer.Option(metavar="URL", help="The gradebook of the next class, if not SQLite.")
    ] = "",
    root: ClassFolder = Path(),
) -> None:
    """Write a class into one file, and start the next class from it.

    The archive is beside the class folder, and has all of it with a complete gradebook and the
    final grades as CSV. The next class has the settings, the lessons with their points and your
    edits; it has no students, releases, due dates or exceptions, and other hidden inputs.
    """
    from autograde.classroom import archive as archiving
    from autograde.classroom import folder as classrooms
    from autograde.classroom.lock import alone
    from autograde.report import export

    opened = classrooms.load(root)
    with ExitStack() as stack:
        stack.enter_context(alone(opened))
        following = archiving.next_class(opened, new, course_id, database) if new else None
        finish = stack.enter_context(following) if following else None
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lstm-course-")))
        finals = {}
        if opened.released() and opened.students():
            finals = {f"final_{name}.csv": place / name for name in ("grades", "exercises")}
            export.write(opened, finals["final_grades.csv"])
            export.write(opened, finals["final_exercises.csv"], "exercises")
        screen.say(
            f"Archived: {archiving.write(opened, finals)}."
            " It contains personal data; only you can read it."
        )
        if finish:
            made = finish()
            screen.say(f"Next class: {made.root}, course {made.api.course_id}, no students.")
            lessons = sorted(each.name for each in (made.root / "source").glob("[0-9]*"))
            screen.say(f"Its lessons, none released yet: {', '.join(lessons) or 'none'}.")
    screen.say(f"{opened.root} is unchanged: delete it when the archive is in a safe place.")
