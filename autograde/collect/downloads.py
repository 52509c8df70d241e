"""Match the files of a Canvas or Moodle download to students.

Canvas    lastnamefirstname[_LATE]_USER_UPLOAD_own-name.ipynb, all in one folder
Moodle    Full Name_NUMBER_assignsubmission_file_/own-name.ipynb, one folder per student, or all
          in one folder with `/` left out; no `_` before the `/` since Moodle 4.1
manual    the student's id anywhere in the path

In the first two only the platform's part says who it is, never the name that the student chose.
USER is Canvas's number of a student, from its gradebook export (`roster`); without it,
and for Moodle, where NUMBER belongs to this one assignment, the full name decides.

Sources: instructure/canvas-lms `lib/content_zipper.rb`; moodle/moodle
`mod/assign/classes/downloader.php`, `mod/assign/feedback/file/importziplib.php`.
"""

import os
import re
import tempfile
import time
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograde.classroom.folder import Student
from autograde.core.errors import CourseError

SUFFIXES = (".ipynb", ".zip")
NOT_HANDED_IN = (".ipynb_checkpoints", "__MACOSX")
TEST_STUDENT = "studenttest"
MAX_BYTES = 200 * 2**20  # of one file in a download

_MOODLE = re.compile(
    r"(?P<prefix>(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_file_?)(?P<own>.*)"
)
_CANVAS = re.compile(
    r"(?P<prefix>(?P<name>.+?)(?P<late>_(?i:late))?_(?P<number>\d+)_(?P<upload>\d+)_)(?P<own>.+)"
)
_ANONYMOUS = re.compile(
    r"(?P<prefix>(?:LATE_)?anon_(?P<number>[A-Za-z0-9]+)_(?P<upload>\d+)_)(?P<own>.+)"
)


@dataclass(frozen=True)
class Sender:
    """What a platform wrote into the path of a file.

    Args:
        name: the student's, in the platform's spelling; "" where Canvas hides it.
        number: Canvas's of the student, or Moodle's of the student in this assignment.
        own: the name that the student gave to the file.
        prefix: of the path, up to `own`.
        upload: Canvas's number of the file, larger for a later one; None from Moodle.
        late: whether Canvas calls it late.
    """

    name: str
    number: str
    own: str
    prefix: str
    upload: int | None = None
    late: bool = False


def sender(path: str) -> Sender | None:
    """Read the platform's part of a path; None if there is none."""
    *folders, name = path.split("/")
    for place, part in enumerate([*folders, name]):
        found = _MOODLE.fullmatch(part)
        if found:
            own, folder = (name, "/") if place < len(folders) else (found["own"], "")
            return Sender(found["name"], found["number"], own, found["prefix"] + folder)
    found = _ANONYMOUS.fullmatch(name)
    if found:
        return Sender("", found["number"], found["own"], found["prefix"], int(found["upload"]))
    found = _CANVAS.fullmatch(name)
    if found is None:
        return None
    parts = (found[key] for key in ("name", "number", "own", "prefix"))
    return Sender(*parts, upload=int(found["upload"]), late=bool(found["late"]))


