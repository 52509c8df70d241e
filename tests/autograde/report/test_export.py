"""Grades as a spreadsheet and a learning platform get them."""

import csv
import io
import json
import re
import shutil
from datetime import datetime, timedelta

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograde.classroom import folder, roster
from autograde.classroom.folder import Student
from autograde.collect import submissions
from autograde.core import reports, verdicts
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.demo import show
from autograde.grade import batch
from autograde.report import export, feedback, platforms
from autograde.report import status as standing
from autograde.report.status import Grade, Points
from lstm_utils.checks import Result
from tests.autograde.conftest import ANSWERS, CROWD, LESSON, hand_in

QUESTION = "window-is-no-memory"
QUARTER = """
from nbgrader.plugins import LateSubmissionPlugin
class Quarter(LateSubmissionPlugin):
    def late_submission_penalty(self, student, score, seconds):
        return score / 4
c.AssignLatePenalties.plugin_class = Quarter
"""
SCORE = {  # LTI Assignment and Grade Services 2.0, 3.4.8: the score
    "type": "object",
    "required": ["userId", "timestamp", "activityProgress", "gradingProgress"],
    "properties": {
        "userId": {"type": "string", "minLength": 1},
        "timestamp": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$",
        },
        "scoreGiven": {"type": "number", "minimum": 0},
        "scoreMaximum": {"type": "number", "exclusiveMinimum": 0},
        "comment": {"type": "string", "minLength": 1},
        "activityProgress": {
            "enum": ["Initialized", "Started", "InProgress", "Submitted", "Completed"]
        },
        "gradingProgress": {
            "enum": ["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]
        },
    },
    "patternProperties": {"^https://": {"type": "object"}},
    "additionalProperties": False,
    "dependentRequired": {"scoreGiven": ["scoreMaximum"]},
}


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def copy(room, tmp_path):
    return folder.load(shutil.copytree(room.root, tmp_path / "class"))


def grade_of(room, student, lesson=LESSON):
    (found,) = [g for g in standing.grades(room, [lesson]) if g.student.id == student]
    return found


def give(room, lesson, student, marks):
    """Grade cells manually, as formgrader does."""
    with room.gradebook() as book:
        for cell, mark in marks.items():
            grade = book.find_grade(cell, lesson, lesson, student)
            grade.manual_score, grade.needs_manual_grade = mark, False
        book.db.commit()


def as_canvas_reads(data):
    """Return scores by student and lesson, read by the rules of Canvas's importer."""
    header, most, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in most[0]
    assert all(float(cell) > 0 for cell in most[5:])
    assert not any(row[1] for row in rows), "a number in ID is a user of Canvas"
    scores = {row[2]: dict(zip(header[5:], row[5:], strict=True)) for row in rows}
    assert scores == {row[3]: dict(zip(header[5:], row[5:], strict=True)) for row in rows}
    return scores


def as_old_moodle_reads(data, key="ID number"):
    """Return scores by student and lesson; an empty cell of a new column is a 0 there."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    names = ("First name", "Last name", "ID number", "Email address")
    return {
        row[key]: {
            name: "" if value == "-" else str(float(value or 0)).removesuffix(".0")
            for name, value in row.items()
            if name not in names
        }
        for row in rows
    }


def exported(room, path, layout, **options):
    export.write(room, path, layout, **options)
    return path.read_bytes()


def test_columns_and_rows(small_class, tmp_path):
    """Is there one row per student of the roster, with the columns in order?"""
    grades = export.write(small_class, tmp_path / "g.csv")
    rows = read(tmp_path / "g.csv")
    assert len(grades) == len(rows) == len(small_class.students()) == 10
    assert list(rows[0]) == [
        "student_id",
        "last_name",
        "first_name",
        "email",
        "lesson",
        "score",
        "late_penalty",
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
    text = export.as_csv(export.lesson_rows(standing.grades(small_class, [LESSON])))
    (row,) = [r for r in csv.DictReader(io.StringIO(text)) if r["student_id"] == student]
    assert (row["score"], row["status"]) == (score, status)
    assert row["late_penalty"] == ("0.0" if score else "")


def test_row_per_exercise(demo_class):
    """Does the long layout have each exercise's points, result and mistake?"""
    rows = export.exercise_rows(standing.grades(demo_class, [show.LESSON]))
    mine = {row["exercise"]: row for row in rows if row["student_id"] == "cleo"}
    assert mine["sgd"]["score"] == mine["sgd"]["max_score"] == 2
    assert mine["dense-backward"]["score"] == 0
    assert mine["dense-backward"]["diagnosis"].startswith("dW is transposed")
    waiting = mine[QUESTION]
    assert (waiting["score"], waiting["status"]) == ("", "needs manual grading")
    assert not [row for row in rows if row["student_id"] == "hana"]
    assert export.as_csv([], export.EXERCISE).strip() == ",".join(rows[0]), "nothing graded"


