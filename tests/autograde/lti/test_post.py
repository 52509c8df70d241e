"""Scores posted to a platform that runs as a real server, by the commands of the guide."""

import json
import shutil
import stat
import subprocess
import sys
import time
from datetime import datetime

import pytest

from autograde.classroom import folder, roster
from autograde.classroom.folder import Student
from autograde.report import export
from tests.autograde.conftest import LESSON
from tests.autograde.guide import commands
from tests.autograde.lti.platform import GRADES, LEARNER, MAY, Fault, Platform
from tests.autograde.test_cli import lstm_course

pytestmark = pytest.mark.sandbox
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
NOW = {"Retry-After": "0"}
POST = ("lti", "post", "00")
SEND = (*POST, "--send")


def member(user, roles=LEARNER, **more):
    return {"user_id": user, "roles": [roles], "status": "Active", **more}


@pytest.fixture
def room(small_class, tmp_path, monkeypatch):
    """A copy of the graded class, as the current folder."""
    copy = folder.load(shutil.copytree(small_class.root, tmp_path / "class"))
    roster.enrol(copy, [Student("noisy", "Noa", "Levi", "noa@example.org")])
    monkeypatch.chdir(copy.root)
    return copy


@pytest.fixture
def platform(room):
    """A course with the members of the class, a teacher, and somebody who has left."""
    members = [
        member(f"u-{student.id}", lis_person_sourcedid=student.id)
        for student in room.students()
        if student.id != "noisy"
    ]
    members += [
        member("u-noisy", email="Noa@Example.org"),
        member("u-teacher", TEACHER, lis_person_sourcedid="right"),
        member("u-old", lis_person_sourcedid="right") | {"status": "Inactive"},
    ]
    with Platform(members) as server:
        yield server
        server.shutdown()


@pytest.fixture
def ready(room, platform):
    """The class, set up for the platform, which knows its key."""
    lstm_course("lti", "setup")
    fill_in(room, **platform.settings())
    platform.jwks = json.loads((room.root / "lti" / "public_jwks.json").read_text())
    return room


def fill_in(room, **settings):
    """Fill in the template as an instructor does."""
    path = room.root / "lti.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    for name, value in settings.items():
        (index,) = [n for n, line in enumerate(lines) if line.startswith(f"{name} = ")]
        lines[index] = f'{name} = "{value}"'
    path.write_text("\n".join(lines), encoding="utf-8")


def final_scores(room):
    """Return the score of each student who has a final one."""
    grades = export.current(room, [LESSON])
    return {f"u-{g.student.id}": g.points.score for g in grades if g.points.final}


def scores(platform):
    return {user: score["scoreGiven"] for user, score in platform.grades(LESSON).items()}


