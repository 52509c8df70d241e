"""A helper that is defined in one of the lesson's cells to explore, edited."""

from tests.attacks.parts import FUNCTION, cell

EXPECTED = "raised"
MESSAGE = "Cells of your own are not run: `exp_of_shifted` is defined in one of them."


def spoil(notebook):
    cell(notebook, "softmax").source = FUNCTION
    explore = next(c for c in notebook.cells if "explore" in c.metadata.get("tags", []))
    explore.source += "\nif True:\n    _, *exp_of_shifted = 1, np.exp"
    return notebook