def test_hand_grading_finishes_the_status(demo_class, tmp_path):
    """Does the status change from awaiting to the verdict when a person has graded?"""
    room = copy(demo_class, tmp_path)
    give(room, show.LESSON, "ada", {QUESTION: 3})
    rows = {
        row["student_id"]: row
        for row in export.lesson_rows(standing.grades(room, [show.LESSON]))
    }
    assert (rows["ada"]["score"], rows["ada"]["status"]) == (18, "correct")
    assert (rows["ben"]["score"], rows["ben"]["status"]) == (15, "needs manual grading")


def test_a_crash_graded_manually(small_class, tmp_path):
    """Do points that a person gave for a crash count, in the export and on the page?"""
    room = copy(small_class, tmp_path)
    before = {s.lesson: s.without_score for s in standing.lesson_statuses(room)}
    give(room, LESSON, "exits", {"weighted-sum-tests": 1.5})
    points = grade_of(room, "exits").points
    assert (points.score, points.status, points.final) == (1.5, "graded manually", True)
    assert standing.lesson_statuses(room)[0].without_score == before[LESSON] - 1
    page = (
        feedback.write_pages(room, LESSON, ["exits"]).pages["exits"].read_text(encoding="utf-8")
    )
    assert "An instructor graded this manually." in page
    assert "<b>1.5</b><span> of 2 points" in page


def test_an_unreadable_file_graded_manually(demo_class, tmp_path):
    """Does what a person gave count at once, and is it final when nothing waits any more?"""
    room, lesson = copy(demo_class, tmp_path), show.LESSON
    with room.gradebook() as book:
        book.add_submission(lesson, "hana")
    assert grade_of(room, "hana", lesson).points == Points("unreadable")
    give(room, lesson, "hana", {QUESTION: 2.5})
    points = grade_of(room, "hana", lesson).points
    assert (points.score, points.status) == (2.5, "unreadable, needs manual grading")
    rows = export.exercise_rows([grade_of(room, "hana", lesson)])
    found = {row["exercise"]: (row["score"], row["status"]) for row in rows}
    assert found[QUESTION] == (2.5, "graded manually")
    assert found["sgd"] == ("", "needs manual grading")
    give(room, lesson, "hana", dict.fromkeys((c for c in points.cells if c != QUESTION), 1))
    points = grade_of(room, "hana", lesson).points
    assert (points.score, points.status) == (6.5, "graded manually")


@pytest.mark.sandbox
def test_old_hand_grading_is_not_the_new_files(new_class, tmp_path):
    """Does a mark for an earlier file not count for a later one that is damaged or waits?"""
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["exits"])
    submissions.from_folder(new_class, LESSON, tmp_path)
    batch.grade(new_class, LESSON)
    give(new_class, LESSON, "ada", {"weighted-sum-tests": 2})
    assert grade_of(new_class, "ada").points.score == 2
    (tmp_path / "ada.ipynb").write_text("{", encoding="utf-8")
    submissions.from_folder(new_class, LESSON, tmp_path)
    assert grade_of(new_class, "ada").points == Points("not graded yet")
    batch.grade(new_class, LESSON)
    assert grade_of(new_class, "ada").points == Points("unreadable")


