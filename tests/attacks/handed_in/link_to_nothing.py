"""A link that leads nowhere."""

EXPECTED = "is a link"


def put(inbox, notebook):
    (inbox / "ada.zip").symlink_to("/nonexistent")
