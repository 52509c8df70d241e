"""Lesson sources to nbgrader notebooks: `solutions/NN_name/` -> `course/NN_name/`.

    python -m autograde.build            all lessons
    python -m autograde.build 01 02      these

`autograde.lesson` reads a source, `autograde.rules` checks it and `autograde.expand` makes
nbgrader cells of it. nbgrader's own `GenerateAssignment` (`autograde.generate`) then takes the
answers, hidden tests and mark schemes out. The same sources give the same bytes.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import track

from autograde import rules
from autograde.errors import CourseError
from autograde.expand import notebook
from autograde.folders import replace_folder
from autograde.generate import generate, nbgrader_config, write_notebook
from autograde.lesson import Lesson, LessonError, Problem, read, suggest
from autograde.paths import COURSE, SOLUTIONS

__all__ = [
    "lessons",
    "nbgrader_config",
    "problems",
    "release",
    "source_notebook",
    "write_source",
]

LESSON = "[0-9][0-9]_*"


def lessons(solutions: Path = SOLUTIONS) -> list[Path]:
    """Return the folders that have a lesson source in them, in order."""
    return sorted({path.parent for path in solutions.glob(f"{LESSON}/*.py")})


def problems(
    lesson_dirs: Sequence[Path], known: Collection[str] | None = None
) -> list[Problem]:
    """Check lesson sources.

    Args:
        lesson_dirs: folders of the lessons to check; the names that the other lessons beside
            them use are taken.
        known: names of the exercises that have checks; `lstm_utils.checks.names()` by default.

    Returns:
        Errors and warnings, by lesson and line.
    """
    here = [Path(folder).resolve() for folder in lesson_dirs]
    beside = {other for folder in here for other in lessons(folder.parent)}
    found, broken = _read_all(here)
    others, _ = _read_all(sorted(beside - set(here)))
    return broken + rules.problems(found, _known(known), others)


def source_notebook(lesson_dir: Path, known: Collection[str] | None = None) -> NotebookNode:
    """Build the nbgrader source notebook of a lesson: with answers, hidden tests, mark schemes.

    Args:
        lesson_dir: the lesson's folder, `solutions/NN_name`.
        known: names of the exercises that have checks; `lstm_utils.checks.names()` by default.

    Returns:
        Notebook, nbformat 4.5, with complete nbgrader metadata, stable cell ids, no outputs.

    Raises:
        LessonError: the source breaks a rule; the error has all of its problems.
    """
    lesson = read(Path(lesson_dir).resolve())
    _refuse(rules.problems([lesson], _known(known)))
    return notebook(lesson)


def write_source(lesson_dir: Path, folder: Path, known: Collection[str] | None = None) -> Path:
    """Write the source notebook of a lesson and its figures, as nbgrader wants them.

    Args:
        lesson_dir: the lesson's folder, `solutions/NN_name`.
        folder: nbgrader's source folder; `folder/NN_name` is made in it, or replaced.
        known: names of the exercises that have checks; `lstm_utils.checks.names()` by default.

    Returns:
        Path of the notebook.

    Raises:
        LessonError: the source breaks a rule; the error has all of its problems.
    """
    lesson_dir = Path(lesson_dir).resolve()
    source = source_notebook(lesson_dir, known)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".source-") as staging:
        staged = Path(staging, lesson_dir.name)
        staged.mkdir()
        write_notebook(source, staged / f"{lesson_dir.name}.ipynb")
        if (lesson_dir / "figures").is_dir():
            shutil.copytree(lesson_dir / "figures", staged / "figures")
        replace_folder(folder / lesson_dir.name, staged)
    return folder / lesson_dir.name / f"{lesson_dir.name}.ipynb"


def release(
    lesson_dirs: Sequence[Path],
    course: Path = COURSE,
    known: Collection[str] | None = None,
    progress: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> list[str]:
    """Release lessons: build them, take out what students must not see, replace their folders.

    Args:
        lesson_dirs: folders of the lessons, `solutions/NN_name`.
        course: where `NN_name/` with the notebook and `figures/` is put; a folder whose content
            stays the same is not touched.
        known: names of the exercises that have checks; `lstm_utils.checks.names()` by default.
        progress: wraps the folders while they are worked on, to show progress.

    Returns:
        Names of the lessons whose released folder changed.

    Raises:
        LessonError: a source breaks a rule; the error has all problems of all the lessons, and
            nothing was released.
    """
    _refuse(problems(lesson_dirs, known))
    course.mkdir(parents=True, exist_ok=True)
    changed = []
    for lesson_dir in progress(lesson_dirs):
        name = Path(lesson_dir).resolve().name
        # The answers are worked on outside of `course`: not even for a moment are they in it.
        with (
            tempfile.TemporaryDirectory() as root,
            tempfile.TemporaryDirectory(dir=course, prefix=".release-") as staging,
        ):
            write_source(lesson_dir, Path(root, "source"), known)
            generated = generate(name, Path(root))
            staged = shutil.copytree(generated, Path(staging, name))
            if replace_folder(course / name, staged):
                changed.append(name)
    return changed


def prune(course: Path, keep: Collection[str]) -> list[str]:
    """Remove the released lessons that have no source any more.

    Args:
        course: the folder of the released lessons.
        keep: names of the lessons that have a source.

    Returns:
        Names of the removed lessons.
    """
    gone = [path for path in sorted(course.glob(LESSON)) if path.name not in keep]
    for path in gone:
        shutil.rmtree(path)
    return [path.name for path in gone]


def _read_all(folders: Iterable[Path]) -> tuple[list[Lesson], list[Problem]]:
    """Read lessons; return those that could be read, and what is wrong with the others."""
    found, broken = [], []
    for folder in folders:
        try:
            found.append(read(folder))
        except LessonError as error:
            broken += error.problems
    return found, broken


def _known(known: Collection[str] | None) -> Collection[str]:
    if known is None:
        from lstm_utils.checks import names

        return names()
    return known


def _refuse(found: Sequence[Problem]) -> None:
    errors = [problem for problem in found if not problem.warning]
    if errors:
        raise LessonError(errors)


def find(word: str, solutions: Path = SOLUTIONS) -> Path:
    """Return the folder of a lesson.

    Args:
        word: its number (`01` or `1`), its name (`01_neuron`), or a path that ends in the name.
        solutions: the folder of all lesson sources.

    Raises:
        CourseError: there is no such lesson; the text suggests the nearest.
    """
    folders = {path.name: path for path in lessons(solutions)}
    name = Path(word).stem
    for key, path in folders.items():
        if name in (key, key[3:], key[:2], str(int(key[:2]))):
            return path
    hint = suggest(name, folders) or f"; there are {', '.join(folders) or 'none'}"
    raise CourseError(f'no lesson "{word}" in {solutions}{hint}')


def main(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LESSON]...", help="01 or 01_neuron; all if none"),
    ] = None,
    solutions: Annotated[Path, typer.Option(help="Folder of the lesson sources.")] = SOLUTIONS,
    course: Annotated[Path, typer.Option(help="Folder of the released lessons.")] = COURSE,
) -> None:
    """Build the released notebooks in course/ from the lesson sources in solutions/."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        folders = [find(word, solutions) for word in wanted] if wanted else lessons(solutions)
        for problem in problems(folders):
            if problem.warning:
                console.print(str(problem), style="yellow", markup=False)
        changed = release(folders, course, progress=partial(track, description="Releasing"))
    except CourseError as error:
        console.print(str(error), style="red", markup=False)
        console.print("Nothing was built.", style="bold red")
        raise typer.Exit(1) from None
    gone = [] if wanted else prune(course, [folder.name for folder in folders])
    for name in [*changed, *gone]:
        console.print(f"{course.name}/{name} {'removed' if name in gone else 'written'}")
    console.print(f"Lessons built: {len(folders)}, changed: {len(changed)}.")


if __name__ == "__main__":
    typer.run(main)