@pytest.mark.sandbox
def test_late_penalty_from_collection_to_page(new_class, tmp_path):
    """Does the penalty by the collection time reach score, column, platforms and page?"""
    with (new_class.root / "nbgrader_config.py").open("a") as stream:
        stream.write(QUARTER)
    room = folder.load(new_class.root)
    with room.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate=datetime.now() - timedelta(days=2))
    hand_in(room, tmp_path / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(room, LESSON, tmp_path)
    batch.grade(room, LESSON)
    rows = {
        row["student_id"]: row for row in export.lesson_rows(standing.grades(room, [LESSON]))
    }
    assert (rows["ada"]["score"], rows["ada"]["late_penalty"]) == (1.5, 0.5)
    assert as_canvas_reads(exported(room, tmp_path / "c", "canvas"))["ada"][LESSON] == "1.5"
    scores = platforms.lti(standing.grades(room, [LESSON]))[LESSON]["scores"]
    assert scores[1]["scoreGiven"] == 1.5
    assert scores[1]["comment"].endswith("0.5 points were taken off because it was late.")
    page = feedback.write_pages(room, LESSON).pages["ada"].read_text(encoding="utf-8")
    assert "<b>1.5</b><span> of 2 points" in page
    assert "0.5 points were taken off because it was late." in page


@pytest.mark.sandbox
def test_late_penalty_on_what_a_person_gave(new_class, tmp_path):
    """Is the penalty that of all points and days that a person gave, also those given later?"""
    with (new_class.root / "nbgrader_config.py").open("a") as stream:
        stream.write(QUARTER)
    room = folder.load(new_class.root)
    with room.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate=datetime.now() - timedelta(days=2))
    hand_in(room, tmp_path / "ada.ipynb", ANSWERS["exits"])
    submissions.from_folder(room, LESSON, tmp_path)
    batch.grade(room, LESSON)
    give(room, LESSON, "ada", {"weighted-sum-tests": 2})
    page = feedback.write_pages(room, LESSON).pages["ada"].read_text(encoding="utf-8")
    assert "<b>1.5</b><span> of 2 points" in page
    give(room, LESSON, "ada", {"weighted-sum-tests": 1})
    export.write(room, tmp_path / "g.csv")
    rows = {row["student_id"]: row for row in read(tmp_path / "g.csv")}
    assert (rows["ada"]["score"], rows["ada"]["late_penalty"]) == ("0.75", "0.25")
    with room.gradebook() as book:
        book.find_submission(LESSON, "ada").extension = timedelta(days=9)
        book.db.commit()
    export.write(room, tmp_path / "g.csv")
    rows = {row["student_id"]: row for row in read(tmp_path / "g.csv")}
    assert (rows["ada"]["score"], rows["ada"]["late_penalty"]) == ("1.0", "0.0")


def test_a_penalty_takes_no_more_than_there_is(small_class, tmp_path):
    """Is no score below 0 where a person gave fewer points after the penalty was reckoned?"""
    room = copy(small_class, tmp_path)
    with room.gradebook() as book:
        book.find_submission_notebook(LESSON, LESSON, "right").late_submission_penalty = 1.5
        book.db.commit()
    assert grade_of(room, "right").points.score == 0.5
    give(room, LESSON, "right", {"weighted-sum-tests": 1})
    points = grade_of(room, "right").points
    assert (points.score, points.penalty) == (0, 1)


