"""Manual grading by question: who gets which answer, and what is written."""

import subprocess
import sys
from subprocess import PIPE

import pytest
from nbgrader.api import Base, Gradebook

from autograde.classroom import exceptions
from autograde.classroom import folder as classrooms
from autograde.classroom.exceptions import Decision
from autograde.core.errors import CourseError
from autograde.demo import show
from autograde.grade.gradebook import ChangedError
from autograde.marking import desk
from autograde.report import status

QUESTION = "window-is-no-memory"
FULL = [1.0, 1.0, 1.0]
GRADER = """
import sys
from pathlib import Path
from autograde.classroom import folder
from autograde.demo.show import LESSON
from autograde.marking import questions
from autograde.marking.marking import Marking

room = folder.load(Path(sys.argv[1]))
(question,) = questions.of_lesson(room, LESSON)
mine = Marking(room, LESSON, question, sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
answer = mine.next()
while answer:
    mine.save(answer.key, [1.0, 1.0, 1.0], 3.0, "", answer.points)
    print(mine._student(answer.key), flush=True)
    answer = mine.next(after=answer.key)
"""


def waiting(room):
    """Return the students with an answer in prose that waits for a person."""
    grades = status.grades(room, [show.LESSON])
    cells = {g.student.id: g.points.cells.get(QUESTION) for g in grades}
    return {student for student, cell in cells.items() if cell and cell.score is None}


def booked(room, student):
    """Return score, comment and whether a person is still needed, as the gradebook has it."""
    with room.gradebook() as book:
        grade = book.find_grade(QUESTION, show.LESSON, show.LESSON, student)
        comment = book.find_comment(QUESTION, show.LESSON, show.LESSON, student)
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade


def test_two_graders_share_the_answers(room, grader):
    """Do two graders in turn get different answers, together all that wait, and none twice?"""
    before, got = waiting(room), {"ada": [], "ben": []}
    graders = {name: grader(name) for name in got}
    answers = {name: each.next() for name, each in graders.items()}
    assert len(before) > 8
    while any(answers.values()):
        for name, answer in answers.items():
            if answer is not None:
                mine = graders[name]
                got[name].append(mine._student(answer.key))
                mine.save(answer.key, FULL, 3.0, "", answer.points)
                answers[name] = mine.next(after=answer.key)
    assert sorted(got["ada"] + got["ben"]) == sorted(before)
    assert abs(len(got["ada"]) - len(got["ben"])) <= 1
    assert waiting(room) == set()
    done = graders["ada"].progress()
    assert (done.graded, done.taken) == (done.total, 0)
    assert done.by == {name: len(students) for name, students in got.items()}


