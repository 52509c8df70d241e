"""A machine of its own for a test: its accounts, folders and processes end with it.

It is a mount and process namespace of this machine. `/etc` is a copy, and the folders in which
an administrator works are empty, so that commands and files of a guide can be used as they are
written. When its first process ends, the kernel ends all others; nothing of it remains.
"""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from autograde.core.paths import ROOT

EMPTY = ("home", "srv", "opt", "var/lib")
SECONDS = 60
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL")  # after a killed test, too


def readable(stage: Path) -> str:
    """Return shell commands after which any user can read this Python and the course.

    They run in a mount namespace of their own. Over each folder that is closed to others lies
    an empty one there, with read-only views of what is needed.
    """
    lines = []
    needed = {Path(p).resolve() for p in (sys.base_prefix, sys.prefix, ROOT)}
    views = {path: stage / str(number) for number, path in enumerate(sorted(needed))}
    closed = {path: [p for p in path.parents if not p.stat().st_mode & 1] for path in views}
    for path in (path for path in views if closed[path]):
        lines += [f"mkdir -p {views[path]}", f"mount --bind {path} {views[path]}"]
    for outermost in {folders[-1] for folders in closed.values() if folders}:
        lines.append(f"mount -t tmpfs -o mode=755 none {outermost}")
    for path in (path for path in views if closed[path]):
        lines += [f"mkdir -p {path}", f"mount --bind -o ro {views[path]} {path}"]
    return "\n".join(["set -e", *lines])


def _own(stage: Path, views: dict[Path, str]) -> str:
    """Return shell commands that put copies and empty folders over those of this machine."""
    settings = Path(sys.prefix, "etc")  # what is switched on for all users of the environment
    lines = ["mount --make-rprivate /", readable(stage / "views")]
    for number, folder in enumerate(("/etc", "/usr/local/bin", settings)):
        lines.append(f"cp -a {folder} {stage}/copy{number}")
        lines.append(f"mount --bind {stage}/copy{number} {folder}")
    for folder in EMPTY:
        lines.append(f"mkdir -p {stage}/empty/{folder}")
        lines.append(f"mount --bind {stage}/empty/{folder} /{folder}")
    for source, place in views.items():
        lines += [f"mkdir -p {place}", f"mount --rbind {source} {place}"]
    return "\n".join([*lines, "mount -t proc proc /proc", f"touch {stage}/ready"])


class Machine:
    """Runs commands on the machine, as root or in a login shell of one of its users."""

    def __init__(self, init: int, stage: Path):
        self._enter = ["nsenter", f"--target={init}", "--mount", "--pid"]
        self.log = stage / "log"

    def command(self, line: str, user: str = "root", folder: str = "~") -> list[str]:
        """Return the words that run a shell line of this machine there."""
        there = "" if folder == "~" else f"cd {shlex.quote(folder)} && "
        return [*self._enter, "runuser", "-l", user, "-c", there + line]

    def run(self, line: str, user: str = "root", folder: str = "~", status: int = 0) -> str:
        """Run a shell line and return what it prints, in one line."""
        done = subprocess.run(
            self.command(line, user, folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        assert done.returncode == status, f"{user}: {line}\n{done.stdout}"
        return " ".join(done.stdout.split())

    def start(self, line: str) -> None:
        """Start a program as root; what it prints is in the log."""
        with self.log.open("ab") as log:
            subprocess.Popen(
                self.command(line), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def write(self, path: str, text: str, user: str = "root") -> None:
        """Write a file there, and the folder that it is in."""
        folder = shlex.quote(str(Path(path).parent))
        line = f"mkdir -p {folder} && cat > {shlex.quote(path)}"
        subprocess.run(self.command(line, user), input=text, text=True, check=True)

    def read(self, path: str) -> str:
        """Return the text of a file there."""
        command = [*self._enter, "cat", path]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextlib.contextmanager
def machine(views: dict[Path, str]) -> Generator[Machine]:
    """Yield a machine of its own, with views of folders at other places; needs root."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to make a machine with users of its own")
    stage = Path(tempfile.mkdtemp(prefix="lstm-course-machine-"))
    stage.chmod(0o755)
    script = f"set -e\n{_own(stage, views)}\nexec sleep infinity"
    with (stage / "log").open("wb") as log:
        first = subprocess.Popen(
            [
                *DIES_WITH_US,
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                script,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while not (stage / "ready").exists():
            assert first.poll() is None, (stage / "log").read_text()
            assert time.monotonic() < deadline, (stage / "log").read_text()
            time.sleep(0.05)
        children = Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split()
        yield Machine(int(children[0]), stage)
    finally:
        first.kill()
        first.wait()
        shutil.rmtree(stage, ignore_errors=True)