def test_canvas_gets_numbers_or_nothing(small_class, tmp_path):
    """Has each student of Canvas the score, and none where there is none?"""
    data = exported(small_class, tmp_path / "g.csv", "canvas")
    scores = {student: cells[LESSON] for student, cells in as_canvas_reads(data).items()}
    zeros = dict.fromkeys(["biasless", "blank", "syntax", "loops", "stubborn"], "0")
    none = dict.fromkeys(["exits", "broken", "absent"], "")
    assert scores == {"right": "2", "noisy": "2"} | zeros | none


def test_moodle_makes_no_zero_of_nothing(small_class, tmp_path):
    """Is what has no score no 0 in Moodle either, also in a new column of an old version?"""
    canvas = as_canvas_reads(exported(small_class, tmp_path / "c.csv", "canvas"))
    data = exported(small_class, tmp_path / "m.csv", "moodle")
    assert as_old_moodle_reads(data) == canvas
    assert not re.search(rb",\r\n", data)


def test_moodle_identifies_by_complete_columns(demo_class, small_class, tmp_path):
    """Is the address a column only where everybody has one, and the id always?"""
    data = exported(demo_class, tmp_path / "m.csv", "moodle")
    assert set(as_old_moodle_reads(data, "Email address")) == {
        f"{student}@example.org" for student in as_old_moodle_reads(data)
    }
    room = copy(demo_class, tmp_path)
    roster.enrol(room, [Student("zoe", "Zoe", "Ng")])
    assert b"@example.org" not in exported(room, tmp_path / "m.csv", "moodle")


def test_what_waits_is_no_grade_yet(demo_class, tmp_path):
    """Does a score that is not complete stay out of Canvas and Moodle until asked for?"""
    for layout, reads in (("canvas", as_canvas_reads), ("moodle", as_old_moodle_reads)):
        found = reads(exported(demo_class, tmp_path / "a", layout))
        assert {cells[show.LESSON] for cells in found.values()} == {""}
        found = reads(exported(demo_class, tmp_path / "b", layout, provisional=True))
        assert found["ada"][show.LESSON] == "15"
        assert found["hana"][show.LESSON] == ""


def test_lti_scores_keep_the_rules(demo_class, small_class):
    """Is every score as the specification wants it, one for each student and lesson?"""
    for room, lesson in ((demo_class, show.LESSON), (small_class, LESSON)):
        (found,) = json.loads(
            json.dumps(platforms.lti(standing.grades(room, [lesson])))
        ).items()
        assert found[0] == found[1]["lineItem"]["label"] == lesson
        assert found[1]["lineItem"]["scoreMaximum"] > 0
        scores = found[1]["scores"]
        assert sorted(s["userId"] for s in scores) == sorted(s.id for s in room.students())
        for score in scores:
            jsonschema.validate(score, SCORE)
            assert ("scoreGiven" in score) == ("scoreMaximum" in score)
            assert datetime.fromisoformat(score["timestamp"]).utcoffset() is not None


def grade_with(verdict, score=None, status=None, results=()):
    record = Report("ada", LESSON, verdict, "why", results)
    points = Points(status or verdict, score)
    return Grade(Student("ada"), LESSON, 4.0, record, points)


