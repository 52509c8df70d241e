"""All cells in reverse."""

EXPECTED = "wrong value"


def spoil(notebook):
    notebook.cells.reverse()
    return notebook
