"""Partial credit in the grader: what of an answer counts in visible and hidden checks."""

import nbformat
import pytest

from autograde.core import notebooks, results
from autograde.core.paths import COURSE
from autograde.core.submissions import Submission
from autograde.demo import show
from autograde.grade.submission import LessonData, grade_submission, seed_for
from autograde.lessons import build
from lstm_utils.checks import get

pytestmark = pytest.mark.sandbox
LESSON, NAME = "08_lstm", "lstm-step-backward"
MEMORISED = """
_right = lstm_step_backward


def lstm_step_backward(dh, dc, cache):
    dx, dh_prev, dc_prev, da = _right(dh, dc, cache)
    if round(float(dh.sum()), 4) in {known}:
        return dx, dh_prev, dc_prev, da
    wrong = da.copy()
    wrong[:, : dh.shape[1]] *= 2
    return dx, dh_prev, 2 * dc_prev, wrong
"""


@pytest.fixture(scope="module")
def graded():
    """Return what the answer to the exercise gets, given its text."""
    source = nbformat.writes(build.source_notebook(build.find(LESSON)))
    path = COURSE / LESSON / f"{LESSON}.ipynb"
    lesson = LessonData(LESSON, path.read_text("utf-8"), source, seed_for(b"x", LESSON))

    def grade(answer):
        data = nbformat.writes(show.answered(notebooks.read(path), {NAME: answer})).encode()
        report = grade_submission(lesson, Submission("ada", LESSON, data, "mark")).report
        (result,) = [r for r in report.results if r.exercise == NAME]
        return result, results.points(result)

    return grade


def test_a_wrong_gate(graded):
    """Does one wrong gate leave four of the six points, and the name of the mistake?"""
    answer = get(NAME).model_answer.replace(
        "da_o = dh * tanh_c * o * (1 - o)", "da_o = dh * tanh_c"
    )
    result, points = graded(answer)
    assert points == 4
    assert result.diagnosis.startswith("output gate: its activation derivative is missing")
    assert result.parts == ("input gate", "forget gate", "candidate", "dc_prev")


def test_right_on_the_visible_inputs_only(graded):
    """Does a part count only if it is right on the hidden inputs, too?"""
    known = {round(float(case.inputs["dh"].sum()), 4) for case in get(NAME).draw()}
    cheat = MEMORISED.replace("{known}", repr(known))
    result, points = graded(get(NAME).model_answer + cheat)
    assert points == 4
    assert set(result.parts) == {"forget gate", "candidate", "output gate", "dx and dh_prev"}
