"""A right answer to `softmax` in two parts, and how to put parts into a notebook."""

import copy

from nbformat.v4 import new_code_cell

HELPER = "def exp_of_shifted(z):\n    return np.exp(z - z.max(axis=-1, keepdims=True))"
FUNCTION = """\
e = exp_of_shifted


def softmax(z):
    return e(z) / e(z).sum(axis=-1, keepdims=True)"""
STUB = "def softmax(z):\n    # YOUR CODE HERE\n    raise NotImplementedError"


def named(notebook, *sources):
    """Replace the answer cell by copies of it, as Split Cell and copy-and-paste make them."""
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "softmax")
    original = notebook.cells.pop(at)
    for number, source in enumerate(sources):
        cell = copy.deepcopy(original)
        cell.source, cell.id = source, f"softmax-{number}" if number else "softmax"
        notebook.cells.insert(at + number, cell)


def nameless(notebook, *sources):
    """Insert cells without a name below the last copy of the answer cell."""
    last = max(i for i, cell in enumerate(notebook.cells) if cell.id.startswith("softmax"))
    at = last if notebook.cells[last].id != "softmax-tests" else last - 1
    notebook.cells[at + 1 : at + 1] = [new_code_cell(source) for source in sources]


def cell(notebook, name):
    """Return the answer cell of an exercise."""
    return next(cell for cell in notebook.cells if cell.id == name)
