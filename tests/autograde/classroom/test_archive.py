"""The end of a term: is the archive complete, and does the next class begin clean?"""

import csv
import stat
import tarfile

import nbformat
import pytest

from autograde.classroom import folder
from autograde.core import notebooks
from autograde.report import status
from tests.autograde.conftest import ANSWERS, LESSON, hand_in
from tests.autograde.guide import commands
from tests.autograde.test_cli import lstm_course

pytestmark = pytest.mark.sandbox
PENALTY = 'c.AssignLatePenalties.plugin_class = "autograde.late.PerDay"\n'


@pytest.fixture
def term(new_class, tmp_path):
    """A class at the end of its term: graded, with an extension and lessons of its own."""
    at = ("--classroom", new_class.root)
    hand_in(new_class, tmp_path / "ada.ipynb", ANSWERS["right"])
    source = new_class.notebook("source", LESSON)
    notebook = notebooks.read(source)
    notebook.cells.append(nbformat.v4.new_markdown_cell("Our own hint."))
    nbformat.write(notebook, source)
    lstm_course("release", LESSON, "--edits", "keep", "--due", "2027-01-31 23:59", *at)
    lstm_course("collect", LESSON, "--from", tmp_path, *at)
    lstm_course("grade", LESSON, *at)
    lstm_course("student", "extend", "ada", LESSON, "2027-02-07 23:59", *at)
    with (new_class.root / "nbgrader_config.py").open("a") as config:
        config.write(PENALTY)
    own = new_class.root / "solutions" / "20_rhythm" / "20_rhythm.py"
    own.parent.mkdir(parents=True)
    own.write_text("# %% [markdown]\n")
    (new_class.root / "points.toml").write_text(f"[{LESSON}]\nweighted-sum = 3\n")
    return new_class.root


def content(root):
    """Return the files of a folder, links as their targets, without what SQLite writes."""
    paths = {path.relative_to(root): path for path in root.rglob("*") if not path.is_dir()}
    return {
        str(name): path.readlink() if path.is_symlink() else path.read_bytes()
        for name, path in paths.items()
        if not path.name.startswith(("gradebook.db", "final_"))
    }


def test_one_command_ends_a_term(term, tmp_path, monkeypatch):
    """Does the guide's command keep everything of the old class, and start a clean one?"""
    monkeypatch.chdir(term)
    before = content(term)
    ((_, target),) = commands("The next term")
    said = lstm_course("archive", target)
    assert f"Next class: {tmp_path / 'lstm_2028'}, course lstm_2028, no students." in said
    assert f"none released yet: {LESSON}." in said

    (path,) = tmp_path.glob("class_*.tar.gz")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tarfile.open(path) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    unpacked = folder.load(tmp_path / "unpacked" / "class")
    assert content(unpacked.root) == before == content(term)
    (ada, ben) = sorted(status.grades(unpacked, [LESSON]), key=lambda grade: grade.student.id)
    assert (ada.points.score, ben.points.status) == (2.0, "not submitted")
    with (unpacked.root / "final_grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["student_id"]: row["score"] for row in csv.DictReader(file)} == {
            "ada": "2.0",
            "ben": "",
        }

    new = folder.load(tmp_path / "lstm_2028")
    assert (new.students(), new.released()) == ([], [])
    kept = {"nbgrader_config.py", "points.toml", "solutions", "source", "released.json"}
    there = {p.name for p in new.root.iterdir()} - {"gradebook.db"}
    assert there == kept, "no submissions, exceptions, secret or exports"
    assert PENALTY in (new.root / "nbgrader_config.py").read_text()
    release = ("release", LESSON, "--classroom", new.root)
    assert "-Our own hint." in lstm_course(*release, code=1), "edits are there, and are kept"
    lstm_course(*release, "--edits", "discard")
    with new.gradebook() as book:
        lesson = book.find_assignment(LESSON)
        assert (lesson.max_score, lesson.duedate, lesson.submissions) == (3.0, None, [])


def test_what_stops_it(new_class, tmp_path):
    """Does a full folder, or the old class's database, end it before anything is written?"""
    at = ("--classroom", new_class.root)
    said = lstm_course("archive", new_class.root, *at, code=1)
    assert "is not empty: name a new folder for the next class" in said
    with (new_class.root / "nbgrader_config.py").open("a") as config:
        config.write(f'c.CourseDirectory.db_url = "sqlite:///{new_class.root}/gradebook.db"\n')
    new = tmp_path / "new"
    said = lstm_course("archive", new, *at, code=1)
    assert "which has the grades of this class" in said
    assert [path.name for path in tmp_path.iterdir()] == ["class"]
    lstm_course("archive", new, "--database", f"sqlite:///{tmp_path}/next.db", *at)
    assert folder.load(new).students() == []
    assert len(new_class.students()) == 2


def test_a_damaged_gradebook_is_not_archived(new_class, tmp_path):
    """Is no archive left where the gradebook cannot be copied?"""
    (new_class.root / "gradebook.db").write_bytes(b"not a database" * 99)
    lstm_course("archive", "--classroom", new_class.root, code=1)
    assert [path.name for path in tmp_path.iterdir()] == ["class"]
