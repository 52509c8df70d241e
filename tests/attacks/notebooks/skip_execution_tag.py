"""The tag with which nbgrader's own run leaves a cell out, on every test cell."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "explore", "raises-exception"]
    return notebook
