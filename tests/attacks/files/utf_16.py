"""A right notebook in an encoding of another time, with a byte order mark."""

VERDICT = "correct"


def data(notebook):
    return notebook.decode().encode("utf-16")
