"""A thousand copies of the answer, and a thousand cells that define the same function."""

from nbformat.v4 import new_code_cell

EXPECTED = "wrong value"


def spoil(notebook):
    index = next(i for i, cell in enumerate(notebook.cells) if cell.id == "softmax")
    wrong = notebook.cells[index]
    notebook.cells[index:index] = [type(wrong)(wrong) for _ in range(1000)]
    own = [new_code_cell(f"def softmax(z):\n    return {n}") for n in range(1000)]
    notebook.cells += own
    return notebook
