"""The one writer: what it puts into the gradebook, and what it does where it cannot write."""

import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograde.classroom import archive, release, roster
from autograde.classroom import folder as classroom
from autograde.classroom.folder import Student
from autograde.collect import submissions
from autograde.core import reports, results
from autograde.core.errors import CourseError
from autograde.core.paths import ROOT
from autograde.core.reports import Report
from autograde.grade import batch, submission
from autograde.grade import gradebook as record
from autograde.grade.gradebook import Recorder
from autograde.grade.submission import Graded
from autograde.lessons import build
from lstm_utils.checks import Result
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON, hand_in


def gradebook(room):
    """Return what the gradebook and the verdicts say, without the times of grading."""
    with room.gradebook() as book:
        points = {
            (submission.student.id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
                notebook.late_submission_penalty,
            )
            for submission in book.find_assignment(LESSON).submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    records = {
        student.id: replace(found, graded_at="")
        for student in room.students()
        if (found := reports.load(room.root, LESSON, student.id))
    }
    return points, records


def done(verdict, *results, **details):
    return Graded(Report("ada", LESSON, verdict, results=results, **details), "{}")


PASSED = Result(EXERCISE, "passed", max_points=2.0)


@pytest.mark.parametrize(
    ("result", "points"),
    [
        (PASSED, (2.0, None, False, None)),
        (replace(PASSED, status="wrong value"), (0.0, None, False, None)),
        (replace(PASSED, status="resource limit exceeded"), (0.0, None, False, None)),
        (replace(PASSED, status="crashed"), (None, None, True, None)),
    ],
)
def test_points_of_each_status(new_class, result, points):
    """Which automatic points does a status get, and where does a person look?"""
    with Recorder(new_class) as recorder:
        recorder.save(done(results.sum_up((result,)), result))
    assert gradebook(new_class)[0] == {("ada", f"{EXERCISE}-tests"): points}


@pytest.mark.parametrize("again", [False, True])
def test_the_cells_of_a_lesson_are_read_once(new_class, again):
    """Does only the first submission of a run make the gradebook read the lesson's cells?"""
    ada, ben = (
        Graded(replace(done("correct", PASSED).report, student=student), "{}")
        for student in ("ada", "ben")
    )
    asked = []

    def ask(connection, cursor, query, *details):
        asked.append(" ".join(query.split()))

    if again:
        with Recorder(new_class) as recorder:
            recorder.save(ada)
            recorder.save(ben)
    event.listen(Engine, "before_cursor_execute", ask)
    try:
        with Recorder(new_class) as recorder:
            recorder.save(ada)
            assert any("FROM base_cell WHERE" in query for query in asked)
            asked.clear()
            recorder.save(ben)
            assert asked
            assert not any("FROM base_cell WHERE" in query for query in asked)
    finally:
        event.remove(Engine, "before_cursor_execute", ask)


def test_a_hand_given_mark_survives(new_class):
    """Does a mark that a person gave stay, and is the person asked to look again?"""
    with Recorder(new_class) as recorder:
        recorder.save(done("wrong", replace(PASSED, status="raised")))
        with new_class.gradebook() as book:
            book.find_grade(f"{EXERCISE}-tests", LESSON, LESSON, "ada").manual_score = 1.5
            book.db.commit()
        recorder.save(done("correct", PASSED))
    assert gradebook(new_class)[0]["ada", f"{EXERCISE}-tests"] == (2.0, 1.5, True, None)


def test_late_by_the_collection_time(new_class):
    """Does each day that has begun by the recorded time cost its share, never more than all?"""
    with (new_class.root / "nbgrader_config.py").open("a") as stream:
        stream.write('c.AssignLatePenalties.plugin_class = "autograde.classroom.late.PerDay"\n')
        stream.write("c.PerDay.percent = 25\n")
    room = classroom.load(new_class.root)
    now = datetime(2026, 1, 10)
    with room.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate=now)
    with Recorder(room) as recorder:
        for hours, penalty in ((1, 0.5), (24, 0.5), (25, 1.0), (500, 2.0), (-1, None)):
            when = now + timedelta(hours=hours)
            recorder.save(done("correct", PASSED, collected_at=f"{when} UTC"))
            assert gradebook(room)[0]["ada", f"{EXERCISE}-tests"][3] == penalty


def test_provenance(new_class, tmp_path):
    """Are seed, versions, fingerprint and times recorded, and the seed secret to the class?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    (new_class.root / "secret").touch()  # as a kill may have left it
    (found,) = batch.grade(new_class, LESSON)
    assert found.seed > 2**20
    assert {"python", "numpy", "nbgrader", "lstm-course"} == set(found.versions)
    assert len(found.fingerprint) == 64
    assert found.graded_at
    secret = new_class.root / "secret"
    assert found.seed != submission.seed_for(b"", LESSON), "a secret that was never written"
    assert secret.stat().st_mode & 0o777 == 0o600
    (again,) = batch.grade(new_class, LESSON, force=True)
    assert again.seed == found.seed
    secret.write_bytes(b"another")
    (other,) = batch.grade(new_class, LESSON, force=True)
    assert other.seed != found.seed


def test_a_locked_gradebook_is_waited_for(new_class):
    """Is a submission recorded once somebody else's lock is gone?"""
    lock = sqlite3.connect(new_class.root / "gradebook.db", check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    threading.Timer(1.0, lock.rollback).start()
    with Recorder(new_class) as recorder:
        recorder.save(done("correct", PASSED))
    assert gradebook(new_class)[0] == {("ada", f"{EXERCISE}-tests"): (2.0, None, False, None)}


def test_a_gradebook_that_stays_locked(new_class, monkeypatch):
    """Is it said that the gradebook is locked, and is nothing half recorded?"""
    monkeypatch.setattr(record, "PATIENCE", 0.0)
    with Recorder(new_class) as recorder:
        recorder.save(done("wrong", replace(PASSED, status="raised")))
        before = gradebook(new_class)
        lock = sqlite3.connect(new_class.root / "gradebook.db")
        lock.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match=r"locked.*run the same command again"):
            recorder.save(done("correct", PASSED))
        lock.rollback()
        assert gradebook(new_class) == before
        recorder.save(done("correct", PASSED))
    assert gradebook(new_class)[1]["ada"].verdict == "correct"


