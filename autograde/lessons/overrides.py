"""A class's own points, and the exercises that it leaves out.

An exercise that is left out goes with its task, its tests, and the cells that use its function.
"""

import copy
import dis
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import CodeType

from nbformat import NotebookNode

from autograde.core.cells import exercise_of, is_graded
from autograde.core.errors import CourseError
from autograde.lessons.source import Cell, Lesson, suggest

_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)
METADATA = "lstm_course"  # of a released notebook: what its class changed, for `check` at home
_ANNOUNCED = re.compile(r"\(([^()]*?)\d+(?:\.\d+)? points?\)")


@dataclass(frozen=True)
class Overrides:
    """What a class changes in one lesson.

    Args:
        points: by exercise or question; 0 is practice without points.
        left_out: exercises and questions that the class does not get.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def applied(lesson: Lesson, wanted: Overrides) -> Lesson:
    """Return a lesson as a class wants it.

    Raises:
        CourseError: if an exercise or question is not one of the lesson's.
    """
    known = {cell.name for cell in lesson.cells if cell.role in ("tests", "question")}
    for name in [*wanted.points, *wanted.left_out]:
        if name not in known:
            raise CourseError(
                f"{lesson.name} has no exercise or question {name!r}"
                f"{suggest(name, known) or '; it has ' + ', '.join(sorted(known))}"
            )
    cells = [_with_points(cell, wanted.points) for cell in lesson.cells]
    return replace(lesson, cells=tuple(_without(cells, wanted.left_out)))


def noted(notebook: NotebookNode, wanted: Overrides) -> NotebookNode:
    """Return a notebook with a note of what a class changed in its lesson."""
    if wanted.points or wanted.left_out:
        changed = {"points": dict(wanted.points), "left_out": sorted(wanted.left_out)}
        notebook.metadata[METADATA] = changed
    return notebook


def as_noted(released: NotebookNode, mine: NotebookNode) -> NotebookNode:
    """Return the course's lesson as the class of a student's notebook has it.

    Args:
        released: the lesson of the course.
        mine: the student's notebook; a note that was changed changes only what they see.
    """
    note = mine.metadata.get(METADATA)
    note = note if isinstance(note, dict) else {}
    points, left_out = note.get("points"), note.get("left_out")
    points = points if isinstance(points, dict) else {}
    left_out = left_out if isinstance(left_out, list) else []
    lesson = copy.deepcopy(released)
    lesson.cells = [cell for cell in lesson.cells if _of(cell) not in left_out]
    for cell in lesson.cells:
        worth = points.get(_of(cell))
        if is_graded(cell) and isinstance(worth, int | float):
            cell.metadata.nbgrader.points = worth
    return lesson


def _of(cell: NotebookNode) -> str:
    """Return the exercise or question of a cell, with its prompt and tests, or ""."""
    return exercise_of(cell).removesuffix("-prompt")


def _with_points(cell: Cell, points: Mapping[str, float]) -> Cell:
    """Return a cell with the points of the class, also where its text announces them."""
    if cell.role not in ("tests", "question") or cell.name not in points:
        return cell
    worth = points[cell.name]
    words = "1 point" if worth == 1 else f"{worth:g} points"
    source = _ANNOUNCED.sub(rf"(\g<1>{words})", cell.source)
    return replace(cell, options=cell.options | {"points": worth}, source=source)


def _without(cells: list[Cell], names: Iterable[str]) -> list[Cell]:
    """Return the cells that remain where exercises are left out."""
    names = set(names)
    kept: dict[int, Cell | None] = dict(enumerate(cells))
    for i, cell in enumerate(cells):
        if cell.name in names:
            kept[i] = None
            if cell.role == "exercise" and not _shared(cells, i, names):
                kept |= _without_task(cells, i)
    missing: set[str] = set()
    for i, cell in enumerate(cells):
        if cell.kind != "code":
            continue
        bound, used = _names_of(cell.source)
        if kept[i] is None or used & missing:
            kept[i] = None
            missing |= bound
        else:
            missing -= bound
    return [cell for cell in kept.values() if cell]


def _task(cells: list[Cell], exercise: int) -> list[int]:
    """Return the task of an exercise: the text above it, up from the cell with its heading."""
    task: list[int] = []
    for i in reversed(range(exercise)):
        if cells[i].kind != "markdown" or cells[i].role:
            break
        task.insert(0, i)
        if _HEADING.search(cells[i].source):
            break
    return task


def _without_task(cells: list[Cell], exercise: int) -> dict[int, Cell | None]:
    """Return what remains of the cells of a task: the text above its heading."""
    remain: dict[int, Cell | None] = dict.fromkeys(_task(cells, exercise))
    for first in list(remain)[:1]:
        source = cells[first].source
        heading = [match.start() for match in _HEADING.finditer(source)][-1:]
        above = source[: heading[0]].rstrip() if heading else ""
        remain[first] = replace(cells[first], source=above) if above else None
    return remain


def _shared(cells: list[Cell], exercise: int, left_out: set[str]) -> bool:
    """Whether the next exercise, which remains, has the same task."""
    later = range(exercise + 1, len(cells))
    following = next((i for i in later if cells[i].role == "exercise"), None)
    if following is None or _task(cells, following):
        return False
    return cells[following].name not in left_out


def _names_of(source: str) -> tuple[set[str], set[str]]:
    """Return the global names that a cell binds, and those that it uses of other cells."""
    code = compile(source, "cell", "exec")
    bound, used = _names(code)
    inner = [code]  # with its functions and classes
    for each in inner:
        inner += [value for value in each.co_consts if isinstance(value, CodeType)]
        used |= _names(each)[1] - bound
    return bound, used


def _names(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the names that some code binds, and those that it reads without having them."""
    bound, used = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            bound.add(step.argval)
        elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in bound:
            used.add(step.argval)
    return bound, used
