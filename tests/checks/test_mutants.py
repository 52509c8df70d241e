"""One-place changes of every model answer: are the wrong ones refused?"""

import subprocess
import sys

import pytest

from autograde.core.paths import ROOT
from lstm_utils.checks import names
from tests.checks.mutants import KEPT, kept, mutants
from tests.checks.outcomes import by_name


@pytest.mark.thorough
@pytest.mark.timeout(1800)
@by_name()
def test_only_changes_that_were_read_are_accepted(name):
    """Does the check refuse each change but those in survivors.txt, which are right answers?"""
    command = [sys.executable, "-m", "tests.checks.mutants", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    accepted = [line.strip() for line in done.stdout.splitlines()[1:]]
    assert set(accepted) <= set(kept()[name]), f"read these, then see {KEPT.name}"


def test_changes_were_read_for_every_exercise():
    """Has each exercise its part in survivors.txt, and is none left over?"""
    assert set(kept()) == set(names())


def test_an_answer_is_changed_in_one_place():
    """Which changes of a small answer are tried?"""
    source = "def f(x, n):\n    return x.T[1:] - n\n"
    found = {line.split("return ")[-1] for line in mutants(source).values()}
    expected = "x.T[1:] + n, n - x.T[1:], x.T[1:], n, x.T[2:] - n, x.T[0:] - n, x.T[:] - n"
    expected += ", x.T - n, x[1:] - n, n.T[1:] - n, x.T[1:] - x"
    assert found == set(expected.split(", "))
