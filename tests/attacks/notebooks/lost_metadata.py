"""All metadata and ids are gone, as some editors leave them."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        cell.metadata.clear()
        del cell["id"]
    notebook.nbformat_minor = 4
    return notebook
