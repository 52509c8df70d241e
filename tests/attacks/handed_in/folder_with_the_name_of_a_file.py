"""A folder that is called like a notebook."""

EXPECTED = "no file"


def put(inbox, notebook):
    (inbox / "ada.ipynb").mkdir()
