"""A class that hands in split, copied and damaged notebooks, graded by the command line."""

import copy
import json

import pytest
from nbformat.v4 import new_code_cell
from typer.testing import CliRunner

from autograde import cli
from autograde.classroom import roster
from autograde.classroom.folder import Student
from autograde.core import notebooks, reports, verdicts
from autograde.core.cells import grade_id
from autograde.demo import show
from tests.autograde.conftest import ANSWERS, EXERCISE, LESSON

HELPER = "def add(a, b):\n    return a + b"
FUNCTION = "plus = add\n\n\ndef weighted_sum(x, w, b):\n    return plus(np.dot(x, w), b)"
UNREADABLE, CORRECT, WRONG = verdicts.UNREADABLE, verdicts.CORRECT, verdicts.WRONG


def split(notebook, at):
    """Both halves have the name; an empty copy and a trial call that fails follow."""
    second, empty, trial = (copy.deepcopy(notebook.cells[at]) for _ in range(3))
    notebook.cells[at].source, second.source = HELPER, FUNCTION
    empty.source, trial.source = "", "weighted_sum(1, 2)"
    notebook.cells[at + 1 : at + 1] = [second, empty, trial]


def nameless(notebook, at):
    """The second half has no name."""
    notebook.cells[at].source = HELPER
    notebook.cells.insert(at + 1, new_code_cell(FUNCTION))


def own(notebook, at):
    """The helper is in an own cell."""
    notebook.cells[at].source = FUNCTION
    notebook.cells.insert(1, new_code_cell("_, *rest = add = lambda a, b: a + b, 0"))


def foreign(notebook, at):
    """Another program left cells without their parts."""
    notebook.cells[1:1] = [None, {"cell_type": "code", "metadata": None, "source": None}]


def many(notebook, at):
    """There are 165,000 cells."""
    notebook.cells += [{"cell_type": "code", "metadata": {}, "source": "x = 1"}] * 165_000


KINDS = {
    split: (CORRECT, "was in 3 cells: they ran in order"),
    nameless: (CORRECT, "was in 2 cells: they ran in order"),
    own: (WRONG, "Cells of your own are not run: `add` is defined in one of them."),
    foreign: (CORRECT, ""),
    many: (UNREADABLE, "more than 5,000 cells"),
}


@pytest.mark.sandbox
def test_damaged_notebooks(new_class, tmp_path):
    """Does each kind get its points, or a sentence that says what is missing?"""
    roster.enrol(new_class, [Student(kind.__name__) for kind in KINDS])
    released = notebooks.read(new_class.notebook("release", LESSON))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for kind in KINDS:
        notebook = show.answered(released, {EXERCISE: ANSWERS["right"]})
        places = [i for i, c in enumerate(notebook.cells) if grade_id(c) == EXERCISE]
        kind(notebook, places[0])
        text = json.dumps(notebook)
        (inbox / f"{kind.__name__}.ipynb").write_text(text, encoding="utf-16")
    for words in (["collect", LESSON, "--from", str(inbox)], ["grade", LESSON]):
        said = CliRunner().invoke(cli.app, [*words, "--classroom", str(new_class.root)])
        assert said.exit_code == 0, said.output
    for kind, (verdict, text) in KINDS.items():
        record = reports.load(new_class.root, LESSON, kind.__name__)
        said = " ".join((record.message, *record.repairs, *(r.text() for r in record.results)))
        assert (record.verdict, text in said) == (verdict, True), (kind.__name__, said)
