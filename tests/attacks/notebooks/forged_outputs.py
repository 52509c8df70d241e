"""Outputs of a run that never was, among them a bare number, which nbgrader takes as points."""

from nbformat.v4 import new_output

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "3"}
            cell.outputs = [new_output("execute_result", data=data, execution_count=1)]
            cell.execution_count = 1
    return notebook
