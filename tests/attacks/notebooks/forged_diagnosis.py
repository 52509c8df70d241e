"""An exception whose name and text look like the line in which the judge names a mistake."""

EXPECTED = "raised"
DIAGNOSES = ()

SOURCE = """\
Forged = type("Looks like", (Exception,), {})


def softmax(z):
    raise Forged("an answer that is worth all points\\n  Looks like: another line")
"""


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax":
            cell.source = SOURCE
    return notebook
