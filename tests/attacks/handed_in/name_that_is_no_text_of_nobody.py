"""The same, and it belongs to no student."""

import os

EXPECTED = "unknown"


def put(inbox, notebook):
    with open(os.fsencode(inbox) + b"/\xff\xfe_zoe_\xe9.ipynb", "wb") as stream:
        stream.write(notebook)
