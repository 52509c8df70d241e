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


ClassFolder = Annotated[
    Path,
    typer.Option(
        "--classroom",
        metavar="DIR",
        help="The class folder; default: the current folder.",
        show_default=False,
    ),
]
Lesson = Annotated[
    Path,
    typer.Argument(parser=find_lesson, metavar="LESSON", help="Such as 02 or feedforward."),
]
