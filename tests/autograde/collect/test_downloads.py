"""To which students do the files in a download from Canvas or Moodle belong?"""

import os
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from autograde.classroom import folder as classroom
from autograde.classroom import roster
from autograde.classroom.folder import Student
from autograde.collect import downloads
from autograde.collect import submissions as collect
from autograde.collect.downloads import Owners
from autograde.core import verdicts
from autograde.core.errors import CourseError
from autograde.grade import batch
from autograde.report import feedback, status
from autograde.report.status import Points
from tests.autograde.collect.test_submissions import zip_of
from tests.autograde.conftest import ANSWERS, LESSON, hand_in

PLAIN = [Student(name) for name in ("ada", "ben", "ada.lovelace", "x02", "02")]
NAMED = [
    Student("ada", "Ada", "Okafor"),
    Student("ao2", "Gül", "Öztürk-O'Brien"),
    Student("w1", "Wei", "Li"),
    Student("w2", "Li", "Wei"),
    Student("lia", "Lia", "Straße"),
]
NUMBERED = [Student("ada", "Ada", "Okafor", "", "41"), Student("ben", "Ben", "Li", "", "17")]


@pytest.mark.parametrize(
    ("path", "students"),
    [
        ("ada.ipynb", ["ada"]),
        ("02_feedforward_ada.ipynb", ["ada"]),
        ("ada_02_feedforward.ipynb", ["ada"]),
        ("ADA-final (2).ipynb", ["ada"]),
        ("ada/02_feedforward.ipynb", ["ada"]),
        ("02_feedforward_ada_2026_11_20.ipynb", ["ada"]),
        ("Section 3/ben_late_123_456_02_feedforward-1.ipynb", ["ben"]),
        ("ada.lovelace.ipynb", ["ada.lovelace"]),
        ("x02.ipynb", ["x02"]),
        ("canada.ipynb", []),
        ("02_feedforward.ipynb", []),
        ("ada_ben.ipynb", ["ada", "ben"]),
    ],
)
def test_by_hand(path, students):
    """Is the student recognised by the id in a file's name, and nobody by accident?"""
    assert Owners(PLAIN, "02_feedforward").of(path) == students


