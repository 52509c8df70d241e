"""The promises that every lesson keeps: solved, released, and with a mistake in each answer.

Each lesson runs once from top to bottom, in a kernel. All questions are about that one run.
Cells that train for long, and the cells that use their results, run with `--long` only.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograde.core.paths import COURSE
from autograde.lessons import build
from autograde.student import running
from autograde.student.kernels import quiet_config
from lstm_utils.checks import CheckFailed, get, names
from lstm_utils.checks.diagnosis import split
from tests.lessons.replay import leave_out_long

LESSONS = build.lessons()
REPLAY = Path(__file__).with_name("replay.py").read_text(encoding="utf-8")


@dataclass
class Run:
    """What one run of a lesson gave.

    `released` has what the cells of the released lesson raised, by cell id; `seconds` is the
    processor time of the solved lesson; `passed` has the ids of the cells that reported a
    result which passed.
    """

    lesson: str
    solved: nbformat.NotebookNode
    released: dict[str, tuple[str, str] | None]
    seconds: float
    passed: set[str]

    def outputs(self, kind):
        """Return (cell id, output) of one kind of output of the solved lesson."""
        return [
            (cell.id, output)
            for cell in code(self.solved)
            for output in cell.outputs
            if output.output_type == kind
        ]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def checked_cells(lesson):
    """Return the ids of a lesson's test cells."""
    return {f"{name}-tests" for name in names(lesson)}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(path, id=path.name, marks=pytest.mark.xdist_group(path.name))
        for path in LESSONS
    ],
)
def lesson(request):
    """The folder of a lesson in `solutions/`."""
    return request.param


@pytest.fixture(scope="module")
def ran(lesson, long):
    """One run: the solved lesson from top to bottom, then the cells that need its answers."""
    notebook = build.source_notebook(lesson)
    released = nbformat.read(COURSE / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    if not long:
        leave_out_long(code(notebook))
        leave_out_long(code(released))
    cells = [(cell.id, cell.source) for cell in code(released)]
    assert [cell.id for cell in code(notebook)] == [name for name, _ in cells]
    load = f"_replay = {{}}\nexec({REPLAY!r}, _replay)\n"
    start = new_code_cell(f"{load}_before = _replay['record'](get_ipython())")
    given = f"_before[:{len(cells)}], {cells!r}, {names(lesson.name)!r}"
    facts = f"seconds=time.process_time(), released=_replay['replay']({{}}, {given})"
    end = new_code_cell(f"import time\n_replay['report']({facts})")
    notebook.cells = [start, *notebook.cells, end]
    run, passed = running.KernelRun(), set()

    def note(cell, cell_index, execute_reply):
        run.read(cell_index, execute_reply["content"]["payload"])
        passed.update(
            {cell.id} if any(r.passed for r in run.checked.get(cell_index, [])) else ()
        )

    nbclient.NotebookClient(
        notebook,
        config=quiet_config(),
        timeout=300,
        allow_errors=True,
        on_cell_executed=note,
        resources={"metadata": {"path": str(lesson)}},
    ).execute()
    notebook.cells = notebook.cells[1:-1]
    assert [out.evalue for out in end.outputs if out.output_type == "error"] == []
    facts = [out.text for out in end.outputs if out.output_type == "stream"]
    facts = json.loads("".join(facts).strip().splitlines()[-1])
    return Run(lesson.name, notebook, passed=passed, **facts)


def test_solved_lesson_runs_in_silence(ran, record_property):
    """Does the solved lesson run from top to bottom without an error or a warning?"""
    record_property("lesson_seconds", (ran.lesson, ran.seconds))
    assert ran.outputs("error") == []
    assert [s.text for _, s in ran.outputs("stream") if s.name == "stderr"] == []


def test_solved_lesson_gets_full_marks(ran):
    """Does each test cell of the solved lesson report that its exercise passed?"""
    assert ran.passed >= checked_cells(ran.lesson)


def test_released_lesson_fails_only_where_an_answer_is_missing(ran):
    """Do all test cells of the released lesson fail, and no cell for another reason?"""
    errors = {cell: error for cell, error in ran.released.items() if error}
    wrong = {cell: error for cell, error in errors.items() if error[0] != "NotImplementedError"}
    assert wrong == {}
    assert checked_cells(ran.lesson) <= set(errors)


@pytest.fixture(scope="module")
def alone(lesson):
    """What each test cell raised: model answer or mistake, all other answers not written.

    Only the cells that are graded run, each once and in order.
    """
    released = nbformat.read(COURSE / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    stubs = {cell.id: cell.source for cell in released.cells}
    space, answered, found = {}, {}, {"model": {}, "mistake": {}}
    for cell in code(build.source_notebook(lesson)):
        name = cell.id.removesuffix("-tests")
        if "explore" in cell.metadata.get("tags", []):
            continue
        if cell.id in names(lesson.name):
            answered[name] = dict(space)
            exec(cell.source, answered[name])
            exec(stubs[cell.id], space)
        elif name in answered:
            ex = get(name)
            found["model"][name] = raised_by(cell.source, answered[name])
            wrong = {ex.reference.__name__: ex.mistakes[0].function}
            found["mistake"][name] = raised_by(cell.source, answered[name] | wrong)
        else:
            exec(cell.source, space)
    return found


def raised_by(source, space):
    try:
        exec(source, space)
    except Exception as error:
        return error
    return None


def test_model_answer_passes_alone(lesson, alone):
    """Does each model answer pass where no other exercise is solved?"""
    assert alone["model"] == dict.fromkeys(names(lesson.name))


def test_mistake_is_named_in_the_lesson(lesson, alone):
    """Does a mistake fail the test cell of its exercise, and is it named there?"""
    assert set(alone["mistake"]) == set(names(lesson.name))
    for name, error in alone["mistake"].items():
        assert isinstance(error, CheckFailed), name
        diagnosis = get(name).mistakes[0].diagnosis
        assert error.result.diagnosis == diagnosis
        assert f"Looks like: {split(diagnosis)[0]}" in str(error)


def test_functions_have_one_name(lesson):
    """Does the student write a function with the name of the reference?"""
    for cell in build.source_notebook(lesson).cells:
        if cell.id in names(lesson.name):
            assert f"def {get(cell.id).reference.__name__}(" in cell.source


def test_every_exercise_is_in_its_lesson(lesson):
    """Does the lesson contain every exercise that names it?"""
    assert set(names(lesson.name)) <= {cell.id for cell in code(build.source_notebook(lesson))}


def test_every_exercise_names_a_lesson():
    """Does every exercise name a lesson of the course?"""
    assert {get(name).lesson for name in names()} <= {path.name for path in LESSONS}
