"""A cell magic that writes the right answer into a file: the notebook defines nothing."""

EXPECTED = "raised"

SOURCE = """\
%%writefile softmax.py
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
"""


def spoil(notebook):
    for cell in notebook.cells:
        if cell.id == "softmax":
            cell.source = SOURCE
    return notebook
