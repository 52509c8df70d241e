"""The command line: `lstm-course`.

student     commands for students
instructor  commands that set up a class
exceptions  `lstm-course student`: decisions on single students
lti         `lstm-course lti`: post scores to a platform
grading     commands that grade it
term        the command that ends a term
options     arguments that both share
"""

import io
import os
import sys
from importlib import metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from autograde.cli import exceptions, grading, instructor, lti, student, term
from autograde.core.errors import CourseError
from autograde.report import screen

TRACEBACK = "LSTM_COURSE_TRACEBACK"


class Commands(TyperGroup):
    """Commands that report expected failures in one sentence and exit with code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # on Windows, a pipe's encoding may lack ✓
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except CourseError as error:
            screen.complain(str(error))
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            raise
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            screen.complain(f"{error.strerror or error}{where}.")
        except Exception as error:
            expected = hasattr(error, "exit_code") or isinstance(error, typer.Abort)
            if expected or TRACEBACK in os.environ:  # how typer ends, usage errors too
                raise
            screen.complain(
                f"{type(error).__name__}: {error}. This is a fault of lstm-course;"
                f" with {TRACEBACK}=1 in the environment it shows where."
            )
        raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A LESSON is given as `02_feedforward`, `feedforward`, `02` or `2`.",
)


def show_version(wanted: bool) -> None:
    """Print the version and end, if it is wanted."""
    if wanted:
        screen.say(f"lstm-course {metadata.version('lstm-course')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """The LSTM course: work through its lessons, or teach it."""


FOR_STUDENTS = (student.check, student.submit, student.solution, student.report, student.doctor)
FOR_INSTRUCTORS = (
    instructor.classroom,
    instructor.release,
    instructor.collect,
    grading.grade,
    grading.mark,
    grading.feedback,
    grading.similar,
    grading.export,
    term.archive,
    grading.demo,
)
TO_JUPYTER = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command(rich_help_panel="For students", context_settings=TO_JUPYTER)(student.lab)
for command in FOR_STUDENTS:
    app.command(rich_help_panel="For students")(command)
for command in FOR_INSTRUCTORS:
    app.command(rich_help_panel="For instructors")(command)
app.add_typer(exceptions.app, name="student", rich_help_panel="For instructors")
app.add_typer(lti.app, name="lti", rich_help_panel="For instructors")

if __name__ == "__main__":
    app(prog_name="lstm-course")
