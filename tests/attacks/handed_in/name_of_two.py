"""A file in a neighbour's name and one's own: nobody gets it."""

EXPECTED = "unknown"


def put(inbox, notebook):
    (inbox / "ada_ben.ipynb").write_bytes(notebook)
