"""Moodle's grading worksheet: who is who in the zip, and the grades on the way back."""

import csv
import io
import shutil
import zipfile

import pytest

from autograde.classroom import folder, roster
from autograde.classroom.folder import Student
from tests.autograde.collect.test_submissions import zip_of
from tests.autograde.conftest import ANSWERS, LESSON, hand_in
from tests.autograde.guide import commands
from tests.autograde.test_cli import lstm_course

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("worksheet")]
STUDENTS = [
    Student("m1", "Mei", "Lin", "mei1@x.org"),
    Student("m2", "Mei", "Lin", "Mei2@x.org"),
    Student("cy", "Cy", "Sol", "cy@x.org"),
    Student("dora", "Dora", "Ek", "dora@x.org"),
]
# The columns of Moodle 4.5, with an online text of two lines.
SHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Online text","Last modified (grade)","Feedback comments"
"Participant 11","Mei Lin",mei2@x.org,"Submitted for grading - ",,2.00,Yes,"Friday, 1","a
b",-,
"Participant 12","Mei Lin",mei1@x.org,"Submitted for grading - ",,2.00,Yes,"Friday, 1",,-,
"Participant 13","Cy Sol",cy@x.org,"Submitted for grading - ",,2.00,Yes,"Friday, 1",,-,
"Participant 14","Dora Ek",dora@x.org,"No submission - ",,2.00,Yes,-,,-,
"Participant 15","Zoe Ng",zoe@x.org,"No submission - ",1.50,2.00,Yes,-,,-,fine
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory, _blank_class):
    """A folder with a class, Moodle's zip, and its worksheet."""
    path = tmp_path_factory.mktemp("worksheet")
    room = folder.load(shutil.copytree(_blank_class, path / "class"))
    roster.enrol(room, STUDENTS)
    answers = {"Mei Lin_11": "right", "Mei Lin_12": "biasless", "Cy Sol_13": "right"}
    files = {
        f"{who}_assignsubmission_file/{LESSON}.ipynb": hand_in(
            room, path / "x.ipynb", ANSWERS[answer]
        ).read_bytes()
        for who, answer in answers.items()
    }
    zip_of(path / "submissions.zip", *files.items())
    (path / "worksheet.csv").write_text(SHEET, encoding="utf-8-sig")
    return path


def run(course, *words, code=0):
    """Run a command of the guide, with the files where this test has them."""
    here = {"~/Downloads/": f"{course}/", "upload.csv": f"{course}/upload.csv"}
    for old, new in here.items():
        words = [str(word).replace(old, new) for word in words]
    return lstm_course(*words, "--classroom", course / "class", code=code)


def test_namesakes_before(course):
    """Are both namesakes, without the worksheet, not taken instead of not submitted?"""
    said = run(course, "collect", LESSON, "--from", course / "submissions.zip")
    assert "pass Moodle's grading worksheet" in said
    run(course, "export", "-o", course / "g.csv")
    rows = list(csv.DictReader((course / "g.csv").open(encoding="utf-8-sig")))
    status = {row["student_id"]: row["status"] for row in rows}
    assert {name: status[name] for name in ("m1", "m2", "cy", "dora")} == {
        "m1": "handed in, not taken",
        "m2": "handed in, not taken",
        "cy": "not graded yet",
        "dora": "not submitted",
    }


def test_from_zip_to_upload(course):
    """Do the guide's commands give every participant the right grade and page?"""
    run(course, "student", "pair", "cy", "dora")
    said = " ".join(run(course, *words) for words in commands("Moodle's grading worksheet"))
    assert "In the worksheet, but not in the class: Zoe Ng." in said
    assert "New: 2 (m1, m2)" in said
    text = (course / "upload.csv").read_text(encoding="utf-8")
    before = list(csv.reader(io.StringIO(SHEET)))
    after = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[4] for row in after] == ["Grade", "2", "0", "2", "2", "1.50"]
    assert [row[:4] + row[5:] for row in after] == [row[:4] + row[5:] for row in before]
    with zipfile.ZipFile(course / "class" / f"feedback_{LESSON}.zip") as archive:
        pages = {name.split("_assign")[0]: archive.read(name) for name in archive.namelist()}
        assert all("_assignsubmission_file/" in name for name in archive.namelist())
    assert set(pages) == {"Mei Lin_11", "Mei Lin_12", "Cy Sol_13", "Dora Ek_14"}
    assert b"All exercises passed" in pages["Mei Lin_11"]
    assert b"the bias is not added" in pages["Mei Lin_12"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "2.00",
            "100.00",
            "the maximum grade of the assignment is 100.00, but",
        ),
        ("2.00", "two", "the maximum grade of the assignment is two, but"),
        ("Identifier", "Kennung", "has no column identifier"),
        ("Participant 12", "nobody", "row 3: expected `Participant NUMBER`"),
        ("mei2@x.org", "mei1@x.org", "two participants are m1"),
    ],
)
def test_a_sheet_that_does_not_fit(course, old, new, words):
    """Is a wrong maximum, language or row explained, and nothing written?"""
    sheet, target = course / "wrong.csv", course / "wrong_out.csv"
    sheet.write_text(SHEET.replace(old, new), encoding="utf-8")
    asked = ("export", "-o", target, "--worksheet", sheet, "--lesson", LESSON)
    assert words in run(course, *asked, code=1)
    assert not target.exists()


def test_a_worksheet_is_of_one_lesson(course):
    """Is a worksheet refused without its lesson?"""
    asked = ("export", "-o", "x.csv", "--worksheet", course / "worksheet.csv")
    assert "needs one --lesson" in run(course, *asked, code=2)
