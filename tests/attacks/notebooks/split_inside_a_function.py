"""A function whose last lines are in a second cell, which has no name."""

from tests.attacks.parts import FUNCTION, HELPER, named, nameless

EXPECTED = "passed"
REPAIRS = ("The answer cell 'softmax' was split inside a statement: it was joined.",)


def spoil(notebook):
    head, tail = FUNCTION.rsplit("\n", 1)
    named(notebook, f"{HELPER}\n{head}")
    nameless(notebook, tail)
    return notebook
