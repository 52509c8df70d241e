"""The test cell prints what it should have found out."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax-tests":
            cell.source = 'print("✓ softmax: all 38 cases pass")'
    return notebook
