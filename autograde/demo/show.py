"""Grade a synthetic class from the roster to the exported grades.

Nothing is prepared: the submissions are the released notebook with answers put in, among them
known mistakes from the exercises' own declarations, and all steps are those of a real class.
"""

import copy
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde.classroom import folder as classrooms
from autograde.classroom import release, roster
from autograde.classroom.folder import Classroom
from autograde.collect import submissions as collect
from autograde.core import notebooks
from autograde.core.cells import grade_id, is_answer, is_test
from autograde.demo.synthetic import SyntheticStudent, answered, crowd, mistake, same, source_of
from autograde.grade import batch
from autograde.lessons import build
from autograde.report import export, feedback, screen
from autograde.report.status import Grade
from autograde.sandbox import Limits
from autograde.student import handin

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
    "dev": ("mlp-loss-and-grads", "tanh is applied to the logits:"),
    "eva": ("sgd", "params is unchanged"),
}
SURROGATE = "\ud800"  # half of a character, which UTF-8 cannot encode
HELPER = "def as_it_is(function):\n    return function\n"
NOT_WRITTEN = ("mlp-loss-and-grads", "sgd")
# How the instructor of the larger class takes off points.
PENALTY = """
c.AssignLatePenalties.plugin_class = "autograde.classroom.late.PerDay"
c.PerDay.percent = 25
"""

# Shows that a step with so many parts began, and moves on with each part that is done.
Steps = Callable[[str, int], AbstractContextManager[Callable]]


@dataclass(frozen=True)
class Demo:
    """What the demo made: the class, grades, the files."""

    classroom: Classroom
    grades: list[Grade]
    pages: dict[str, Path]
    csv: Path


def demo(
    folder: Path,
    students: int = 8,
    steps: Steps = lambda what, parts: nullcontext(lambda *part: None),
    limits: Limits | None = None,
) -> Demo:
    """Make the class in a new folder and take it through every step.

    Args:
        folder: a new or empty folder.
        students: how many; the first eight are always the same.
        steps: called before each step with what it does and how many parts it has.
        limits: of each submission.
    """
    inbox, late = folder / "handed_in", folder / "handed_in_late"
    right = _right()
    others = crowd(LESSON, max(0, students - 8), right)
    with steps(f"Making a class of {8 + len(others)} and releasing {LESSON}", 1):
        classroom = _new_class(folder, others)
    with steps("Handing in, and collecting", 1):
        hand_in(inbox, classroom, right)
        for one in others:
            _hand_in(late if one.kind == "late" else inbox, classroom, one)
        collect.from_folder(classroom, LESSON, inbox)
        if late.exists():
            _time_is_up(classroom)
            collect.from_folder(classroom, LESSON, late)
    handed_in = 8 + sum(one.answers is not None for one in others)
    with steps("Grading", handed_in) as step:
        batch.grade(classroom, LESSON, limits=limits, on_done=step)
    with steps("Writing feedback", handed_in) as step:
        pages = feedback.write_pages(classroom, LESSON, on_done=step).pages
    path = folder / "grades.csv"
    return Demo(classroom, export.write(classroom, path), pages, path)


def _new_class(folder: Path, others: list[SyntheticStudent]) -> Classroom:
    classroom = classrooms.make(folder / "class")
    if others:
        with (classroom.root / classrooms.CONFIG_NAME).open("a", encoding="utf-8") as settings:
            settings.write(PENALTY)
        classroom = classrooms.load(classroom.root)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    everybody = roster.read(folder / "roster.csv") + [one.student for one in others]
    roster.enrol(classroom, everybody)
    release.prepare(classroom, build.find(LESSON))
    return classroom


def _time_is_up(classroom: Classroom) -> None:
    """Make what is collected from now on late."""
    with classroom.gradebook() as book:
        now = datetime.now(UTC).replace(tzinfo=None)  # as nbgrader keeps it
        book.update_or_create_assignment(LESSON, duedate=now)  # ty: ignore[invalid-argument-type]


def _right() -> dict[str, str]:
    """Return the model answer of each exercise and question."""
    solved = handin.readable(build.source_notebook(build.find(LESSON)), keep_names=True)
    answers = ((grade_id(cell), cell.source) for cell in solved.cells if is_answer(cell))
    return {name: source for name, source in answers if name}


def hand_in(inbox: Path, classroom: Classroom, right: dict[str, str]) -> None:
    """Write the first eight submissions, as notebooks and zips named after their students."""
    inbox.mkdir(parents=True)
    released = notebooks.read(classroom.notebook("release", LESSON))
    different = {name: source_of(name, same(name, text)) for name, text in DIFFERENTLY.items()}
    submissions = {"ada": right, "ben": right | different}
    for student, (name, start) in MISTAKES.items():
        submissions[student] = right | {name: source_of(name, mistake(name, start))}
    submissions["finn"] = {name: right[name] for name in right if name not in NOT_WRITTEN}
    submissions["guel"] = right
    for student, answers in submissions.items():
        notebook = answered(released, answers)
        if student == "guel":
            test = next(i for i, cell in enumerate(notebook.cells) if is_test(cell))
            notebook.cells.insert(test, copy.deepcopy(notebook.cells[test]))
        if student == "ben":
            notebook.cells[0].source += SURROGATE
            _cell(notebook, "cross-entropy").source += f"# {SURROGATE}\n"
        if student == "ada":
            split(notebook, "sgd")
        path = inbox / f"{LESSON}_{student}.ipynb"
        path.write_text(json.dumps(notebook), encoding="ascii")  # lone surrogates as escapes
    complete = (inbox / f"{LESSON}_ada.ipynb").read_text(encoding="utf-8")
    (inbox / f"{LESSON}_hana.ipynb").write_text(
        complete[: len(complete) // 2], encoding="utf-8"
    )
    _as_zip(inbox / f"{LESSON}_ben.ipynb")


def split(notebook: NotebookNode, name: str) -> None:
    """Split an answer cell as JupyterLab does: both halves keep nbgrader's name."""
    cell = _cell(notebook, name)
    first = copy.deepcopy(cell)
    first.source, first.id = HELPER, f"{name}-half"
    cell.source = cell.source.replace("def ", "@as_it_is\ndef ", 1)
    notebook.cells.insert(notebook.cells.index(cell), first)


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def _as_zip(notebook: Path) -> None:
    notebook.with_suffix(".zip").write_bytes(handin.zipped(notebook))
    notebook.unlink()


def _hand_in(inbox: Path, classroom: Classroom, one: SyntheticStudent) -> None:
    """Write one more submission, if there is any."""
    if one.answers is None:
        return
    inbox.mkdir(exist_ok=True)
    released = notebooks.read(classroom.notebook("release", LESSON))
    nbformat.write(answered(released, one.answers), inbox / f"{LESSON}_{one.student.id}.ipynb")


def show(folder: Path | None = None, students: int = 8) -> None:
    """Run the demo and print the class, where its feedback pages are, and the CSV's path."""
    start = time.perf_counter()
    folder = folder or Path(tempfile.mkdtemp(prefix="lstm-course-demo-"))
    made = demo(folder, students, steps=screen.progress)
    screen.grades(made.grades)
    screen.pages(made.grades, made.pages)
    screen.say(f"Grades          {made.csv}")
    screen.say(f"Class folder    {made.classroom.root}")
    screen.say(f"{time.perf_counter() - start:.0f} s", style="dim")
