"""Grading again: who is affected by a corrected check or other points, who gains or loses."""

import csv
import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from autograde.classroom import folder, release, roster
from autograde.classroom.folder import Student
from autograde.cli import app
from autograde.collect import submissions
from autograde.core import reports
from autograde.core.paths import SOLUTIONS
from autograde.grade import batch, gradebook, submission
from autograde.lessons import build
from autograde.report import status
from lstm_utils.checks import get, versions
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON, hand_in
from tests.autograde.guide import commands

pytestmark = pytest.mark.sandbox
CELL = f"{EXERCISE}-tests"
STUDENTS = {"ada": "right", "ben": "biasless", "cy": "biasless"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of three on lesson 00, graded: one right, two without the bias."""
    where = tmp_path_factory.mktemp("regrade")
    room = folder.make(where / "class")
    roster.enrol(room, [Student(name) for name in STUDENTS])
    release.prepare(room, build.find(LESSON))
    for student, kind in STUDENTS.items():
        hand_in(room, where / f"{student}.ipynb", ANSWERS[kind])
    submissions.from_folder(room, LESSON, where)
    batch.grade(room, LESSON, workers=1)
    return room.root


@pytest.fixture
def room(graded, tmp_path):
    """A copy of that class."""
    return folder.load(shutil.copytree(graded, tmp_path / "class"))


def grade(room, *words):
    done = CliRunner().invoke(app, ["grade", "00", *words, "--classroom", str(room.root)])
    assert done.exit_code == 0, done.output
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", done.output).split())


def mark(room, student, points):
    with room.gradebook() as book:
        cell = book.find_grade(CELL, LESSON, LESSON, student)
        cell.manual_score, cell.needs_manual_grade = points, False
        book.db.commit()


def of(room, student):
    with room.gradebook() as book:
        cell = book.find_grade(CELL, LESSON, LESSON, student)
        return cell.auto_score, cell.manual_score, cell.needs_manual_grade


def other_points(room, tmp_path, points):
    """Release the lesson again with other points."""
    solutions = shutil.copytree(SOLUTIONS / LESSON, tmp_path / "solutions" / LESSON)
    path = solutions / f"{LESSON}.py"
    path.write_text(path.read_text("utf-8").replace("points=2", f"points={points}"), "utf-8")
    release.prepare(room, solutions)


def test_nothing_to_do(room):
    """Is nothing graded again, and nothing said of it, where nothing has changed?"""
    before = (room.root / "verdicts" / LESSON / "ada.json").read_bytes()
    assert "again" not in grade(room)
    assert (room.root / "verdicts" / LESSON / "ada.json").read_bytes() == before
    assert not (room.root / "regrades").exists()


def test_other_points(room, tmp_path):
    """Does each who passed gain, is it said why, and does a person's mark stay?"""
    mark(room, "ben", 1.0)
    mark(room, "cy", 2.0)
    other_points(room, tmp_path, 5)
    said = grade(room)
    assert f"Changed since the last grading: the points of {EXERCISE} (2 → 5)." in said
    assert "To be graded again: 3 (ada, ben, cy)." in said
    assert "Graded again: 3. Gained: 1, lost: 0, the same score: 2." in said
    assert f"ada 2 5 {EXERCISE}: 2 → 5" in said
    assert "look again" not in said
    assert of(room, "ben") == (0.0, 1.0, False), "its automatic points are the same"
    (path,) = (room.root / "regrades").iterdir()
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert [(r["student_id"], r["score_before"], r["change"]) for r in rows] == [
        ("ada", "2", "+3")
    ]
    assert "again" not in grade(room)


def test_a_killed_run_loses_no_score(room, tmp_path, monkeypatch):
    """Does the run after a kill compare with the scores before both, and call a person?

    Who gave points is called only where the automatic ones beside them have changed.
    """
    mark(room, "ada", 1.5)
    other_points(room, tmp_path, 5)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(gradebook.reports, "save", killed)  # the points are recorded by then
        arguments = ["grade", "00", "--classroom", str(room.root)]
        assert CliRunner().invoke(app, arguments).exit_code == 130
    assert of(room, "ada")[0] == 5.0
    assert json.loads((room.root / "regrades" / f"{LESSON}.json").read_text())
    assert of(room, "ada") == (5.0, 1.5, True)
    said = grade(room)
    assert "Graded again: 3. Gained: 0, lost: 0, the same score: 3." in said
    assert "look again: 1 (ada)" in said
    mark(room, "ada", 1.5)
    assert "look again" not in grade(room, "--force")
    assert of(room, "ada") == (5.0, 1.5, False)


def test_a_run_stopped_after_grading_is_compared_later(room, tmp_path, monkeypatch):
    """Does the next run list who gained, though there is nothing left to grade?"""
    other_points(room, tmp_path, 5)

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(status, "grades", stopped)  # comes after the last submission
        CliRunner().invoke(app, ["grade", "00", "--classroom", str(room.root)])
    assert of(room, "ada")[0] == 5.0
    said = grade(room)
    assert "Graded again: 3. Gained: 1, lost: 0, the same score: 2." in said
    assert "again" not in grade(room)


def test_the_guide(room, tmp_path, monkeypatch):
    """Does each command of the guide's section run as it is written there?"""
    monkeypatch.chdir(room.root)
    for words in commands("Correct a check after grading"):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
    assert (room.root / "grades.csv").exists()


def test_a_new_file_is_no_regrading(room, tmp_path):
    """Is a better answer that came in since not listed as a gain of the corrected check?"""
    hand_in(room, tmp_path / "ben.ipynb", ANSWERS["right"])
    submissions.from_folder(room, LESSON, tmp_path)
    assert "again" not in grade(room)
    assert of(room, "ben") == (2.0, None, False)


def test_versions_follow_the_code():
    """Has each check its own version, which covers its reference and helpers only?"""
    names = ("lstm-step-backward", "lstm-step", "gate")
    assert len({versions.version(name) for name in names}) == len(names)
    exercise = get("lstm-step-backward")
    used = versions._reachable([exercise.declared_in, exercise.reference.__module__])
    assert {"lstm_utils.checks.bank.l08_lstm._draw", "lstm_utils.numpy_nets.lstm"} < set(used)
    assert not [module for module in used if module.startswith("lstm_utils.plots")]


def test_reports_know_their_checks(room):
    """Are the file's hash and the versions of the checks in a report?"""
    report = reports.load(room.root, LESSON, "ada")
    assert report.checks == batch.lesson_data(room, LESSON).checks
    assert set(report.checks) == {EXERCISE, versions.ENGINE}
    assert len(report.file) == 64
    assert submission.LessonData(LESSON, "", "", 1).checks == {}
