"""Grade a made-up class of eight from the roster to the exported grades.

Nothing is prepared: the submissions are the released notebook with answers put in, among them
known mistakes from the exercises' own declarations, and all steps are those of a real class.
"""

import copy
import inspect
import re
import tempfile
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde import (
    build,
    classroom,
    collect,
    export,
    feedback,
    grading,
    handin,
    intake,
    release,
    roster,
    screen,
)
from autograde.classroom import Classroom
from autograde.results import grade_id, is_answer, is_graded
from autograde.verdicts import Record
from lstm_utils import checks

LESSON = "02_feedforward"
ROSTER = """\
id,first_name,last_name,email
ada,Ada,Okafor,ada@example.org
ben,Ben,Larsson,ben@example.org
cleo,Cleo,Marchetti,cleo@example.org
dev,Dev,Anand,dev@example.org
eva,Eva,Nowak,eva@example.org
finn,Finn,O'Brien,finn@example.org
guel,Gül,Öztürk,guel@example.org
hana,Hana,Sato,hana@example.org
"""
DIFFERENTLY = {
    "cross-entropy": "a loop over rows",
    "dense-backward": "einsum",
    "mlp-loss-and-grads": "every product written out",
    "sgd": "into the array, by slice",
}
MISTAKES = {
    "cleo": ("dense-backward", "dW is transposed"),
    "dev": ("mlp-loss-and-grads", "the logits went through tanh"),
    "eva": ("sgd", "params is as it was"),
}
NOT_WRITTEN = ("mlp-loss-and-grads", "sgd")


@dataclass(frozen=True)
class Graded:
    """What the demo made: the class, a record per student, the files."""

    room: Classroom
    records: list[Record]
    rows: list[dict]
    pages: dict[str, Path]
    csv: Path


def demo(folder: Path, say: Callable[[str], None] = lambda text: None) -> Graded:
    """Make the class in a new folder and take it through every step.

    Args:
        folder: a new or empty folder.
        say: called with a sentence before each step.
    """
    inbox = folder / "handed_in"
    say("Making a class of eight and releasing 02_feedforward")
    room = classroom.make(folder / "class")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    roster.enrol(room, roster.read(folder / "roster.csv"))
    lesson_dir = build.find(LESSON)
    release.release(room, lesson_dir)
    say("Handing in eight notebooks, and collecting them")
    hand_in(inbox, room)
    collect.from_folder(room, LESSON, inbox)
    say("Grading")
    records = grading.grade(room, LESSON)
    say("Writing feedback and exporting the grades")
    pages = feedback.feedback(room, LESSON)
    path = folder / "grades.csv"
    export.export(room, path)
    return Graded(room, records, export.by_lesson(room, [LESSON]), pages, path)


def hand_in(inbox: Path, room: Classroom) -> None:
    """Write the eight submissions, as notebooks and zips named after their students."""
    inbox.mkdir(parents=True)
    released = intake.read(room.notebook("release", LESSON))
    solved = handin.readable(build.source_notebook(build.find(LESSON)), keep_names=True)
    right = {grade_id(cell): cell.source for cell in solved.cells if is_answer(cell)}
    different = {name: source_of(name, same(name, text)) for name, text in DIFFERENTLY.items()}
    submissions = {"ada": right, "ben": right | different}
    for student, (name, start) in MISTAKES.items():
        submissions[student] = right | {name: source_of(name, mistake(name, start))}
    submissions["finn"] = {name: right[name] for name in right if name not in NOT_WRITTEN}
    submissions["guel"] = right
    for student, answers in submissions.items():
        notebook = answered(released, answers)
        if student == "guel":
            test = next(i for i, cell in enumerate(notebook.cells) if _is_test(cell))
            notebook.cells.insert(test, copy.deepcopy(notebook.cells[test]))
        nbformat.write(notebook, inbox / f"{LESSON}_{student}.ipynb")
    whole = (inbox / f"{LESSON}_ada.ipynb").read_text(encoding="utf-8")
    (inbox / f"{LESSON}_hana.ipynb").write_text(whole[: len(whole) // 2], encoding="utf-8")
    _as_zip(inbox / f"{LESSON}_ben.ipynb")


def answered(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Return a released notebook with these answers in it."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = answers.get(grade_id(cell), cell.source)
    return notebook


def mistake(name: str, start: str) -> Callable:
    """Return the known mistake of an exercise whose diagnosis starts like this."""
    found = [m for m in checks.get(name).mistakes if m.diagnosis.startswith(start)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} mistakes of {name} start with {start!r}")
    return found[0].function


def same(name: str, description: str) -> Callable:
    """Return a right answer to an exercise that is written differently."""
    return checks.get(name).same_answers[description]


def source_of(name: str, function: Callable) -> str:
    """Return a function's source as a student would have written it for an exercise."""
    source = textwrap.dedent(inspect.getsource(function))
    wanted = checks.get(name).reference.__name__
    return re.sub(r"(?s)^.*?^def _\(", f"def {wanted}(", source, count=1, flags=re.M)


def _is_test(cell: NotebookNode) -> bool:
    return is_graded(cell) and not is_answer(cell)


def _as_zip(notebook: Path) -> None:
    notebook.with_suffix(".zip").write_bytes(handin.packed(notebook))
    notebook.unlink()


def show(folder: Path | None = None) -> None:
    """Run the demo and print the class, the path of a feedback page and of the CSV."""
    start = time.perf_counter()
    folder = folder or Path(tempfile.mkdtemp(prefix="lstm-course-demo-"))
    with screen.err.status("Starting") as status:
        made = demo(folder, say=status.update)
    screen.grades(made.rows, made.records)
    screen.say(f"Feedback, such as {made.pages['cleo']}")
    screen.say(f"Grades          {made.csv}")
    screen.say(f"Class folder    {made.room.root}")
    screen.say(f"{time.perf_counter() - start:.0f} s", style="dim")
