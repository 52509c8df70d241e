"""What is taken in from a folder, and what is refused."""

import os
import stat
import zipfile

import pytest

from autograde.classroom import folder, release, roster
from autograde.classroom.folder import Student
from autograde.collect import submissions, unzip
from autograde.core import verdicts
from autograde.core.errors import CourseError
from autograde.lessons import build
from autograde.report import status
from tests.autograde.conftest import ANSWERS, LESSON, hand_in


def zip_of(path, *entries):
    """Write a zip of (name, text) pairs or ready ZipInfos."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return path


def test_notebooks_and_zips(new_class, tmp_path):
    """Are a notebook and a zip with a renamed notebook stored alike, with the time?"""
    inbox = tmp_path / "in"
    inbox.mkdir()
    text = hand_in(new_class, tmp_path / "x.ipynb", ANSWERS["right"]).read_text()
    (inbox / "ada.ipynb").write_text(text)
    zip_of(inbox / "ben.zip", ("work/mine.ipynb", text), ("work/data.csv", "1,2"))
    found = submissions.from_folder(new_class, LESSON, inbox)
    assert sorted(found.new) == ["ada", "ben"]
    for student in ("ada", "ben"):
        stored = new_class.notebook("submitted", LESSON, student)
        assert stored.read_text() == text
        assert stored.with_name("timestamp.txt").read_text().endswith(" UTC")
        assert len(list(stored.parent.iterdir())) == 2, "more than the notebook was taken"


def test_again(new_class, tmp_path):
    """Does collecting again keep the first time of what did not change?"""
    inbox = tmp_path / "in"
    inbox.mkdir()
    hand_in(new_class, inbox / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, inbox)
    stamp = new_class.notebook("submitted", LESSON, "ada").with_name("timestamp.txt")
    before = stamp.read_text()
    assert submissions.from_folder(new_class, LESSON, inbox).unchanged == ["ada"]
    assert stamp.read_text() == before
    hand_in(new_class, inbox / "ada.ipynb", ANSWERS["biasless"])
    assert submissions.from_folder(new_class, LESSON, inbox).replaced == ["ada"]
    assert stamp.read_text() > before


def test_strangers_are_reported(new_class, tmp_path):
    """Is a file without a student of the roster left, and named?"""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "zoe.ipynb").write_text("{}")
    (tmp_path / "notes.txt").write_text("ada")
    found = submissions.from_folder(new_class, LESSON, tmp_path / "sub")
    assert found.unknown == {"zoe.ipynb": "its name contains no student of the roster."}
    assert not (new_class.root / "submitted" / "zoe").exists()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


NOTEBOOK = (f"{LESSON}.ipynb", "{}")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../../evil.py", "x"), NOTEBOOK], "points out of its folder"),
        ([("..\\evil.py", "x"), NOTEBOOK], "points out of its folder"),
        ([("/etc/passwd", "x"), NOTEBOOK], "points out of its folder"),
        ([("C:/evil.py", "x"), NOTEBOOK], "points out of its folder"),
        ([(link("00_welcome.ipynb"), "/etc/passwd")], "contains a link"),
        ([("readme.txt", "hello")], "must contain one notebook, 00_welcome.ipynb; it has 0"),
        ([("a.ipynb", "{}"), ("b.ipynb", "{}")], "it has 2"),
        ([(f"{n}.txt", "") for n in range(1001)], "more than 1000 files"),
    ],
)
def test_refused_zip(new_class, tmp_path, entries, words):
    """Is an unsafe zip refused for its student, in words that end up in the record?"""
    zip_of(tmp_path / "ada.zip", *entries)
    found = submissions.from_folder(new_class, LESSON, tmp_path)
    assert words in found.refused["ada"]
    assert not new_class.notebook("submitted", LESSON, "ada").exists()
    record = status.current(new_class, LESSON, "ada")
    assert (record.verdict, record.message) == (verdicts.NOT_TAKEN, found.refused["ada"])


def test_oversized(new_class, tmp_path, monkeypatch):
    """Is a zip refused that is, or unpacks to, too much, whatever size its header names?"""
    monkeypatch.setattr(unzip, "MAX_NOTEBOOK_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "ada.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{LESSON}.ipynb", "0" * 100_000)
    (tmp_path / "ben.ipynb").write_text("0" * 1001)
    many = [(f"{number}.txt", "") for number in range(unzip.MAX_ZIP_FILES)]
    zip_of(tmp_path / "cleo.zip", *many)  # its table of contents alone is that large
    roster.enrol(new_class, [Student("cleo")])
    found = submissions.from_folder(new_class, LESSON, tmp_path)
    assert all("is larger than" in why for why in found.refused.values())
    assert sorted(found.refused) == ["ada", "ben", "cleo"]


def test_damaged_zip_and_link(new_class, tmp_path):
    """Are a truncated zip and a symbolic link refused?"""
    inbox = tmp_path / "in"
    inbox.mkdir()
    whole = zip_of(tmp_path / "x.zip", NOTEBOOK).read_bytes()
    (inbox / "ada.zip").write_bytes(whole[:-30])
    (tmp_path / "secret.ipynb").write_text("{}")
    (inbox / "ben.ipynb").symlink_to(tmp_path / "secret.ipynb")
    found = submissions.from_folder(new_class, LESSON, inbox)
    assert "The zip is damaged" in found.refused["ada"]
    assert "is a link" in found.refused["ben"]


def test_refusal_keeps_what_was_there(new_class, tmp_path):
    """Does a later bad file leave the earlier good one to be graded?"""
    inbox = tmp_path / "in"
    inbox.mkdir()
    hand_in(new_class, inbox / "ada.ipynb", ANSWERS["right"])
    submissions.from_folder(new_class, LESSON, inbox)
    (inbox / "ada.ipynb").unlink()
    zip_of(inbox / "ada.zip", ("nothing.txt", ""))
    assert "ada" in submissions.from_folder(new_class, LESSON, inbox).refused
    assert status.current(new_class, LESSON, "ada").verdict == verdicts.NOT_GRADED


def test_newest_of_two(new_class, tmp_path):
    """Does the newer of two files by one student count, with a note?"""
    hand_in(new_class, tmp_path / "ada_v1.ipynb", ANSWERS["right"])
    hand_in(new_class, tmp_path / "ada_v2.ipynb", ANSWERS["biasless"])
    os.utime(tmp_path / "ada_v1.ipynb", (2e9, 2e9))
    found = submissions.from_folder(new_class, LESSON, tmp_path)
    assert found.notes == ["ada: ada_v1.ipynb counts, not ada_v2.ipynb"]
    stored = new_class.notebook("submitted", LESSON, "ada")
    assert stored.read_bytes() == (tmp_path / "ada_v1.ipynb").read_bytes()


def test_nothing_to_collect_from(new_class, tmp_path):
    """Are a missing folder, exchange, roster and release distinguished?"""
    with pytest.raises(CourseError, match=r"Nothing to collect from: .*none is neither"):
        submissions.from_folder(new_class, LESSON, tmp_path / "none")
    with pytest.raises(CourseError, match=r"No exchange is configured here: .* --from PATH"):
        submissions.from_exchange(new_class, LESSON)
    with pytest.raises(CourseError, match="02_feedforward has not been released"):
        submissions.from_folder(new_class, "02_feedforward", tmp_path)


def test_class_without_roster(tmp_path):
    """Does the message ask for a roster before collecting?"""
    room = folder.make(tmp_path / "class")
    release.prepare(room, build.find(LESSON))
    with pytest.raises(CourseError, match="has no students yet: import a roster"):
        submissions.from_folder(room, LESSON, tmp_path)
