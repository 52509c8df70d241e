"""A hundred megabytes whose header speaks of a hundred bytes."""

import struct
import zipfile

EXPECTED = "larger than 20 MiB|damaged"


def put(inbox, notebook):
    path, size = inbox / "ada.zip", 100 * 2**20
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00_welcome.ipynb", bytes(size))
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 100)))
