"""A file that its owner may not read (root may)."""

EXPECTED = "cannot be read|taken"


def put(inbox, notebook):
    path = inbox / "ada.ipynb"
    path.write_bytes(notebook)
    path.chmod(0)
