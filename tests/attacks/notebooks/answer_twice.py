"""The right answer first, the wrong one after it: the last one counts, as in a notebook."""

import copy

EXPECTED = "wrong value"


def spoil(notebook):
    index = next(i for i, cell in enumerate(notebook.cells) if cell.id == "softmax")
    right = copy.deepcopy(notebook.cells[index])
    right.source = "import numpy as np\n\ndef softmax(z):\n    return np.exp(z)"
    notebook.cells.insert(index, right)
    return notebook
