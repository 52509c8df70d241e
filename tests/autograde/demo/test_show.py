"""The end-to-end test: a class from the roster to the exported grades."""

import csv
import re

import pytest

from autograde.demo import show, synthetic
from autograde.report import screen, status
from lstm_utils import checks
from tests.autograde.conftest import CROWD

FULL = 15  # what the checks give in lesson 02; three more points are given manually
POINTS = {"cross-entropy": 4, "dense-backward": 4, "mlp-loss-and-grads": 5, "sgd": 2}


@pytest.fixture
def rows(demo_folder):
    with open(demo_folder / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def page(room, student):
    return room.notebook("feedback", show.LESSON, student).with_suffix(".html")


def record(room, student):
    return status.current(room, show.LESSON, student)


def test_everybody_is_there(rows):
    """Has each student exactly one row, umlauts and apostrophes whole?"""
    first = ["ada", "ben", "cleo", "dev", "eva", "finn", "guel", "hana"]
    assert sorted(rows) == [*first, *(f"s{n:03}" for n in range(CROWD))]
    assert rows["guel"]["first_name"] + rows["guel"]["last_name"] == "GülÖztürk"
    assert rows["finn"]["last_name"] == "O'Brien"
    assert {row["max_score"] for row in rows.values()} == {str(FULL + 3.0)}


@pytest.mark.parametrize("student", ["ada", "ben", "guel"])
def test_right_answers(demo_class, rows, student):
    """Do right answers get full points: as taught, differently written, and repaired?"""
    assert record(demo_class, student).verdict == "correct"
    assert float(rows[student]["score"]) == FULL
    assert rows[student]["status"] == "needs manual grading"


@pytest.mark.parametrize("student", show.MISTAKES)
def test_known_mistakes(demo_class, rows, student):
    """Does each known mistake cost its own points, no others, and is it named?"""
    exercise, start = show.MISTAKES[student]
    found = record(demo_class, student)
    assert found.verdict == "wrong"
    assert float(rows[student]["score"]) == FULL - POINTS[exercise]
    assert [r.exercise for r in found.results if not (r.passed or r.manual)] == [exercise]
    (diagnosis,) = found.diagnoses
    assert diagnosis.startswith(start)
    assert diagnosis in {mistake.diagnosis for mistake in checks.get(exercise).mistakes}


def test_unfinished(demo_class, rows):
    """Does what is not written cost its points and nothing more?"""
    found = record(demo_class, "finn")
    assert found.verdict == "unfinished"
    missing = [r.exercise for r in found.results if r.status == "not written"]
    assert missing == list(show.NOT_WRITTEN)
    assert float(rows["finn"]["score"]) == FULL - sum(POINTS[name] for name in missing)


def test_split_cell(demo_class):
    """Do both halves of a split answer run, and does the report mention it?"""
    assert record(demo_class, "ada").repairs == (
        "The answer 'sgd' was in 2 cells: they ran in order.",
    )


def test_duplicated_test_cell(demo_class):
    """Is the second copy of a test cell dropped, and reported to the student?"""
    assert record(demo_class, "guel").repairs == (
        "The test cell 'cross-entropy-tests' had 2 copies: the lesson's own was used.",
    )


def test_corrupt_file(demo_class, rows):
    """Has a broken file no score at all, and a status that says why?"""
    assert (rows["hana"]["score"], rows["hana"]["status"]) == ("", "unreadable")
    assert "breaks off or is damaged" in record(demo_class, "hana").message


def test_feedback_for_everybody(demo_class):
    """Does everybody get a page, also those who could not be graded?"""
    for student in ("ada", "cleo", "hana"):
        assert "<h1>" in page(demo_class, student).read_text(encoding="utf-8")


def test_points_of_the_lesson(demo_class):
    """Do the numbers above still belong to the lesson?"""
    points = {r.exercise: r.max_points for r in record(demo_class, "ada").results}
    assert points == POINTS | {"window-is-no-memory": 3}


VERDICTS = {
    "crashes": "crashed",
    "loops": "resource limit exceeded",
    "hostile": "wrong",
    "late": "correct",
    "absent": "not submitted",
    "unfinished": "unfinished",
    "mistake": "wrong",
    "right": "correct",
}


def test_more_students(demo_class):
    """Does each kind of made-up student come out as it should in a larger class?"""
    grades = {grade.student.id: grade for grade in status.grades(demo_class, [show.LESSON])}
    assert len(grades) == 8 + CROWD
    crowd = synthetic.crowd(show.LESSON, CROWD, show._right())
    assert set(VERDICTS) == {one.kind for one in crowd}
    for one in crowd:
        grade = grades[one.student.id]
        points = grade.points
        assert grade.report.verdict == VERDICTS[one.kind], one.student.id
        assert (points.penalty == FULL / 4) == (one.kind == "late")
        assert (points.score == FULL) == (one.kind == "right")
        assert page(demo_class, one.student.id).is_file() == (one.kind != "absent")
        if one.kind == "mistake":
            (diagnosis,) = grade.report.diagnoses
            assert diagnosis
    assert grades["ada"].points.score == FULL, "the hostile one reached the others"
    crashed = page(demo_class, "s000").read_text(encoding="utf-8")
    manual = FULL + 3 - grades["s000"].points.score
    assert f"Up to {manual:g} more points are graded manually." in crashed


def test_grades_on_the_screen(demo_class, capsys, monkeypatch):
    """Are grades and pages shown, and of a class that is too large who has no usual result?"""
    grades = status.grades(demo_class, [show.LESSON])
    pages = {grade.student.id: page(demo_class, grade.student.id) for grade in grades}
    pages = {student: path for student, path in pages.items() if path.exists()}
    screen.grades(grades)
    screen.pages(grades, pages)
    said = capsys.readouterr().out
    assert "not submitted" in said
    assert str(pages["hana"]) in said.replace("\n", "")
    monkeypatch.setattr(screen, "MOST_ROWS", len(grades) - 1)
    screen.grades(grades)
    said = capsys.readouterr().out
    assert "crashed 1 " in " ".join(said.split())
    assert re.findall(r"^ (\w+) +\S+ / 18", said, re.M) == ["hana", "s000", "s001"]


def test_progress_into_a_file(capfd):
    """Is nothing of a bar, not even empty lines, left where no terminal shows it?"""
    with screen.progress("Grading", 2) as step:
        step()
    assert capfd.readouterr() == ("", "")


def test_a_hundred_made_up():
    """Are a hundred students mostly right or nearly, and the same each time?"""
    right = show._right()
    crowd = synthetic.crowd(show.LESSON, 92, right)
    assert crowd == synthetic.crowd(show.LESSON, 92, right)
    assert len({one.student.id for one in crowd}) == 92
    kinds = [one.kind for one in crowd]
    assert all(kinds.count(kind) == 1 for kind in ("crashes", "loops", "hostile"))
    assert kinds.count("right") + kinds.count("mistake") > 60
    mistakes = {str(one.answers) for one in crowd if one.kind == "mistake"}
    assert len(mistakes) > 20
