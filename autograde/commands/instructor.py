"""Commands for whoever teaches the course."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from autograde import screen
from autograde.commands import Lesson

Room = Annotated[
    Path,
    typer.Option(
        "--classroom",
        metavar="DIR",
        help="The class folder, if not this one.",
        show_default=False,
    ),
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", metavar="ID", help="Only this one; may be given again."),
]


def classroom(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The class folder; this one if none."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Students: id, first_name, last_name, email."),
    ] = None,
    course_id: Annotated[str, typer.Option(help="nbgrader's name for the class.")] = "lstm",
) -> None:
    """Make a class folder, add students, or show how a class stands."""
    from autograde import classroom as rooms
    from autograde import roster as rosters
    from autograde import standing

    if folder is None:
        folder = rooms.load(Path()).root
    students = rosters.read(roster) if roster else []
    if rooms.is_classroom(folder):
        room = rooms.load(folder)
    else:
        room = rooms.make(folder, course_id)
        screen.say(f"Made the class folder {room.root}.")
    if students:
        new, changed = rosters.enrol(room, students)
        screen.say(f"Students added: {len(new)}, changed: {len(changed)}.")
    names = len(room.students())
    screen.say(f"{room.root}: {names} students, course {room.api.course_id}.")
    screen.standing(standing.of_class(room))


def release(lesson: Lesson, room: Room = Path()) -> None:
    """Make a lesson ready to hand out, and enter it in the gradebook."""
    from autograde import classroom as rooms
    from autograde import release as releasing

    folder = releasing.release(rooms.load(room), lesson)
    screen.say(f"Hand out {folder}.")


def collect(
    lesson: Lesson,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Zips and notebooks; else the exchange."),
    ] = None,
    room: Room = Path(),
) -> None:
    """Take in what students submitted."""
    from autograde import classroom as rooms
    from autograde import collect as collecting

    opened = rooms.load(room)
    if source is None:
        found = collecting.from_exchange(opened, lesson.name)
    else:
        found = collecting.from_folder(opened, lesson.name, source)
    screen.collected(found)


def grade(
    lesson: Lesson,
    students: Students = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also what was graded already.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many at a time; one per core if none.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster that does the work.")
    ] = None,
    room: Room = Path(),
) -> None:
    """Grade what was collected; one broken notebook never stops the rest."""
    from autograde import classroom as rooms
    from autograde import export as exporting
    from autograde import grading, standing, verdicts

    opened = rooms.load(room)
    opened.require_released(lesson.name)
    wanted = students or standing.submitted(opened, lesson.name)
    with screen.progress(f"Grading {lesson.name}", len(wanted)) as step:
        records = grading.grade(
            opened, lesson.name, wanted, force, workers, scheduler=scheduler, report=step
        )
    screen.grades(exporting.by_lesson(opened, [lesson.name]), records)
    if any(record.verdict == verdicts.FAULT for record in records):
        raise typer.Exit(1)


def feedback(lesson: Lesson, students: Students = None, room: Room = Path()) -> None:
    """Write each student's feedback page."""
    from autograde import classroom as rooms
    from autograde import feedback as returning
    from autograde import standing

    opened = rooms.load(room)
    opened.require_released(lesson.name)
    wanted = students or standing.submitted(opened, lesson.name)
    with screen.progress(f"Feedback on {lesson.name}", len(wanted)) as step:
        pages = returning.feedback(opened, lesson.name, wanted, report=step)
    screen.say(f"Pages written: {len(pages)}, below {opened.root / 'feedback'}.")


def export(
    path: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file.")],
    layout: Annotated[
        Literal["csv", "exercises"],
        typer.Option("--format", help="A row per student and lesson, or per exercise."),
    ] = "csv",
    room: Room = Path(),
) -> None:
    """Write all grades to a file."""
    from autograde import classroom as rooms
    from autograde import export as exporting

    count = exporting.export(rooms.load(room), path, layout)
    screen.say(f"Rows written to {path}: {count}.")


def demo(
    folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where; a temporary folder if none.")
    ] = None,
) -> None:
    """Grade a made-up class of eight, start to end."""
    from autograde import demo as demonstration

    demonstration.show(folder)
