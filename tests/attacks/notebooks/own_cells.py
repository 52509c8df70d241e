"""Cells of one's own, before and after everything, that would change how the tests run."""

from nbformat.v4 import new_code_cell

EXPECTED = "wrong value"


def spoil(notebook):
    notebook.cells.insert(0, new_code_cell("import lstm_utils.checks as c; c.check = print"))
    notebook.cells.append(new_code_cell("open('gradebook.db', 'w').write('5')"))
    return notebook