@pytest.mark.parametrize(
    ("grade", "activity", "grading", "given"),
    [
        (grade_with(verdicts.CORRECT, 4.0), "Completed", "FullyGraded", 4.0),
        (grade_with(verdicts.WRONG, 0.0), "Completed", "FullyGraded", 0.0),
        (grade_with(verdicts.UNFINISHED, 1.0), "Completed", "FullyGraded", 1.0),
        (grade_with(verdicts.OVER_LIMIT, 0.0), "Completed", "FullyGraded", 0.0),
        (
            grade_with(verdicts.CRASHED, 3, standing.GRADED_MANUALLY),
            "Completed",
            "FullyGraded",
            3,
        ),
        (grade_with(verdicts.CORRECT, 2, verdicts.AWAITING), "Submitted", "PendingManual", 2),
        (grade_with(verdicts.CRASHED), "Submitted", "PendingManual", None),
        (grade_with(verdicts.UNREADABLE), "Submitted", "Failed", None),
        (grade_with(verdicts.NOT_TAKEN), "Submitted", "Failed", None),
        (grade_with(verdicts.FAULT), "Submitted", "Failed", None),
        (grade_with(verdicts.NOT_GRADED), "Submitted", "Pending", None),
        (grade_with(verdicts.NOT_SUBMITTED), "Initialized", "NotReady", None),
    ],
    ids=lambda value: value.points.status if isinstance(value, Grade) else None,
)
def test_lti_progress_of_each_status(grade, activity, grading, given):
    """Does each status say how far it is, and is a score there only if it means something?"""
    (score,) = platforms.lti([grade])[LESSON]["scores"]
    jsonschema.validate(score, SCORE)
    assert (score["activityProgress"], score["gradingProgress"]) == (activity, grading)
    assert score.get("scoreGiven") == given
    graded = grade.points.status not in (verdicts.NOT_SUBMITTED, verdicts.NOT_GRADED)
    assert ("comment" in score) == graded
    assert ("https://canvas.instructure.com/lti/submission" in score) == (
        activity == "Initialized"
    )


def test_every_verdict_has_its_progress():
    """Is no verdict of the grader's forgotten?"""
    every = {
        value
        for name, value in vars(verdicts).items()
        if name.isupper() and isinstance(value, str) and value != verdicts.AWAITING
    }
    assert every == set(platforms.PROGRESS) | set(verdicts.SCORED)


def test_numbers_of_canvas(new_class, tmp_path):
    """Does Canvas get its own numbers back if the roster was its export?"""
    roster.enrol(new_class, [Student("ada", "Ada", "Okafor", "", "41")])
    data = exported(new_class, tmp_path / "c.csv", "canvas").decode()
    numbers = {line[3]: line[1] for line in csv.reader(data.splitlines()[2:])}
    assert numbers == {"ada": "41", "ben": ""}


def test_ids_of_canvas_come_back(new_class, tmp_path):
    """Does Canvas get the SIS ids of its own export, also after a roster without them?"""
    path = tmp_path / "canvas.csv"
    rows = ['"Okafor, Ada",41,U1,ada,S1', '"Larsson, Ben",42,,ben,S1']
    path.write_text("\n".join(["Student,ID,SIS User ID,SIS Login ID,Section", *rows]))
    roster.enrol(new_class, roster.read(path))
    roster.enrol(new_class, [Student("ada", "Ada", "Obi")])
    data = exported(new_class, tmp_path / "c.csv", "canvas").decode()
    ids = [line[:4] for line in csv.reader(data.splitlines()[2:])]
    assert ids == [["Larsson, Ben", "42", "", "ben"], ["Obi, Ada", "41", "U1", "ada"]]


def test_ids_of_the_platform(demo_class, tmp_path):
    """Do the platform's own ids stand where it looks for them, and is a missing one named?"""
    ids = tmp_path / "ids.csv"
    rows = [f"{student.id},{n}" for n, student in enumerate(demo_class.students(), 100)]
    ids.write_text("id,user_id\n" + "\n".join(rows), encoding="utf-8")
    user_ids = roster.user_ids(ids)
    scores = platforms.lti(standing.grades(demo_class, [show.LESSON]), user_ids)
    numbers = [score["userId"] for score in scores[show.LESSON]["scores"]]
    assert numbers == [str(n) for n in range(100, 108 + CROWD)]
    data = exported(demo_class, tmp_path / "c.csv", "canvas", user_ids=user_ids).decode()
    assert [line[1] for line in csv.reader(data.splitlines())] == ["ID", "", *numbers]
    user_ids.pop("ben")
    with pytest.raises(CourseError, match="ben has no user_id"):
        exported(demo_class, tmp_path / "c.csv", "canvas", user_ids=user_ids)
    for text in ("id,name\nada,1", "id,user_id\nada,1\nben,1"):
        ids.write_text(text, encoding="utf-8")
        with pytest.raises(CourseError, match=r"ids\.csv"):
            roster.user_ids(ids)


