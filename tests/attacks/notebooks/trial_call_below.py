"""The right function, and a copy of the cell below it with a trial call that fails."""

from tests.attacks.parts import FUNCTION, HELPER, named

EXPECTED = "passed"


def spoil(notebook):
    named(notebook, f"{HELPER}\n{FUNCTION}", "softmax(zz)\nx[0] = 1")
    return notebook
