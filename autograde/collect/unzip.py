"""Read the one notebook in the file or zip that a student handed in.

A zip is never unpacked: the one notebook in it is read, with a bound on its size, and
everything else is left out.
"""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from autograde.core.errors import CourseError
from autograde.core.notebooks import MAX_NOTEBOOK_BYTES
from lstm_utils.checks.plain import one_line

MAX_ZIP_FILES = 1000
MAX_ZIP_BYTES = 200 * 2**20


class RefusedError(CourseError):
    """A submission that is not collected; the message explains why to the student."""


def notebook_bytes(path: Path, name: str, lesson: str) -> bytes:
    """Return the notebook in a file or zip, unchecked but bounded.

    Raises:
        RefusedError: if it is not a regular file or too large, or the zip is unsafe or without
            notebook.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise RefusedError("The file is a link to another file; hand in the file itself.")
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
        raise RefusedError(f"{one_line(name)} is not a file.")
    if found.st_size > MAX_NOTEBOOK_BYTES:  # a zip's table of contents alone may be that large
        raise RefusedError(_too_large(name))
    if path.suffix.lower() == ".zip":
        return _from_zip(path, lesson)
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(f"The file cannot be read ({error.strerror}).") from None


def _from_zip(path: Path, lesson: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _examine(entries)
            entry = _choose(entries, lesson)
            with archive.open(entry) as stream:
                data = stream.read(MAX_NOTEBOOK_BYTES + 1)
    except RefusedError:
        raise
    except Exception as error:  # zipfile lets a dozen kinds out, `zlib.error` among them
        raise RefusedError(
            f"The zip is damaged ({one_line(str(error))}); create it again and resubmit."
        ) from None
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise RefusedError(_too_large(entry.filename))
    return data


def _examine(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that tries to reach out of its folder, or to be huge."""
    if len(entries) > MAX_ZIP_FILES or sum(e.file_size for e in entries) > MAX_ZIP_BYTES:
        raise RefusedError(
            f"The zip has more than {MAX_ZIP_FILES} files or {MAX_ZIP_BYTES // 2**20} MiB;"
            " hand in the notebook alone."
        )
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        shown = one_line(str(name))
        if name.is_absolute() or ".." in name.parts or ":" in str(name).partition("/")[0]:
            raise RefusedError(f"The zip has a file that points out of its folder ({shown}).")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise RefusedError(f"The zip contains a link ({shown}); submit the file itself.")
        if entry.flag_bits & 1:
            raise RefusedError("The zip is encrypted; submit it without a password.")


def _choose(entries: list[zipfile.ZipInfo], lesson: str) -> zipfile.ZipInfo:
    notebooks = [
        entry
        for entry in entries
        if entry.filename.endswith(".ipynb")
        and ".ipynb_checkpoints" not in entry.filename
        and "__MACOSX" not in entry.filename
    ]
    exact = [e for e in notebooks if PurePosixPath(e.filename).name == f"{lesson}.ipynb"]
    found = exact or notebooks
    if len(found) != 1:
        raise RefusedError(
            f"The zip must contain one notebook, {lesson}.ipynb; it has {len(found)}."
        )
    return found[0]


def _too_large(name: str) -> str:
    return (
        f"{one_line(name)} is larger than {MAX_NOTEBOOK_BYTES // 2**20} MiB;"
        " clear the notebook's outputs, and submit it alone."
    )
