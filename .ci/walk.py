"""Walk a student's path with the installed `lstm-course`: lab, check, submit and the rest.

    python .ci/walk.py 08 09

The current folder, which should be empty, becomes the student's home; `workspace/` of a clone
stays as it is. Each lesson gets its model answers. The first command that fails ends the walk.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from importlib.metadata import version
from pathlib import Path

import nbformat

from autograde.core import notebooks
from autograde.core.cells import grade_id, is_answer
from autograde.core.paths import COURSE, IS_CLONE
from autograde.demo.synthetic import answered
from autograde.lessons import build
from autograde.student import handin
from lstm_utils.checks import names

BIN = Path(sys.executable).parent  # of the environment, not of the Python that it is made from
HOME = Path.cwd()
WORK = HOME / "lstm-course"
PROGRAM = shutil.which("lstm-course", path=BIN) or sys.exit(f"{BIN} has no lstm-course")
PLACE = [f"--workspace={WORK}"] if IS_CLONE else []
HINT = "from lstm_utils.checks import hint; hint({!r})"
ADDRESS = r"(http://[^/]+/)\S*\?(token=\w+)"
SETTINGS = os.environ | {"HOME": str(HOME), "USERPROFILE": str(HOME), "COLUMNS": "200"}
SETTINGS["PYTHONUTF8"] = "1"  # on Windows, pipes would have another encoding


def course(*words: str) -> str:
    """Run a command in the home folder, show what it prints, and return it."""
    print(f"$ lstm-course {' '.join(words)}", flush=True)
    done = subprocess.run(
        [PROGRAM, *words],
        cwd=HOME,
        env=SETTINGS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    print(done.stdout, flush=True)
    if done.returncode:
        sys.exit(f"lstm-course {' '.join(words)} ended with {done.returncode}")
    return done.stdout


def open_lab() -> None:
    """Start JupyterLab, which makes the workspace; load its page and a lesson; end it."""
    command = [PROGRAM, "lab", "--no-browser", "--port=0", *PLACE]
    lab = subprocess.Popen(command, cwd=HOME, env=SETTINGS, stdout=subprocess.PIPE, text=True)
    try:
        url = next(found[0] for line in lab.stdout or () if (found := re.search(ADDRESS, line)))
        print(f"$ lstm-course lab --no-browser\n{url}", flush=True)
        base, token = re.sub(ADDRESS, r"\1 \2", url).split()
        page = urllib.request.urlopen(url, timeout=60).read().decode()
        assert "00_welcome/00_welcome.ipynb" in page
        where = f"{base}api/contents/00_welcome/00_welcome.ipynb?{token}"
        assert json.load(urllib.request.urlopen(where, timeout=60))["type"] == "notebook"
    finally:
        lab.terminate()
        lab.communicate(timeout=60)


def write_answers(lesson: Path) -> None:
    """Put the model answers into the student's notebook."""
    solved = handin.readable(build.source_notebook(lesson), keep_names=True)
    answers = ((grade_id(cell), cell.source) for cell in solved.cells if is_answer(cell))
    right = {name: source for name, source in answers if name}
    path = Path(lesson.name, f"{lesson.name}.ipynb")
    nbformat.write(answered(notebooks.read(COURSE / path), right), WORK / path)


def walk(lesson: Path) -> None:
    """Take one lesson through all commands of a student."""
    name, number = lesson.name, lesson.name[:2]
    write_answers(lesson)
    passed = course("check", number, *PLACE)
    assert passed.count("✓ passed") == len(names(name))
    course("submit", number, "--zip", "--id", "ada", *PLACE)
    with zipfile.ZipFile(WORK / f"{name}_ada.zip") as handed_in:
        assert handed_in.namelist() == [f"{name}.ipynb"]
    course("solution", number, "--yes", *PLACE)
    assert (WORK / name / f"{name}_solution.ipynb").is_file()


def ask_and_report(lesson: Path) -> None:
    """Ask for a hint on the first exercise of a lesson, and write a report on its answer."""
    exercise = names(lesson.name)[0]
    subprocess.run([sys.executable, "-c", HINT.format(exercise)], check=True, env=SETTINGS)
    course("report", lesson.name[:2], exercise, *PLACE)
    report = (WORK / f"report_{lesson.name}_{exercise}.md").read_text(encoding="utf-8")
    assert f"lstm-course {version('lstm-course')}" in report


if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(encoding="utf-8")
assert course("--version").split() == ["lstm-course", version("lstm-course")]
open_lab()
lessons = [build.find(word) for word in sys.argv[1:]]
for lesson in lessons:
    walk(lesson)
ask_and_report(lessons[0])
course("doctor", *PLACE)
