"""The wheel: what is in it, and whether it works outside of any clone."""

import csv
import email
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from autograde.core.paths import ROOT
from tests.machine import readable

PACKAGES, LESSONS = ("autograde", "lstm_utils"), ("solutions", "course")
BESIDE = ("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta as m; print(m.build_wheel(sys.argv[1]))"
NOBODY = 65534
ROSTER = "id,first_name,last_name,email\nada,Ada,Okafor,ada@example.org\n"


def tracked(*folders):
    """Return the files of folders that git has or would add, as paths from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.check_output(command, cwd=ROOT, text=True).splitlines()
    return {name for name in listed if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def folder():
    """A folder that any user can enter."""
    path = Path(tempfile.mkdtemp(prefix="lstm-course-wheel-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def wheel(folder):
    """Build the wheel in a copy of the repository, in which an earlier build left a file."""
    clone = folder / "clone"
    for name in [*tracked(*PACKAGES, *LESSONS), *BESIDE]:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    stale = clone / "build" / "lib" / "autograde" / "removed.py"
    stale.parent.mkdir(parents=True)
    stale.touch()
    command = [sys.executable, "-c", BUILD, folder]
    built = subprocess.run(command, cwd=clone, check=True, capture_output=True, text=True)
    shutil.rmtree(clone)
    return folder / built.stdout.split()[-1]


def test_contents(wheel):
    """Has the wheel all files of the packages, all lessons, and nothing else?"""
    expected = {name for name in tracked(*PACKAGES) if not name.endswith("ruff.toml")}
    expected |= {f"autograde/data/{name}" for name in tracked(*LESSONS)}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
        size = sum(one.file_size for one in archive.infolist())
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, unpacked {size / 1e6:.1f} MB")
    assert found == expected


@pytest.mark.parametrize("address", ["", "https://github.com/ada/course"])
def test_description(tmp_path, address):
    """Does each link on a package page lead somewhere, whether there is an address or not?"""
    for name in BESIDE:
        shutil.copy(ROOT / name, tmp_path / name)
    if address:
        with open(tmp_path / "pyproject.toml", "a", encoding="utf-8") as file:
            file.write(f'[project.urls]\nRepository = "{address}"\n')
    (tmp_path / "made").mkdir()
    code = BUILD.replace("build_wheel", "prepare_metadata_for_build_wheel")
    command = [sys.executable, "-c", code, tmp_path / "made"]
    built = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    path = tmp_path / "made" / built.stdout.split()[-1] / "METADATA"
    readme = email.message_from_string(path.read_text(encoding="utf-8"))
    assert readme["Description-Content-Type"] == "text/markdown"
    text = readme.get_payload()
    assert text.startswith("# LSTM networks")
    assert "[00 welcome" in text if address else "| 00 welcome |" in text
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert [each for each in targets if not each.startswith("https://")] == []
    files = [each.partition("/main/")[2] for each in targets if each.startswith(address or "-")]
    assert len(files) > 30 if address else not files
    assert [name for name in files if not (ROOT / name).is_file()] == []


@pytest.fixture(scope="module")
def installed(wheel, folder):
    """Install it into an environment that finds our packages, but not the clone."""
    env = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True)
    pip = [sys.executable, "-m", "pip", "--python", env / "bin" / "python", "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = env.glob("lib/python*/site-packages")
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    (site / "ours.pth").write_text("\n".join(ours))  # their own .pth files are not read
    for shared in ("share/jupyter", "etc/jupyter"):
        (env / shared).parent.mkdir(exist_ok=True)
        (env / shared).symlink_to(Path(sys.prefix, shared))
    return env


class Home:
    """A new home folder, and the commands that its user runs there."""

    def __init__(self, env: Path, path: Path):
        self.env, self.path = env, path
        path.mkdir()
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)

    def run(self, *words, where=".", status=0):
        """Run a program of the environment; as root, run it for a user without rights."""
        command = [str(word) for word in (self.env / "bin" / words[0], *words[1:])]
        if os.geteuid() == 0:
            user = [
                f"--reuid={NOBODY}",
                f"--regid={NOBODY}",
                "--clear-groups",
                "--no-new-privs",
            ]
            line = shlex.join(["setpriv", *user, *command])
            views = readable(self.env.parent / "views")
            command = ["unshare", "--mount", "sh", "-c", f"{views}\nexec {line}"]
        done = subprocess.run(
            command,
            cwd=self.path / where,
            env={"HOME": str(self.path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        print(shlex.join(map(str, words)), done.stdout, sep="\n")
        assert done.returncode == status
        return " ".join(done.stdout.split())


@pytest.mark.long
@pytest.mark.sandbox
def test_walk(installed, folder):
    """Do a student and an instructor get from the first lesson to its grade?"""
    home = Home(installed, folder / "home")
    where = home.run("python", "-c", "import autograde; print(autograde.__file__)")
    assert where.startswith(str(installed))
    home.run("python", ROOT / ".ci" / "walk.py", "00")

    (folder / "roster.csv").write_text(ROSTER)
    home.run("lstm-course", "classroom", "class", "--roster", folder / "roster.csv")
    home.run("lstm-course", "release", "00", where="class")
    inbox = folder / "inbox"
    inbox.mkdir()
    shutil.copy(home.path / "lstm-course" / "00_welcome_ada.zip", inbox)
    home.run("lstm-course", "collect", "00", "--from", inbox, where="class")
    for words in (("grade", "00"), ("feedback", "00"), ("export", "-o", "grades.csv")):
        home.run("lstm-course", *words, where="class")
    with open(home.path / "class" / "grades.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student_id"], float(row["score"])) == ("ada", 2), row
    assert (
        home.path / "class" / "feedback" / "ada" / "00_welcome" / "00_welcome.html"
    ).is_file()
    assert "hana" in home.run("lstm-course", "demo")


@pytest.mark.long
@pytest.mark.parametrize("module", ["autograde.lessons.build", "lstm_utils.plots"])
def test_lessons_of_a_wheel_are_not_changed(installed, folder, module):
    """Does what writes lessons refuse, and say what it needs?"""
    said = Home(installed, folder / module).run("python", "-m", module, status=1)
    assert "needs a clone" in said
