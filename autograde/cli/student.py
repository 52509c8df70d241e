"""Commands for students."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.cli.options import Lesson, find_lesson
from autograde.core.errors import CourseError
from autograde.core.paths import COURSE
from autograde.report import screen
from autograde.student import workspace

Home = Annotated[
    Path,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="Where your notebooks are. Default: the current folder if it contains a lesson,"
        " else workspace/ of a clone, or ~/lstm-course.",
        default_factory=workspace.default,
        show_default=False,
    ),
]


def lab(
    jupyter: typer.Context,
    home: Home,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Annotated[int | None, typer.Option(help="Port of the server.")] = None,
) -> None:
    """Open the course in JupyterLab; arguments after -- are passed to Jupyter."""
    for sentence in workspace.prepare(home).sentences():
        screen.say(sentence)
    options = [] if browser else ["--no-browser"]
    options += [f"--port={port}"] if port else []
    raise typer.Exit(workspace.start(home, [*options, *jupyter.args]))


def check(
    home: Home,
    lesson: Annotated[
        Path | None,
        typer.Argument(
            parser=find_lesson, metavar="LESSON", help="Default: all lessons that you started."
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="Time limit of one cell, in seconds.")
    ] = 60,
) -> None:
    """Run your notebook and show which exercises pass."""
    from autograde.lessons import build
    from autograde.student import selfcheck

    begun = [path.name for path in build.lessons() if _has(home, path.name)]
    names = [lesson.name] if lesson else begun
    if not names:
        raise CourseError(f"There is no lesson in {home} yet: start with `lstm-course lab`.")
    passed = True
    for name in names:
        cells = selfcheck.cell_count(home, name, COURSE)
        with screen.progress(f"Running {name}", cells) as step:
            report = selfcheck.check(home, name, COURSE, seconds, on_cell=step)
        screen.say(name, style="bold")
        screen.exercises(report.results)
        for repair in report.repairs:
            screen.say(f"Note: {repair}", style="yellow")
        passed &= report.passed
    if not passed:
        raise typer.Exit(1)


def _has(home: Path, lesson: str) -> bool:
    return (home / lesson / f"{lesson}.ipynb").is_file()


def submit(
    lesson: Lesson,
    home: Home,
    student: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="Your id in the class; default: your user name."
        ),
    ] = None,
    as_zip: Annotated[
        bool, typer.Option("--zip", help="Write a zip even if an exchange is configured.")
    ] = False,
) -> None:
    """Submit a lesson through the exchange, or as a zip file to upload."""
    from autograde.student import handin

    handed = handin.submit(home, lesson.name, COURSE, student, as_zip)
    for name in handed.missing:
        screen.say(f"Not written yet: {name}", style="yellow")
    for repair in handed.repairs:
        screen.say(f"Note: {repair}", style="yellow")
    for name in handed.contents:
        screen.say(f"  {name}")
    if handed.zip_id is None:
        screen.say(f"Submitted to {handed.where}.", style="bold")
        return
    screen.say("Not submitted yet: upload", style="bold")
    screen.say(handed.where, style="bold")
    screen.say("to your class's platform.")
    screen.say(
        f"Its name contains the id {handed.zip_id}. If you have another id in your class,"
        f" run `lstm-course submit {lesson.name[:2]} --id YOUR_ID`."
    )


def solution(
    lesson: Lesson,
    home: Home,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Copy the solved lesson next to your notebook."""
    from autograde.student import handin

    question = f"Show the solution of {lesson.name}? You learn more by trying first."
    if not yes and not typer.confirm(question):
        screen.say("Nothing was copied.")
        return
    screen.say(f"Solved lesson: {handin.solution(home, lesson)}")


def report(
    lesson: Lesson,
    exercise: Annotated[str, typer.Argument(help="Such as lstm-step.", show_default=False)],
    home: Home,
) -> None:
    """Write a report on an answer that was checked wrongly, to send to the authors."""
    from autograde.student import reporting

    path = reporting.write(home, lesson.name, exercise, COURSE)
    screen.say(f"Written: {path}", style="bold")
    screen.say(
        "It contains your answer, the check's verdict and versions. Read it, then send it."
    )


def doctor(home: Home) -> None:
    """Check your installation."""
    from autograde.student.doctor import print_report

    raise typer.Exit(0 if print_report(home) else 1)
