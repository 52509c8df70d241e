"""No test, no mistake."""

EXPECTED = "wrong value"


def spoil(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell.id != "softmax-tests"]
    return notebook
