"""A class with lessons, checks and points of its own, beside one without."""

import csv
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

from autograde.classroom import folder, own, roster, submissions
from autograde.classroom.folder import Student
from autograde.cli import app
from autograde.core import notebooks
from autograde.core.cells import exercise_of, grade_id, is_graded
from autograde.core.paths import COURSE
from autograde.demo import show
from autograde.grade import batch, workers
from autograde.student import selfcheck
from lstm_utils import checks
from tests.autograde.guide import GUIDE, commands

pytestmark = pytest.mark.sandbox
DATA = Path(__file__).parents[1] / "data" / "own_class"
RHYTHM, WELCOME = "20_rhythm", "00_welcome"
ANSWERS = {
    "ada": "def beats(count, pause):\n    return pause * np.arange(count)\n",
    "ben": "def beats(count, pause):\n    return pause * np.arange(1, count + 1)\n",
}


def lstm_course(room, *words, code=0, answer=None):
    """Run a command in a class; return what it said in one line."""
    arguments = [*map(str, words), "--classroom", str(room.root)]
    done = CliRunner().invoke(app, arguments, input=answer)
    assert done.exit_code == code, done.output
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", done.output).split())


def made(path):
    room = folder.make(path)
    roster.enrol(room, [Student(name) for name in ANSWERS])
    return room


@pytest.fixture(scope="module")
def rooms(tmp_path_factory):
    """A class with all of its own, and a class without, both with released lessons."""
    where = tmp_path_factory.mktemp("own")
    ours, stock = made(where / "ours"), made(where / "stock")
    shutil.copytree(DATA, ours.root, dirs_exist_ok=True)
    lstm_course(ours, "release", "rhythm")
    lstm_course(ours, "release", "0")
    lstm_course(stock, "release", "0")
    yield ours, stock
    checks.use({})


@pytest.fixture(scope="module")
def graded(rooms, tmp_path_factory):
    """What `grade` said of the class's own lesson, submitted by two students."""
    inbox, room = tmp_path_factory.mktemp("inbox"), rooms[0]
    released = notebooks.read(room.notebook("release", RHYTHM))
    for student, answer in ANSWERS.items():
        nbformat.write(show.answered(released, {"beats": answer}), inbox / f"{student}.ipynb")
    lstm_course(room, "collect", "20", "--from", inbox)
    return lstm_course(room, "grade", "20", "--workers", "1")


def points(room, lesson):
    cells = notebooks.read(room.notebook("release", lesson)).cells
    marked = [cell.metadata.nbgrader for cell in cells if "nbgrader" in cell.metadata]
    return {mark.grade_id: mark.points for mark in marked if mark.grade}


def test_two_classes_differ(rooms):
    """Has each class its own lessons and points, and the course's where it says nothing?"""
    ours, stock = rooms
    assert points(ours, WELCOME) == {"weighted-sum-tests": 5}
    assert points(stock, WELCOME) == {"weighted-sum-tests": 2}
    assert points(ours, RHYTHM) == {"beats-tests": 3, "why-even": 4}
    said = lstm_course(stock, "release", "rhythm", code=2)
    assert 'no lesson "rhythm" in this class' in said
    with ours.gradebook() as book:
        assert book.find_assignment(RHYTHM).max_score == 7


def test_what_is_left_out(rooms):
    """Do task, tests and uses of an exercise go with it, and says the question its points?"""
    text = rooms[0].notebook("release", RHYTHM).read_text(encoding="utf-8")
    assert "gaps(" not in text
    assert "Exercise 2" not in text
    assert "**Question (4 points).**" in text
    assert "np.arange(count)" not in text


def test_graded_with_the_checks_of_the_class(graded):
    """Are answers to an own exercise judged in the sandbox, and a known mistake named?"""
    assert "ada 3 / 7 unfinished" in graded, "its question has no answer"
    assert "ben 0 / 7 wrong beats: the first beat is not at 0" in graded


