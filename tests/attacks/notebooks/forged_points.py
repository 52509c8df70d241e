"""A thousand points for the first exercise, none for the others."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader.points = 1000
    return notebook
