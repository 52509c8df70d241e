"""The command line as it is typed: what it says, and its exit code."""

import csv
import os
import re
import subprocess
import sys
import time
from datetime import datetime

import nbformat
import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.core import notebooks
from autograde.core.paths import COURSE
from autograde.demo import show
from autograde.report import screen, status
from tests.autograde.conftest import ANSWERS, CROWD, EXERCISE, LESSON, hand_in

STUDENT = ("lab", "check", "submit", "solution", "report", "doctor")
INSTRUCTOR = ("classroom", "release", "collect", "grade", "feedback", "export", "demo")
INSTRUCTOR += ("student", "archive", "lti", "similar")


def lstm_course(*words, code=0, answer=None):
    """Run a command; return what it said, both streams, in one line."""
    done = CliRunner().invoke(app, [str(word) for word in words], input=answer)
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.output)
    said = " ".join(re.sub(r"[│╭╮╰╯─]", " ", said).split())
    assert done.exit_code == code, said
    assert "Traceback" not in said
    return said


@pytest.fixture
def home(tmp_path):
    """A workspace with lesson 00, answered by `write`."""
    (tmp_path / "workspace" / LESSON).mkdir(parents=True)
    return tmp_path / "workspace"


def write(home, answer):
    released = notebooks.read(COURSE / LESSON / f"{LESSON}.ipynb")
    answers = {EXERCISE: answer} if answer else {}
    nbformat.write(show.answered(released, answers), home / LESSON / f"{LESSON}.ipynb")


def test_help_is_quick_and_grouped():
    """Does --help name every command for its reader, without importing nbgrader?"""
    program = (
        "import sys; from autograde import cli; print('nbgrader' in sys.modules); cli.app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True
    )
    students, instructors = done.stdout.split("For instructors")
    assert students.startswith("False")
    assert all(re.search(rf"^│ {name} ", students, re.M) for name in STUDENT)
    assert all(re.search(rf"^│ {name} ", instructors, re.M) for name in INSTRUCTOR)


def test_into_a_pipe_of_windows(home):
    """Does output end up where no ✓ can be written: Git Bash, or a file, on Windows?"""
    write(home, ANSWERS["right"])
    done = subprocess.run(
        [sys.executable, "-m", "autograde.cli", "check", "0", "--workspace", home],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        check=True,
    )
    assert b"? passed" in done.stdout


def test_a_text_steers_no_terminal(capsys):
    """Does whatever a file or a student says reach the terminal without control characters?"""
    evil = "[red]a\x1b[2J\x1b]0;title\x07\u202e\nb"
    screen.say(evil)
    screen.complain(evil)
    screen.table(["x"], [[screen.styled(evil)], [screen.plain(evil)]])
    said = "".join(capsys.readouterr())
    assert said.count("[red]a") == 4
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)


@pytest.mark.parametrize("command", STUDENT + INSTRUCTOR)
def test_help_of_each_command(command):
    """Does each command explain itself and its options?"""
    said = lstm_course(command, "--help")
    assert f"lstm-course {command}" in said or f"{command} [OPTIONS]" in said
    assert "Usage" in said


def test_help_loads_no_library():
    """Does `--help` appear without waiting for NumPy or nbgrader to load?"""
    heavy = "{'numpy', 'nbgrader', 'torch'}"
    code = f"import sys, autograde.cli; sys.exit(str({heavy} & sys.modules.keys() or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("word", ["00_welcome", "welcome", "00", "0"])
def test_ways_to_name_a_lesson(word, home):
    """Is a lesson found by number, name or both?"""
    said = lstm_course("check", word, "--workspace", home, code=1)
    assert f"There is no {home}/00_welcome/00_welcome.ipynb" in said


def test_wrong_lesson_name():
    """Does a wrong name suggest the nearest right one, as a usage error?"""
    said = lstm_course("check", "feedfoward", code=2)
    assert 'no lesson "feedfoward"' in said
    assert 'did you mean "02_feedforward"?' in said


@pytest.mark.parametrize(
    "words",
    [("grade",), ("frobnicate",), ("export",), ("export", "-o", "x.csv", "--format", "xls")],
)
def test_usage_errors(words):
    """Do missing and unknown words exit with 2 and show the usage?"""
    assert "Usage:" in lstm_course(*words, code=2)


@pytest.mark.parametrize("command", ["release", "collect", "grade", "feedback"])
def test_outside_of_a_class(command, tmp_path):
    """Do instructor's commands say how to make a class where there is none?"""
    said = lstm_course(command, "00", "--classroom", tmp_path, code=1)
    assert "Error:" in said
    assert "is not a class folder: create one with `lstm-course classroom DIR`" in said


def test_check_right(home):
    """Does a finished lesson pass with exit code 0?"""
    write(home, ANSWERS["right"])
    said = lstm_course("check", "0", "--workspace", home)
    assert f"{EXERCISE} 2 ✓ passed" in said


