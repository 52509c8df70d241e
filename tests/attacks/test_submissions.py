"""Hostile notebooks and broken files, from the bytes that were handed in to the verdict.

In `notebooks/`, each file changes the notebook of a student who got `softmax` wrong and all
else right; in `files/`, it makes bytes that are no notebook, or hardly one.
"""

import copy
import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

from autograde.core import verdicts
from autograde.core.paths import COURSE
from autograde.core.submissions import Submission
from autograde.grade import bounded
from autograde.grade.submission import LessonData, grade_submission, seed_for
from autograde.sandbox import Limits

HERE = Path(__file__).parent
LESSON = "01_neuron"
LONG = {"a_thousand_copies"}  # `make test` leaves them out
WRONG = "def softmax(z):\n    return z * 1.0"


def _files(folder):
    return sorted((HERE / folder).glob("*.py"))


def _load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lesson_data(notebook):
    """Lesson 01 as a worker gets it."""
    released = (COURSE / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    seed = seed_for(b"secret", LESSON)
    source = nbformat.writes(notebook)
    return LessonData(LESSON, released, source, seed, Limits(call_seconds=5))


def _grade(lesson_data, data):
    return grade_submission(lesson_data, Submission("ada", LESSON, data, "mark")).report


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.long] * (path.stem in LONG))
        for path in _files("notebooks")
    ],
)
def test_no_change_of_the_notebook_gains_anything(path, lesson_data, notebook):
    """Is the wrong answer judged as wrong, and the right ones as right, whatever was done?"""
    mine = copy.deepcopy(notebook)
    for cell in mine.cells:
        if cell.id == "softmax":
            cell.source = WRONG
    trick = _load(path)
    data = nbformat.from_dict(trick.spoil(mine))
    record = _grade(lesson_data, nbformat.v4.nbjson.writes(data).encode())
    status = {result.exercise: result.status for result in record.results if not result.manual}
    message = next(r.text() for r in record.results if r.exercise == "softmax")
    assert status.pop("softmax") == trick.EXPECTED
    assert set(status.values()) == {getattr(trick, "OTHERS", "passed")}
    assert sum(result.max_points for result in record.results if result.passed) < 100
    assert getattr(trick, "MESSAGE", "") in message
    repairs = tuple(text for text in record.repairs if "the lesson's own" not in text)
    assert repairs == getattr(trick, "REPAIRS", repairs)
    assert record.diagnoses == getattr(trick, "DIAGNOSES", record.diagnoses)


@pytest.mark.parametrize("path", _files("files"), ids=lambda path: path.stem)
def test_no_file_stops_the_grader(path, lesson_data, notebook):
    """Does a file get its verdict: a broken one unreadable, in a sentence that helps?"""
    trick = _load(path)
    record = _grade(lesson_data, trick.data(nbformat.writes(notebook).encode()))
    assert record.verdict == getattr(trick, "VERDICT", verdicts.UNREADABLE)
    right = record.verdict == verdicts.CORRECT
    assert {r.passed for r in record.results if not r.manual} <= {right}
    assert right or record.message or record.repairs
    assert "Traceback" not in record.message
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", record.message)


def test_a_notebook_that_is_slow_to_read(lesson_data, notebook, monkeypatch):
    """Does text on which IPython's own transformer spends minutes stop at the limit?"""
    monkeypatch.setattr(bounded, "SECONDS", 1)
    mine = copy.deepcopy(notebook)
    cell = next(cell for cell in mine.cells if cell.id == "softmax")
    cell.source = "x = %y\n" * 20_000
    record = _grade(lesson_data, nbformat.writes(mine).encode())
    assert record.verdict == verdicts.UNREADABLE
    assert "takes over 1 seconds" in record.message
