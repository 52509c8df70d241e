"""Read from a rebuilt notebook what is to be run, and what is to be asked, in order."""

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde.core.cells import exercise_of, grade_id, is_answer, is_graded
from autograde.core.errors import CourseError
from autograde.core.notebooks import PART


@dataclass(frozen=True)
class Check:
    """One `check("softmax", softmax)` of a test cell.

    Args:
        exercise: its name.
        function: the expression for the student's function, evaluated in their notebook.
        hidden: whether its inputs are drawn from the secret seed.
        rounds: how many times inputs are drawn.
    """

    exercise: str
    function: str
    hidden: bool = False
    rounds: int = 1


@dataclass(frozen=True)
class Step:
    """A cell to run or, where it names exercises, a test cell and the checks to make there."""

    index: int
    name: str
    source: str
    answer: bool = False
    checks: tuple[Check, ...] = ()
    exercises: tuple[str, ...] = ()

    @property
    def test(self) -> bool:
        """Whether this is a test cell."""
        return bool(self.exercises)


def read(notebook: NotebookNode) -> list[Step]:
    """Return the steps up to the last test cell; cells tagged `explore` are left out.

    Raises:
        CourseError: if a test cell has anything but checks in it.
    """
    steps = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or "explore" in cell.metadata.get("tags", []):
            continue
        name = grade_id(cell) or (cell.id if PART in cell.metadata else f"{index + 1}")
        if is_graded(cell):
            made = checks(cell)
            asked = tuple(dict.fromkeys(check.exercise for check in made))
            steps.append(Step(index, exercise_of(cell), cell.source, False, made, asked))
        elif cell.source.strip():
            steps.append(Step(index, name, cell.source, is_answer(cell)))
    last = max((i for i, step in enumerate(steps) if step.checks), default=-1)
    return steps[: last + 1]


def checks(cell: NotebookNode) -> tuple[Check, ...]:
    """Return the checks of a test cell, in order."""
    found = []
    for node in ast.parse(cell.source).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "check":
            raise CourseError(
                f"The test cell {grade_id(cell)!r} may contain calls of `check` only;"
                f" it has `{ast.unparse(node)[:60]}`."
            )
        found.append(_check(call, grade_id(cell)))
    if not found:
        raise CourseError(f"The test cell {grade_id(cell)!r} checks nothing.")
    return tuple(found)


def _check(call: ast.Call, where: str | None) -> Check:
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    function = call.args[1] if len(call.args) == 2 else options.get("function")
    try:
        name = ast.literal_eval(call.args[0])
        seed = ast.literal_eval(options.get("seed", ast.Constant(0)))
        rounds = ast.literal_eval(options.get("rounds", ast.Constant(1)))
    except (ValueError, IndexError):
        name, function = None, None
    if not isinstance(name, str) or function is None:
        raise CourseError(
            f"The test cell {where!r} has `{ast.unparse(call)[:60]}`; expected"
            ' check("name", function, seed=NUMBER, rounds=NUMBER).'
        )
    return Check(name, ast.unparse(function), bool(seed), max(1, int(rounds)))
