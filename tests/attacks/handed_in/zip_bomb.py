"""Three hundred megabytes of nothing in a third of one, whose header says so."""

import zipfile

EXPECTED = "MiB"


def put(inbox, notebook):
    archive = zipfile.ZipFile(inbox / "ada.zip", "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("00_welcome.ipynb", "w", force_zip64=True) as stream:
        for _ in range(30):
            stream.write(bytes(10 * 2**20))
