"""The wrong answer takes the name of an exercise that is right."""

EXPECTED = "not written"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax":
            cell.metadata.nbgrader.grade_id = "sigmoid-tests"
            cell.id = "sigmoid-tests-2"
            cell.source = "pass"
    return notebook