class Owners:
    """Finds the owner of a file.

    Args:
        students: the roster.
        lesson: the lesson's name, which may also occur in a path.
        participants: the students of Moodle's grading worksheet, by participant number.
    """

    def __init__(
        self,
        students: Iterable[Student],
        lesson: str,
        participants: Mapping[str, str] | None = None,
    ) -> None:
        self._lesson, self._ids = lesson, []
        self._participants = participants or {}
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for student in students:
            self._ids.append(student.id)
            if student.lms_user_id:
                self._by_number[student.lms_user_id] = student.id
            first, last = student.first_name, student.last_name
            for name in (student.id, first + last, last + first):
                self._by_name[_plain(name)].add(student.id)
        self._by_name.pop("", None)

    def of(self, path: str) -> list[str]:
        """Return the ids of all possible owners; exactly one if it is unambiguous."""
        found = sender(path)
        if found is None:
            return self._named(path)
        if not found.name:
            return []
        if found.upload is not None and self._by_number:
            return [self._by_number[found.number]] if found.number in self._by_number else []
        if found.upload is None and found.number in self._participants:
            return [self._participants[found.number]]
        return self.called(found.name.replace(self._lesson, ""))

    def called(self, name: str) -> list[str]:
        """Return the ids of all students with a full name."""
        return sorted(self._by_name.get(_plain(name), ()))

    def _named(self, path: str) -> list[str]:
        """Return the longest ids in a path: `ada.lovelace` rather than `ada`."""
        name = path.rpartition(".")[0].replace(self._lesson, " ")
        found = [
            student
            for student in self._ids
            if re.search(rf"(?<![A-Za-z0-9]){re.escape(student)}(?![A-Za-z0-9])", name, re.I)
        ]
        return [student for student in found if len(student) == max(map(len, found))]

    def why_not(self, path: str) -> str:
        """Say why a file belongs to nobody, or to nobody for certain."""
        ids, found = self.of(path), sender(path)
        if ids:
            worksheet = ", or pass Moodle's grading worksheet: --worksheet CSV"
            extra = worksheet if found and found.upload is None else ""
            names = " or ".join(ids)
            return f"it may be of {names}; name it after the right one, as ID.ipynb{extra}."
        if found is None:
            whole = " Canvas's or Moodle's zip is collected by `--from THE_ZIP`."
            is_zip = path.lower().endswith(".zip")
            return f"its name contains no student of the roster.{whole if is_zip else ''}"
        if not found.name:
            return "Canvas hides the names: turn off anonymous grading and download again."
        if found.upload is not None and _plain(found.name) == TEST_STUDENT:
            return "it is of Canvas's Test Student."
        if found.upload is not None and self._by_number:
            return f"no student of the roster has Canvas's number {found.number}."
        return f"no student of the roster is called {found.name}."


def _plain(name: str) -> str:
    """Return the letters and digits of a name in one spelling."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LNM")


@contextmanager
def files(source: Path) -> Generator[dict[str, Path]]:
    """Give the files of a folder, or of the zip that a platform made.

    Args:
        source: the folder or zip.

    Yields:
        Where each file lies, by its path below the source, with `/`. Of a zip only notebooks
        and zips are there, for the moment.

    Raises:
        CourseError: if there is neither, or the zip cannot be read.
    """
    if source.is_dir():
        paths = {path.relative_to(source).as_posix(): path for path in source.rglob("*")}
        yield {name: paths[name] for name in sorted(paths) if not _hidden(name)}
    elif source.is_file() and source.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(prefix="lstm-course-") as folder:
            yield dict(sorted(_unpacked(source, Path(folder)).items()))
    else:
        raise CourseError(
            f"Nothing to collect from: {source} is neither a folder nor a zip file."
        )


def may_hold_a_notebook(name: str) -> bool:
    """Whether a file is a notebook or a zip, by its name."""
    return name.lower().endswith(SUFFIXES)


def _hidden(name: str) -> bool:
    *folders, last = name.split("/")
    return last.startswith("._") or any(part in NOT_HANDED_IN for part in folders)


def _unpacked(source: Path, folder: Path) -> dict[str, Path]:
    """Write the files of a zip under names of our own, with their times."""
    found = {}
    try:
        with zipfile.ZipFile(source) as archive:
            for entry in archive.infolist():
                name = _name(entry)
                if entry.is_dir() or _hidden(name):
                    continue
                found[name] = folder / f"{len(found)}{Path(name).suffix.lower()}"
                if may_hold_a_notebook(name):
                    _unpack(archive, entry, found[name])
    except OSError:
        raise
    except Exception as error:  # zipfile lets a dozen kinds out, `zlib.error` among them
        raise CourseError(f"{source} cannot be read ({error}): download it again.") from None
    return found


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    with archive.open(entry) as stream:
        path.write_bytes(stream.read(MAX_BYTES + 1))
    when = time.mktime((*entry.date_time, 0, 0, -1))
    os.utime(path, (when, when))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's path; writers that do not say that it is UTF-8 mean UTF-8 as well."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename
