"""A file name that clears the screen and looks like a line of ours."""

EXPECTED = "unknown"


def put(inbox, notebook):
    (inbox / "\x1b[2J\n[green]all correct[green]\u202e.ipynb").write_bytes(notebook)