def test_a_worker_needs_no_class_folder(rooms, graded):
    """Do new processes, as on a cluster, judge with the checks that come with the lesson?"""
    data = batch.lesson_data(rooms[0], RHYTHM)
    jobs = [submissions.read(rooms[0], RHYTHM, student) for student in ANSWERS]
    done = [graded.report for graded in workers.here(data, jobs, 2)]
    passed = {report.student: report.results[0].passed for report in done}
    assert passed == {"ada": True, "ben": False}


def test_a_corrected_check_of_the_class(rooms, graded, tmp_path):
    """Does an edited check of the class regrade its submissions, and show who gained?"""
    room = folder.load(shutil.copytree(rooms[0].root, tmp_path / "class"))
    path = room.root / "solutions/checks/l20_rhythm/beats.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("return pause * np", "return pause + pause * np"), "utf-8")
    said = lstm_course(room, "grade", "20", "--workers", "1")
    assert "Changed since the last grading: the check of beats." in said
    assert "Gained: 1, lost: 1, the same score: 0." in said
    assert "ben 0 3 beats: 0 → 3" in said
    assert "again" not in lstm_course(room, "grade", "20", "--workers", "1")


def test_the_notebook_of_a_student(rooms, tmp_path):
    """Does `check` in a released notebook find the checks of the class, far from its folder?"""
    home = shutil.copytree(rooms[0].notebook("release", RHYTHM).parent, tmp_path / RHYTHM)
    assert sorted(path.name for path in home.iterdir()) == [
        f"{RHYTHM}.ipynb",
        "class_checks.zip",
    ]
    notebook = show.answered(
        notebooks.read(home / f"{RHYTHM}.ipynb"), {"beats": ANSWERS["ben"]}
    )
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    client = NotebookClient(notebook, resources={"metadata": {"path": home}}, allow_errors=True)
    client.execute()
    text = nbformat.writes(notebook)
    assert "beats: wrong value" in text
    assert "the first beat is not at 0" in text


def test_a_submission_brings_no_checks(rooms, graded, tmp_path):
    """Is a file of checks beside a submission ignored, and the class folder's used?"""
    room = folder.load(shutil.copytree(rooms[0].root, tmp_path / "class"))
    beside = room.notebook("submitted", RHYTHM, "ben").with_name("class_checks.zip")
    files = own._check_files(room.root / "solutions" / "checks")
    lenient = {
        path: text.replace("arange(count)", "arange(1, count + 1)")
        for path, text in files.items()
    }
    checks.own.packed(lenient, beside)
    said = lstm_course(room, "grade", "20", "--workers", "1", "--force")
    assert "ben 0 / 7 wrong" in said


def test_points_of_a_graded_class(rooms, graded, tmp_path):
    """Does a release with other points say who is concerned, and one without cells refuse?"""
    room = folder.load(shutil.copytree(rooms[0].root, tmp_path / "class"))
    toml = room.root / "points.toml"
    source = room.notebook("source", RHYTHM).read_bytes()
    toml.write_text('[20_rhythm]\nleave-out = ["beats", "gaps"]\n')
    said = lstm_course(room, "release", "20", code=1)
    assert "beats cannot be added or left out any more" in said
    assert "give it 0 points in points.toml" in said
    assert room.notebook("source", RHYTHM).read_bytes() == source
    toml.write_text('[20_rhythm]\nleave-out = ["gaps"]\nbeats = 0\n')
    said = lstm_course(room, "release", "20")
    assert "Graded before this change: 2 (ada, ben). Run `lstm-course grade 20_rhythm`" in said
    assert "the points of beats (3 → 0)" in lstm_course(room, "grade", "20", "--workers", "1")
    lstm_course(room, "export", "-o", tmp_path / "grades.csv", "--lesson", "rhythm")
    with open(tmp_path / "grades.csv", encoding="utf-8-sig", newline="") as file:
        assert [row["max_score"] for row in csv.DictReader(file)] == ["2.0", "2.0"]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[00_welcom]\nx = 1", "there is no lesson '00_welcom'; did you mean \"00_welcome\"?"),
        ("[00_welcome]\nweighted-sun = 1", 'did you mean "weighted-sum"?'),
        (
            "[00_welcome]\nweighted-sum = -1",
            "expected weighted-sum = NUMBER, 0 or more, got -1",
        ),
        ("[00_welcome]\nweighted-sum = nan", "NUMBER, 0 or more, got nan"),
        ("[00_welcome]\nleave-out = 1", 'expected leave-out = ["name", ...].'),
        ("x = 1", "expected a table [LESSON] around 'x'."),
        ("[", "points.toml cannot be read"),
    ],
)
def test_a_wrong_file_of_points(rooms, tmp_path, toml, words):
    """Is a mistake in points.toml named, and nothing released?"""
    room = folder.load(shutil.copytree(rooms[1].root, tmp_path / "class"))
    before = room.notebook("release", WELCOME).stat()
    (room.root / "points.toml").write_text(toml)
    assert words in lstm_course(room, "release", "0", code=1)
    assert room.notebook("release", WELCOME).stat() == before


