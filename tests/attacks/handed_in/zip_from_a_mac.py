"""A zip as macOS makes it, with its shadow files; from Windows, with backslashes."""

import zipfile

EXPECTED = "taken"


def put(inbox, notebook):
    with zipfile.ZipFile(inbox / "ada.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Mappe/", b"")
        archive.writestr("Mappe\\00_welcome.ipynb", notebook)
        archive.writestr("__MACOSX/Mappe/._00_welcome.ipynb", b"\x00\x05\x16\x07")
        archive.writestr("Mappe/.DS_Store", b"\x00\x00\x00\x01Bud1")
        archive.writestr("Mappe/.ipynb_checkpoints/00_welcome-checkpoint.ipynb", b"{}")
