"""A notebook of sixty megabytes, packed by another method than usual."""

import zipfile

EXPECTED = "MiB"


def put(inbox, notebook):
    archive = zipfile.ZipFile(inbox / "ada.zip", "w", zipfile.ZIP_BZIP2)
    with archive, archive.open("00_welcome.ipynb", "w", force_zip64=True) as stream:
        for _ in range(3):
            stream.write(bytes(20 * 2**20))
