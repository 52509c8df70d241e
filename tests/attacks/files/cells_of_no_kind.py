"""Cells that are numbers, and cells without text."""


def data(notebook):
    return b'{"cells": [1, {}, null], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
