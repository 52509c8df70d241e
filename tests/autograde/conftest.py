"""Two classes that are graded once and then only read, whichever process asks first."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from autograde.classroom import folder as classroom
from autograde.classroom import release, roster
from autograde.classroom.folder import Classroom, Student
from autograde.collect import submissions
from autograde.core import notebooks
from autograde.demo import show, synthetic
from autograde.grade import batch
from autograde.lessons import build
from autograde.report import screen
from autograde.sandbox import Limits

CROWD = len(synthetic.KINDS) + 2  # students of the demo beside the first eight
LESSON = "00_welcome"
EXERCISE = "weighted-sum"

ANSWERS = {
    "right": "def weighted_sum(x, w, b):\n    return np.dot(x, w) + b\n",
    "biasless": "def weighted_sum(x, w, b):\n    return np.dot(x, w)\n",
    "blank": None,
    "noisy": "import sys, warnings\n"
    "def weighted_sum(x, w, b):\n"
    "    print('working', file=sys.stderr)\n"
    "    warnings.warn('odd')\n"
    "    return np.dot(x, w) + b\n",
    "syntax": "def weighted_sum(x, w, b)\n    return np.dot(x, w) + b\n",
    "exits": "import os\nos._exit(3)\n",
    "loops": "def weighted_sum(x, w, b):\n    while True:\n        pass\n",
    "stubborn": "def weighted_sum(x, w, b):\n"
    "    while True:\n"
    "        try:\n"
    "            while True: pass\n"
    "        except BaseException: pass\n",
}


def once(make: Callable[[Path], object], name: str, worker_id: str, factory) -> Path:
    """Return a folder that `make` has filled, in one of the test processes only."""
    if worker_id == "master":
        folder = factory.mktemp(name)
        make(folder)
        return folder
    folder = factory.getbasetemp().parent / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def demo_folder(worker_id, tmp_path_factory) -> Path:
    """The folder of `make demo ARGS="--students 18"`: class/, grades.csv, handed_in/."""
    return once(_demo, "demo", worker_id, tmp_path_factory)


@pytest.fixture(scope="session")
def demo_class(demo_folder) -> Classroom:
    """The demo's class, graded: eight students and CROWD, lesson 02."""
    return classroom.load(demo_folder / "class")


@pytest.fixture(scope="session")
def small_class(worker_id, tmp_path_factory) -> Classroom:
    """A graded class on lesson 00; each student is named after the kind of their submission."""
    return classroom.load(once(_small, "small", worker_id, tmp_path_factory) / "class")


@pytest.fixture(scope="session")
def _blank_class(worker_id, tmp_path_factory) -> Path:
    return once(_blank, "blank", worker_id, tmp_path_factory) / "class"


@pytest.fixture
def new_class(_blank_class, tmp_path) -> Classroom:
    """A class of two on lesson 00, released; nothing handed in."""
    return classroom.load(shutil.copytree(_blank_class, tmp_path / "class"))


@pytest.fixture
def postgres():
    """The address of a real PostgreSQL server on loopback, which refuses to run as root."""
    pytest.importorskip("psycopg", reason="needs the extra `postgres`")
    programs = [Path(path).parent for path in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
    if not programs:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="lstm-course-pg-"))
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program, *arguments):
        command = [programs[0] / program, *arguments]
        subprocess.run(command, user=user, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-D", folder / "data", "-A", "trust", "-U", "grader")
    options = f"-p {port} -k {folder} -h 127.0.0.1"
    run("pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "grader", "grades")
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/grades"
    finally:
        run("pg_ctl", "-D", folder / "data", "-m", "fast", "stop")
        shutil.rmtree(folder)


def pytest_configure(config):
    """Leave out what nbgrader 0.9.6 makes SQLAlchemy say, and what is broken on purpose."""
    for line in (
        "ignore:Object of type .* not in session:sqlalchemy.exc.SAWarning",
        "ignore::nbformat.warnings.DuplicateCellId",
        "ignore::nbformat.warnings.MissingIDFieldWarning",
    ):
        config.addinivalue_line("filterwarnings", line)


def _demo(folder: Path) -> None:
    limits = Limits(call_seconds=3)  # one answer never ends
    show.demo(folder, 8 + CROWD, steps=screen.progress, limits=limits)


def _blank(folder: Path) -> None:
    room = classroom.make(folder / "class")
    roster.enrol(room, [Student("ada", "Ada", "Okafor"), Student("ben", "Ben", "Larsson")])
    release.prepare(room, build.find(LESSON))


def _small(folder: Path) -> None:
    room = classroom.make(folder / "class")
    roster.enrol(room, [Student(name) for name in [*ANSWERS, "broken", "absent"]])
    release.prepare(room, build.find(LESSON))
    inbox = folder / "handed_in"
    inbox.mkdir()
    for name, answer in ANSWERS.items():
        hand_in(room, inbox / f"{name}.ipynb", answer)
    (inbox / "broken.ipynb").write_text('{"cells": [', encoding="utf-8")
    submissions.from_folder(room, LESSON, inbox)
    batch.grade(room, LESSON, limits=Limits(call_seconds=2, cell_seconds=4))


def hand_in(room: Classroom, path: Path, answer: str | None) -> Path:
    """Write lesson 00 with an answer (None: as it was released) to a file."""
    released = notebooks.read(room.notebook("release", LESSON))
    answers = {} if answer is None else {EXERCISE: answer}
    nbformat.write(show.answered(released, answers), path)
    return path
