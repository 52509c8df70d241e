"""A class folder: made, opened, filled with students, a lesson released in it."""

import sqlite3
import subprocess
import sys

import pytest

from autograde.classroom import folder as classroom
from autograde.classroom import release, roster
from autograde.classroom.folder import Student
from autograde.core.errors import CourseError
from autograde.lessons import build
from autograde.report import status
from tests.autograde.conftest import LESSON

HEADER = "id,first_name,last_name,email\n"


def write(tmp_path, data):
    path = tmp_path / "roster.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_new_class(new_class):
    """Does a new class have its settings, its gradebook and its students by last name?"""
    assert (new_class.root / "nbgrader_config.py").is_file()
    assert (new_class.root / "gradebook.db").is_file()
    assert [student.id for student in new_class.students()] == ["ben", "ada"]
    assert new_class.released() == [LESSON]


def test_nbgrader_reads_the_same_settings(new_class):
    """Do nbgrader's own commands, started in the folder, see the class?"""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "db", "student", "list"],
        cwd=new_class.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ada (Okafor, Ada)" in done.stdout + done.stderr


def test_other_folders(tmp_path):
    """Is neither a full folder taken for a class, nor a class made in it?"""
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(CourseError, match="is not a class folder: create one with"):
        classroom.load(tmp_path)
    with pytest.raises(CourseError, match="is neither empty nor a class folder"):
        classroom.make(tmp_path)


def test_broken_settings(tmp_path):
    """Is a mistake in the instructor's settings reported with the file's name?"""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config(\n")
    with pytest.raises(CourseError, match=r"nbgrader_config.py cannot be read: SyntaxError"):
        classroom.load(tmp_path)


def test_damaged_gradebook(new_class):
    """Is a gradebook that is not a database reported in a sentence?"""
    (new_class.root / "gradebook.db").write_bytes(b"not a database at all" * 99)
    with pytest.raises(
        CourseError, match=r"gradebook.db cannot be opened: file is not a database"
    ):
        new_class.students()


def test_release_holds_no_answer(new_class):
    """Is what is handed out free of answers and hidden tests, which the source has?"""
    source = new_class.notebook("source", LESSON).read_text(encoding="utf-8")
    released = new_class.notebook("release", LESSON).read_text(encoding="utf-8")
    for secret in ("BEGIN HIDDEN TESTS", "np.dot(x, w) + b"):
        assert secret in source
        assert secret not in released


def test_release_again(new_class):
    """Can a lesson be released a second time?"""
    folder = release.prepare(new_class, build.find(LESSON))
    assert (folder / f"{LESSON}.ipynb").is_file()
    assert new_class.released() == [LESSON]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_gradebook(new_class, kind):
    """Is it said in a sentence, not in SQL, that somebody else has locked the gradebook?"""
    lock = sqlite3.connect(new_class.root / "gradebook.db")
    lock.execute(f"BEGIN {kind}")
    with pytest.raises(CourseError, match=r"gradebook .*database is locked"):
        roster.enrol(new_class, [Student("cy")])
    if kind == "EXCLUSIVE":
        with pytest.raises(
            CourseError, match=r"gradebook .* cannot be opened: database is locked"
        ):
            release.prepare(new_class, build.find(LESSON))


def test_status_of_a_class(small_class):
    """Are submissions, verdicts and failures counted for each lesson?"""
    (found,) = status.lesson_statuses(small_class)
    assert (found.submitted, found.graded, found.without_score) == (9, 9, 2)


@pytest.mark.parametrize(
    "data",
    [
        HEADER + "ada,Ada,Okafor,ada@x.org\n",
        b"\xef\xbb\xbf" + (HEADER + "ada,Ada,Okafor,ada@x.org\n").encode(),
        "Email;Last Name;First Name;Student ID\r\nada@x.org;Okafor;Ada;ada\r\n",
        "username\tgiven name\tsurname\tmail\nada\tAda\tOkafor\tada@x.org\n\n",
        (HEADER + "ada,Ada,Okafor,ada@x.org\n").encode("utf-16"),
        'id,group,last_name,first_name,email\nada,3,"Okafor", Ada ,ada@x.org\n,,,,\n',
    ],
    ids=["plain", "BOM", "semicolons", "tabs", "UTF-16", "more columns"],
)
def test_roster_as_programs_write_it(tmp_path, data):
    """Is the same student read from each way of writing a roster?"""
    assert roster.read(write(tmp_path, data)) == [Student("ada", "Ada", "Okafor", "ada@x.org")]


def test_roster_in_excels_encoding(tmp_path):
    """Are umlauts read from a file that Excel saved as plain CSV?"""
    (student,) = roster.read(write(tmp_path, (HEADER + "gul,Gül,Özil,\n").encode("cp1252")))
    assert (student.first_name, student.last_name) == ("Gül", "Özil")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,email\nAda,a@x.org\n", "row 1: there is no column `id` among name, email"),
        ("", "row 1: there is no column `id` among nothing"),
        (HEADER, "has no students"),
        (HEADER + "ada,,,\n,Ben,,\n", "row 3: the id is empty"),
        (HEADER + "../x,,,\n", r"row 2: the id '../x' has other characters"),
        (HEADER + ".x,,,\n", r"row 2: the id '.x' has other characters"),
        (HEADER + "a*,,,\n", r"row 2: the id 'a\*' has other characters"),
        (HEADER + "ada,,,\nben,,,\nada,,,\n", "row 4: duplicate id 'ada', first used in row 2"),
        ("email,id\na@x.org\n", "row 2: only 1 columns, so the id is missing"),
    ],
)
def test_roster_errors_name_the_row(tmp_path, text, words):
    """Does a bad roster say which row, and what to do?"""
    with pytest.raises(CourseError, match=words):
        roster.read(write(tmp_path, text))


def test_missing_roster(tmp_path):
    """Is a roster that is not there an error in words?"""
    with pytest.raises(CourseError, match=r"none.csv cannot be read: No such file"):
        roster.read(tmp_path / "none.csv")


def test_enrol_again(new_class):
    """Are only new and changed students written, and is nobody removed?"""
    students = [Student("ada", "Ada", "Okafor"), Student("cy", "Cy", "Sol")]
    assert roster.enrol(new_class, students) == (["cy"], [])
    assert roster.enrol(new_class, [Student("ada", "Ada", "Obi")]) == ([], ["ada"])
    assert {student.id for student in new_class.students()} == {"ada", "ben", "cy"}
    (ada,) = [student for student in new_class.students() if student.id == "ada"]
    assert ada.last_name == "Obi"
