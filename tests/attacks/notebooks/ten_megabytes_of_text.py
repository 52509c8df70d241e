"""An answer of ten megabytes."""

EXPECTED = "over a limit"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax":
            cell.source += "\n# " + "x" * 10_000_000
    return notebook
