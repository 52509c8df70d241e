"""Damage in the middle of the compressed bytes."""

import zipfile

EXPECTED = "damaged"


def put(inbox, notebook):
    path = inbox / "ada.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00_welcome.ipynb", notebook)
    data = bytearray(path.read_bytes())
    data[200:260] = bytes(range(60))
    path.write_bytes(data)
