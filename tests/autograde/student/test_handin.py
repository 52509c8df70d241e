"""The student's side: checking, handing in, looking at the solution."""

import getpass
import os
import sys
import zipfile

import nbformat
import pytest
from nbgrader.exchange.abc import ExchangeSubmit

from autograde.classroom import exchange, release, roster
from autograde.classroom.folder import Student, load
from autograde.collect import submissions
from autograde.core import notebooks
from autograde.core.errors import CourseError
from autograde.demo import show
from autograde.grade import batch
from autograde.lessons import build
from autograde.student import handin, selfcheck
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON


def write(home, answer):
    path = home / LESSON / f"{LESSON}.ipynb"
    nbformat.write(show.answered(notebooks.read(path), {EXERCISE: answer}), path)
    return path


@pytest.mark.parametrize(
    ("answer", "status", "passed"),
    [
        ("right", "passed", True),
        ("biasless", "wrong value", False),
        ("blank", "not written", False),
        ("boasts", "raised", False),
    ],
)
def test_check(home, course, answer, status, passed):
    """Does a check distinguish right, wrong and unwritten, and not change the notebook?"""
    path = home / LESSON / f"{LESSON}.ipynb"
    boast = f"✓ {EXERCISE}: all 9 cases pass"
    answers = ANSWERS | {
        "boasts": f"def weighted_sum(x, w, b):\n    raise OSError('\\n{boast}')"
    }
    if answers[answer]:
        write(home, answers[answer])
    before = (path.read_bytes(), sorted(home.rglob("*")))
    checked = selfcheck.check(home, LESSON, course)
    assert [result.status for result in checked.results] == [status]
    assert checked.passed is passed
    assert (path.read_bytes(), sorted(home.rglob("*"))) == before


def test_check_as_it_will_be_graded(home, course):
    """Does an answer that needs a cell of the student's own fail here too, with a note?"""
    path = write(home, "def weighted_sum(x, w, b):\n    return dot(x, w) + b")
    notebook = notebooks.read(path)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("from numpy import dot"))
    nbformat.write(notebook, path)
    checked = selfcheck.check(home, LESSON, course)
    assert not checked.passed
    assert "name 'dot' is not defined" in checked.results[0].text()
    assert "they define `dot`" in checked.repairs[0]


def test_check_counts_its_cells(home, course):
    """Does the progress bar's total equal the cells that run?"""
    write(home, ANSWERS["right"])
    seen = []
    selfcheck.check(home, LESSON, course, on_cell=seen.append)
    assert len(seen) == selfcheck.cell_count(home, LESSON, course) > 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            ANSWERS["exits"],
            "The check of 00_welcome stopped at cell 'weighted-sum': the Python",
        ),
        (None, r"00_welcome.ipynb cannot be read. The file is not a complete notebook"),
    ],
)
def test_check_that_cannot_be(home, course, answer, words):
    """Are an answer that ends Python, and a damaged notebook, reported in a sentence?"""
    path = write(home, answer or "")
    if answer is None:
        path.write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match=words):
        selfcheck.check(home, LESSON, course)


def test_missing_notebook(tmp_path, course):
    """Does the message say where lessons come from?"""
    with pytest.raises(CourseError, match=r"There is no .*ipynb: `lstm-course lab` puts"):
        selfcheck.check(tmp_path, LESSON, course)


def test_submit_zip(home, course):
    """Does the zip have the notebook, and the id in its name, and is missing work named?"""
    handed = handin.submit(home, LESSON, course, "ada", as_zip=True)
    assert handed.where == str(home / "00_welcome_ada.zip")
    assert handed.missing == (EXERCISE,)
    with zipfile.ZipFile(handed.where) as archive:
        assert archive.namelist() == [f"{LESSON}.ipynb"]
        data = archive.read(f"{LESSON}.ipynb")
    assert data == (home / LESSON / f"{LESSON}.ipynb").read_bytes()
    write(home, ANSWERS["right"])
    assert handin.submit(home, LESSON, course, "ada", as_zip=True).missing == ()


def test_submit_zip_on_a_hub(home, course, monkeypatch):
    """Is a zip named after the hub's user, not after the one user of the system?"""
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert handin.submit(home, LESSON, course, as_zip=True).zip_id == "ada"


def test_submitted_zip_is_collected(home, course, new_class):
    """Does what `submit` makes fit what `collect` takes?"""
    handin.submit(home, LESSON, course, "ben", as_zip=True)
    assert submissions.from_folder(new_class, LESSON, home).new == ["ben"]


@pytest.mark.parametrize("student", ["../ada", "a b", " ", ".hidden", "ä"])
def test_submit_with_an_odd_id(home, course, student):
    """Is an id refused that could not name a file?"""
    with pytest.raises(CourseError, match="cannot be an id"):
        handin.submit(home, LESSON, course, student, as_zip=True)


def test_submit_where_nobody_has_a_name(home, course, monkeypatch):
    """Is the id asked for where the system knows none, as Windows without USERNAME?"""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "pwd", None)
    with pytest.raises(CourseError, match="give your id"):
        handin.submit(home, LESSON, course, as_zip=True)


@pytest.fixture
def exchanged(new_class, tmp_path, monkeypatch):
    """The class and this user, both set up for an exchange in a temporary folder."""
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)
    settings = f"c.Exchange.root = {str(folder)!r}\n"
    with open(new_class.root / "nbgrader_config.py", "a") as file:
        file.write(settings)
    (tmp_path / "jupyter").mkdir()
    own = f"c = get_config()\nc.CourseDirectory.course_id = 'lstm'\n{settings}"
    (tmp_path / "jupyter" / "nbgrader_config.py").write_text(own)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return load(new_class.root)