@pytest.mark.parametrize(
    ("path", "students"),
    [
        ("okaforada_41_900_02_feedforward.ipynb", ["ada"]),
        ("okaforada_LATE_41_900_02_feedforward-1.ipynb", ["ada"]),
        ("öztürkobriengül_7_900_02_feedforward.zip", ["ao2"]),
        ("straßelia_7_900_x.ipynb", ["lia"]),
        ("weili_7_900_x.ipynb", ["w1", "w2"]),
        ("lovelaceada_7_900_02_feedforward_ada.ipynb", []),
        ("Ada Okafor_12_assignsubmission_file_/02_feedforward.ipynb", ["ada"]),
        ("Ada Okafor_12_assignsubmission_file/02_feedforward.ipynb", ["ada"]),
        ("OKAFOR Ada_12_assignsubmission_file_/sub/x.ipynb", ["ada"]),
        ("Ada Okafor_12_assignsubmission_file_02_feedforward.ipynb", ["ada"]),
        ("Gül Öztürk-OBrien_12_assignsubmission_file_/x.ipynb", ["ao2"]),
        ("Li Wei_12_assignsubmission_file_/x.ipynb", ["w1", "w2"]),
        ("Ada Lovelace_12_assignsubmission_file_/x.ipynb", []),
        ("Zoe Ng_12_assignsubmission_file_/okaforada_41_9_ada.ipynb", []),
        ("Zoe Ng_12_assignsubmission_file_ada_41_9_x.ipynb", []),
        ("Participant_12_assignsubmission_file_/ada.ipynb", []),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_by_name(path, students, form):
    """Does the whole name in the platform's part decide, and never the student's own part?"""
    path = unicodedata.normalize(form, path)
    assert Owners(NAMED, "02_feedforward").of(path) == students


@pytest.mark.parametrize(
    ("path", "students"),
    [
        ("okaforada_41_17_x.ipynb", ["ada"]),
        ("adawhomarried_41_900_x.ipynb", ["ada"]),
        ("okaforada_42_41_ben.ipynb", []),
        ("anon_ab12c_41_02_feedforward_ben.ipynb", []),
        ("LATE_anon_41234_17_41_ben.ipynb", []),
        ("Ada Okafor_17_assignsubmission_file_/x.ipynb", ["ada"]),
        ("ben.ipynb", ["ben"]),
    ],
)
def test_by_canvas_number(path, students):
    """If the roster has Canvas's numbers, does only the student's number decide?"""
    assert Owners(NUMBERED, LESSON).of(path) == students


@pytest.fixture
def right(new_class, tmp_path):
    """A right notebook of the class's lesson."""
    return hand_in(new_class, tmp_path / "right.ipynb", ANSWERS["right"]).read_bytes()


def stored(room, student):
    return room.notebook("submitted", LESSON, student).read_bytes()


def test_from_canvas(new_class, tmp_path, right):
    """Is Canvas's zip collected as it comes: uploads in order, strangers and essays named?"""
    roster.enrol(new_class, NUMBERED)
    names = {
        "okaforada_41_900_old name.ipynb": b"{}",
        f"okaforada_41_901_{LESSON}-1.ipynb": right,
        "okaforada_41_902_01_neuron.ipynb": b"{}",
        "liben_17_899_essay.pdf": b"%PDF",
        f"ngzoe_99_898_{LESSON}_ben.ipynb": right,
        f"studenttest_98_897_{LESSON}.ipynb": right,
    }
    found = collect.from_folder(new_class, LESSON, zip_of(tmp_path / "s.zip", *names.items()))
    assert (found.new, stored(new_class, "ada")) == (["ada"], right)
    assert len(found.notes) == 2
    assert found.unknown == {
        "liben_17_899_essay.pdf": "it is neither a notebook nor a zip file.",
        f"ngzoe_99_898_{LESSON}_ben.ipynb": "no student of the roster has Canvas's number 99.",
        f"studenttest_98_897_{LESSON}.ipynb": "it is of Canvas's Test Student.",
    }
    ben = status.current(new_class, LESSON, "ben")
    assert (ben.verdict, ben.message) == (verdicts.NOT_TAKEN, collect.NO_NOTEBOOK)
    assert not new_class.notebook("submitted", LESSON, "ben").exists()


@pytest.mark.parametrize("folder", ["_assignsubmission_file_/", "_assignsubmission_file/"])
def test_from_moodle(new_class, tmp_path, right, folder):
    """Is Moodle's zip collected as it comes, and its unpacked folder alike?"""
    own = zip_of(tmp_path / "own.zip", (f"{LESSON}/{LESSON}.ipynb", right)).read_bytes()
    names = {
        f"Ada Okafor_5{folder}{LESSON}.ipynb": right,
        f"Ada Okafor_5{folder}figures/{LESSON}_old.png": b"",
        f"Ben Larsson_6{folder}mine.zip": own,
        f"__MACOSX/Ben Larsson_6{folder}._mine.zip": b"",
        f"Zoe Ng_7{folder}{LESSON}_ada.ipynb": b"{}",
    }
    path = zip_of(tmp_path / "CS101-Lesson 0-4711.zip", *names.items())
    found = collect.from_folder(new_class, LESSON, path)
    assert sorted(found.new) == ["ada", "ben"]
    assert stored(new_class, "ada") == stored(new_class, "ben") == right
    assert list(found.unknown.values()) == ["no student of the roster is called Zoe Ng."]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "in")
    again = collect.from_folder(new_class, LESSON, tmp_path / "in")
    assert sorted(again.unchanged) == ["ada", "ben"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["okaforada_1_8_x.ipynb", "okaforada_2_9_x.ipynb"], "files of different senders"),
        (["okaforada_1_8_x.ipynb", "ada.ipynb"], "files of different senders"),
        ([f"Ada Okafor_1_assignsubmission_file_/{x}.ipynb" for x in "ab"], "has 2 files"),
        (["ada/a.ipynb", "ada/b.ipynb"], "has 2 files"),
    ],
)
def test_what_is_not_clear(new_class, tmp_path, right, names, words):
    """Is a student with several possible files reported, and nothing taken?"""
    for name in names:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(right)
        os.utime(path, (1e9, 1e9))
    found = collect.from_folder(new_class, LESSON, tmp_path / "in")
    assert sorted(found.unknown) == sorted(names)
    assert all(words in why for why in found.unknown.values())
    (ada,) = (g for g in status.grades(new_class, [LESSON]) if g.student.id == "ada")
    assert ada.points == Points("handed in, not taken")
    assert ada.report.message == collect.SEVERAL
    assert not new_class.notebook("submitted", LESSON, "ada").exists()


