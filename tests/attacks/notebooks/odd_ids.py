"""Ids and names that are no text."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id != "softmax":
            cell["id"] = 7
            cell.metadata["nbgrader"] = None
    return notebook