@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")
def test_exchange(exchanged, home, course):
    """Does a lesson go out through the exchange, and a notebook come back?"""
    user = getpass.getuser()
    roster.enrol(exchanged, [Student(user)])
    release.prepare(exchanged, build.find(LESSON))
    path = write(home, ANSWERS["right"])
    (home / LESSON / f"{LESSON}_solution.ipynb").write_text("{}")
    with pytest.raises(CourseError, match="the exchange takes no submission for cy"):
        handin.submit(home, LESSON, course, "cy")
    handed = handin.submit(home, LESSON, course, user)
    assert handed.where.startswith("the exchange of course lstm (")
    found = submissions.from_exchange(exchanged, LESSON)
    assert (found.new, found.unknown) == ([user], {})
    stored = exchanged.notebook("submitted", LESSON, user)
    assert stored.read_bytes() == path.read_bytes()
    assert not list(stored.parent.glob("*_solution*"))
    assert submissions.from_exchange(exchanged, LESSON).unchanged == [user]


@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")
@pytest.mark.sandbox
def test_exchange_with_links_and_pipes(exchanged, home, course, tmp_path, monkeypatch):
    """Does nobody hand in a neighbour's file by a link, or stop the class by a pipe?"""
    for config in (
        exchanged.root,
        tmp_path / "jupyter",
    ):  # one user of the system has all names
        with (config / "nbgrader_config.py").open("a") as settings:
            settings.write("c.ExchangeCollect.check_owner = False\n")
    exchanged = load(exchanged.root)
    roster.enrol(exchanged, [Student(name) for name in ("cy", "dan", "eve", "fay")])
    release.prepare(exchanged, build.find(LESSON))
    write(home, ANSWERS["right"])
    for name in ("cy", "dan", "eve", "fay"):
        monkeypatch.setenv("JUPYTERHUB_USER", name)
        handin.submit(home, LESSON, course, name)
    assert submissions.from_exchange(exchanged, LESSON).new == ["cy", "dan", "eve", "fay"]
    of_another = exchanged.notebook("submitted", LESSON, "cy")
    write(home, ANSWERS["biasless"])
    for name in ("dan", "eve", "fay"):
        monkeypatch.setenv("JUPYTERHUB_USER", name)
        handin.submit(home, LESSON, course, name)
    inbound = tmp_path / "exchange" / "lstm" / "inbound"
    newest = {path.name.split("+")[0]: path for path in sorted(inbound.iterdir())}
    for name in ("dan", "eve", "fay"):
        newest[name].chmod(0o777)
        (newest[name] / f"{LESSON}.ipynb").unlink()
    (newest["dan"] / f"{LESSON}.ipynb").symlink_to(of_another)
    (newest["eve"] / f"{LESSON}.ipynb").mkdir()
    os.mkfifo(newest["fay"] / f"{LESSON}.ipynb")
    submissions.from_exchange(exchanged, LESSON)
    assert exchanged.notebook("submitted", LESSON, "dan").is_symlink()
    records = {r.student: r for r in batch.grade(exchanged, LESSON)}
    assert records["cy"].verdict == "correct"
    assert {records[name].verdict for name in ("dan", "eve")} == {"unreadable"}
    assert "fay" not in records


@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")
def test_exchange_that_refuses(exchanged, home, course):
    """Does the message offer a zip when the exchange does not know the lesson?"""
    with pytest.raises(CourseError, match=r"did not take 00_welcome: .* --zip"):
        handin.submit(home, LESSON, course)


class LogsItsFailure(ExchangeSubmit):
    """An exchange of one's own that reports a failure as ngshare does: in the log only."""

    def init_src(self):
        self.log.warning("Unable to get the list of files.")

    def init_dest(self):
        self.log.error("Failed to submit.")

    def copy_files(self):
        """Copy nothing."""


@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")
def test_exchange_that_only_logs_a_failure(exchanged, home, course, monkeypatch):
    """Is a submission reported as failed when a service logs an error and raises none?"""
    settings = exchange.settings()
    settings.config.ExchangeFactory.submit = LogsItsFailure
    monkeypatch.setattr(exchange, "settings", lambda: settings)
    with pytest.raises(CourseError, match=r"did not take 00_welcome: Failed to submit\. Hand"):
        handin.submit(home, LESSON, course)


def test_no_exchange(tmp_path, monkeypatch):
    """Is there no exchange if its settings or its folder are missing?"""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert exchange.settings() is None
    lines = ("c = get_config()", "c.CourseDirectory.course_id = 'a'", "c.Exchange.root = '/no'")
    (tmp_path / "nbgrader_config.py").write_text("\n".join(lines))
    assert exchange.settings() is None


def test_solution(home, course, tmp_path):
    """Is the solved lesson readable, without hidden tests, and right when it is run?"""
    path = handin.solution(home, build.find(LESSON))
    assert path == home / LESSON / f"{LESSON}_solution.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "np.dot(x, w) + b" in text
    for word in ("BEGIN", "HIDDEN", "seed=", "nbgrader"):
        assert word not in text
    with pytest.raises(CourseError, match="exists already: remove or rename it"):
        handin.solution(home, build.find(LESSON))


def test_solution_with_question(tmp_path):
    """Does a solved question keep its prompt, its marking and the model answer, each titled?"""
    text = handin.solution(tmp_path, build.find(show.LESSON)).read_text(encoding="utf-8")
    cells = [cell.source for cell in nbformat.reads(text, 4).cells]
    at = next(n for n, source in enumerate(cells) if source.startswith("**Question"))
    assert "\n\n**How it is marked**\n\n- 1 point: a first reason" in cells[at]
    assert cells[at + 1].startswith("**A good answer**\n\nFirst, every position")
    assert "YOUR ANSWER HERE" not in text
    assert "MARK SCHEME" not in text
