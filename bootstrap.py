"""Make the course's own environment in `.venv`, then run Python in it.

    python bootstrap.py                        make or update .venv
    python bootstrap.py -m autograde.cli lab   the same, then run that

Standard library only, and readable by any Python, 2.7 among them: a wrong version is replaced
by a supported one on PATH, or reported in one sentence. autograde/install.py does the work.
"""

from __future__ import print_function

import hashlib
import io
import os
import platform
import subprocess
import sys

VERSIONS = ("3.13", "3.12", "3.11")
WINDOWS = os.name == "nt"
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if WINDOWS else ["bin", "python"]))
READY = os.path.join(VENV, ".lstm-course-ready")  # holds the fingerprint of what is installed
UNFINISHED = os.path.join(VENV, ".lstm-course-unfinished")  # packages may be half written


def main(args):
    """Set up where needed, then run the arguments in the environment; return the status."""
    if args in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if not is_ready():
        status = set_up()
        if status:
            return status
    if not args:
        print("Ready: " + VENV_PYTHON)
        return 0
    if WINDOWS:
        return run([VENV_PYTHON] + args)
    sys.stdout.flush()
    os.execv(VENV_PYTHON, [VENV_PYTHON] + args)


def is_ready():
    return (
        os.path.exists(VENV_PYTHON)
        and os.path.exists(READY)
        and not os.path.exists(UNFINISHED)
        and read(READY) == fingerprint()
    )


def fingerprint():
    """Hash what decides the environment: pins, requirements, and where the repository lies."""
    text = read(os.path.join(ROOT, "constraints.txt"))
    text += read(os.path.join(ROOT, "pyproject.toml")).split("\n[tool.")[0]
    return hashlib.sha256((text + ROOT).encode("utf-8")).hexdigest()


def read(path):
    with io.open(path, encoding="utf-8") as file:
        return file.read()


def set_up():
    """Run autograde/install.py with a Python that fits; return the exit status."""
    python = find_python()
    if python is None:
        print(
            "Set-up stopped: this is Python %s, but the course needs Python 3.11, 3.12 or 3.13 "
            "and PATH has none of them; install one (https://www.python.org/downloads) and run "
            "the command again." % platform.python_version(),
            file=sys.stderr,
        )
        return 1
    status = run(python + ["-P", os.path.join(ROOT, "autograde", "install.py")])
    if status == 0:
        with io.open(READY, "w", encoding="utf-8") as file:
            file.write(fingerprint())
    return status


def find_python():
    """Return the command of a Python that fits: this one, else one on PATH, else None."""
    if "%d.%d" % sys.version_info[:2] in VERSIONS:
        return [sys.executable]
    for version in VERSIONS:
        for command in [["python" + version], ["py", "-" + version]]:
            if answers(command, version):
                return command
    return None


def answers(command, version):
    """Tell whether the command is that version of Python and can make environments."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        child = subprocess.Popen(
            command + ["-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError:
        return False
    return child.communicate()[0].decode("utf-8", "replace").strip() == version


def run(command):
    """Run the command to its end, also when Ctrl-C reaches both; return its exit status."""
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # the child has had it too and ends in its own way


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