@pytest.mark.long
def test_a_gradebook_that_another_grader_writes(new_class, monkeypatch, caplog):
    """Does a first submission wait for another writer, and say no more than that it did?"""
    monkeypatch.setattr(record, "PATIENCE", 0.0)
    lock = sqlite3.connect(new_class.root / "gradebook.db", check_same_thread=False)
    with Recorder(new_class) as recorder:
        lock.execute("BEGIN IMMEDIATE")  # as a writer does: who reads may go on
        with pytest.raises(CourseError, match=r"locked.*run the same command again"):
            recorder.save(done("correct", PASSED))
        assert "Rolling back" not in caplog.text, "nbgrader printed its traceback"
        monkeypatch.setattr(record, "PATIENCE", 60.0)
        threading.Timer(8.0, lock.rollback).start()
        recorder.save(done("correct", PASSED))
    assert gradebook(new_class)[0] == {("ada", f"{EXERCISE}-tests"): (2.0, None, False, None)}


FULL = """
import os, sys
from pathlib import Path
from autograde.classroom import folder
from autograde.core.errors import CourseError
from autograde.grade import batch
room = folder.load(Path(sys.argv[1]))
junk = open(room.root / "junk", "wb", buffering=0)
try:
    while True:
        junk.write(bytes(4096))
except OSError:
    junk.truncate(os.fstat(junk.fileno()).st_size - int(sys.argv[2]))
try:
    batch.grade(room, "00_welcome", workers=1)
    print("recorded all")
except CourseError as error:
    print(error)
os.unlink(room.root / "junk")
"""


@pytest.mark.parametrize(
    "room_left", [0, *(pytest.param(left, marks=pytest.mark.long) for left in (4_096, 12_288))]
)
def test_a_full_disk(small_class, new_class, tmp_path, room_left):
    """Does a disk that fills up end in a sentence, and the next run in the same gradebook?"""
    for student in ("ada", "ben"):
        hand_in(new_class, tmp_path / f"{student}.ipynb", ANSWERS["biasless"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    batch.grade(new_class, LESSON)
    expected = gradebook(new_class)
    shutil.rmtree(new_class.root / "verdicts")
    command = (
        f'cp -r {new_class.root} /mnt/class && "$0" -c "$1" /mnt/class {room_left} && '
        + (f"rm -rf {new_class.root} && cp -r /mnt/class {new_class.root}")
    )
    walls = ["bwrap", "--dev-bind", "/", "/", "--size", "4000000", "--tmpfs", "/mnt"]
    ran = subprocess.run(
        [*walls, "--chdir", str(ROOT), "sh", "-c", command, sys.executable, FULL],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    complained = "could not be recorded" in ran.stdout or "cannot be written" in ran.stdout
    assert complained or room_left
    batch.grade(classroom.load(new_class.root), LESSON)
    assert gradebook(classroom.load(new_class.root)) == expected


@pytest.mark.long
def test_both_ways_of_nbgrader_give_the_same(new_class, tmp_path):
    """Does `nbgrader autograde`, which formgrader's button calls, record what `grade` does?"""
    for student, answer in (("ada", "right"), ("ben", "biasless")):
        hand_in(new_class, tmp_path / f"{student}.ipynb", ANSWERS[answer])
    submissions.from_folder(new_class, LESSON, tmp_path)
    batch.grade(new_class, LESSON)
    expected = gradebook(new_class)
    shutil.rmtree(new_class.root / "verdicts")
    for student in ("ada", "ben"):
        said = new_class.api.autograde(LESSON, student, force=True)
        assert said["success"], said
    assert gradebook(new_class) == expected


@pytest.mark.long
def test_postgresql_holds_what_sqlite_holds(postgres, tmp_path):
    """Is a class recorded in PostgreSQL, by `db_url` alone, as it is in SQLite?"""
    books = []
    for name, setting in (
        ("sqlite", ""),
        ("pg", f"\nc.CourseDirectory.db_url = {postgres!r}\n"),
    ):
        room = classroom.make(tmp_path / name)
        with (room.root / "nbgrader_config.py").open("a") as stream:
            stream.write(setting)
        room = classroom.load(room.root)
        roster.enrol(room, [Student("ada"), Student("ben"), Student("eve")])
        release.prepare(room, build.find(LESSON))
        inbox = tmp_path / f"{name}-inbox"
        inbox.mkdir()
        for student, kind in (("ada", "right"), ("ben", "biasless"), ("eve", "exits")):
            hand_in(room, inbox / f"{student}.ipynb", ANSWERS[kind])
        submissions.from_folder(room, LESSON, inbox)
        batch.grade(room, LESSON)
        batch.grade(room, LESSON, force=True)
        books.append(gradebook(room)[0])
    assert len(books[0]) == 3
    assert books[0] == books[1]
    with tarfile.open(archive.write(room, {})) as file:
        file.extractall(tmp_path / "later", filter="data")
    config = tmp_path / "later" / "pg" / "nbgrader_config.py"
    config.write_text(config.read_text().replace(setting, ""))
    assert gradebook(classroom.load(config.parent))[0] == books[0], "in the archive"
