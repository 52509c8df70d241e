"""JSON that is nested a million times."""


def data(notebook):
    return b"[" * 1_000_000
