"""`.ci/publish-lessons`: the branch that hubs pull."""

import shutil
import subprocess

import pytest

from autograde.core.paths import ROOT

SCRIPT = ROOT / ".ci" / "publish-lessons"
USER = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def git(folder, *words):
    command = ["git", "-C", folder, *USER, *words]
    return subprocess.check_output(command, text=True, stderr=subprocess.STDOUT).strip()


@pytest.fixture
def origin(tmp_path):
    """Return an empty repository on a server, and its clone with one commit."""
    server, clone = tmp_path / "server.git", tmp_path / "clone"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", server], check=True)
    git(tmp_path, "clone", "--quiet", server, clone)
    (clone / ".ci").mkdir()
    shutil.copy(SCRIPT, clone / ".ci")
    (clone / ".gitignore").write_text("build/\n")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Begin")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return server, clone


def publish(clone, **notebooks):
    """Publish lessons of this text, from a clone that has never done it."""
    folder = clone / "build" / "lessons"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in notebooks.items():
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.ipynb").write_text(text)
    subprocess.run([clone / SCRIPT.relative_to(ROOT)], check=True, capture_output=True)


def published(server):
    """Return the commits of the branch, oldest first, and the files of the last one."""
    commits = git(server, "rev-list", "--reverse", "lessons").split()
    return commits, git(server, "ls-tree", "-r", "--name-only", "lessons").split()


def test_lessons_come_on_top(origin, tmp_path):
    """Has the branch only lessons, a commit for each change, and none without a change?"""
    server, clone = origin
    publish(clone, l00="first", l01="first")
    first, files = published(server)
    assert (len(first), files) == (1, ["l00/l00.ipynb", "l01/l01.ipynb"])
    publish(clone, l00="second")
    second, files = published(server)
    assert (second[:1], len(second), files) == (first, 2, ["l00/l00.ipynb"])
    assert git(server, "show", "lessons:l00/l00.ipynb") == "second"
    other = tmp_path / "other"  # as a workflow does, which begins with a new clone
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{server}", other)
    publish(other, l00="second")
    assert published(server) == (second, files)
    publish(other, l00="third")
    third, _ = published(server)
    assert (third[:2], len(third)) == (second, 3)
    assert len(git(server, "rev-list", "main").split()) == 1
