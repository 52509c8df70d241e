"""What stands before all else: `bootstrap.py`, `autograde/install.py`, make, CI."""

import ast
import contextlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograde.core.paths import ROOT

SETUP_FILES = ("bootstrap.py", "pyproject.toml", "constraints.txt", "autograde/install.py")
OTHER_VERSIONS = ("2.7", "3.6", "3.8", "3.9", "3.10", "3.14")
posix = pytest.mark.skipif(os.name == "nt", reason="signals and permissions of POSIX")


# ---- bootstrap.py ---------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path):
    """Copy what set-up needs into a folder of its own."""
    for name in SETUP_FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bootstrap(repository, *args, python=(sys.executable,), **environment):
    return subprocess.run(
        [*python, repository / "bootstrap.py", *args],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def make_ready(repository):
    """Give the repository an environment that looks finished: this very Python."""
    module = load(repository / "bootstrap.py")
    python = repository / os.path.relpath(module.VENV_PYTHON, repository)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    with open(module.READY, "w", encoding="utf-8") as file:
        file.write(module.fingerprint())
    return module


def test_old_python_can_read_bootstrap():
    """Is `bootstrap.py` free of what Python 2.7 cannot read?"""
    source = (ROOT / "bootstrap.py").read_bytes()
    source.decode("ascii")
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.Await)
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, new), f"line {node.lineno}: {type(node).__name__}"
        assert not (isinstance(node, ast.Raise) and node.cause), f"line {node.lineno}"
        if isinstance(node, ast.List | ast.Tuple):
            assert not any(isinstance(each, ast.Starred) for each in node.elts)
        if isinstance(node, ast.FunctionDef):
            arguments = node.args.args
            assert not node.returns
            assert not node.args.kwonlyargs
            assert not any(argument.annotation for argument in arguments)


def find(name):
    """Return the program of that Python, by PATH or among pyenv's; skip where there is none."""
    pyenv = Path.home() / ".pyenv" / "versions"
    for program in [name, *pyenv.glob(f"*/bin/{name}")]:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            command = [program, "-c", "import sys; print(sys.executable)"]
            return subprocess.check_output(
                command, stderr=subprocess.DEVNULL, text=True
            ).strip()
    pytest.skip(f"{name} is not installed")


@pytest.mark.parametrize("version", OTHER_VERSIONS)
def test_wrong_python_is_reported(repository, version):
    """Does a Python that is too old or too new get one sentence and a failure?"""
    result = bootstrap(repository, python=[find(f"python{version}")], PATH="")
    assert result.returncode == 1
    assert f"this is Python {version}" in result.stderr
    assert "the course needs Python 3.11, 3.12 or 3.13" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (repository / ".venv").exists()


def test_right_python_is_found(repository):
    """Does a wrong Python hand over to a right one on PATH, which then does the work?"""
    wrong = find("python3.10")
    right = Path(sys.base_prefix, "bin") if os.name == "posix" else Path(sys.base_prefix)
    (repository / "autograde" / "install.py").write_text("raise SystemExit(7)\n")
    assert bootstrap(repository, python=[wrong], PATH=str(right)).returncode == 7


@posix
def test_ready_environment_is_used_as_it_is(repository):
    """Does a second start run the command at once, with its arguments and exit status?"""
    make_ready(repository)
    code = "import sys; print(sys.argv[1:], sys.executable); sys.exit(3)"
    result = bootstrap(repository, "-c", code, "--no-browser", "two words")
    assert result.stdout.startswith("['--no-browser', 'two words'] " + str(repository))
    assert (result.returncode, result.stderr) == (3, "")


@posix
@pytest.mark.parametrize("change", ["constraints.txt", "pyproject.toml", "unfinished", "moved"])
def test_change_asks_for_set_up(repository, change, tmp_path_factory):
    """Is the environment brought up to date when pins change, or it was left half made?"""
    module = make_ready(repository)
    assert module.is_ready()
    if change == "unfinished":
        (repository / ".venv" / ".lstm-course-unfinished").touch()
    elif change == "moved":
        moved = tmp_path_factory.mktemp("other") / "place"
        shutil.copytree(repository, moved, symlinks=True)
        module = load(moved / "bootstrap.py")
    else:
        path = repository / change
        path.write_text("# a new line\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert not module.is_ready()


def test_tool_settings_do_not_ask_for_set_up(repository):
    """Can the settings of tools change without a set-up, which needs the network?"""
    module = load(repository / "bootstrap.py")
    before = module.fingerprint()
    with (repository / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.other]\nx = 1\n")
    assert module.fingerprint() == before


# ---- autograde/install.py -------------------------------------------------------------------

NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}


@pytest.mark.long
def test_failed_download(repository):
    """Does a network that is down give one sentence, and leave nothing but the log?"""
    result = bootstrap(
        repository, PIP_INDEX_URL="https://127.0.0.1:9/simple", PIP_RETRIES="1", **NO_INDEX
    )
    assert result.returncode == 1
    assert "the packages could not be downloaded" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (repository / ".venv").exists()
    assert "127.0.0.1" in (repository / "build" / "setup.log").read_text(encoding="utf-8")


