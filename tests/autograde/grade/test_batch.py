"""What grading says about each kind of submission, and what it leaves alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest

from autograde.classroom import folder, roster
from autograde.classroom.folder import Student
from autograde.collect import submissions
from autograde.core import notebooks, verdicts
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.demo import show
from autograde.grade import batch
from autograde.report import status as standing
from tests.attacks import test_submissions
from tests.autograde.conftest import ANSWERS, LESSON, hand_in


def score_of(room, student):
    with room.gradebook() as book:
        submission = book.find_submission(LESSON, student)
        return submission.score, [
            grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
        ]


@pytest.mark.parametrize(
    ("student", "verdict", "score"),
    [
        ("right", "correct", 2),
        ("noisy", "correct", 2),
        ("biasless", "wrong", 0),
        ("blank", "unfinished", 0),
        ("syntax", "wrong", 0),
        ("loops", "resource limit exceeded", 0),
        ("stubborn", "resource limit exceeded", 0),
    ],
)
def test_scored(small_class, student, verdict, score):
    """Does each answer get its verdict and its points, a noisy right one full points?"""
    assert standing.current(small_class, LESSON, student).verdict == verdict
    assert score_of(small_class, student)[0] == score


@pytest.mark.parametrize(
    ("student", "verdict", "words"),
    [
        ("exits", "crashed", ""),
        ("broken", "unreadable", "breaks off or is damaged at line 1"),
        ("absent", "not submitted", ""),
    ],
)
def test_without_score(small_class, student, verdict, words):
    """Is it said in words why there is no score?"""
    record = standing.current(small_class, LESSON, student)
    assert record.verdict == verdict
    assert words in record.message
    assert not record.scored


@pytest.mark.parametrize(
    ("student", "status", "words"),
    [
        ("biasless", "wrong value", "the bias is not added"),
        ("blank", "not written", ""),
        ("syntax", "raised", "SyntaxError: expected ':'\n  In line 1: def weighted_sum"),
        ("exits", "crashed", "Python was ended by the code itself"),
        (
            "loops",
            "resource limit exceeded",
            "one call took over 2 seconds: it is too slow, or a loop",
        ),
        ("stubborn", "resource limit exceeded", "one call took over 2 seconds"),
        ("right", "passed", "✓ weighted-sum: all"),
    ],
)
def test_result_of_exercise(small_class, student, status, words):
    """Does the exercise's row say what the check, or Python, said?"""
    (result,) = standing.current(small_class, LESSON, student).results
    assert result.status == status
    assert words in result.text()
    assert result.max_points == 2


def test_named_mistake(small_class):
    """Is the known mistake kept apart from the rest of the message?"""
    (diagnosis,) = standing.current(small_class, LESSON, "biasless").diagnoses
    assert diagnosis.startswith("the bias is not added")


def test_regrading(new_class, tmp_path):
    """Is what did not change left alone, and what changed graded again?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["biasless"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    (first,) = batch.grade(new_class, LESSON)
    (again,) = batch.grade(new_class, LESSON)
    assert again == first
    (forced,) = batch.grade(new_class, LESSON, force=True)
    assert (forced.verdict, forced.results) == (first.verdict, first.results)

    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    assert submissions.from_folder(new_class, LESSON, tmp_path).replaced == ["ada"]
    assert standing.current(new_class, LESSON, "ada").verdict == verdicts.NOT_GRADED
    (better,) = batch.grade(new_class, LESSON)
    assert better.verdict == "correct"
    assert score_of(new_class, "ada")[0] == 2

    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["exits"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    (crashed,) = batch.grade(new_class, LESSON)
    assert crashed.verdict == "crashed"
    assert score_of(new_class, "ada")[1] == [None], "points of an older submission stayed"


def test_fault_of_the_grader(new_class, tmp_path):
    """Is a failing cell of the lesson a grader error, and is it graded again next time?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    released = new_class.notebook("release", LESSON)
    whole = released.read_text(encoding="utf-8")
    broken = whole.replace("import numpy as np", "import no_such_library", 1)
    released.write_text(broken, encoding="utf-8")
    (record,) = batch.grade(new_class, LESSON)
    assert record.verdict == verdicts.FAULT
    assert "No module named 'no_such_library'" in record.message
    released.write_text(whole, encoding="utf-8")
    (record,) = batch.grade(new_class, LESSON)
    assert record.verdict == "correct"