def sheet(last_name="X", first_name="Y", email="", student="s1", status="correct"):
    person = Student(student, first_name, last_name, email)
    record = Report(student, LESSON, status, "", (Result("e", "raised", last_name),))
    return [Grade(person, LESSON, 2.0, record, Points(status, 1.0))]


LAYOUTS = {
    "csv": lambda grades: export.lesson_rows(grades),
    "exercises": lambda grades: export.exercise_rows(grades),
    "canvas": lambda grades: platforms.canvas(grades),
    "moodle": lambda grades: platforms.moodle(grades),
}
NAMES = st.text(st.sampled_from("=+-@＝\t\r\n;,\"' |!(ab1ü"), max_size=8) | st.text(max_size=8)
KEYS = st.from_regex(reports.STUDENT_ID, fullmatch=True)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(last=NAMES, first=NAMES, student=KEYS)
@example(last="=1+1", first=';=cmd|"x"', student="-1")
@example(last="", first="-", student="0")
@example(last='";=1+1;"', first="＝1", student="@SUM")
def test_no_name_runs_as_a_formula(layout, last, first, student):
    """Can no name run in a spreadsheet, also one that splits at semicolons, and none break?"""
    email = f"{student}@x.org"
    text = export.as_csv(LAYOUTS[layout](sheet(last, first, email, student)))
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in row:
                key = cell.startswith((student, email))
                assert key or not re.match(r"\s*[=+\-@＝＋－＠]", cell) or cell == "-", row
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert all(None not in row and None not in row.values() for row in rows)
    mine = rows[-1]
    assert student in mine.values(), "an id was changed"
    whole = [value.replace("'", "") for value in mine.values()]
    asked = ", ".join(filter(None, (last, first))) if layout == "canvas" else last
    if asked:
        assert asked.replace("'", "") in whole


def test_quoting_and_formulas(new_class, tmp_path):
    """Do commas, quotes and newlines survive, and can no name run as a formula?"""
    names = ['Ab, "Cy"', "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a=b", "a;=b", "O'Brien"]
    roster.enrol(new_class, [Student(f"s{i}", "X", name) for i, name in enumerate(names)])
    export.write(new_class, tmp_path / "g.csv")
    found = {row["student_id"]: row["last_name"] for row in read(tmp_path / "g.csv")}
    expected = ['Ab, "Cy"', "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t'=1", "a=b", "a;'=b"]
    assert [found[f"s{i}"] for i in range(len(names))] == [*expected, "O'Brien"]


def test_ids_are_left_alone(new_class, tmp_path):
    """Are ids and addresses that begin like a formula, but cannot be one, unchanged?"""
    roster.enrol(new_class, [Student("-17", "X", "Y", "+ada@x.org")])
    export.write(new_class, tmp_path / "g.csv")
    assert ("-17", "+ada@x.org") in {
        (row["student_id"], row["email"]) for row in read(tmp_path / "g.csv")
    }
    roster.enrol(new_class, [Student("-17", "X", "Y", "=1+1@x.org|A1")])
    export.write(new_class, tmp_path / "g.csv")
    assert "'=1+1@x.org|A1" in {row["email"] for row in read(tmp_path / "g.csv")}


def test_nothing_to_export(new_class, tmp_path):
    """Are an unknown lesson, a missing folder and an empty class distinguished?"""
    with pytest.raises(CourseError, match="01_neuron has not been released"):
        export.write(new_class, tmp_path / "g.csv", lessons=["01_neuron"])
    with pytest.raises(
        CourseError, match=r"Cannot write g.csv: the folder .*none does not exist"
    ):
        export.write(new_class, tmp_path / "none" / "g.csv")
    with pytest.raises(CourseError, match="0 students and 0 released lessons"):
        export.write(folder.make(tmp_path / "empty"), tmp_path / "g.csv")
