"""No bytes at all."""


def data(notebook):
    return b""
