"""The student's copy of the lessons, and JupyterLab on it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from jupyter_server.auth.identity import IdentityProvider

from autograde.core.errors import CourseError
from autograde.student import workspace
from autograde.student.lab import CourseServer


@pytest.fixture
def course(tmp_path):
    """Release two small lessons, one of them with a figure."""
    for lesson in ("00_welcome", "01_neuron"):
        release(tmp_path / "course", lesson, "first release")
    (tmp_path / "course" / "01_neuron" / "figures").mkdir()
    (tmp_path / "course" / "01_neuron" / "figures" / "neuron.svg").write_text("<svg/>")
    (tmp_path / "course" / "README.md").write_text("not a lesson")
    return tmp_path / "course"


def release(course, lesson, text):
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (course / lesson).mkdir(parents=True, exist_ok=True)
    (course / lesson / f"{lesson}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def home(tmp_path, course):
    """Fill a workspace from the course."""
    workspace.prepare(tmp_path / "home", course)
    return tmp_path / "home"


def test_lessons_are_copied(tmp_path, course):
    """Do all lessons arrive whole, figures too, and nothing that is no lesson?"""
    report = workspace.prepare(tmp_path / "new" / "home", course)
    got = files(tmp_path / "new" / "home")
    released = files(course)
    del got[workspace.MANIFEST], released["README.md"]
    assert got == released
    assert report.copied == ["00_welcome", "01_neuron"]
    assert report.sentences() == [f"New in {report.workspace}: 00_welcome, 01_neuron."]


def test_second_time_is_silent(home, course):
    """Does a second start say and change nothing?"""
    before = files(home)
    report = workspace.prepare(home, course)
    assert (report.kept, report.sentences()) == (["00_welcome", "01_neuron"], [])
    assert files(home) == before


@pytest.mark.parametrize("touched", [True, False], ids=["edited", "as released"])
def test_newer_release_is_reported_and_not_copied(home, course, touched):
    """Is a student's file left alone and the newer release named, now and at later starts?"""
    mine = home / "01_neuron" / "01_neuron.ipynb"
    if touched:
        mine.write_text("my work", encoding="utf-8")
    before = mine.read_bytes()
    release(course, "01_neuron", "second release")
    for _ in range(2):
        report = workspace.prepare(home, course)
        assert (report.newer, report.copied) == (["01_neuron"], [])
        assert "01_neuron has a newer release" in report.sentences()[0]
        assert mine.read_bytes() == before


def test_own_work_is_not_a_newer_release(home, course):
    """Is a lesson that only the student has changed left without a word?"""
    (home / "01_neuron" / "01_neuron.ipynb").write_text("my work", encoding="utf-8")
    assert workspace.prepare(home, course).sentences() == []


def test_renamed_folder_makes_room(home, course):
    """Does following the advice bring the new release, and end the advice?"""
    (home / "01_neuron" / "01_neuron.ipynb").write_text("my work", encoding="utf-8")
    release(course, "01_neuron", "second release")
    (home / "01_neuron").rename(home / "01_neuron_old")
    assert workspace.prepare(home, course).copied == ["01_neuron"]
    assert workspace.prepare(home, course).sentences() == []
    assert "second release" in (home / "01_neuron" / "01_neuron.ipynb").read_text()
    assert (home / "01_neuron_old" / "01_neuron.ipynb").read_text() == "my work"


def test_interrupted_copy_is_finished(home, course):
    """Is a workspace completed after its copying was killed, at any point?"""
    whole = files(home)
    (home / workspace.MANIFEST).unlink()
    notebook = home / "01_neuron" / "01_neuron.ipynb"
    half = notebook.rename(notebook.with_name(f".{notebook.name}.0a1b2c3d"))
    half.write_bytes(b"half")
    assert workspace.prepare(home, course).copied == ["01_neuron"]
    half.unlink()
    assert files(home) == whole


@pytest.mark.parametrize("record", [None, "{", "[]"], ids=["lost", "damaged", "strange"])
def test_lost_record(home, course, record):
    """Is a newer release still noticed after the record of releases was lost?"""
    (home / "00_welcome" / "00_welcome.ipynb").write_text("my work", encoding="utf-8")
    (home / workspace.MANIFEST).unlink()
    if record is not None:
        (home / workspace.MANIFEST).write_text(record, encoding="utf-8")
    assert workspace.prepare(home, course).newer == []
    release(course, "00_welcome", "second release")
    assert workspace.prepare(home, course).newer == ["00_welcome"]


