"""The test cell says that it is an answer, and worth nothing as a test."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax-tests":
            cell.metadata.nbgrader.update(solution=True, locked=False, points=0)
            cell.source = "pass"
    return notebook