@pytest.mark.parametrize("known", ["before", "after"])
def test_late_is_what_canvas_says(new_class, tmp_path, right, known):
    """Is late what has Canvas's mark, and nothing else of Canvas, whenever the date is set?"""
    roster.enrol(new_class, [Student("cy", "Cy", "Sol")])
    names = [f"okaforada_1_8_{LESSON}.ipynb", f"larssonben_LATE_2_9_{LESSON}.ipynb", "cy.ipynb"]
    path = zip_of(tmp_path / "s.zip", *((name, right) for name in names))
    if known == "after":
        collect.from_folder(new_class, LESSON, path)
        batch.grade(new_class, LESSON)
    due = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=2)
    with new_class.gradebook() as book:
        book.update_or_create_assignment(LESSON, duedate=due)
    found = collect.from_folder(new_class, LESSON, path)
    assert found.late == ["ben"]
    batch.grade(new_class, LESSON)
    with new_class.gradebook() as book:
        submissions = book.find_assignment(LESSON).submissions
        late = {s.student.id: s.total_seconds_late for s in submissions}
    assert late["ada"] == 0
    assert late["ben"] > 2 * 86000
    assert late["cy"] > 2 * 86000, "what is no platform's is handed in when it is collected"


def test_names_that_do_not_say_their_encoding(tmp_path):
    """Are UTF-8 names read from a zip that does not say that they are?"""
    path = zip_of(tmp_path / "s.zip", ("Guel Xztürk_1_assignsubmission_file_/x.ipynb", "{}"))
    flagged = path.read_bytes()
    path.write_bytes(flagged.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00"))
    with zipfile.ZipFile(path) as archive:
        assert "ü" not in archive.namelist()[0], "the flag is still there"
    with downloads.files(path) as found:
        assert list(found) == ["Guel Xztürk_1_assignsubmission_file_/x.ipynb"]


def test_anonymous(new_class, tmp_path, right):
    """Is it said why nothing can be taken from what Canvas hands out anonymously?"""
    path = zip_of(tmp_path / "s.zip", (f"anon_ab12c_900_{LESSON}_ada.ipynb", right))
    found = collect.from_folder(new_class, LESSON, path)
    assert [why[:18] for why in found.unknown.values()] == ["Canvas hides the n"]
    assert not found.new


def test_damaged_download(new_class, tmp_path):
    """Is an incomplete download reported, and nothing collected?"""
    whole = zip_of(tmp_path / "s.zip", ("ada.ipynb", "{}")).read_bytes()
    (tmp_path / "s.zip").write_bytes(whole[:-30])
    with pytest.raises(CourseError, match=r"s.zip cannot be read \(.*\): download it again"):
        collect.from_folder(new_class, LESSON, tmp_path / "s.zip")


def test_the_zip_in_a_folder(new_class, tmp_path):
    """Does the message for a folder of downloads ask for the zip?"""
    (tmp_path / "in").mkdir()
    zip_of(tmp_path / "in" / "submissions.zip", ("okaforada_1_8_x.ipynb", "{}"))
    (why,) = collect.from_folder(new_class, LESSON, tmp_path / "in").unknown.values()
    assert "`--from THE_ZIP`" in why


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,00_welcome (77),Current Score\r\n"
    ",,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,2.00,(read only)\r\n"
    '"Okafor, Ada",41,U1,ada@x.org,S1,,\r\n'
    '"O\'Brien, Finn",42,U2,{login},S1,,\r\n'
    '"Student, Test",99,,73e4f2b7a1ad5ed3f4b1d2c39be8fa0c7d65f1aa,S1,,\r\n'
)