def test_check_wrong(home):
    """Is a known mistake in the table, with exit code 1?"""
    write(home, ANSWERS["biasless"])
    said = lstm_course("check", "--workspace", home, code=1)
    assert f"{EXERCISE} 2 wrong value: the bias is not added" in said


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("syntax", "raised: SyntaxError: expected ':' In line 1: def weighted_sum"),
        ("loops", "too slow: stopped after 2 s In line 2: while True:"),
    ],
)
def test_check_names_the_line(home, answer, words):
    """Is the line named that does not compile, or that ran when the time was over?"""
    write(home, ANSWERS[answer])
    said = lstm_course("check", "0", "--seconds", 2, "--workspace", home, code=1)
    assert f"{EXERCISE} 2 {words}" in said


def test_check_not_written_and_noted(home):
    """Are an empty answer and a cell that grading leaves out both reported?"""
    write(home, None)
    path = home / LESSON / f"{LESSON}.ipynb"
    notebook = notebooks.read(path)
    notebook.cells.append(nbformat.v4.new_code_cell("mine = 1"))
    nbformat.write(notebook, path)
    said = lstm_course("check", "--workspace", home, code=1)
    assert f"{EXERCISE} 2 not written" in said
    assert "Note: Cells of your own are not run when grading; they define `mine`." in said


def test_check_nothing_begun(tmp_path):
    """Does a student without lessons read how to begin?"""
    said = lstm_course("check", "--workspace", tmp_path, code=1)
    assert "There is no lesson in" in said
    assert "start with `lstm-course lab`" in said


def test_submit(home):
    """Does submit say what is in the zip, what is missing, and that it is to be uploaded?"""
    write(home, None)
    said = lstm_course("submit", "0", "--id", "ada", "--zip", "--workspace", home)
    assert f"Not written yet: {EXERCISE}" in said
    assert "00_welcome.ipynb," in said
    assert "00_welcome_ada.zip" in said.replace(" ", "")
    assert "Not submitted yet: upload" in said
    assert "contains the id ada" in said
    assert "--id YOUR_ID" in said


def test_solution_asks_first(home):
    """Is nothing written after a no, and the solution after a yes?"""
    path = home / LESSON / f"{LESSON}_solution.ipynb"
    assert "Nothing was copied" in lstm_course(
        "solution", "0", "--workspace", home, answer="n\n"
    )
    assert not path.exists()
    lstm_course("solution", "0", "--workspace", home, answer="y\n")
    assert path.exists()


def test_classroom_in_its_folder(new_class, tmp_path, monkeypatch):
    """Does `classroom` without a name use the current class folder, and refuse elsewhere?"""
    monkeypatch.chdir(new_class.root)
    assert "students: 2" in lstm_course("classroom")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "is not a class folder" in lstm_course("classroom", code=1)


@pytest.mark.sandbox
def test_due_date(new_class, monkeypatch):
    """Is it kept by this machine's clock, left as it is without one, and an odd one refused?"""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    at = ("0", "--classroom", new_class.root)
    said = lstm_course("release", *at, "--due", "2027-01-31 23:59")
    assert "(due 2027-01-31 23:59 EST)" in said
    lstm_course("release", *at)
    with new_class.gradebook() as book:
        assert book.find_assignment(LESSON).duedate == datetime(2027, 2, 1, 4, 59)
    assert "%Y-%m-%d %H:%M" in lstm_course("release", *at, "--due", "Sunday", code=2)
    monkeypatch.undo()
    time.tzset()


def test_class_from_roster_to_grades(tmp_path, new_class):
    """Do the instructor's commands take a class through a lesson, one after the other?"""
    roster = tmp_path / "roster.csv"
    roster.write_text("id;first name;last name\nada;Ada;Okafor\nben;Ben;Larsson\ncy;Cy;Sol\n")
    said = lstm_course("classroom", new_class.root, "--roster", roster)
    assert "Students added: 1, changed: 0." in said
    assert "students: 3" in said
    assert "00_welcome 0 0 0" in said

    at = ("--classroom", new_class.root)
    assert "Released: " in lstm_course("release", "0", *at)
    inbox = tmp_path / "in"
    inbox.mkdir()
    hand_in(new_class, inbox / "ada.ipynb", ANSWERS["biasless"])
    (inbox / "ben.ipynb").write_text("{", encoding="utf-8")
    (inbox / "zoe.ipynb").write_text("{}", encoding="utf-8")
    said = lstm_course("collect", "0", "--from", inbox, *at)
    assert "New: 2 (ada, ben)" in said
    assert "Not collected, zoe.ipynb: its name contains no student of the roster." in said

    said = lstm_course("grade", "0", "--student", "ada", *at)
    assert f"ada 0 / 2 wrong {EXERCISE}: the bias is not added" in said
    assert "ben" not in said
    assert "Pages written: 1" in lstm_course("feedback", "0", *at), "ben is not graded yet"
    said = lstm_course("feedback", "0", "--student", "ben", *at, code=1)
    assert "Nothing is graded yet of ben: run" in said
    said = lstm_course("grade", "0", "--student", "nobody", *at, code=1)
    assert "nobody has submitted nothing for 00_welcome, or is not an id of this class" in said

    said = lstm_course("grade", "0", *at)
    assert f"ada 0 / 2 wrong {EXERCISE}: the bias is not added" in said
    assert "ben – / 2 unreadable The file is not a complete notebook" in said
    assert "cy – / 2 not submitted" in said
    assert "Pages written: 2" in lstm_course("feedback", "0", *at)

    grades = tmp_path / "grades.csv"
    said = lstm_course("export", "-o", grades, *at)
    assert "students: 3, lessons: 1." in said
    assert "Without a final score: 2 (unreadable: 1, not submitted: 1)." in said
    with open(grades, encoding="utf-8-sig", newline="") as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert scores == {"ada": "0.0", "ben": "", "cy": ""}
    assert "00_welcome 2 2 1" in lstm_course("classroom", new_class.root)


