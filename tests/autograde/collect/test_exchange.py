"""nbgrader's exchange, used by real Unix users with the commands that students type."""

import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograde import cli
from autograde.classroom import folder as classroom
from autograde.classroom import release, roster
from autograde.classroom.folder import Student
from autograde.collect import earlier, submissions
from autograde.core import reports, verdicts
from autograde.lessons import build
from tests.autograde.conftest import ANSWERS, LESSON, hand_in
from tests.autograde.test_cli import lstm_course
from tests.machine import readable

STUDENTS = ("lcada", "lcben")
pytestmark = pytest.mark.xdist_group("exchange")  # its users exist once on a machine
SETTINGS = """\
c = get_config()  # of this machine: the class, its instructor and its students read it
c.CourseDirectory.course_id = "lstm"
c.Exchange.root = {root!r}
"""


class School:
    """A class and its exchange in one folder; each student is a user of this machine."""

    def __init__(self, folder: Path):
        self.folder, self.exchange = folder, folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        (folder / "jupyter").mkdir()
        everybody = SETTINGS.format(root=str(self.exchange))
        (folder / "jupyter" / "nbgrader_config.py").write_text(everybody)
        self.classroom = classroom.make(folder / "class")
        self.readable = readable(folder / "views")
        for student in STUDENTS:
            if student not in {user.pw_name for user in pwd.getpwall()}:  # after a killed run
                subprocess.run(["useradd", "--no-create-home", student], check=True)
            (folder / student).mkdir()
            shutil.chown(folder / student, student, student)

    def run(self, student, *command):
        """Run a program of the system as a student."""
        subprocess.run(command, user=student, group=student, extra_groups=[], check=True)

    def starts(self, student, module, *arguments, where=".", **variables):
        """Start a command of this Python as a student, in a folder of their home."""
        home = self.folder / student
        settings = {"HOME": home, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": 1}
        settings |= {"JUPYTER_CONFIG_PATH": self.folder / "jupyter", "LANG": "C.UTF-8"}
        settings |= {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1} | variables
        user = [f"--reuid={student}", f"--regid={student}", "--clear-groups", "--no-new-privs"]
        command = shlex.join(["setpriv", *user, sys.executable, "-m", module, *arguments])
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", f"{self.readable}\nexec {command}"],
            env={name: str(value) for name, value in settings.items()},
            cwd=home / where,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def all_run(self, module, *arguments, students=STUDENTS):
        """Have students run a command at the same time; return what it printed for each."""
        running = {s: self.starts(s, module, *arguments) for s in students}
        printed = {student: process.communicate()[0] for student, process in running.items()}
        assert not any(process.returncode for process in running.values()), printed
        return printed

    def fetch_assignment(self):
        """Have one student run nbgrader's command, which takes seconds; the other copies."""
        first, second = STUDENTS
        self.all_run("nbgrader", "fetch_assignment", LESSON, students=[first])
        shutil.copytree(self.folder / first / LESSON, self.folder / second / LESSON)
        for path in (self.folder / second).rglob("*"):
            shutil.chown(path, second, second)

    def submit(self, **answers):
        """Write answers into the students' notebooks and have them hand in."""
        for student, answer in answers.items():
            notebook = self.folder / student / LESSON / f"{LESSON}.ipynb"
            hand_in(self.classroom, notebook, ANSWERS[answer])
        command = ("autograde.cli", "submit", LESSON)
        printed = self.all_run(*command, students=tuple(answers))
        assert all("Submitted to the exchange" in text for text in printed.values()), printed

    def instructor(self, *command, status=0):
        """Run `lstm-course` in the class folder and return what it printed."""
        where = ["--classroom", str(self.classroom.root)]
        said = CliRunner().invoke(cli.app, [command[0], LESSON, *command[1:], *where])
        assert said.exit_code == status, said.output
        return said.output

    def sent(self, student):
        """Return the folder of a student's newest submission."""
        inbound = self.exchange / "lstm" / "inbound"
        return max(path for path in inbound.iterdir() if path.name.startswith(f"{student}+"))

    def stored(self, student):
        return self.classroom.notebook("submitted", LESSON, student).read_bytes()


@pytest.fixture(scope="module")
def school():
    """A class of two users of this machine, who fetched and submitted lesson 00."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to create users")
    folder = Path(tempfile.mkdtemp(prefix="lstm-course-exchange-"))
    folder.chmod(0o755)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(folder / "jupyter"))
    try:
        made = School(folder)
        roster.enrol(made.classroom, [Student(name) for name in STUDENTS])
        release.prepare(made.classroom, build.find(LESSON))
        made.fetch_assignment()
        made.submit(lcada="biasless", lcben="right")
        assert "New: 2 (lcada, lcben)" in made.instructor("collect")
        yield made
    finally:
        monkeypatch.undo()
        for student in STUDENTS:
            subprocess.run(["userdel", student], check=True)
        shutil.rmtree(folder)


@pytest.mark.long
def test_nobody_submits_as_somebody_else(school):
    """Is a submission refused that its sender named after another, the earlier one kept?"""
    right = school.stored("lcben")
    forged = school.sent("lcada").with_name(f"lcben+{LESSON}+2099-01-01 00:00:00 UTC+x")
    school.run("lcada", "cp", "-r", str(school.sent("lcada")), str(forged))
    broken = forged.with_name(f"lcada+{LESSON}+never")
    school.run("lcada", "mkdir", str(broken))
    found = submissions.from_exchange(school.classroom, LESSON)
    assert found.unchanged == [*STUDENTS]
    assert school.stored("lcben") == right
    assert found.refused[forged.name] == (
        "it claims to be from lcben, but the user lcada wrote it."
        " It is not taken; what lcben submitted before is kept."
    )
    assert found.refused[broken.name] == "its name has no valid time."
    shutil.rmtree(forged)
    broken.rmdir()


def test_nobody_writes_into_a_submission(school):
    """Is a submission refused in which another user replaced a file, the earlier one kept?"""
    before = school.stored("lcben")
    school.submit(lcben="noisy")
    sent = school.sent("lcben")
    school.run("lcada", "rm", "-f", str(sent / f"{LESSON}.ipynb"))
    school.run(
        "lcada", "cp", str(school.folder / "lcada" / LESSON / f"{LESSON}.ipynb"), str(sent)
    )
    found = submissions.from_exchange(school.classroom, LESSON)
    assert found.refused == {sent.name: f"{LESSON}.ipynb in it was written by the user lcada."}
    assert school.stored("lcben") == before
    shutil.rmtree(sent)


@pytest.mark.sandbox
def test_feedback_reaches_the_student(school):
    """Do students fetch the pages of what they sent, graded by command and by button?"""
    room, api = school.classroom, school.classroom.api
    assert api.autograde(LESSON, "lcada")["success"]
    assert api.generate_feedback(LESSON, "lcada")["success"]
    assert api.release_feedback(LESSON, "lcada")["success"]
    school.instructor("grade", "--student", "lcben", "--workers", "1")
    assert "Published on the exchange: 2" in school.instructor("feedback")
    assert reports.load(room.root, LESSON, "lcada").verdict == verdicts.WRONG
    school.all_run("nbgrader", "fetch_feedback", LESSON)
    for student, words in (("lcada", "Looks like"), ("lcben", "All exercises passed")):
        when = (school.sent(student) / "timestamp.txt").read_text()
        page = school.folder / student / LESSON / "feedback" / when / f"{LESSON}.html"
        assert words in page.read_text(encoding="utf-8")


def test_a_hub_with_one_user(school, monkeypatch):
    """Is nothing sent or taken where a hub runs everybody as one user, and a zip offered?"""
    inbound = school.exchange / "lstm" / "inbound"
    before = sorted(inbound.iterdir())
    submit = ("autograde.cli", "submit", LESSON)
    running = school.starts("lcada", *submit, JUPYTERHUB_USER="ada")
    said = " ".join(running.communicate()[0].split())
    assert running.returncode == 1
    assert "This hub runs everybody as the user lcada" in said
    assert "--zip" in said
    assert sorted(inbound.iterdir()) == before
    monkeypatch.setenv("JUPYTERHUB_USER", "professor")
    said = " ".join(school.instructor("collect", status=1).split())
    assert "This hub runs everybody as the user root" in said
    assert "check_owner = False" in said


def _said(running):
    return " ".join(running.communicate()[0].split())


@pytest.mark.long
def test_one_installation_for_all(school):
    """Do `doctor`, `check` and `lab` work where the student cannot write into the course?"""
    doctor = school.starts("lcben", "autograde.cli", "doctor")
    check = school.starts("lcben", "autograde.cli", "check", where=LESSON)
    said = _said(doctor)
    assert f"course lstm in {school.exchange}, open for submissions." in said
    assert f"1 in {school.folder / 'lcben'}" in said
    assert "weighted-sum 2 ✓ passed" in _said(check)

    elsewhere = school.folder / "lcada" / "empty"
    school.run("lcada", "mkdir", str(elsewhere))
    lab = ("autograde.cli", "lab", "--no-browser")
    running = school.starts("lcada", *lab, where="empty")
    lines = []
    while not lines or "The course is open at" not in lines[-1]:
        lines.append(running.stdout.readline())
        assert lines[-1], "".join(lines)
    running.terminate()
    running.communicate()
    made = school.folder / "lcada" / "lstm-course"
    assert (made / LESSON / f"{LESSON}.ipynb").is_file()
    assert made.owner() == "lcada"
    assert not list(elsewhere.iterdir())

    nowhere = school.starts("lcada", "autograde.cli", "doctor", "--workspace", "/usr/lessons")
    assert "you cannot write into /usr/lessons" in _said(nowhere)
    assert nowhere.returncode == 1


@pytest.mark.long
@pytest.mark.sandbox
def test_a_late_submission_beside_one_in_time(school):
    """Is it kept, does it count on request or with an extension, and does a choice stay?"""
    room = school.classroom
    with room.gradebook() as book:
        due = datetime.now(UTC).replace(tzinfo=None)
        book.update_or_create_assignment(LESSON, duedate=due)
    in_time = {student: school.stored(student) for student in STUDENTS}
    school.submit(lcada="right", lcben="noisy")
    said = school.instructor("collect")
    assert "Unchanged: 2" in said
    assert all(f"{student} has submissions of" in said for student in STUDENTS)
    assert all(school.stored(student) == in_time[student] for student in STUDENTS)

    early, late = (version.name for version in earlier.versions(room, LESSON, "lcben"))
    for chosen in (late, early):
        lstm_course("student", "use", "lcben", LESSON, chosen, "--classroom", room.root)
        assert "Unchanged: 2" in school.instructor("collect")
        assert (school.stored("lcben") == in_time["lcben"]) == (chosen == early)

    tomorrow = f"{datetime.now() + timedelta(days=1):%Y-%m-%d %H:%M}"
    lstm_course("student", "extend", "lcada", LESSON, tomorrow, "--classroom", room.root)
    assert "Replaced: 1 (lcada)" in school.instructor("collect")
    assert school.stored("lcada") != in_time["lcada"]
    before, counts = earlier.versions(room, LESSON, "lcada")
    assert (before.path / f"{LESSON}.ipynb").read_bytes() == in_time["lcada"]
    assert (before.counts, counts.counts) == (False, True)

    lstm_course("student", "pair", "lcada", "lcben", "--classroom", room.root)
    school.instructor("grade", "--workers", "1")
    said = school.instructor("feedback")
    assert "Published on the exchange: 1." in said
    assert "lcben submitted for both, and can fetch the page" in said
