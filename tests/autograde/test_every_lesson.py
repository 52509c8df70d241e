"""Every lesson as an instructor grades it: release, collect and grade by the command line."""

import nbformat
import pytest

from autograde.classroom import folder as classroom
from autograde.classroom import roster
from autograde.classroom.folder import Student
from autograde.core import notebooks, verdicts
from autograde.core.results import grade_id, is_answer, is_graded
from autograde.demo import show
from autograde.lessons import build
from autograde.student import handin
from tests.autograde.test_cli import lstm_course

MODEL, RELEASED = "model", "released"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A class of two: one submits the model answers, the other the released notebook."""
    room = classroom.make(tmp_path_factory.mktemp("lessons") / "class")
    roster.enrol(room, [Student(MODEL), Student(RELEASED)])
    return room


def _submit(folder, released, lesson):
    """Write both submissions to a folder."""
    solved = handin.readable(build.source_notebook(lesson), keep_names=True)
    answers = {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}
    folder.mkdir()
    nbformat.write(released, folder / f"{RELEASED}.ipynb")
    nbformat.write(show.answered(released, answers), folder / f"{MODEL}.ipynb")


def _automatic(room, lesson, student):
    """Return a student's points for exercises, and the most there are."""
    with room.gradebook() as book:
        submission = book.find_submission(lesson, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        tests = [grade for grade in grades if grade.name.endswith("-tests")]
        return sum(grade.score for grade in tests), sum(grade.max_score for grade in tests)


@pytest.mark.parametrize("lesson", build.lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_is_graded(lesson, room, tmp_path):
    """Do model answers get every automatic point, and does the released notebook get none?"""
    name = lesson.name
    lstm_course("release", name, "--classroom", room.root)
    released = notebooks.read(room.notebook("release", name))
    _submit(tmp_path / "inbox", released, lesson)
    lstm_course("collect", name, "--from", tmp_path / "inbox", "--classroom", room.root)
    lstm_course("grade", name, "--classroom", room.root)
    exercises = {
        grade_id(cell).removesuffix("-tests")
        for cell in released.cells
        if is_graded(cell) and not is_answer(cell)
    }
    for student, status in ((MODEL, "passed"), (RELEASED, "not written")):
        record = verdicts.load(room.root, name, student)
        found = {result.name: result.status for result in record.results if not result.by_hand}
        assert found == dict.fromkeys(exercises, status), record
    points, most = _automatic(room, name, MODEL)
    assert points == most > 0
    assert _automatic(room, name, RELEASED) == (0, most)
