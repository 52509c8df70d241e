"""What a class has of its own: lessons, checks, points.

solutions/NN_name/NN_name.py            a lesson in the form of the course's; of equal names the
                                        class's own counts
solutions/checks/lNN_name/exercise.py   the check of an exercise, in the form of the bank's
points.toml                             other points, and exercises that are left out

These are the instructor's files. No file of a submission is ever read as one of them.
"""

import math
import tomllib
from pathlib import Path

from autograde.classroom.folder import Classroom
from autograde.core.errors import CourseError
from autograde.lessons import build, source
from autograde.lessons.answers import answers
from autograde.lessons.overrides import Overrides
from autograde.lessons.source import suggest
from lstm_utils import checks
from lstm_utils.checks import own

POINTS = "points.toml"
LEAVE_OUT = "leave-out"


def lessons(root: Path) -> dict[str, Path]:
    """Return the folders of all lessons of a class, its own and the course's, by name."""
    both = [*build.lessons(), *build.lessons(root / "solutions")]
    return dict(sorted((path.name, path) for path in both))


def find(word: str, root: Path) -> Path:
    """Return the folder of a lesson of a class, as `build.find` does.

    Raises:
        CourseError: there is no such lesson; the text suggests the nearest.
    """
    return build.choose(word, lessons(root), "this class")


def use_checks(classroom: Classroom) -> dict[str, str]:
    """Use the checks that a class declares, beside the bank's; return their files.

    Raises:
        CourseError: if one has the name of an exercise of another lesson, or its lesson has no
            source.
    """
    checks.use({})
    course = {name: lesson for lesson in build.lessons() for name in checks.names(lesson.name)}
    files = _check_files(classroom.root / "solutions" / "checks")
    there = lessons(classroom.root)
    for name, (lesson, _) in own.exercises(files).items():
        if lesson not in there:
            near = suggest(lesson, there)
            raise CourseError(f"solutions/checks/l{lesson}: there is no lesson {lesson}{near}")
        if name in course and course[name].name != lesson:
            raise CourseError(
                f"solutions/checks/l{lesson}: the exercise {name!r} has the name of one of"
                f" {course[name].name}; a name is used once."
            )
        files[f"{own.ANSWERS}/{lesson}.py"] = answers(source.read(there[lesson]))
    checks.use(files)
    return files


def _check_files(folder: Path) -> dict[str, str]:
    paths = sorted(folder.glob(f"l{build.LESSON}/*.py"))
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in paths}


def for_students(files: own.Files, lesson: str) -> dict[str, str]:
    """Return the files that the checks of one lesson need."""
    wanted = f"l{lesson}/", f"{own.ANSWERS}/{lesson}.py"
    return {path: text for path, text in files.items() if path.startswith(wanted)}


def overrides(classroom: Classroom, lesson: str) -> Overrides:
    """Return what a class changes in a lesson, from `points.toml`.

    Raises:
        CourseError: if the file has a lesson that does not exist, or anything but points.
    """
    tables = _tables(classroom.root / POINTS)
    there = lessons(classroom.root)
    for name in tables:
        if name not in there:
            raise CourseError(f"{POINTS}: there is no lesson {name!r}{suggest(name, there)}")
    table = tables.get(lesson, {})
    left_out = table.pop(LEAVE_OUT, [])
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        raise CourseError(f'{POINTS}, [{lesson}]: expected {LEAVE_OUT} = ["name", ...].')
    for name, worth in table.items():
        number = isinstance(worth, int | float) and not isinstance(worth, bool)
        if not number or not 0 <= worth < math.inf:
            raise CourseError(
                f"{POINTS}, [{lesson}]: expected {name} = NUMBER, 0 or more, got {worth!r}."
            )
    return Overrides(table, frozenset(left_out))


def _tables(path: Path) -> dict[str, dict]:
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from error
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise CourseError(f"{POINTS}: expected a table [LESSON] around {name!r}.")
    return tables
