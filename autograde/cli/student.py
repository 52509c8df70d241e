"""Commands for whoever takes the course."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.cli.options import Lesson, find_lesson
from autograde.core.errors import CourseError
from autograde.core.paths import COURSE, WORKSPACE
from autograde.report import screen

Home = Annotated[
    Path,
    typer.Option(
        "--workspace", metavar="DIR", help="Where your notebooks are.", show_default=False
    ),
]


def lab(
    jupyter: typer.Context,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    home: Home = WORKSPACE,
) -> None:
    """Open the course in JupyterLab; what comes after -- goes to Jupyter."""
    from autograde.student import workspace

    for sentence in workspace.prepare(home).sentences():
        screen.say(sentence)
    options = [] if browser else ["--no-browser"]
    options += [f"--port={port}"] if port else []
    raise typer.Exit(workspace.start(home, [*options, *jupyter.args]))


def check(
    lesson: Annotated[
        Path | None,
        typer.Argument(
            parser=find_lesson, metavar="LESSON", help="All that you began if none."
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, help="How long one cell may take.")
    ] = 60,
    home: Home = WORKSPACE,
) -> None:
    """Run your notebook and say which exercises hold."""
    from autograde.lessons import build
    from autograde.student import handin

    begun = [path.name for path in build.lessons() if _has(home, path.name)]
    names = [lesson.name] if lesson else begun
    if not names:
        raise CourseError(f"There is no lesson in {home} yet: begin with `lstm-course lab`.")
    passed = True
    for name in names:
        cells = handin.cell_count(home, name, COURSE)
        with screen.progress(f"Running {name}", cells) as step:
            checked = handin.check(home, name, COURSE, seconds, on_cell=step)
        screen.say(name, style="bold")
        screen.exercises(checked.results)
        for repair in checked.repairs:
            screen.say(f"Note: {repair}", style="yellow")
        passed &= checked.passed
    if not passed:
        raise typer.Exit(1)


def _has(home: Path, lesson: str) -> bool:
    return (home / lesson / f"{lesson}.ipynb").is_file()


def submit(
    lesson: Lesson,
    student: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="Your id in the class; your user name if none."
        ),
    ] = None,
    as_zip: Annotated[
        bool, typer.Option("--zip", help="Make a zip even where an exchange is set up.")
    ] = False,
    home: Home = WORKSPACE,
) -> None:
    """Hand a lesson in: through the class's exchange, or as a zip."""
    from autograde.student import handin

    handed = handin.submit(home, lesson.name, COURSE, student, as_zip)
    for name in handed.missing:
        screen.say(f"Not written yet: {name}", style="yellow")
    for repair in handed.repairs:
        screen.say(f"Note: {repair}", style="yellow")
    for name in handed.contents:
        screen.say(f"  {name}")
    if handed.zip_id is None:
        screen.say(f"Handed in to {handed.where}.", style="bold")
        return
    screen.say("This is not handed in yet: upload", style="bold")
    screen.say(handed.where, style="bold")
    screen.say("to where your class hands in.")
    screen.say(
        f"Its name carries the id {handed.zip_id}. If your class knows you by another id,"
        f" run `lstm-course submit {lesson.name[:2]} --id YOUR_ID`."
    )


def solution(
    lesson: Lesson,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: Home = WORKSPACE,
) -> None:
    """Put the solved lesson beside your own notebook."""
    from autograde.student import handin

    question = f"Show the solution of {lesson.name}? You learn more by trying first."
    if not yes and not typer.confirm(question):
        screen.say("Nothing was shown.")
        return
    screen.say(f"The solved lesson is {handin.solution(home, lesson)}.")


def doctor(home: Home = WORKSPACE) -> None:
    """Say in words whether this machine has what the course needs."""
    from autograde.student.doctor import print_report

    raise typer.Exit(0 if print_report(home) else 1)
