"""nbgrader's exchange, used by real Unix users: out, in, graded, and back to the student."""

import os
import pwd
import shutil
import subprocess
import tempfile
import traceback
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeFactory

from autograde.classroom import exchange, release, roster
from autograde.classroom import folder as classroom
from autograde.classroom.folder import Student
from autograde.collect import submissions
from autograde.core import reports, verdicts
from autograde.grade import batch
from autograde.lessons import build
from autograde.report import feedback
from autograde.student import handin
from tests.autograde.conftest import ANSWERS, LESSON, hand_in

STUDENTS = ("lcada", "lcben")
pytestmark = pytest.mark.xdist_group("exchange")  # its users exist once on a machine
SETTINGS = """\
c = get_config()
c.CourseDirectory.course_id = "lstm"
c.Exchange.root = {root!r}
"""


class School:
    """A class and its exchange in one folder; each student is a user of this machine."""

    def __init__(self, folder: Path):
        self.folder, self.exchange = folder, folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        self.room = classroom.make(folder / "class")
        with (self.room.root / "nbgrader_config.py").open("a") as settings:
            settings.write(f"c.Exchange.root = {str(self.exchange)!r}\n")
        self.room = classroom.load(self.room.root)
        (folder / "jupyter").mkdir()
        own = SETTINGS.format(root=str(self.exchange))
        (folder / "jupyter" / "nbgrader_config.py").write_text(own)
        for student in STUDENTS:
            subprocess.run(["useradd", "--no-create-home", student], check=True)
            (folder / student).mkdir()
            shutil.chown(folder / student, student, student)

    def run(self, student, *command):
        """Run a program of the system as a student."""
        subprocess.run(command, user=student, group=student, extra_groups=[], check=True)

    def become(self, student, function):
        """Call a function in a process of a student, in their workspace.

        It is forked, as the student may not read this Python's own files.
        """
        exchange.settings()  # imports what the student cannot
        child = os.fork()
        if not child:
            code = 1
            try:
                self._log_in(student)
                function()
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0

    def _log_in(self, student):
        user, home = pwd.getpwnam(student), self.folder / student
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.chdir(home)
        paths = {"HOME": home, "JUPYTER_DATA_DIR": home / ".data"}
        paths |= {"JUPYTER_CONFIG_DIR": self.folder / "jupyter"}
        os.environ.update({name: str(path) for name, path in paths.items()})

    def fetch(self, student, step):
        """Take a step of nbgrader's, as `nbgrader fetch_feedback` does."""

        def steps():
            app = exchange.settings()
            app.coursedir.assignment_id = LESSON
            getattr(ExchangeFactory(parent=app), step)(
                coursedir=app.coursedir, authenticator=Authenticator(parent=app), parent=app,
                assignment_dir=str(self.folder / student),
            ).start()  # fmt: skip

        self.become(student, steps)

    def submit(self, student, answer):
        """Write an answer into the student's notebook and hand it in."""
        notebook = self.folder / student / LESSON / f"{LESSON}.ipynb"
        hand_in(self.room, notebook, ANSWERS[answer])
        home, course = self.folder / student, self.room.root / "release"
        self.become(student, lambda: handin.submit(home, LESSON, course))

    def sent(self, student):
        """Return the folder of a student's newest submission."""
        inbound = self.exchange / "lstm" / "inbound"
        return max(path for path in inbound.iterdir() if path.name.startswith(f"{student}+"))

    def stored(self, student):
        return self.room.notebook("submitted", LESSON, student).read_bytes()


@pytest.fixture(scope="module")
def school():
    """A class of two users of this machine, who fetched lesson 00."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to create users")
    folder = Path(tempfile.mkdtemp(prefix="lstm-course-exchange-"))
    folder.chmod(0o755)
    try:
        made = School(folder)
        roster.enrol(made.room, [Student(name) for name in STUDENTS])
        release.release(made.room, build.find(LESSON))
        for student in STUDENTS:
            made.fetch(student, "FetchAssignment")
        yield made
    finally:
        for student in STUDENTS:
            subprocess.run(["userdel", student], check=True)
        shutil.rmtree(folder)


def test_nobody_submits_as_somebody_else(school):
    """Is a submission refused that its sender named after another, the earlier one kept?"""
    for student in STUDENTS:
        school.submit(student, "right")
    assert submissions.from_exchange(school.room, LESSON).new == [*STUDENTS]
    right = school.stored("lcben")
    school.submit("lcada", "biasless")
    forged = school.sent("lcada").with_name(f"lcben+{LESSON}+2099-01-01 00:00:00 UTC+x")
    school.run("lcada", "cp", "-r", str(school.sent("lcada")), str(forged))
    broken = forged.with_name(f"lcada+{LESSON}+never")
    school.run("lcada", "mkdir", str(broken))
    found = submissions.from_exchange(school.room, LESSON)
    assert found.replaced == ["lcada"]
    assert found.unchanged == ["lcben"]
    assert school.stored("lcben") == right
    assert found.refused[forged.name] == (
        "it claims to be from lcben, but the user lcada wrote it."
        " It is not taken; what lcben submitted before is kept."
    )
    assert found.refused[broken.name] == "its name has no valid time."
    forged.rename(school.folder / "forged")
    broken.rename(school.folder / "broken")


def test_nobody_writes_into_a_submission(school):
    """Is a submission refused in which another user replaced a file, the earlier one kept?"""
    school.submit("lcben", "right")
    submissions.from_exchange(school.room, LESSON)
    before = school.stored("lcben")
    school.submit("lcben", "noisy")
    sent = school.sent("lcben")
    school.run("lcada", "rm", "-f", str(sent / f"{LESSON}.ipynb"))
    school.run(
        "lcada", "cp", str(school.folder / "lcada" / LESSON / f"{LESSON}.ipynb"), str(sent)
    )
    found = submissions.from_exchange(school.room, LESSON)
    assert found.refused == {sent.name: f"{LESSON}.ipynb in it was written by the user lcada."}
    assert school.stored("lcben") == before
    shutil.rmtree(sent)


@pytest.mark.sandbox
@pytest.mark.parametrize("button", [False, True])
def test_feedback_reaches_the_student(school, button):
    """Does a student fetch the page of a submission that went through the exchange?"""
    room, api = school.room, school.room.api
    school.submit("lcada", "biasless")
    school.submit("lcben", "right")
    submissions.from_exchange(room, LESSON)
    if button:
        for student in STUDENTS:
            assert api.autograde(LESSON, student)["success"]
            assert api.generate_feedback(LESSON, student)["success"]
        assert api.release_feedback(LESSON)["success"]
    else:
        batch.grade(room, LESSON)
        returned = feedback.feedback(room, LESSON)
        assert returned.published == [*STUDENTS], returned.unpublished
    assert reports.load(room.root, LESSON, "lcada").verdict == verdicts.WRONG
    for student, words in (("lcada", "Looks like"), ("lcben", "All exercises passed")):
        when = (school.sent(student) / "timestamp.txt").read_text()
        school.fetch(student, "FetchFeedback")
        page = school.folder / student / LESSON / "feedback" / when / f"{LESSON}.html"
        assert words in page.read_text(encoding="utf-8")
