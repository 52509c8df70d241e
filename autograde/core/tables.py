"""Read CSV as spreadsheets and learning platforms write it."""

import csv
import io
from pathlib import Path

from autograde.core.errors import CourseError


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file as a spreadsheet or a platform writes it.

    Raises:
        CourseError: if it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from None
    if data.startswith(b"PK\x03\x04"):
        raise CourseError(f"{path} is a spreadsheet or zip: save it as CSV.")
    text = _decode(data)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
