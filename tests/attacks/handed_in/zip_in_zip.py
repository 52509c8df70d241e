"""A zip in a zip in a zip."""

import io
import zipfile

EXPECTED = "must contain one notebook"


def put(inbox, notebook):
    data, name = notebook, "00_welcome.ipynb"
    for _ in range(3):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, data)
        data, name = stream.getvalue(), "00_welcome.zip"
    (inbox / "ada.zip").write_bytes(data)
