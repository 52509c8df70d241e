"""What grading says about each kind of submission, and what it leaves alone."""

import shutil

import pytest

from autograde import classroom, collect, demo, grading, verdicts
from autograde.errors import CourseError
from autograde.verdicts import Record
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
        ("loops", "wrong", 0),
        ("stubborn", "wrong", 0),
    ],
)
def test_scored(small_class, student, verdict, score):
    """Does each answer get its verdict and its points, a noisy right one full points?"""
    assert grading.status(small_class, LESSON, student).verdict == verdict
    assert score_of(small_class, student)[0] == score


@pytest.mark.parametrize(
    ("student", "verdict", "words"),
    [
        ("exits", "crashed", "cell 'weighted-sum': the Python process ended"),
        ("broken", "unreadable", "breaks off or is damaged at line 1"),
        ("absent", "not submitted", ""),
    ],
)
def test_without_score(small_class, student, verdict, words):
    """Is it said in words why there is no score?"""
    record = grading.status(small_class, LESSON, student)
    assert record.verdict == verdict
    assert words in record.message
    assert not record.scored


@pytest.mark.parametrize(
    ("student", "status", "words"),
    [
        ("biasless", "wrong value", "the bias is not added"),
        ("blank", "not written", ""),
        ("syntax", "raised", "SyntaxError: expected ':' (line 1 of the cell)"),
        ("loops", "too slow", "stopped after 4 s: a loop that does not end?"),
        ("stubborn", "too slow", "stopped after 4 s"),
        ("right", "passed", "✓ weighted-sum: all"),
    ],
)
def test_result_of_exercise(small_class, student, status, words):
    """Does the exercise's row say what the check, or Python, said?"""
    (result,) = grading.status(small_class, LESSON, student).results
    assert result.status == status
    assert words in result.message
    assert result.points == 2


def test_named_mistake(small_class):
    """Is the known mistake kept apart from the rest of the message?"""
    (diagnosis,) = grading.status(small_class, LESSON, "biasless").diagnoses
    assert diagnosis.startswith("the bias is not added")


def test_regrading(new_class, tmp_path):
    """Is what did not change left alone, and what changed graded anew?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["biasless"])
    collect.from_folder(new_class, LESSON, tmp_path)
    (first,) = grading.grade(new_class, LESSON)
    (again,) = grading.grade(new_class, LESSON)
    assert again == first
    (forced,) = grading.grade(new_class, LESSON, force=True)
    assert (forced.verdict, forced.results) == (first.verdict, first.results)

    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    assert collect.from_folder(new_class, LESSON, tmp_path).replaced == ["ada"]
    assert grading.status(new_class, LESSON, "ada").verdict == verdicts.NOT_GRADED
    (better,) = grading.grade(new_class, LESSON)
    assert better.verdict == "correct"
    assert score_of(new_class, "ada")[0] == 2

    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["exits"])
    collect.from_folder(new_class, LESSON, tmp_path)
    (crashed,) = grading.grade(new_class, LESSON)
    assert crashed.verdict == "crashed"
    assert score_of(new_class, "ada")[1] == [None], "points of an older submission stayed"


def test_fault_of_the_grader(new_class, tmp_path):
    """Is a lesson whose own cell fails the grader's fault, and graded again next time?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    collect.from_folder(new_class, LESSON, tmp_path)
    released = new_class.notebook("release", LESSON)
    whole = released.read_text(encoding="utf-8")
    broken = whole.replace("import numpy as np", "import no_such_library", 1)
    released.write_text(broken, encoding="utf-8")
    (record,) = grading.grade(new_class, LESSON)
    assert record.verdict == verdicts.FAULT
    assert "No module named 'no_such_library'" in record.message
    released.write_text(whole, encoding="utf-8")
    (record,) = grading.grade(new_class, LESSON)
    assert record.verdict == "correct"


def test_hand_given_points_survive(demo_class, tmp_path):
    """Do points that a person gave stay when the notebook is graded again?"""
    room = classroom.load(shutil.copytree(demo_class.root, tmp_path / "class"))
    question, lesson = "window-is-no-memory", demo.LESSON
    with room.gradebook() as book:
        grade = book.find_grade(question, lesson, lesson, "ben")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    grading.grade(room, lesson, ["ben"], force=True)
    with room.gradebook() as book:
        assert book.find_grade(question, lesson, lesson, "ben").manual_score == 2.5


def test_nothing_to_grade(new_class):
    """Are a lesson that was not released and a student who submitted nothing named?"""
    with pytest.raises(CourseError, match=r"01_neuron has not been released in .*class"):
        grading.grade(new_class, "01_neuron")
    with pytest.raises(CourseError, match="ben has submitted nothing for 00_welcome"):
        grading.grade(new_class, LESSON, ["ben"])
    assert grading.grade(new_class, LESSON) == []


def test_record_survives_the_disk(tmp_path):
    """Does a saved record come back equal, and a missing one as None?"""
    result = verdicts.Result("sgd", 2.0, "wrong value", "uphill — “wrong”", "a\nb")
    record = Record("gül", LESSON, "wrong", "", (result,), ("put back",), "ab12", "now")
    verdicts.save(tmp_path, record)
    assert verdicts.load(tmp_path, LESSON, "gül") == record
    assert verdicts.load(tmp_path, LESSON, "ada") is None


def test_interrupted_write_leaves_the_old_file(tmp_path):
    """Is a file either old or new, also when writing fails half-way?"""
    path = tmp_path / "a.json"
    verdicts.write_whole(path, "old")
    with pytest.raises(TypeError):
        verdicts.write_whole(path, 7)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
