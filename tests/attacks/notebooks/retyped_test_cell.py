"""The test cell is turned into prose."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax-tests":
            cell.cell_type = "markdown"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    return notebook
