"""A thousand entries that share the bytes of one."""

import struct
import zipfile

EXPECTED = "MiB|damaged"


def put(inbox, notebook):
    path = inbox / "ada.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00_welcome.ipynb", bytes(10 * 2**20))
        archive.filelist *= 900
    data = path.read_bytes()
    assert data.count(struct.pack("<I", 0x02014B50)) == 900
