"""Check a student's own notebook as grading will, in a kernel on the student's computer.

Nothing here writes to the student's notebook.
"""

from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from autograde.core import notebooks, results
from autograde.core.cells import exercise_of, grade_id, is_answer, is_test
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.grade import rebuild
from autograde.lessons.overrides import as_noted
from autograde.student.running import CELL_SECONDS, KernelRun, run, runs
from lstm_utils.checks import Result
from lstm_utils.checks.result import RAISED

TOO_SLOW = "too slow"
NOT_CHECKED = "not checked"


def own_notebook(home: Path, lesson: str) -> Path:
    """Return the student's notebook of a lesson.

    Raises:
        CourseError: if it is not there.
    """
    path = home / lesson / f"{lesson}.ipynb"
    if not path.is_file():
        raise CourseError(f"There is no {path}: `lstm-course lab` puts the lessons there.")
    return path


def cell_count(home: Path, lesson: str, course: Path) -> int:
    """Return how many code cells a check of a lesson runs."""
    mine, _ = rebuilt(home, lesson, course)
    return len(runs(mine.notebook))


def check(
    home: Path,
    lesson: str,
    course: Path,
    cell_seconds: float = CELL_SECONDS,
    on_cell: Callable[[int], None] = lambda index: None,
) -> Report:
    """Run a student's notebook as grading will run it, and report what passes.

    The notebook is rebuilt in memory first, from its answers alone, so that an answer that
    needs a cell of the student's own fails here as it would fail there.

    Args:
        home: the student's workspace.
        lesson: such as "02_feedforward".
        course: the released lessons.
        cell_seconds: the time limit of one cell, in seconds.
        on_cell: called with the index of each cell before it runs.

    Raises:
        CourseError: if the notebook is missing, unreadable, or ends the Python process.
    """
    mine, released = rebuilt(home, lesson, course)
    ran = run(mine.notebook, cell_seconds, on_cell)
    if ran.died:
        raise CourseError(f"The check of {lesson} stopped at {ran.died}.")
    checked = {
        index: mine.unrun.explain(_came_of(mine.notebook, ran, index))
        for index, cell in enumerate(mine.notebook.cells)
        if is_test(cell)
    }
    found = results.of_notebook(mine.notebook, released, checked)
    return Report("", lesson, results.sum_up(found), results=found, repairs=mine.repairs)


def _came_of(notebook: NotebookNode, ran: KernelRun, index: int) -> Result:
    """Return the result of a test cell: what `check` reported, or why it reported nothing."""
    name = exercise_of(notebook.cells[index])
    answers = (i for i, c in enumerate(notebook.cells) if is_answer(c) and grade_id(c) == name)
    answer = next(answers, index)
    reported, here = ran.checked.get(index, []), ran.raised.get(index)
    if reported and not (here and reported[-1].passed):
        return reported[-1]
    for place in (index, answer):
        if place in ran.stopped:
            return Result(name, TOO_SLOW, details=tuple(ran.stopped[place]))
    raised = ran.raised.get(answer) or here
    if raised:
        return Result(name, RAISED, details=tuple(raised.lines()), raised=raised)
    return Result(name, NOT_CHECKED, details=("the test cell ended without a result",))


def rebuilt(home: Path, lesson: str, course: Path) -> tuple[rebuild.Rebuilt, NotebookNode]:
    """Return a student's notebook as grading rebuilds it, and the released lesson.

    Raises:
        CourseError: if the notebook is missing or unreadable.
    """
    path = own_notebook(home, lesson)
    released = notebooks.read(course / lesson / f"{lesson}.ipynb")
    try:
        mine = notebooks.read(path)
        released = as_noted(released, mine)
        return rebuild.from_answers(mine, released), released
    except notebooks.UnreadableError as error:
        raise CourseError(f"{path} cannot be read. {error}") from None
