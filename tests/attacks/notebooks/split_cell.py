"""Split Cell: a helper in the first half, the function in the second; an empty copy below."""

from tests.attacks.parts import FUNCTION, HELPER, named

EXPECTED = "passed"
REPAIRS = ("The answer 'softmax' was in 2 cells: they ran in order.",)


def spoil(notebook):
    named(notebook, HELPER, FUNCTION, "", "# to do")
    return notebook