@pytest.mark.parametrize("layout", ["csv", "exercises", "canvas", "moodle", "lti"])
def test_export_for_each_platform(layout, demo_class, tmp_path):
    """Does the command write each format, and report how many have no final score?"""
    at = ("--classroom", demo_class.root, "--lesson", "02", "--format", layout)
    said = lstm_course("export", "-o", tmp_path / "grades", *at)
    assert f"students: {8 + CROWD}, lessons: 1." in said
    manual, limit = "needs manual grading", "resource limit exceeded"
    waiting = f"{manual}: 14, crashed, {manual}: 1, not submitted: 1, {limit}, {manual}: 1"
    assert f"Without a final score: {8 + CROWD} ({waiting}, unreadable: 1)." in said
    assert "hana" in (tmp_path / "grades").read_text(encoding="utf-8") or layout == "exercises"


def test_export_with_ids_of_the_platform(demo_class, tmp_path):
    """Is a student without a platform id named, and are the others sent under their ids?"""
    ids, at = tmp_path / "ids.csv", ("--classroom", demo_class.root, "--format", "lti")
    rows = [f"{student.id},sub-{student.id}" for student in demo_class.students()]
    ids.write_text("id,user_id\n" + "\n".join(rows), encoding="utf-8")
    lstm_course("export", "-o", tmp_path / "lti.json", "--ids", ids, *at)
    assert '"userId": "sub-ada"' in (tmp_path / "lti.json").read_text(encoding="utf-8")
    ids.write_text("id,user_id\nada,sub-ada", encoding="utf-8")
    said = lstm_course("export", "-o", tmp_path / "no.json", "--ids", ids, *at, code=1)
    assert "has no user_id in the file of ids" in said
    assert not (tmp_path / "no.json").exists()


def test_bad_roster_makes_no_class(tmp_path):
    """Is a class folder made only once the roster was read?"""
    roster = tmp_path / "roster.csv"
    roster.write_text("id\n../x\n")
    said = lstm_course("classroom", tmp_path / "class", "--roster", roster, code=1)
    assert "row 2: the id '../x' has other characters" in said
    assert not (tmp_path / "class").exists()


def test_fault_that_nobody_thought_of(new_class, monkeypatch):
    """Is an unforeseen error a sentence that says how to see its traceback?"""
    monkeypatch.setattr(status, "lesson_statuses", lambda classroom: 1 / 0)
    said = lstm_course("classroom", new_class.root, code=1)
    assert "Error: ZeroDivisionError: " in said
    assert "with LSTM_COURSE_TRACEBACK=1 in the environment it shows where." in said
    monkeypatch.setenv("LSTM_COURSE_TRACEBACK", "1")
    done = CliRunner().invoke(app, ["classroom", str(new_class.root)])
    assert isinstance(done.exception, ZeroDivisionError)


def test_unwritable_output(small_class, tmp_path):
    """Is an operating system's refusal a sentence?"""
    (tmp_path / "folder").mkdir()
    at = ("--classroom", small_class.root)
    said = lstm_course("export", "-o", tmp_path / "folder", *at, code=1)
    assert "Error: Is a directory" in said


@pytest.mark.sandbox
def test_feedback_to_upload(new_class, tmp_path):
    """Does `feedback --for` name the zip, what to announce to students, and who is missing?"""
    for student in ("ada", "ben"):
        hand_in(new_class, tmp_path / f"{student}.ipynb", ANSWERS["right"])
    at = ("--classroom", new_class.root)
    lstm_course("collect", "0", "--from", tmp_path, *at)
    lstm_course("grade", "0", *at)
    (tmp_path / "ada.ipynb").rename(tmp_path / "okaforada_1_2_00_welcome.ipynb")
    said = lstm_course("feedback", "0", "--for", tmp_path, *at)
    assert f"To upload: {new_class.root / 'feedback_00_welcome.zip'}." in said
    assert "ask students to save it as .html" in said
    assert "Not included, ben" in said
    assert "Not in it, ada" not in said
