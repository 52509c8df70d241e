"""Mostly outputs."""


def data(notebook):
    return notebook[:-2] + b" " * 100 * 2**20 + notebook[-2:]