@pytest.mark.parametrize(
    ("login", "ids"),
    [("finn@x.org", ["ada@x.org", "finn@x.org"]), ("", ["U1", "U2"]), ("o'b", ["U1", "U2"])],
)
def test_roster_of_canvas(tmp_path, login, ids):
    """Is Canvas's export a roster, with names and Canvas's ids, without its Test Student?"""
    path = tmp_path / "grades.csv"
    path.write_text(CANVAS.format(login=login), encoding="utf-8-sig")
    ada, finn = roster.read(path)
    assert ada == Student(ids[0], "Ada", "Okafor", "", "41", "U1", "ada@x.org")
    assert finn == Student(ids[1], "Finn", "O'Brien", "", "42", "U2", login)


def test_roster_of_moodle(tmp_path):
    """Are email addresses the ids where Moodle's list of participants has no ID numbers?"""
    path = tmp_path / "participants.csv"
    text = "First name,Last name,ID number,Email address,Groups\nAda,Okafor,{},ada@x.org,\n"
    path.write_text(text.format(""), encoding="utf-8-sig")
    assert roster.read(path) == [Student("ada@x.org", "Ada", "Okafor", "ada@x.org")]
    path.write_text(text.format("S1"), encoding="utf-8-sig")
    assert roster.read(path) == [Student("S1", "Ada", "Okafor", "ada@x.org")]


def test_roster_that_is_a_spreadsheet(tmp_path):
    """Is an Excel file reported in words, and not printed?"""
    path = zip_of(tmp_path / "roster.csv", ("[Content_Types].xml", "<x/>"))
    with pytest.raises(CourseError, match="is a spreadsheet or zip: save it as CSV"):
        roster.read(path)


def test_numbers_are_kept(new_class):
    """Does a later roster without Canvas's numbers leave those that are known?"""
    roster.enrol(new_class, NUMBERED)
    assert roster.enrol(new_class, [Student("ada", "Ada", "Okafor")]) == ([], [])
    assert roster.enrol(new_class, [Student("ada", "Ada", "Obi")]) == ([], ["ada"])
    assert {s.lms_user_id for s in classroom.load(new_class.root).students()} == {"41", "17"}


def test_another_lessons_notebook(new_class, tmp_path):
    """Has who hands in the notebook of another lesson no grade, rather than a 0?"""
    text = hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"]).read_text("utf-8")
    (tmp_path / "ada.ipynb").write_text(text.replace("weighted-sum", "another-sum"), "utf-8")
    collect.from_folder(new_class, LESSON, tmp_path)
    (record,) = batch.grade(new_class, LESSON)
    assert record.verdict == "unreadable"
    assert "of another lesson" in record.message
    (ada,) = (g for g in status.grades(new_class, [LESSON]) if g.student.id == "ada")
    assert ada.points.score is None


@pytest.mark.parametrize(
    ("names", "back"),
    [
        (
            ["okaforada_LATE_1_8_my own.ipynb", "solben_2_9_x.ipynb", "ngzoe_3_7_x.ipynb"],
            {"okaforada_LATE_1_8_00_welcome_feedback.html": "Ada Okafor"},
        ),
        (
            [f"{who}_assignsubmission_file_/x.ipynb" for who in ("Ada Okafor_1", "Zoe Ng_3")],
            {"Ada Okafor_1_assignsubmission_file_/00_welcome_feedback.html": "Ada Okafor"},
        ),
        (
            ["lab/Ada Okafor_1_assignsubmission_file_x.ipynb"],
            {"Ada Okafor_1_assignsubmission_file_00_welcome_feedback.html": "Ada Okafor"},
        ),
    ],
)
def test_feedback_to_upload(new_class, tmp_path, right, names, back):
    """Are pages packed under the names by which a platform finds the students again?"""
    path = zip_of(tmp_path / "s.zip", *((name, right) for name in names))
    assert "ada" in collect.from_folder(new_class, LESSON, path).new
    hand_in(new_class, tmp_path / "ben.ipynb", ANSWERS["blank"])
    (tmp_path / "right.ipynb").unlink()
    assert collect.from_folder(new_class, LESSON, tmp_path).new == ["ben"]
    batch.grade(new_class, LESSON)
    pages = feedback.write_pages(new_class, LESSON).pages
    assert feedback.zip_pages(new_class, LESSON, pages, path) == ["ben"]
    with zipfile.ZipFile(feedback.zip_path(new_class, LESSON)) as archive:
        assert archive.namelist() == list(back)
        for name, student in back.items():
            assert f"Feedback for {student}" in archive.read(name).decode()
