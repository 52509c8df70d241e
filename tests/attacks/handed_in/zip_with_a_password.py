"""A zip that says of itself that it is encrypted."""

import zipfile

EXPECTED = "encrypted"


def put(inbox, notebook):
    path = inbox / "ada.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("00_welcome.ipynb", notebook)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the file's own header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
