"""A link to a neighbour's file."""

EXPECTED = "is a link"


def put(inbox, notebook):
    (inbox / "ada.ipynb").symlink_to(inbox / "ben.ipynb")
