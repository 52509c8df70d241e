"""Everyday exceptions, as an instructor types them: drop, extend, pair, use, and the record."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from autograde.classroom import exceptions, folder, roster
from autograde.classroom.folder import Student
from autograde.collect import earlier
from autograde.core.errors import CourseError
from tests.autograde.conftest import ANSWERS, LESSON, hand_in
from tests.autograde.guide import commands
from tests.autograde.test_cli import lstm_course

PER_DAY = """
c.AssignLatePenalties.plugin_class = "autograde.late.PerDay"
c.PerDay.percent = 25
"""
IDS = ("ada", "ben", "cy", "dora", "eli")
pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("exceptions")]


class Class:
    """A class on lesson 00, due two days ago; everything by command."""

    def __init__(self, path, blank):
        self.inbox, self.root = path / "in", shutil.copytree(blank, path / "class")
        self.inbox.mkdir()
        with (self.root / "nbgrader_config.py").open("a") as config:
            config.write(PER_DAY)
        self.room = folder.load(self.root)
        roster.enrol(self.room, [Student(name, name.title(), "X") for name in IDS])
        self.due = datetime.now(UTC) - timedelta(days=2)
        with self.room.gradebook() as book:
            book.update_or_create_assignment(LESSON, duedate=self.due.replace(tzinfo=None))

    def run(self, *words, code=0):
        return lstm_course(*words, "--classroom", self.root, code=code)

    def student(self, *words, code=0):
        return self.run("student", *words, code=code)

    def send(self, student, answer, days=0):
        """Collect a file, as if it had come so many days after the due date."""
        hand_in(self.room, self.inbox / f"{student}.ipynb", ANSWERS[answer])
        said = self.run("collect", LESSON, "--from", self.inbox)
        notebook = self.room.notebook("submitted", LESSON, student)
        when = self.due + timedelta(days=days)
        notebook.with_name("timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S.%f} UTC")
        return said

    def scores(self):
        """Return score and penalty of each student as exported."""
        self.run("export", "-o", self.root / "grades.csv")
        with (self.root / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["student_id"]: (row["score"], row["late_penalty"]) for row in rows}

    def local(self, days):
        return f"{(self.due + timedelta(days=days)).astimezone():%Y-%m-%d %H:%M}"


@pytest.fixture(scope="module")
def course(tmp_path_factory, _blank_class):
    made = Class(tmp_path_factory.mktemp("exceptions"), _blank_class)
    made.send("ada", "right", days=1.5)
    made.send("ben", "right", days=1.5)
    made.run("grade", LESSON)
    return made


def test_an_extension_after_grading(course):
    """Does a later due date take the penalty of one student off, and is it taken back?"""
    assert course.scores()["ada"] == ("1.0", "1.0")
    said = course.student("extend", "ada", "0", course.local(3), "--note", "ill")
    assert f"ada may hand in {LESSON} until {course.local(3)}" in said
    with course.room.gradebook() as book:
        found = {
            s.student.id: s.late_submission_penalty for s in book.assignment_submissions(LESSON)
        }
    assert found == {"ada": 0.0, "ben": 1.0}, "formgrader reads this"
    assert course.scores()["ada"] == ("2.0", "0.0")
    course.run("grade", LESSON, "--force")
    assert course.scores()["ada"] == ("2.0", "0.0")
    said = course.student("extend", "ada", "0", course.local(-9))
    assert f"until {course.local(0)}" in said, "never less time than the class"
    assert course.scores()["ada"] == ("1.0", "1.0")


def test_a_pair_submits_once(course):
    """Do both have the score, the penalty by the later date, and the page with both names?"""
    course.send("cy", "biasless", days=-0.5)
    course.student("pair", "cy", "dora", "--lesson", "0")
    course.run("grade", LESSON)
    said = course.run("feedback", LESSON)
    assert "Pages written: 4" in said
    pages = [
        course.room.notebook("feedback", LESSON, name).with_suffix(".html")
        for name in ("cy", "dora")
    ]
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert "Feedback for Cy X and Dora X" in pages[1].read_text("utf-8")
    scores = course.scores()
    assert scores["cy"] == scores["dora"] == ("0.0", "0.0")
    course.send("dora", "right", days=1.5)
    course.run("grade", LESSON)
    assert course.scores()["dora"] == ("0.0", "0.0"), "the one in time counts"
    course.student("extend", "cy", "0", course.local(2))
    scores = course.scores()
    assert scores["cy"] == scores["dora"] == ("2.0", "0.0"), "both have the later date"
    course.student("unpair", "dora", "--lesson", "0")
    scores = course.scores()
    assert (scores["cy"], scores["dora"]) == (("0.0", "0.0"), ("1.0", "1.0"))


def test_a_late_resubmission(course):
    """Is the earlier submission kept, does either count on request, and is it not undone?"""
    course.send("eli", "right", days=-1)
    said = course.send("eli", "biasless", days=0.5)
    assert "Replaced: 1 (eli)" in said
    assert "eli has submissions of" in said
    assert "late, counts" in said
    course.run("grade", LESSON)
    assert course.scores()["eli"] == ("0.0", "0.0")
    early = f"{(course.due - timedelta(days=1)).astimezone():%Y-%m-%d %H:%M:%S}"
    assert course.student("use", "eli", "0").startswith(early)
    course.student("use", "eli", "0", early)
    course.run("grade", LESSON)
    assert course.scores()["eli"] == ("2.0", "0.0")
    said = course.run("collect", LESSON, "--from", course.inbox)
    assert "Replaced" not in said, "the choice stays"
    said = course.student("use", "eli", "0", "1999", code=1)
    assert (
        f"0 submissions of eli for {LESSON} have the time '1999': expected one of {early}"
        in said
    )
    assert "Replaced: 1 (eli)" in course.send("eli", "noisy"), "a new file replaces the choice"


def test_dropped_and_back(course, tmp_path):
    """Does a dropped student leave exports and the status, keep the record, and come back?"""
    assert "Dropped: ben" in course.student("drop", "ben", "--note", "left")
    assert set(course.scores()) == {*IDS} - {"ben"}
    page = tmp_path / "class.html"
    course.run("export", "-o", page, "--format", "page")
    assert "4 students" in page.read_text("utf-8")
    assert course.room.notebook("submitted", LESSON, "ben").exists()
    with course.room.gradebook() as book:
        assert book.find_submission(LESSON, "ben").score == 2
    new = tmp_path / "roster.csv"
    new.write_text(
        "id,first_name,last_name\n" + "".join(f"{n},{n.title()},X\n" for n in IDS[1:4])
    )
    said = lstm_course("classroom", course.root, "--roster", new)
    assert "Not in this roster: 2 (ada, eli)" in said
    assert "In this roster, but dropped: ben" in said
    assert "students: 4 (1 dropped)" in said
    course.student("restore", "ben")
    assert set(course.scores()) == {*IDS}


def test_the_record(course):
    """Is each decision one line with time, user and reason, and a damaged line named?"""
    course.student("drop", "ada", "--note", "=moved abroad")
    course.student("restore", "ada")
    said = course.student("log", "ada")
    assert "drop ada (=moved abroad)" in said
    path = course.root / exceptions.NAME
    line = json.loads(path.read_text("utf-8").splitlines()[-1])
    assert (line["action"], line["students"]) == ("restore", ["ada"])
    assert datetime.fromisoformat(line["at"]) > datetime.now(UTC) - timedelta(minutes=5)
    assert line["by"]
    before = path.read_bytes()
    path.write_bytes(before + b'{"action": "dro')
    with pytest.raises(CourseError, match=r"exceptions.jsonl, line \d+ is damaged"):
        exceptions.load(course.root)
    path.write_bytes(before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drop", "adda"), "No student of this class has the id 'adda'; did you mean \"ada\"?"),
        (("pair", "ada", "zoe"), "No student of this class has the id 'zoe'."),
        (("extend", "ada", "2", "2027-01-31 23:59"), "02_feedforward has not been released"),
    ],
)
def test_what_cannot_be_decided(course, words, said):
    """Is a wrong id, or a lesson without a date, an error that leaves no line?"""
    before = exceptions.history(course.root)
    assert said in course.student(*words, code=1)
    assert exceptions.history(course.root) == before
    assert "name at least two" in course.student("pair", "ada", code=2)


def test_an_extension_without_a_due_date(new_class):
    """Is it explained how to set one?"""
    words = ("student", "extend", "ada", "0", "2027-01-31 23:59", "--classroom", new_class.root)
    assert f"{LESSON} has no due date" in lstm_course(*words, code=1)


def test_the_guide(course):
    """Does each command of the guide's section run as it is written there?"""
    (counts,) = (v for v in earlier.versions(course.room, LESSON, "ada") if v.counts)
    for words in commands("Exceptions for single students"):
        course.run(*(counts.name if word == "2027-01-31 21:14" else word for word in words))
    said = course.student("log", "ada")
    assert f"extend ada {LESSON} until 2027-02-07 23:59:00 (ill, certificate seen)" in said


def groups(*lines):
    found = exceptions.Exceptions()
    for action, ids, lesson in lines:
        found.take(exceptions.Decision(action, tuple(ids), lesson))
    return lambda student, lesson: set(found.members(student, lesson))


def test_pairs_of_all_lessons_and_of_one():
    """Does a pair of one lesson go before that of all lessons, and nobody stay in two?"""
    together = groups(("pair", "ab", ""), ("pair", "bc", "02"), ("pair", "cd", ""))
    assert together("a", "01") == {*"ab"}
    assert together("a", "02") == {"a"}
    assert together("b", "02") == together("c", "02") == {*"bc"}
    assert together("d", "02") == {"d"}
    together = groups(("pair", "abc", ""), ("pair", "ad", ""))
    assert together("b", "01") == {*"bc"}
    assert together("a", "01") == {*"ad"}
    together = groups(("pair", "ab", ""), ("unpair", "a", "02"))
    assert (together("a", "02"), together("b", "02")) == ({"a"}, {"b"})
    assert together("b", "01") == {*"ab"}