def moved(room, database):
    """Return the class with its gradebook in another database."""
    target = Gradebook(database, room.api.course_id)
    with (
        room.gradebook() as book,
        target,
        book.engine.connect() as source,
        target.engine.begin() as copy,
    ):
        for table in reversed(Base.metadata.sorted_tables):
            copy.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row._mapping) for row in source.execute(table.select())]:
                copy.execute(table.insert(), rows)
    with (room.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {database!r}\n")
    return classrooms.load(room.root)


@pytest.mark.long
def test_two_graders_at_once_on_postgresql_lose_nothing(room, postgres):
    """Is every answer graded once, and each mark kept, while two people grade at once?"""
    room = moved(room, postgres)
    before = waiting(room)
    command = [sys.executable, "-c", GRADER, str(room.root)]
    graders = [
        subprocess.Popen([*command, name], stdin=PIPE, stdout=PIPE, text=True)
        for name in ("ada", "ben")
    ]
    assert [grader.stdout.readline() for grader in graders] == ["ready\n"] * 2
    for grader in graders:
        print(file=grader.stdin, flush=True)
    got = [grader.communicate()[0].split() for grader in graders]
    assert [grader.returncode for grader in graders] == [0, 0]
    assert sorted(got[0] + got[1]) == sorted(before)
    assert all(got), "one had finished before the other began"
    assert waiting(room) == set()
    assert {booked(room, student)[0] for student in before} == {3.0}


def test_what_a_grader_gives_is_booked(room, grader):
    """Are points and comment in the gradebook, with the late penalty of the new score?"""
    mine = grader("ada")
    with room.gradebook() as book:
        (student,) = (
            entry.student.id
            for entry in book.assignment_submissions(show.LESSON)
            if entry.total_seconds_late > 0
        )
        before = book.find_submission(show.LESSON, student)
        score, penalty = before.score, before.late_submission_penalty
    answer = mine.open(mine._key(student))
    mine.save(answer.key, [1.0, 0.5, 0.0], 1.5, "Which lesson?", None)
    points, comment, needed = booked(room, student)
    assert (points, needed) == (1.5, False)
    first, second, third = comment.splitlines()
    assert first.startswith("0.5 of 1: a second, different reason")
    assert second.startswith("0 of 1: a network needs a state")
    assert third == "Which lesson?"
    with room.gradebook() as book:
        entry = book.find_submission(show.LESSON, student)
        assert entry.score == score + 1.5
        assert entry.late_submission_penalty == penalty + 0.25 * 1.5, "one day late"
    again = mine.open(answer.key)
    assert (again.choice.items, again.choice.words) == ((1.0, 0.5, 0.0), "Which lesson?")
    assert mine.reusable() == ["Which lesson?"]


def test_what_counts_for_nobody_is_not_shown(room, grader):
    """Is the answer of a dropped student left out, and of a pair only one answer shown?"""
    one, two, three, *others = sorted(waiting(room))
    exceptions.decide(room.root, Decision("drop", (one,)))
    exceptions.decide(room.root, Decision("pair", (two, three)))
    shown = {each.student for each in grader("ada")._booked()}
    assert one not in shown
    assert len(shown & {two, three}) == 1
    assert shown >= {*others}


def test_nothing_names_the_student(room, grader):
    """Does an answer come without a name, and do two graders see other keys, in one order?"""
    first, second = grader("ada"), grader("ben")
    a, b = first.next(), second.next()
    assert first._student(a.key) not in str(a)
    second.leave()
    first.leave()
    assert first.next().key == a.key
    first.leave()
    same = second.next()
    assert second._student(same.key) == first._student(a.key)
    assert same.key not in (a.key, b.key)


def test_skipped_answers_come_back_last(room, grader):
    """Does a skipped answer return after all the others?"""
    mine = grader("ada")
    seen, answer = [], mine.next()
    for _ in range(2 * len(waiting(room))):
        seen.append(answer.key)
        answer = mine.next(after=answer.key)
    half = len(seen) // 2
    assert len(set(seen)) == half
    assert seen[:half] == seen[half:]


def test_a_change_at_the_same_time_is_reported(room, grader):
    """Is nothing overwritten that another grader gave since the answer was opened?"""
    mine = grader("ada")
    answer = mine.next()
    student = mine._student(answer.key)
    with room.gradebook() as book:  # as formgrader does
        grade = book.find_grade(QUESTION, show.LESSON, show.LESSON, student)
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    with pytest.raises(ChangedError, match=r"another person: 2 points"):
        mine.save(answer.key, FULL, 3.0, "mine", answer.points)
    assert booked(room, student) == (2.0, None, False)
    found = mine.open(answer.key)
    assert (found.points, found.waits, found.choice) == (2.0, False, None)
    mine.save(answer.key, FULL, 3.0, "mine", found.points)
    assert booked(room, student)[:2] == (3.0, "mine")


def test_a_reservation_ends(room, grader, monkeypatch):
    """Can another grader have an answer as soon as its reservation has lapsed, not before?"""
    mine, other = grader("ada"), grader("ben")
    answer = mine.next()
    student = mine._student(answer.key)
    assert other.next() is not None
    key = other._key(student)
    with pytest.raises(CourseError, match="Another grader"):
        other.open(key)
    monkeypatch.setattr(desk, "MINUTES", -1)
    mine.open(answer.key)
    assert other.open(key).key == key


def test_answers_of_newer_submissions_wait_for_grade(room, grader):
    """Is the answer of a submission left out that was replaced and not graded again?"""
    mine = grader("ada")
    students = [mine._student(mine.next().key)]
    path = room.notebook("submitted", show.LESSON, students[0])
    path.write_bytes(path.read_bytes() + b"\n")
    mine.leave()
    assert mine._student(mine.next().key) not in students
    assert mine.outdated() == 1


@pytest.mark.parametrize(
    ("items", "points"),
    [(FULL, 3.5), (FULL, -1.0), (FULL, float("nan")), ([2, 0, 0], 2), ([], 1)],
)
def test_impossible_points_are_refused(room, grader, items, points):
    """Are points refused that the question or one of its items does not have?"""
    mine = grader("ada")
    answer = mine.next()
    with pytest.raises(CourseError):
        mine.save(answer.key, items, points, "", answer.points)
    assert booked(room, mine._student(answer.key)) == (None, None, True)
