"""A file name whose bytes are no UTF-8."""

import os

EXPECTED = "taken"


def put(inbox, notebook):
    with open(os.fsencode(inbox) + b"/\xff\xfe_ada_\xe9.ipynb", "wb") as stream:
        stream.write(notebook)
