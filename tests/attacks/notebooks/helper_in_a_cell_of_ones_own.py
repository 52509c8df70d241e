"""A helper that is defined in an own cell, in a loop, with a magic line above it."""

from nbformat.v4 import new_code_cell

from tests.attacks.parts import FUNCTION, cell

EXPECTED = "raised"
MESSAGE = "Cells of your own are not run: `exp_of_shifted` is defined in one of them."
OWN = "%matplotlib inline\nfor exp_of_shifted in (np.exp,):\n    pass"


def spoil(notebook):
    cell(notebook, "softmax").source = FUNCTION
    notebook.cells.insert(2, new_code_cell(OWN))
    return notebook