def test_hand_given_points_survive(demo_class, tmp_path):
    """Do points that a person gave stay when the notebook is graded again?"""
    room = folder.load(shutil.copytree(demo_class.root, tmp_path / "class"))
    question, lesson = "window-is-no-memory", show.LESSON
    with room.gradebook() as book:
        grade = book.find_grade(question, lesson, lesson, "ben")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    batch.grade(room, lesson, ["ben"], force=True)
    with room.gradebook() as book:
        grade = book.find_grade(question, lesson, lesson, "ben")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.5, False)


def odd(notebook, name):
    """Put something into a notebook that no editor writes."""
    cell = next(c for c in notebook["cells"] if c["id"] == "weighted-sum")
    if name == "nbgrader is a word":
        cell["metadata"]["nbgrader"] = "mine"
    elif name == "grade_id is a list":
        cell["metadata"]["nbgrader"]["grade_id"] = ["weighted-sum"]
    elif name == "unknown kind of cell":
        cell["cell_type"] = "spreadsheet"
    elif name == "no id":
        del cell["id"]
    elif name == "outputs of a wrong kind":
        cell["outputs"] = [{"output_type": "hologram"}]
    return notebook


ODD = ["nbgrader is a word", "grade_id is a list", "unknown kind of cell"]
ODD += ["no id", "outputs of a wrong kind"]


def test_odd_notebooks(new_class, tmp_path):
    """Does no odd notebook stop the others, and is its answer found all the same?"""
    roster.enrol(new_class, [Student(f"odd{i}") for i in range(len(ODD))])
    for i, name in enumerate(ODD):
        path = hand_in(new_class, tmp_path / f"odd{i}.ipynb", ANSWERS["right"])
        notebook = odd(json.loads(path.read_text(encoding="utf-8")), name)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    records = batch.grade(new_class, LESSON)
    found = {record.student: record.verdict for record in records}
    assert found == dict.fromkeys(["ada", *(f"odd{i}" for i in range(len(ODD)))], "correct")


def test_collection_time(new_class, tmp_path):
    """Does the gradebook get the time of collection, and forged times do no harm?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    hand_in(new_class, tmp_path / "ben.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    forged = new_class.notebook("submitted", LESSON, "ben").with_name("timestamp.txt")
    forged.write_text("yesterday, I swear", encoding="utf-8")
    records = {record.student: record for record in batch.grade(new_class, LESSON)}
    assert {record.verdict for record in records.values()} == {"correct"}
    with new_class.gradebook() as book:
        times = {s: book.find_submission(LESSON, s).timestamp for s in ("ada", "ben")}
    assert times["ben"] is None
    assert records["ada"].collected_at == f"{times['ada']:%Y-%m-%d %H:%M:%S.%f} UTC"


def test_formgraders_button(new_class, tmp_path):
    """Does nbgrader's own autograde take our steps, repairs included, and feedback follow?"""
    path = hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["biasless"])
    notebook = notebooks.read(path)
    notebook.cells = [c for c in notebook.cells if c.id != "weighted-sum-tests"]
    nbformat.write(notebook, path)
    submissions.from_folder(new_class, LESSON, tmp_path)
    said = new_class.api.autograde(LESSON, "ada")
    assert said["success"], said["log"]
    assert score_of(new_class, "ada") == (0, [0])
    said = new_class.api.generate_feedback(LESSON, "ada")
    assert said["success"], said["log"]
    page = new_class.notebook("feedback", LESSON, "ada").with_suffix(".html")
    assert "Looks like:</b> the bias is not added" in page.read_text(encoding="utf-8")


def test_what_formgrader_shows(demo_class):
    """Are the lesson's pictures and a readable mark scheme there, and no pictures returned?"""
    path = demo_class.notebook("autograded", show.LESSON, "cleo")
    text = path.read_text(encoding="utf-8")
    assert "#### How it is marked" in text
    assert "MARK SCHEME" not in text
    figures = re.findall(r"\]\((figures/[^)]+)\)", text)
    assert len(figures) > 2
    assert all((path.parent / figure).is_file() for figure in figures)
    assert (
        not demo_class.notebook("feedback", show.LESSON, "cleo").with_name("figures").exists()
    )