def test_compare_writes_nothing(tmp_path, home, course):
    """Can one look without touching, whether the workspace is there or not?"""
    release(course, "00_welcome", "second release")
    before = files(home)
    assert workspace.compare(home, course).newer == ["00_welcome"]
    assert workspace.compare(tmp_path / "none", course).copied == ["00_welcome", "01_neuron"]
    assert files(home) == before
    assert not (tmp_path / "none").exists()


def test_workspace_that_cannot_be_written(tmp_path, course):
    """Is a file in the place of the workspace named, with what to do?"""
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"cannot be put into .*file: .*--workspace"):
        workspace.prepare(tmp_path / "file", course)


def test_workspace_in_the_course(course):
    """Is a workspace among the released lessons turned away?"""
    with pytest.raises(CourseError, match="where the released lessons are"):
        workspace.prepare(course / "mine", course)


def test_empty_course(tmp_path):
    """Does a course that was never built say which command builds it?"""
    with pytest.raises(CourseError, match=r"no released lessons .* `make course`"):
        workspace.prepare(tmp_path / "home", tmp_path)


@pytest.fixture
def lab(home, tmp_path):
    """Start JupyterLab on the workspace; give its process and the lines up to the address."""
    code = "import sys, autograde.student.workspace as w;"
    code += "sys.exit(w.start(sys.argv[1], sys.argv[2:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, home, "--no-browser", "--port=0"],
        env=os.environ | {"HOME": str(tmp_path / "user")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **({} if os.name == "nt" else {"preexec_fn": ctrl_c_works}),
    )
    lines = []
    while not (lines and "http" in lines[-1]) and process.poll() is None:
        lines.append(process.stdout.readline())
    yield process, "".join(lines)
    process.kill()
    process.wait()


def ctrl_c_works():
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_jupyterlab(lab, home, tmp_path):
    """Does the printed address open lesson 00 in a calm JupyterLab that Ctrl-C ends?"""
    process, said = lab
    assert re.fullmatch(r"\nThe course is open at (http\S+)\n", said)
    url = said.split()[-1]
    page = urllib.request.urlopen(url, timeout=30).read().decode()
    config = json.loads(re.search(r'application/json">(.*?)</script>', page, re.DOTALL)[1])
    assert config["treePath"] == "00_welcome/00_welcome.ipynb"
    assert config["news"] == {"disabled": True}
    assert not config["buildCheck"]
    assert not config["terminalsAvailable"]
    assert "@jupyter/nbgrader" in config["disabledExtensions"]
    settings = fetch(url, "lab/api/settings/@jupyterlab/apputils-extension:notification")
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert fetch(url, "api/contents/01_neuron/01_neuron.ipynb")["type"] == "notebook"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(url, "api/terminals")
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - started < 20
    assert not list((tmp_path / "user").rglob("*settings*"))
    assert set(files(home)) >= {"00_welcome/00_welcome.ipynb", workspace.MANIFEST}


def fetch(url, path):
    base, token = re.match(r"(http://[^/]+/).*\?(token=\w+)", url).groups()
    return json.load(urllib.request.urlopen(f"{base}{path}?{token}", timeout=30))


def test_the_folder_of_a_student_who_names_none(tmp_path, course, home, monkeypatch):
    """Is it the current folder with lessons, never a released one, else the course's own?"""
    outside = workspace.WORKSPACE
    (home / "01_neuron" / "notes").mkdir()
    class_folder = tmp_path / "class"
    (class_folder / "release" / "00_welcome").mkdir(parents=True)
    (class_folder / "release" / "00_welcome" / "00_welcome.ipynb").write_text("{}")
    (class_folder / workspace.SETTINGS).write_text("")
    for here, expected in (
        (home, home),
        (home / "01_neuron", home),
        (home / "01_neuron" / "notes", outside),
        (tmp_path, outside),
        (course, outside),
        (course / "01_neuron", outside),
        (class_folder / "release", outside),
    ):
        monkeypatch.chdir(here)
        assert workspace.default(course) == expected, here


@pytest.mark.parametrize(
    ("ip", "host"), [("localhost", "localhost"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1")]
)
def test_address_of_a_container(ip, host, capsys):
    """Is the printed address one that the browser outside of a container can open?"""
    server = CourseServer(ip=ip, port=8888, default_url="/lab")
    server.identity_provider = IdentityProvider(token="abc")
    server.announce()
    assert (
        f"The course is open at http://{host}:8888/lab?token=abc\n" in capsys.readouterr().out
    )
