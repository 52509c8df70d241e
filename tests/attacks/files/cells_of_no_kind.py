"""Cells that are numbers, and cells without text."""

VERDICT = "unfinished"


def data(notebook):
    return b'{"cells": [1, {}, null], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
