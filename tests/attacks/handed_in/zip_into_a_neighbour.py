"""Besides the notebook, one for a neighbour's folder."""

import zipfile

EXPECTED = "points out of its folder"


def put(inbox, notebook):
    with zipfile.ZipFile(inbox / "ada.zip", "w") as archive:
        archive.writestr("00_welcome.ipynb", notebook)
        archive.writestr("../../ben/00_welcome/00_welcome.ipynb", b"{}")
