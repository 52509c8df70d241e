"""A second test cell of the same name, which checks nothing."""

import copy

EXPECTED = "wrong value"


def spoil(notebook):
    index = next(i for i, cell in enumerate(notebook.cells) if cell.id == "softmax-tests")
    twin = copy.deepcopy(notebook.cells[index])
    twin.source = "1 + 1"
    notebook.cells.insert(index + 1, twin)
    return notebook
