"""The right function, and below it an empty copy and the released one."""

from tests.attacks.parts import FUNCTION, HELPER, STUB, named

EXPECTED = "passed"
REPAIRS = ()


def spoil(notebook):
    named(notebook, f"{HELPER}\n{FUNCTION}", "", STUB)
    return notebook
