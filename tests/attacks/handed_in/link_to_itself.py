"""A link that leads to itself, and a folder that leads to its parent."""

EXPECTED = "is a link"


def put(inbox, notebook):
    (inbox / "ada.ipynb").symlink_to(inbox / "ada.ipynb")
    (inbox / "around").symlink_to(inbox)
