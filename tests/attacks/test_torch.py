"""Tricks that only PyTorch allows, each in a file with its expected verdict.

The file is the text of the answer cell `torch-lstm-step` of lesson 09, where the library has
what the exercise asks for, in several places.
"""

import copy

import pytest

from autograde.core.paths import SOLUTIONS
from autograde.grade import session
from autograde.grade import steps as plan
from autograde.grade.submission import forbidden_operators
from autograde.lessons import expand, source
from autograde.sandbox import Limits, Sandbox
from tests.attacks.test_answers import expected, files

pytestmark = pytest.mark.xdist_group("torch")  # one warm sandbox for all
LESSON = "09_pytorch"
EXERCISE = "torch-lstm-step"
NEXT = "torch-lstm-forward"


@pytest.fixture(scope="module")
def notebook():
    """The notebook of lesson 09 with the right answers, up to its second exercise."""
    found = expand.notebook(source.read(SOLUTIONS / LESSON))
    last = next(n for n, cell in enumerate(found.cells) if cell.id == f"{NEXT}-tests")
    found.cells = found.cells[: last + 1]
    return found


@pytest.fixture(scope="module")
def sandbox():
    """The warm sandbox of the whole lesson."""
    steps = plan.read(expand.notebook(source.read(SOLUTIONS / LESSON)))
    limits = Limits(call_seconds=30, cell_seconds=30)
    sources = [step.source for step in steps]
    with Sandbox(LESSON, sources, limits, withheld=forbidden_operators(steps)) as warm:
        yield warm


@pytest.mark.parametrize("path", files("torch_answers"), ids=lambda path: path.stem)
def test_pytorch_gives_nothing_away(path, sandbox, notebook):
    """Does each trick get its expected verdict, and the next exercise all its points?"""
    wanted, spoiled = expected(path), copy.deepcopy(notebook)
    cell = next(cell for cell in spoiled.cells if cell.id == EXERCISE)
    cell.source = path.read_text(encoding="utf-8")
    graded = session.grade(sandbox, plan.read(spoiled), seed=20_009)
    statuses = {result.exercise: result.status for result in graded.results.values()}
    assert statuses[EXERCISE] == wanted["expected"], graded.results
    if "others" not in wanted:
        assert statuses[NEXT] == "passed", graded.results
