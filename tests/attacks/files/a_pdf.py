"""A PDF with another suffix."""


def data(notebook):
    return b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n" * 100
