"""An answer that is nested so deeply that no parser gets through it."""

EXPECTED = "raised"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax":
            cell.source = "softmax = " + "(" * 50_000 + "1" + ")" * 50_000
    return notebook
