"""A method of compression that nobody knows."""

import zipfile

EXPECTED = "damaged"


def put(inbox, notebook):
    path = inbox / "ada.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("00_welcome.ipynb", notebook)
    data = bytearray(path.read_bytes())
    data[8] = 77
    data[data.index(b"PK\x01\x02") + 10] = 77
    path.write_bytes(data)
