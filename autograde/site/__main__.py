"""Build the website: `make site`, or `python -m autograde.site`.

python -m autograde.site                        build/site
python -m autograde.site --without-solutions    build/site-without-solutions
python -m autograde.site 00 08                  these lessons only
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from autograde.core.errors import CourseError
from autograde.core.paths import ROOT
from autograde.lessons import build
from autograde.site import api
from autograde.site.execute import Lessons
from autograde.site.sources import DOCS, Folder, assemble

BUILD = ROOT / "build"
CACHE = BUILD / "site-cache"


def main(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LESSON]...", help="08 or 08_lstm; all if none"),
    ] = None,
    without_solutions: Annotated[
        bool, typer.Option("--without-solutions", help="Leave out all solutions.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder.")] = None,
) -> None:
    """Run the lessons that changed, and write the website."""
    console = Console(highlight=False, soft_wrap=True)
    name = "site-without-solutions" if without_solutions else "site"
    output = output or BUILD / name
    started = time.monotonic()
    try:
        folders = [build.find(word) for word in wanted] if wanted else build.lessons()
        lessons = Lessons(folders, CACHE / "lessons")
        _run(lessons, console)
        with console.status("Writing the pages"):
            pages = write(lessons, output, not without_solutions, CACHE / output.name)
    except CourseError as error:
        console.print(str(error), style="red", markup=False)
        console.print("The website was not built.", style="bold red")
        raise typer.Exit(1) from None
    seconds = time.monotonic() - started
    console.print(f"{pages} pages in {seconds:.0f} s: open {output / 'index.html'}")


def _run(lessons: Lessons, console: Console) -> None:
    names = lessons.missing()
    if not names:
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Running the lessons", total=len(names))
        for name, seconds in lessons.run():
            progress.console.print(f"{name} ran in {seconds:.0f} s")
            progress.advance(task)


def write(
    lessons: Lessons,
    output: Path,
    solutions: bool,
    cache: Path,
    packages: Sequence[str] = api.PACKAGES,
) -> int:
    """Write the website; return the number of its pages.

    Args:
        lessons: all of them run.
        output: the folder of the website.
        solutions: whether the pages show solutions.
        cache: a folder that keeps what Sphinx read, for the next time.
        packages: the packages of `lstm_utils` that are described.

    Raises:
        CourseError: Sphinx warned about something; the text has all of its warnings.
    """
    source, doctrees = Folder(cache / "source"), cache / "doctrees"
    new_contents = assemble(source, lessons, solutions, packages)
    if source.prune():  # a page is gone: begin with an empty folder
        shutil.rmtree(output, ignore_errors=True)
        shutil.rmtree(doctrees, ignore_errors=True)
    _sphinx(source.root, output, doctrees, everything=new_contents)
    return sum(1 for _ in output.rglob("*.html"))


def _sphinx(source: Path, output: Path, doctrees: Path, everything: bool) -> None:
    """Run Sphinx; a warning is an error, after all pages are written.

    Sphinx writes pages that changed. The table of contents is on every page: where it
    changed, `everything` is written.
    """
    options = ["-b", "html", "-j", "auto", "-c", DOCS, "-d", doctrees]
    options += ["--write-all"] if everything else []
    look = ["--quiet", "--fail-on-warning", "--no-color"]
    command = [sys.executable, "-P", "-m", "sphinx", *options, *look, source, output]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CourseError(ran.stderr.strip() or f"Sphinx ended with status {ran.returncode}.")


if __name__ == "__main__":
    typer.run(main)
