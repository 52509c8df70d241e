"""A number with a million digits where the format's version should be."""


def data(notebook):
    return b'{"cells": [], "metadata": {}, "nbformat": ' + b"9" * 1_000_000 + b"}"