def test_a_name_of_the_course_is_taken(rooms, tmp_path):
    """Is an own check refused that has the name of an exercise of another lesson?"""
    room = folder.load(shutil.copytree(rooms[0].root, tmp_path / "class"))
    checks_folder = room.root / "solutions/checks/l20_rhythm"
    (checks_folder / "beats.py").rename(checks_folder / "softmax.py")
    said = lstm_course(room, "release", "20", code=1)
    assert "the exercise 'softmax' has the name of one of 01_neuron" in said


def edited(room):
    path = room.notebook("source", WELCOME)
    path.write_text(path.read_text("utf-8").replace("plus its bias", "plus a bias"), "utf-8")
    return path


def test_edits_are_not_overwritten(rooms, tmp_path):
    """Does a release show edits in source/, ask, and leave them where nobody answers?"""
    room = folder.load(shutil.copytree(rooms[1].root, tmp_path / "class"))
    lstm_course(room, "release", "0")
    path = edited(room)
    before = path.read_bytes()
    said = lstm_course(room, "release", "0", code=1)
    assert "plus a bias. + " in said
    assert "add `--edits keep` to release it as it is there" in said
    assert path.read_bytes() == before
    lstm_course(room, "release", "0", answer="keep\n")
    assert "plus a bias" in room.notebook("release", WELCOME).read_text("utf-8")
    assert path.read_bytes() == before
    lstm_course(room, "release", "0", "--edits", "discard")
    assert "plus its bias" in room.notebook("release", WELCOME).read_text("utf-8")
    assert "source" not in lstm_course(room, "release", "0"), "nothing is edited now"


def test_check_at_home_knows_the_class(rooms, tmp_path):
    """Does `lstm-course check` show the points of the class, and nothing that it leaves out?"""
    room = folder.load(shutil.copytree(rooms[1].root, tmp_path / "class"))
    toml = '[01_neuron]\nleave-out = ["softmax", "why-saturate"]\nsigmoid = 7\n'
    (room.root / "points.toml").write_text(toml)
    lstm_course(room, "release", "1")
    shutil.copytree(room.root / "release" / "01_neuron", tmp_path / "home" / "01_neuron")
    mine, blank = selfcheck.rebuilt(tmp_path / "home", "01_neuron", COURSE)
    names = {exercise_of(cell) for cell in mine.notebook.cells if is_graded(cell)}
    assert names == {"sigmoid", "tanh-prime", "dense", "numerical-gradient"}
    assert not mine.repairs
    worth = [c.metadata.nbgrader.points for c in blank.cells if grade_id(c) == "sigmoid-tests"]
    assert worth == [7]


def test_the_guide(rooms, tmp_path):
    """Does each command of the guide's section run as it is written, with its `points.toml`?"""
    room = folder.load(shutil.copytree(rooms[0].root, tmp_path / "class"))
    (toml,) = re.findall(r"(?ms)^```toml\n(.*?)^```", GUIDE.read_text(encoding="utf-8"))
    (room.root / "points.toml").write_text(toml + (DATA / "points.toml").read_text("utf-8"))
    for words in commands("Own lessons, checks and points"):
        lstm_course(room, *words)
    assert points(room, "02_feedforward")["sgd-tests"] == 5
    assert points(room, "02_feedforward")["cross-entropy-tests"] == 0
    assert "window-is-no-memory" not in points(room, "02_feedforward")