OF_ANOTHER_LESSON = nbformat.v4.new_code_cell(
    "x = 1", metadata={"nbgrader": {"grade_id": "other", "solution": True, "grade": False}}
)
QUICK = {"half a file", "another lesson"}  # files that `make test` asks about
BROKEN = {
    "half a file": b'{"cells": [',
    "zeros": b"\x00" * 5000,
    "half an encoding": b"\xff\xfe{\x00",
    "a list": b"[1, 2]",
    "empty": b"",
    "another lesson": nbformat.writes(
        nbformat.v4.new_notebook(cells=[OF_ANOTHER_LESSON])
    ).encode(),
}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(data, id=kind, marks=[pytest.mark.long] * (kind not in QUICK))
        for kind, data in BROKEN.items()
    ],
)
def test_formgraders_button_on_a_broken_file(new_class, tmp_path, data):
    """Does a file that is no notebook get the verdict that `grade` gives, and stop nobody?"""
    for student in ("ada", "ben"):
        hand_in(new_class, tmp_path / f"{student}.ipynb", ANSWERS["right"])
    (tmp_path / "ada.ipynb").write_bytes(data)
    submissions.from_folder(new_class, LESSON, tmp_path)
    (expected,) = batch.grade(new_class, LESSON, ["ada"])
    shutil.rmtree(new_class.root / "verdicts")
    said = new_class.api.autograde(LESSON, "*")
    assert not said["success"]
    assert expected.message in said["log"]
    found = standing.current(new_class, LESSON, "ada")
    assert found.verdict == verdicts.UNREADABLE
    assert replace(found, graded_at=expected.graded_at) == expected
    assert standing.current(new_class, LESSON, "ben").verdict == "correct"


MANY_CELLS = test_submissions._load(test_submissions.HERE / "files" / "many_cells.py")


def test_formgraders_button_reads_with_limits(new_class, tmp_path, monkeypatch):
    """Is a notebook of 165,000 cells refused, and never read outside the bounded process?"""
    path = hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    path.write_bytes(MANY_CELLS.data(path.read_bytes()))
    submissions.from_folder(new_class, LESSON, tmp_path)
    read, parse = [], notebooks.parse
    monkeypatch.setattr(notebooks, "parse", lambda data: read.append(data) or parse(data))
    said = new_class.api.autograde(LESSON, "ada")
    assert not said["success"]
    assert not [data for data in read if len(data) > 10**7], "it was read in this process"
    found = standing.current(new_class, LESSON, "ada")
    assert found.verdict == verdicts.UNREADABLE
    assert "more than 5,000 cells" in found.message
    assert found.message in said["log"]


def test_formgraders_button_on_an_odd_encoding(new_class, tmp_path):
    """Is a notebook with a byte order mark, which nbgrader cannot read, graded all the same?"""
    path = hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    submissions.from_folder(new_class, LESSON, tmp_path)
    said = new_class.api.autograde(LESSON, "ada")
    assert said["success"], said["log"]
    assert standing.current(new_class, LESSON, "ada").verdict == "correct"


GRADE = """
import sys
from pathlib import Path
from autograde.classroom import folder
from autograde.classroom.lock import alone
with alone(folder.load(Path(sys.argv[1]))):
    print("alone", flush=True)
    sys.stdin.read()
"""


def test_one_run_at_a_time(new_class):
    """Does a second `grade` in a class end with a sentence, and work after the first died?"""
    command = [sys.executable, "-c", GRADE, str(new_class.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout.readline() == b"alone\n"
        with pytest.raises(CourseError, match="Another `grade`, `archive`"):
            batch.grade(new_class, LESSON)
        first.kill()
    assert batch.grade(new_class, LESSON) == []


def test_nothing_to_grade(new_class):
    """Are a lesson that was not released and a student who submitted nothing named?"""
    with pytest.raises(CourseError, match=r"01_neuron has not been released in .*class"):
        batch.grade(new_class, "01_neuron")
    with pytest.raises(CourseError, match="ben has submitted nothing for 00_welcome"):
        batch.grade(new_class, LESSON, ["ben"])
    assert batch.grade(new_class, LESSON) == []


def test_interrupted_write_leaves_the_old_file(tmp_path):
    """Is a file either old or new, also when writing fails, and as private as others?"""
    path = tmp_path / "a.json"
    before = os.umask(0o077)
    write_atomically(path, "old")
    os.umask(before)
    with pytest.raises(TypeError):
        write_atomically(path, 7)
    assert path.read_text() == "old"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