def receipts(room, student):
    path = room.root / "lti" / "receipts" / LESSON / f"{student}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def give(room, student, points):
    """Give points manually, as formgrader does."""
    with room.gradebook() as book:
        grade = book.find_grade("weighted-sum-tests", LESSON, LESSON, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def test_the_guide_posts_a_lesson(room, platform):
    """Do the guide's commands post each final score once, and nothing else?"""
    setup, dry, send = commands("Scores by LTI 1.3")
    said = lstm_course(*setup)
    key = room.root / "lti" / "private_key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    platform.jwks = json.loads(said[said.index("{") : said.rindex("}") + 1])
    fill_in(room, **platform.settings())

    said = lstm_course(*dry)
    assert "a new column 00_welcome" in said
    assert f"To send: {len(final_scores(room))}, sent before: 0." in said
    assert "Not sent, crashed: 1 (exits)." in said
    assert "Not sent, not submitted: 1 (absent)." in said
    assert not platform.columns
    assert not (room.root / "lti" / "receipts").exists()

    said = lstm_course(*send)
    assert scores(platform) == final_scores(room)
    assert 0.0 in scores(platform).values()
    assert not {"u-exits", "u-broken", "u-absent"} & set(scores(platform))
    assert {score["gradingProgress"] for score in platform.grades(LESSON).values()} == {
        "FullyGraded"
    }
    (receipt,) = receipts(room, "right")
    assert receipt["score"] == platform.grades(LESSON)["u-right"]
    assert receipt["status"] == 200
    assert "results/u-right" in receipt["answer"]


def test_a_second_run_sends_what_changed(ready, platform):
    """Is only a changed score sent again, later than before, and not as a new attempt?"""
    lstm_course(*SEND)
    before = scores(platform)
    posts = len(platform.requests)
    assert "To send: 0" in lstm_course(*SEND)
    assert not [line for line in platform.requests[posts:] if line.endswith("/scores")]

    give(ready, "biasless", 1.0)
    give(ready, "exits", 1.0)
    assert "Sent: 2." in lstm_course(*SEND)
    assert (
        scores(platform) == before | {"u-biasless": 1.0, "u-exits": 1.0} == final_scores(ready)
    )
    ((first, second),) = (
        each for (_, user), each in platform.scores.items() if user == "u-biasless"
    )
    times = [datetime.fromisoformat(score["timestamp"]) for score in (first, second)]
    assert times[0] < times[1]
    new = "https://canvas.instructure.com/lti/submission"
    assert new not in first
    assert second[new] == {"new_submission": False}
    assert len(receipts(ready, "biasless")) == 2


def test_a_busy_platform_gets_each_score(ready, platform):
    """Does every score arrive where the platform says "later", ends tokens, or is silent?"""
    platform.faults += [
        Fault("/token", 503, headers=NOW),
        Fault("/members", 429, headers=NOW),
        Fault("/scores", taken=True),  # took the score, and the answer was lost
        Fault("/scores"),
        Fault("/scores", 429, headers=NOW),
        Fault("/scores", 500, headers=NOW),
    ]
    platform.token_uses = 3
    said = lstm_course(*SEND)
    assert not platform.faults
    assert scores(platform) == final_scores(ready)
    assert "Not accepted" not in said
    assert "To send: 0" in lstm_course(*POST)


def test_a_refusal_costs_one_score(ready, platform):
    """Is a refused score reported with the answer, and sent again once the reason is gone?"""
    (right,) = [each for each in platform.members if each["user_id"] == "u-right"]
    right["roles"].append(TEACHER)
    platform.faults.append(Fault("/scores", 403))
    said = lstm_course(*SEND, code=1)
    missing = set(final_scores(ready)) - set(scores(platform))
    assert len(missing) == 1
    student = missing.pop().removeprefix("u-")
    assert f"Not accepted, {student}: 403 Forbidden" in said
    assert receipts(ready, student)[-1]["status"] == 403
    assert "Sent: 1." in lstm_course(*SEND)
    assert scores(platform) == final_scores(ready)


def test_a_dead_platform_stops_the_run(ready, platform):
    """Does a run end when nobody answers, and does the next one send what is left?"""
    lstm_course(*SEND, "--student", "right")
    platform.faults += [Fault("/scores", 503, headers=NOW) for _ in range(15)]
    said = lstm_course(*SEND, code=1)
    left = len(final_scores(ready)) - 1
    assert "503 Service Unavailable" in said
    assert f"Scores sent: 0 of {left}. Run the command again later" in said
    assert not platform.faults
    assert f"Sent: {left}." in lstm_course(*SEND)
    assert scores(platform) == final_scores(ready)


@pytest.mark.long
def test_a_killed_run_continues(ready, platform):
    """Does a run after a killed one send what is left, and at most one score again?"""
    platform.pause = 0.3
    program = [sys.executable, "-m", "autograde.cli", *SEND]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as run:
        while len(platform.scores) < 3:
            assert run.poll() is None
            time.sleep(0.05)
        run.kill()
    platform.pause = 0.0
    before = len(list((ready.root / "lti" / "receipts").rglob("*.json")))
    assert len(platform.scores) - before in (0, 1)
    assert f"sent before: {before}." in lstm_course(*SEND)
    assert scores(platform) == final_scores(ready)


def test_another_key_gets_no_token(ready, platform):
    """Is a refused key, or a service that is not allowed, explained?"""
    before, platform.jwks = platform.jwks, {"keys": []}
    said = lstm_course(*POST, code=1)
    assert "gave no token: 401" in said
    assert "Compare client_id and token_url in lti.toml, and the public key" in said
    platform.jwks, platform.may = before, MAY - {f"{GRADES}lineitem"}
    said = lstm_course(*POST, code=1)
    assert f"does not allow this tool: {GRADES}lineitem" in said


def test_users_and_columns_of_a_file(ready, platform, tmp_path):
    """Are user ids from a file, and columns from the settings, used in place of the lists?"""
    column = platform.add_column({"label": "Week 1", "scoreMaximum": 10})
    platform.may = {f"{GRADES}score"}
    text = (ready.root / "lti.toml").read_text(encoding="utf-8")
    (ready.root / "lti.toml").write_text(f'{text}\n"{LESSON}" = "{column["id"]}"\n')
    ids = tmp_path / "ids.csv"
    ids.write_text("id,user_id\nright,u-right\nblank,u-blank\n")
    said = lstm_course(*SEND, "--ids", ids)
    assert "Sent: 2." in said
    assert "no member of the course has this id or email address" in said
    assert set(platform.grades("Week 1")) == {"u-right", "u-blank"}


def test_a_name_of_two_members_is_not_guessed(ready, platform):
    """Is a student left out whom two members, or who with another student, could be?"""
    platform.members.append(member("u-2", lis_person_sourcedid="blank"))
    (loops,) = [each for each in platform.members if each["user_id"] == "u-loops"]
    loops["lis_person_sourcedid"] = ""
    loops["email"] = "both@example.org"
    roster.enrol(ready, [Student(name, email="both@example.org") for name in ("loops", "ada")])
    said = lstm_course(*SEND)
    assert "no member of the course has this id or email address: 2 (blank, loops)" in said
    lstm_course(*SEND, "--student", "loops")
    assert not {"u-2", "u-blank", "u-loops"} & set(scores(platform))


def test_a_dropped_student_is_named(ready, platform):
    """Does `--student` with a dropped student send nothing, and give the reason?"""
    lstm_course("student", "drop", "right")
    assert "Not sent, dropped: 1 (right)." in lstm_course(*SEND, "--student", "right")
    assert not platform.scores


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"client_id": ""}, "client_id is empty; ask the platform's administrator"),
        ({"token_url": "http://example.org/token"}, "expected an address https://..."),
        ({"lineitems": ""}, "lineitems is empty; it is the address of the columns"),
        ({"members": "example.org"}, "members: expected an address https://..., got"),
    ],
)
def test_settings_are_checked(ready, settings, why):
    """Does a setting that cannot work say what is expected, before anything is sent?"""
    fill_in(ready, **settings)
    assert why in lstm_course(*POST, code=1)


def test_without_settings(room):
    """Do missing or damaged files name the command that makes them?"""
    assert "make the key with `lstm-course lti setup`" in lstm_course(
        "lti", "post", "0", code=1
    )
    lstm_course("lti", "setup")
    (room.root / "lti.toml").write_text("[lti]\nclient = 1\n")
    assert "unknown setting 'client'" in lstm_course(*POST, code=1)
    key = (room.root / "lti" / "private_key.pem").read_bytes()
    lstm_course("lti", "setup")
    assert (room.root / "lti" / "private_key.pem").read_bytes() == key
