"""The commands of `lstm-course`, each a thin layer over one module.

The modules are imported when a command runs: nbgrader alone takes two seconds to import, and
`--help` should not.
"""

from pathlib import Path
from typing import Annotated

import typer

from autograde.core.errors import CourseError

DUE = "%Y-%m-%d %H:%M"


def find_lesson(word: str) -> Path:
    from autograde.lessons import build

    try:
        return build.find(word)
    except CourseError as error:
        raise typer.BadParameter(str(error)) from None


def of_class(ctx: typer.Context, word: Path | None) -> Path | None:
    """Return a lesson of the class that `--classroom` names: its own, or the course's."""
    from autograde.classroom import own

    try:
        return None if word is None else own.find(str(word), ctx.params.get("root") or Path())
    except CourseError as error:
        raise typer.BadParameter(str(error)) from None


def each_of_class(ctx: typer.Context, words: list[Path] | None) -> list[Path | None]:
    """Return lessons of the class that `--classroom` names."""
    return [of_class(ctx, word) for word in words or ()]


ClassFolder = Annotated[
    Path,
    typer.Option(
        "--classroom",
        is_eager=True,  # before the lesson, which may be the class's own
        metavar="DIR",
        help="The class folder; default: the current folder.",
        show_default=False,
    ),
]
ClassLesson = Annotated[
    Path,
    typer.Argument(callback=of_class, metavar="LESSON", help="Such as 02 or feedforward."),
]
Lesson = Annotated[
    Path,
    typer.Argument(parser=find_lesson, metavar="LESSON", help="Such as 02 or feedforward."),
]
