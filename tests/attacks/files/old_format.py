"""A notebook of the year 2013: read, with its answers missing."""

VERDICT = "unfinished"


def data(notebook):
    return b'{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}'
