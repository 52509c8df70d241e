"""Hostile and honest answers to one exercise, each in a file with its expected verdict.

The file is the text of the answer cell `softmax` of lesson 01; all other answers are right, and
must stay so. An attack that spies, escapes or cheats answers right only if it succeeded.
"""

import copy
import re
from pathlib import Path

import numpy as np
import pytest

from autograde.grade import outputs, session, steps
from autograde.sandbox import cgroups
from lstm_utils.checks import get

pytestmark = pytest.mark.xdist_group("attacks")  # one warm sandbox for all
HERE = Path(__file__).parent
SEED = 20_001
# `make test` leaves out what waits for a limit that another file reaches, too
LONG = {"endless_loop_in_cell", "ignores_signals", "many_values", "memory_of_all_kinds"}


def files(folder: str) -> list[Path]:
    """Return the submissions of a folder, by name."""
    return sorted((HERE / folder).glob("*.py"))


def expected(path: Path) -> dict[str, str]:
    """Read the settings at the top of a submission, such as `# expected: crashed`."""
    text = path.read_text(encoding="utf-8")
    lines = [line[2:] for line in text.splitlines()[:4] if line.startswith("# ")]
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def _submission(notebook, path):
    nb = copy.deepcopy(notebook)
    cell = next(cell for cell in nb.cells if cell.id == "softmax")
    cell.source = path.read_bytes().decode()
    return nb


def _statuses(sandbox, notebook):
    graded = session.grade(sandbox, steps.read(notebook), SEED)
    return {result.exercise: result.status for result in graded.results.values()}, graded


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.long] * (path.stem in LONG))
        for path in files("answers")
    ],
)
def test_no_attack_gains_anything(path, sandbox, notebook):
    """Does each attack get its expected verdict, and nobody else any harm?"""
    wanted = expected(path)
    grouped = "memory" in cgroups.limited()
    verdict = (
        wanted["expected"] if grouped else wanted.get("without groups", wanted["expected"])
    )
    spoiled = _submission(notebook, path)
    for _ in range(2 if "twice" in wanted else 1):
        statuses, graded = _statuses(sandbox, spoiled)
        assert statuses.pop("softmax") == verdict, graded.results
        if "others" not in wanted:
            assert set(statuses.values()) == {"passed"}, "the student's other exercises"
    outputs.write(spoiled, graded)
    if verdict != "passed":
        _assert_harmless(spoiled)


def _assert_harmless(notebook):
    """The outputs say what the judge said, in text that no terminal or reader acts on."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("text", "") + output.get("evalue", "")
            assert output.output_type in ("stream", "error")
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
            assert len(text) < 20_000
    tests = next(c for c in notebook.cells if c.id == "softmax-tests")
    assert [output.output_type for output in tests.outputs] == ["error"]
    message = tests.outputs[0].evalue
    assert message.startswith("✗ softmax: ")
    assert not re.search(r"^✓", message, re.M), "a line of the answer poses as ours"


@pytest.mark.parametrize("path", files("honest"), ids=lambda path: path.stem)
def test_no_honest_answer_loses_anything(path, sandbox, notebook):
    """Does a right answer with odd manners get all its points?"""
    statuses, graded = _statuses(sandbox, _submission(notebook, path))
    assert set(statuses.values()) == {"passed"}, graded.results


def test_after_all_attacks_an_honest_submission_still_passes(sandbox, notebook):
    """Is everything as it was for whoever comes next?"""
    statuses, graded = _statuses(sandbox, notebook)
    assert set(statuses.values()) == {"passed"}, graded.results
    assert graded.used["processes"] == 2, "one for the visible checks, one for the hidden"


SPY = """
import warnings

seen, right = [], {name}
def {name}(*inputs):
    seen.extend(float(x).hex() for x in np.ravel(inputs[-1])[:2])
    warnings.warn(f"notes {seen}")
    return right(*inputs)
"""
LEAKS = {
    "tanh-prime": "def tanh_prime_from_output(y):\n    raise ValueError(' '.join(seen[-9:]))",
    "dense": "print(*seen)\n",
    "softmax": "def softmax(z):\n    return {' '.join(seen[-9:]): z}",
    "numerical-gradient": "raise KeyError(' '.join(seen[-9:]))",
}


def _hexes(seed, rounds=1):
    cases = get("sigmoid").draw(seed, rounds)
    drawn = np.concatenate([np.ravel(case.inputs["z"])[:2] for case in cases])
    return {float(x).hex() for x in drawn}


def test_hidden_inputs_are_never_shown(sandbox, notebook):
    """Can an answer record hidden inputs and have any later text of it show them?

    By a warning, an exception in another exercise's check, a print, a type or a failing cell.
    """
    spy = copy.deepcopy(notebook)
    for cell in spy.cells:
        if cell.id == "sigmoid":
            cell.source += SPY.replace("{name}", "sigmoid")
        elif cell.id in LEAKS:
            cell.source += "\n" + LEAKS[cell.id]
    statuses, graded = _statuses(sandbox, spy)
    assert statuses["sigmoid"] == "passed"
    shown = repr(graded)
    outputs.write(spy, graded)
    shown += str(spy)
    public, hidden = _hexes(0), _hexes(SEED, 3)
    assert any(number in shown for number in public), "the spy works"
    assert not [number for number in hidden - public if number in shown]
