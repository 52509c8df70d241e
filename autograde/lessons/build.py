"""Lesson sources to nbgrader notebooks: `solutions/NN_name/` -> `course/NN_name/`.

    python -m autograde.lessons.build            all lessons
    python -m autograde.lessons.build 01 02      these

`source` reads a lesson, `rules` checks it, `expand` makes nbgrader cells of it, and nbgrader's
own `GenerateAssignment` (`generate`) removes the answers, hidden tests and mark schemes. The
same sources give the same bytes.
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

from autograde.core.atomic import replace_folder
from autograde.core.errors import CourseError
from autograde.core.paths import COURSE, SOLUTIONS, require_clone
from autograde.lessons import rules
from autograde.lessons.answers import write_answers
from autograde.lessons.expand import notebook
from autograde.lessons.generate import generate, nbgrader_config, write_notebook
from autograde.lessons.overrides import Overrides, applied, noted
from autograde.lessons.source import Lesson, LessonError, Problem, read, read_all, suggest
from lstm_utils import checks
from lstm_utils.checks import own
from lstm_utils.checks.edits import ANSWERS

__all__ = [
    "find",
    "lessons",
    "nbgrader_config",
    "problems",
    "release",
    "source_notebook",
    "write_source",
]

NONE = Overrides()
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
    return _read_and_check(lesson_dirs, known)[1]


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
    return notebook(_sound_lesson(lesson_dir, known))


def write_source(
    lesson_dir: Path,
    folder: Path,
    overrides: Overrides = NONE,
    beside: own.Files | None = None,
) -> Path:
    """Write the source notebook of a lesson and its figures, as nbgrader wants them.

    Args:
        lesson_dir: the lesson's folder, `solutions/NN_name`.
        folder: where `NN_name/` is written; it must not be there yet.
        overrides: the points of a class, and what it leaves out.
        beside: the checks that the class itself declares for this lesson: students need them.

    Returns:
        The new folder.

    Raises:
        CourseError: the source breaks a rule, or has no exercise that the overrides name.
    """
    lesson = _sound_lesson(lesson_dir, None)
    place = _write_lesson(lesson, folder, overrides)
    if beside:
        own.packed(beside, place / own.NAME)
    return place


def release(
    lesson_dirs: Sequence[Path],
    course: Path = COURSE,
    known: Collection[str] | None = None,
    progress: Callable[[Sequence[Lesson]], Iterable[Lesson]] = iter,
    warn: Callable[[Problem], object] = lambda warning: None,
) -> list[str]:
    """Release lessons: build them, take out what students must not see, replace their folders.

    Args:
        lesson_dirs: folders of the lessons, `solutions/NN_name`.
        course: where `NN_name/` with the notebook and `figures/` is put; an unchanged folder
            is not touched.
        known: names of the exercises that have checks; `lstm_utils.checks.names()` by default.
        progress: wraps the lessons while they are worked on.
        warn: called with each warning.

    Returns:
        Names of the lessons with a changed release.

    Raises:
        LessonError: a source breaks a rule; the error has all problems of all the lessons, and
            nothing was released.
    """
    found, wrong = _read_and_check(lesson_dirs, known)
    _refuse(wrong)
    for warning in wrong:
        warn(warning)
    course.mkdir(parents=True, exist_ok=True)
    return [lesson.name for lesson in progress(found) if _release_one(lesson, course)]


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


def _read_and_check(
    lesson_dirs: Sequence[Path], known: Collection[str] | None
) -> tuple[list[Lesson], list[Problem]]:
    here = [Path(folder).resolve() for folder in lesson_dirs]
    beside = {other for folder in here for other in lessons(folder.parent)}
    found, broken = read_all(here)
    others, _ = read_all(sorted(beside - set(here)))
    known = checks.names() if known is None else known
    return found, broken + rules.problems(found, known, others)


def _sound_lesson(lesson_dir: Path, known: Collection[str] | None) -> Lesson:
    lesson = read(Path(lesson_dir).resolve())
    known = checks.names() if known is None else known
    _refuse(rules.problems([lesson], known))
    return lesson


def _write_lesson(lesson: Lesson, folder: Path, overrides: Overrides = NONE) -> Path:
    """Write the source notebook and the figures into a new folder in this one."""
    place = folder / lesson.name
    place.mkdir(parents=True)
    built = noted(notebook(applied(lesson, overrides)), overrides)
    write_notebook(built, place / f"{lesson.name}.ipynb")
    figures = lesson.path.parent / "figures"
    if figures.is_dir():
        shutil.copytree(figures, place / "figures")
    return place


def _release_one(lesson: Lesson, course: Path) -> bool:
    """Release one sound lesson, and return whether its folder changed."""
    # The answers are worked on outside of `course`: not even for a moment are they in it.
    with (
        tempfile.TemporaryDirectory() as root,
        tempfile.TemporaryDirectory(dir=course, prefix=".release-") as staging,
    ):
        _write_lesson(lesson, Path(root, "source"))
        staged = shutil.copytree(generate(lesson.name, Path(root)), Path(staging, lesson.name))
        return replace_folder(course / lesson.name, staged)


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
    return choose(word, {path.name: path for path in lessons(solutions)}, str(solutions))


def choose(word: str, folders: dict[str, Path], where: str) -> Path:
    """Return the folder of a lesson among these, as `find` does.

    Raises:
        CourseError: there is no such lesson `where` it was looked for.
    """
    name = Path(word).stem
    for key, path in folders.items():
        if name in (key, key[3:], key[:2], str(int(key[:2]))):
            return path
    hint = suggest(name, folders) or f"; there are {', '.join(folders) or 'none'}"
    raise CourseError(f'no lesson "{word}" in {where}{hint}')


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
        if course == COURSE:
            require_clone("`python -m autograde.lessons.build`")
        folders = [find(word, solutions) for word in wanted] if wanted else lessons(solutions)
        changed = release(
            folders,
            course,
            progress=partial(track, description="Releasing"),
            warn=lambda warning: console.print(str(warning), style="yellow", markup=False),
        )
    except CourseError as error:
        console.print(str(error), style="red", markup=False)
        console.print("Nothing was built.", style="bold red")
        raise typer.Exit(1) from None
    answered = [f.name for f in folders if course == COURSE and write_answers(read(f))]
    gone = [] if wanted else prune(course, [folder.name for folder in folders])
    for name in [*changed, *gone]:
        console.print(f"{course.name}/{name} {'removed' if name in gone else 'written'}")
    for name in answered:
        console.print(f"{ANSWERS.name}/{name}.py written")
    console.print(f"Lessons built: {len(folders)}, changed: {len(changed)}.")


if __name__ == "__main__":
    typer.run(main)
