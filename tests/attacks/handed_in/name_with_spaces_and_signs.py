"""A file name as some systems write it."""

EXPECTED = "taken"


def put(inbox, notebook):
    (inbox / "Übung 0 (ada) – Kopie (2) 最終.ipynb").write_bytes(notebook)
