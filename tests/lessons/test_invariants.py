"""The promises that every lesson keeps: solved, released, and with each known mistake in it."""

import time

import nbclient
import nbformat
import pytest

from autograde import build
from autograde.kernels import quiet_config
from autograde.paths import COURSE
from lstm_utils.checks import Verdict, get, names

LESSONS = build.lessons()
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
SECONDS = 90  # what a lesson may take on two cores, of wall-clock time


def run(notebook, folder, timeout=300):
    """Execute a notebook from top to bottom, going on after errors."""
    nbclient.NotebookClient(
        notebook,
        config=quiet_config(),
        timeout=timeout,
        allow_errors=True,
        resources={"metadata": {"path": folder}},
    ).execute()
    return notebook


def outputs(notebook, kind):
    """Return (cell id, output) of one kind of output, all cells."""
    return [
        (cell.id, output)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == kind
    ]


def graded_only(notebook):
    """Drop what grading skips: the cells for looking around."""
    notebook.cells = [c for c in notebook.cells if "explore" not in c.metadata.get("tags", [])]
    return notebook


def run_cells(notebook, answers):
    """Run code cells in this process, answers replaced; return what was raised, by cell id."""
    space, raised = {"get": get}, {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            try:
                exec(compile(answers.get(cell.id, cell.source), cell.id, "exec"), space)
            except Exception as error:
                raised[cell.id] = error
    return raised


@each_lesson
def test_solved_lesson_runs_and_gets_full_marks(lesson):
    """Does the solved lesson run from top to bottom, in time, in silence, with full marks?"""
    notebook = build.source_notebook(lesson)
    start = time.monotonic()
    run(notebook, str(lesson))
    assert time.monotonic() - start < 3 * SECONDS  # tests share the machine with one another
    assert outputs(notebook, "error") == []
    streams = outputs(notebook, "stream")
    assert [s.text for _, s in streams if s.name == "stderr"] == []
    passed = {
        cell
        for cell, s in streams
        if (verdict := Verdict.parse(s.text)) and verdict.passed and cell.endswith("-tests")
    }
    assert passed == {f"{name}-tests" for name in names(lesson.name)}


@each_lesson
def test_released_lesson_gets_nothing_and_says_why(lesson):
    """Does every exercise of the released lesson fail, and only with NotImplementedError?"""
    released = COURSE / lesson.name / f"{lesson.name}.ipynb"
    notebook = run(graded_only(nbformat.read(released, as_version=4)), str(released.parent))
    errors = outputs(notebook, "error")
    assert {error.ename for _, error in errors} <= {"NotImplementedError"}
    assert {cell for cell, _ in errors} == {f"{name}-tests" for name in names(lesson.name)}


@each_lesson
def test_looking_around_in_the_released_lesson_is_safe(lesson):
    """Do the other cells of the released lesson fail only where an answer is missing?"""
    released = COURSE / lesson.name / f"{lesson.name}.ipynb"
    notebook = run(nbformat.read(released, as_version=4), str(released.parent))
    wrong = [
        (cell, error.ename, error.evalue)
        for cell, error in outputs(notebook, "error")
        if error.ename != "NotImplementedError"
    ]
    assert wrong == []


@each_lesson
def test_mistakes_cost_their_own_points_and_are_named(lesson):
    """Does each known mistake fail its own test cell in the lesson, with its name there?"""
    exercises = [get(name) for name in names(lesson.name)]
    solved = graded_only(build.source_notebook(lesson))
    for k in range(max(len(ex.mistakes) for ex in exercises)):
        wrong = {ex.name: ex for ex in exercises if k < len(ex.mistakes)}
        answers = {
            name: f"{ex.reference.__name__} = get({name!r}).mistakes[{k}].function"
            for name, ex in wrong.items()
        }
        errors = run_cells(solved, answers)
        assert set(errors) == {f"{name}-tests" for name in wrong}
        for name, ex in wrong.items():
            named = Verdict.parse(str(errors[f"{name}-tests"])).diagnosis
            assert named == ex.mistakes[k].diagnosis


@each_lesson
def test_functions_have_one_name(lesson):
    """Has the function that the student writes the name of the reference?"""
    for cell in build.source_notebook(lesson).cells:
        if cell.id in names(lesson.name):
            assert f"def {get(cell.id).reference.__name__}(" in cell.source


def test_every_exercise_is_in_its_lesson():
    """Is every exercise that has checks also asked for, in the lesson that it names?"""
    for lesson in LESSONS:
        asked = {cell.id for cell in build.source_notebook(lesson).cells}
        assert set(names(lesson.name)) <= asked
    assert {get(name).lesson for name in names()} <= {lesson.name for lesson in LESSONS}
