"""JSON, but a list of numbers."""


def data(notebook):
    return b"[1, 2, 3]"
