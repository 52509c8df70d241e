"""A right notebook in an encoding of another time."""


def data(notebook):
    return notebook.decode().encode("utf-16")
