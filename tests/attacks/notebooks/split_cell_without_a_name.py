"""Split Cell of VS Code: the second half, with the function, has no name."""

from tests.attacks.parts import FUNCTION, HELPER, named, nameless

EXPECTED = "passed"
REPAIRS = ("The answer 'softmax' was in 2 cells: they ran in order.",)


def spoil(notebook):
    named(notebook, HELPER)
    nameless(notebook, FUNCTION)
    return notebook
