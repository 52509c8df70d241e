"""Grades as a spreadsheet gets them."""

import csv
import io
import shutil

import pytest

from autograde import classroom, demo, export, roster
from autograde.classroom import Student
from autograde.errors import CourseError
from tests.autograde.conftest import LESSON


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_and_rows(small_class, tmp_path):
    """Is there one row per student of the roster, with the columns in order?"""
    count = export.export(small_class, tmp_path / "g.csv")
    rows = read(tmp_path / "g.csv")
    assert count == len(rows) == len(small_class.students()) == 10
    assert list(rows[0]) == [
        "student_id",
        "last_name",
        "first_name",
        "email",
        "lesson",
        "score",
        "max_score",
        "status",
    ]
    assert {row["max_score"] for row in rows} == {"2.0"}


@pytest.mark.parametrize(
    ("student", "score", "status"),
    [
        ("right", "2.0", "correct"),
        ("biasless", "0.0", "wrong"),
        ("blank", "0.0", "unfinished"),
        ("exits", "", "crashed"),
        ("broken", "", "unreadable"),
        ("absent", "", "not submitted"),
    ],
)
def test_no_failure_is_a_zero(small_class, student, score, status):
    """Is a score there only if it means something, and a reason where it is not?"""
    text = export.as_csv(export.by_lesson(small_class, [LESSON]))
    (row,) = [r for r in csv.DictReader(io.StringIO(text)) if r["student_id"] == student]
    assert (row["score"], row["status"]) == (score, status)


def test_row_per_exercise(demo_class):
    """Does the long layout have each exercise's points, result and mistake?"""
    rows = export.by_exercise(demo_class, [demo.LESSON])
    mine = {row["exercise"]: row for row in rows if row["student_id"] == "cleo"}
    assert mine["sgd"]["score"] == mine["sgd"]["max_score"] == 2
    assert mine["dense-backward"]["score"] == 0
    assert mine["dense-backward"]["diagnosis"].startswith("dW is transposed")
    waiting = mine["window-is-no-memory"]
    assert (waiting["score"], waiting["status"]) == ("", "awaiting hand grading")
    assert not [row for row in rows if row["student_id"] == "hana"]


def test_hand_grading_finishes_the_status(demo_class, tmp_path):
    """Does the status change from awaiting to the verdict when a person has graded?"""
    room = classroom.load(shutil.copytree(demo_class.root, tmp_path / "class"))
    with room.gradebook() as book:
        grade = book.find_grade("window-is-no-memory", demo.LESSON, demo.LESSON, "ada")
        grade.manual_score, grade.needs_manual_grade = 3, False
        book.db.commit()
    rows = {row["student_id"]: row for row in export.by_lesson(room, [demo.LESSON])}
    assert (rows["ada"]["score"], rows["ada"]["status"]) == (18, "correct")
    assert (rows["ben"]["score"], rows["ben"]["status"]) == (15, "awaiting hand grading")


def test_late_penalty_is_taken_off(small_class, tmp_path):
    """Does the exported score have nbgrader's late penalty in it?"""
    room = classroom.load(shutil.copytree(small_class.root, tmp_path / "class"))
    with room.gradebook() as book:
        notebook = book.find_submission_notebook(LESSON, LESSON, "right")
        notebook.late_submission_penalty = 0.5
        book.db.commit()
    rows = {row["student_id"]: row for row in export.by_lesson(room, [LESSON])}
    assert rows["right"]["score"] == 1.5


def test_quoting_and_formulas(new_class, tmp_path):
    """Do commas, quotes and newlines survive, and can no name run as a formula?"""
    names = ['Ab, "Cy"', "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a=b"]
    roster.enrol(new_class, [Student(f"s{i}", "X", name) for i, name in enumerate(names)])
    export.export(new_class, tmp_path / "g.csv")
    found = {row["student_id"]: row["last_name"] for row in read(tmp_path / "g.csv")}
    expected = ['Ab, "Cy"', "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "a=b"]
    assert [found[f"s{i}"] for i in range(len(names))] == expected


def test_nothing_to_export(new_class, tmp_path):
    """Are an unknown lesson, a missing folder and an empty class told apart?"""
    with pytest.raises(CourseError, match="01_neuron has not been released"):
        export.export(new_class, tmp_path / "g.csv", lessons=["01_neuron"])
    with pytest.raises(CourseError, match=r"There is no folder .*none to write g.csv into"):
        export.export(new_class, tmp_path / "none" / "g.csv")
    with pytest.raises(CourseError, match="0 students and 0 released lessons"):
        export.export(classroom.make(tmp_path / "empty"), tmp_path / "g.csv")
