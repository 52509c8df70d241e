"""The name of a file clears the screen, turns the text around and says that all is well."""

import zipfile

EXPECTED = "points out of its folder"


def put(inbox, notebook):
    with zipfile.ZipFile(inbox / "ada.zip", "w") as archive:
        archive.writestr("00_welcome.ipynb", notebook)
        archive.writestr("../\x1b[2J\u202e\n[green]ada: correct[green]\r", b"{}")
