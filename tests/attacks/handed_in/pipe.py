"""A named pipe, at which whoever reads it waits for ever."""

import os

EXPECTED = "not a file"


def put(inbox, notebook):
    os.mkfifo(inbox / "ada.ipynb")
