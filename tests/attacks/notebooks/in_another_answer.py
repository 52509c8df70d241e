"""The function is in the answer cell of another exercise."""

from tests.attacks.parts import FUNCTION, HELPER, STUB, cell

EXPECTED = "passed"
REPAIRS = (
    "The answer cell 'softmax' does not define `softmax`: it was taken from the answer cell"
    " 'dense'.",
)


def spoil(notebook):
    cell(notebook, "softmax").source = STUB
    cell(notebook, "dense").source += f"\n{HELPER}\n{FUNCTION}"
    return notebook
