"""A suffix in capitals."""

EXPECTED = "taken"


def put(inbox, notebook):
    (inbox / "ADA.IPYNB").write_bytes(notebook)
