"""An entry whose name is empty, and one that is a slash."""

import zipfile

EXPECTED = "points out of its folder|must contain one notebook|damaged"


def put(inbox, notebook):
    with zipfile.ZipFile(inbox / "ada.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("."), b"")
        archive.writestr(zipfile.ZipInfo("//"), b"")
        archive.writestr(zipfile.ZipInfo(""), notebook)
