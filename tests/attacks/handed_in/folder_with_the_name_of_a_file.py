"""A folder that is called like a notebook."""

EXPECTED = "not a file"


def put(inbox, notebook):
    (inbox / "ada.ipynb").mkdir()