@pytest.mark.long
@posix
def test_ctrl_c(repository):
    """Does Ctrl-C in the middle end set-up with 130, and leave no half-made environment?"""
    log = repository / "build" / "setup.log"
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and never answers
        index = f"https://127.0.0.1:{silent.getsockname()[1]}/simple"
        child = subprocess.Popen(
            [sys.executable, repository / "bootstrap.py"],
            env=os.environ | NO_INDEX | {"PIP_INDEX_URL": index},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        deadline = time.monotonic() + 60
        while not (log.exists() and "build dependencies" in log.read_text(encoding="utf-8")):
            assert time.monotonic() < deadline, "pip has not begun"
            time.sleep(0.1)
        os.killpg(child.pid, signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert said.strip() == "Set-up interrupted; the next start does it again."
    assert not (repository / ".venv").exists()


@posix
def test_folder_that_cannot_be_written(repository):
    """Does a read-only folder give one sentence that names it?"""
    python = [sys.executable]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may write everywhere, and setpriv is not there to stop it")
        python = [setpriv, "--bounding-set=-dac_override", *python]
    repository.chmod(0o555)
    result = bootstrap(repository, python=python)
    repository.chmod(0o755)
    assert result.returncode == 1
    assert f"{repository} cannot be written (Permission denied)" in result.stderr
    assert result.stderr.count("\n") == 1


def test_python_without_ensurepip(repository, tmp_path_factory):
    """Is the missing module named, and the package of Debian that has it?"""
    blocked = tmp_path_factory.mktemp("blocked")
    (blocked / "ensurepip.py").write_text("raise ModuleNotFoundError(name='ensurepip')\n")
    result = bootstrap(repository, PYTHONPATH=str(blocked))
    assert result.returncode == 1
    assert "has no module ensurepip" in result.stderr
    assert f"python3.{sys.version_info[1]}-venv" in result.stderr


def test_too_little_disk(repository):
    """Are what is needed and what is free both named, before anything is made?"""
    install = load(repository / "autograde" / "install.py")
    install.NEED_GB = 10**9
    with pytest.raises(install.SetupError, match=r"needs 1000000000 GB and .* GB free"):
        install.install()
    assert not (repository / ".venv").exists()


@pytest.mark.long
def test_two_at_once(repository):
    """Is a second set-up of the same folder turned away while the first one runs?"""
    install = load(repository / "autograde" / "install.py")
    install.check_writable()
    with install.only_one():
        result = bootstrap(repository)
    assert result.returncode == 1
    assert "another set-up" in result.stderr


def test_environment_of_another_python(repository):
    """Is an environment that somebody made with a wrong Python left alone, and named?"""
    module = load(repository / "bootstrap.py")
    python = repository / os.path.relpath(module.VENV_PYTHON, repository)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 3.9\n", encoding="utf-8")
    python.chmod(0o755)
    result = bootstrap(repository)
    assert result.returncode == 1
    assert "has Python 3.9; delete that folder" in result.stderr
    assert python.exists()


SAID_BY_PIP = {
    "OSError: [Errno 28] No space left on device": "the disk is full",
    "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"
    "ERROR: No matching distribution found for setuptools==84.2.1": "could not be downloaded",
    "SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))": "is not trusted",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES": "came damaged",
    "ERROR: Could not install packages due to an OSError: [WinError 5]": "is in use",
    "ERROR: Could not find a version that satisfies the requirement torch==2.13.0\n"
    "ERROR: No matching distribution found for torch==2.13.0": "has no torch==2.13.0 for ",
    "ERROR: ResolutionImpossible: for help visit": "pip failed: ResolutionImpossible",
    "": "pip failed",
}


@pytest.mark.parametrize("text", SAID_BY_PIP)
def test_reason(repository, text):
    """Is what pip says boiled down to its reason?"""
    pip = load(repository / "autograde" / "install.py").Pip(log=None)
    pip.text = text
    assert SAID_BY_PIP[text] in pip.reason()


SITE = """
import runpy, sys
if sys.version_info[:2] >= (3, 11):
    print(runpy.run_path("autograde/install.py")["Pip"](None).site)
"""


@pytest.mark.parametrize("python", [sys.executable, "/usr/bin/python3"])
def test_progress_counts_in_the_environment(repository, python):
    """Are packages counted where pip puts them, even if this Python has folders as Debian's?"""
    if not shutil.which(python):
        pytest.skip(f"{python} is not installed")
    place = subprocess.check_output([python, "-c", SITE], cwd=repository, text=True).strip()
    if not place:
        pytest.skip(f"{python} is too old for the course")
    environment = repository / ".venv"
    parts = Path(place).relative_to(environment).parts
    assert parts[0].lower() == "lib"
    assert parts[-1] == "site-packages"
    assert "local" not in parts


# ---- make and CI ----------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_explains_itself():
    """Does `make` alone name every target?"""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = subprocess.run(
        ["make", "-C", ROOT, "--no-print-directory"], capture_output=True, text=True, check=True
    ).stdout
    targets = re.search(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[1].split()
    assert re.findall(r"^  make ([\w-]+) ", shown, re.MULTILINE) == targets


@posix
def test_ci_can_run():
    """Is `.ci/run` a program that bash can read?"""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
