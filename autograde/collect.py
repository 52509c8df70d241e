"""Collect submissions from a folder of notebooks and zips, or from nbgrader's exchange.

A zip is never unpacked: the one notebook in it is read, with a bound on its size, and
everything else is left out. A zip that tries anything is refused for that student alone.
"""

import re
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from nbgrader.utils import parse_utc

from autograde import verdicts
from autograde.classroom import Classroom
from autograde.errors import CourseError
from autograde.intake import MAX_NOTEBOOK_BYTES
from autograde.release import reason
from autograde.sandbox.wire import one_line
from autograde.verdicts import Record, write_whole

MAX_ZIP_FILES = 1000
MAX_ZIP_BYTES = 200 * 2**20


class RefusedError(CourseError):
    """A submission that is not taken; the text tells the student why."""


@dataclass
class Collected:
    """What happened to each file: ids that are new, replaced or unchanged, and the rest."""

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def from_folder(room: Classroom, lesson: str, folder: Path) -> Collected:
    """Collect `.ipynb` and `.zip` files, each named after its student.

    The student's id may stand anywhere in the file's name or in that of its folder
    (`ada.zip`, `02_feedforward_ada.ipynb`, `ada/02_feedforward.ipynb`). Of several files
    by one student the newest counts.

    Raises:
        CourseError: if the folder is missing, or the class has no roster.
    """
    room.require_released(lesson)
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder} to collect from.")
    ids = [student.id for student in room.students()]
    if not ids:
        raise CourseError(
            f"{room.root} has no students yet: import a roster with"
            " `lstm-course classroom DIR --roster FILE.csv`."
        )
    collected = Collected()
    for student, path in _newest(folder, lesson, ids, collected).items():
        try:
            data = _notebook_bytes(path, lesson)
        except RefusedError as refusal:
            _refuse(room, lesson, student, str(refusal))
            collected.refused[student] = str(refusal)
        else:
            getattr(collected, _store(room, lesson, student, data)).append(student)
    return collected


def from_exchange(room: Classroom, lesson: str) -> Collected:
    """Collect from nbgrader's exchange.

    Raises:
        CourseError: if no exchange is configured, or nbgrader fails.
    """
    room.require_released(lesson)
    if not room.api.exchange_is_functional:
        raise CourseError(
            "No exchange is configured here:"
            f" collect from a folder with `lstm-course collect {lesson} --from FOLDER`."
        )
    before = _times(room, lesson)
    said = room.api.collect(lesson, update=True)
    if not said["success"]:
        raise CourseError(f"nbgrader could not collect {lesson}: {reason(said)}")
    after = _times(room, lesson)
    known = sorted(after.keys() & {student.id for student in room.students()})
    return Collected(
        new=[student for student in known if student not in before],
        replaced=[s for s in known if s in before and after[s] != before[s]],
        unchanged=[s for s in known if s in before and after[s] == before[s]],
        unknown=sorted(after.keys() - set(known)),
    )


def _times(room: Classroom, lesson: str) -> dict[str, str]:
    """Return when each student's submission was made, by id."""
    ids = room.api.get_submitted_students(lesson)
    paths = {student: room.notebook("submitted", lesson, student) for student in ids}
    return {s: collected_at(path.with_name("timestamp.txt")) for s, path in paths.items()}


def collected_at(timestamp: Path) -> str:
    """Return the time in a submission's `timestamp.txt`, or "" if there is none to read.

    The file of an exchange was written with the student's rights, so it may hold anything.
    """
    try:
        text = timestamp.read_text(encoding="utf-8").strip()
        parse_utc(text)
    except (OSError, ValueError, OverflowError, TypeError):
        return ""
    return text


def student_of(path: str, lesson: str, ids: Iterable[str]) -> str | None:
    """Return the student whose id stands in a file's name or its folder's, if one does.

    Of several the longest counts (`ada.lovelace` before `ada`); two equally long ones that
    differ leave it open.
    """
    name = path.replace(lesson, " ")
    found = [
        student
        for student in ids
        if re.search(rf"(?<![A-Za-z0-9]){re.escape(student)}(?![A-Za-z0-9])", name, re.I)
    ]
    longest = [student for student in found if len(student) == max(map(len, found))]
    return longest[0] if len(longest) == 1 else None


def _newest(folder: Path, lesson: str, ids: list[str], collected: Collected) -> dict[str, Path]:
    """Return one file per student, and note the others."""
    newest: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".ipynb", ".zip") or ".ipynb_checkpoints" in path.parts:
            continue
        relative = str(path.relative_to(folder).with_suffix(""))
        student = student_of(relative, lesson, ids)
        if student is None:
            collected.unknown.append(one_line(str(path.relative_to(folder))))
            continue
        other = newest.get(student)
        if other is not None:
            path, older = sorted((path, other), key=lambda p: p.lstat().st_mtime)[::-1]
            names = one_line(path.name), one_line(older.name)
            collected.notes.append("{}: {} is newer than {}".format(student, *names))
        newest[student] = path
    return newest


def _notebook_bytes(path: Path, lesson: str) -> bytes:
    """Return the notebook in a file or zip, unchecked but bounded.

    Raises:
        RefusedError: if it is no file of its own or too large, or the zip unsafe or without
            notebook.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise RefusedError("The file is a link to another file; hand in the file itself.")
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
        raise RefusedError(f"{one_line(path.name)} is no file but a folder or the like.")
    if path.suffix.lower() == ".zip":
        return _from_zip(path, lesson)
    if found.st_size > MAX_NOTEBOOK_BYTES:
        raise RefusedError(_too_large(path.name))
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
            f"The zip is damaged ({one_line(str(error))}); pack it and hand it in again."
        ) from None
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise RefusedError(_too_large(entry.filename))
    return data


def _examine(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that tries to reach out of its folder, or to be huge."""
    if len(entries) > MAX_ZIP_FILES or sum(e.file_size for e in entries) > MAX_ZIP_BYTES:
        raise RefusedError(
            f"The zip holds more than {MAX_ZIP_FILES} files or {MAX_ZIP_BYTES // 2**20} MiB;"
            " hand in the notebook alone."
        )
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        told = one_line(str(name))
        if name.is_absolute() or ".." in name.parts or ":" in str(name).partition("/")[0]:
            raise RefusedError(f"The zip has a file that points out of its folder ({told}).")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise RefusedError(f"The zip has a link in it ({told}); hand in the file itself.")
        if entry.flag_bits & 1:
            raise RefusedError("The zip is encrypted; hand it in without a password.")


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
            f"The zip must hold one notebook, {lesson}.ipynb; it has {len(found)}."
        )
    return found[0]


def _too_large(name: str) -> str:
    return (
        f"{one_line(name)} is larger than {MAX_NOTEBOOK_BYTES // 2**20} MiB; clear its outputs."
    )


def _store(room: Classroom, lesson: str, student: str, data: bytes) -> str:
    """Put a notebook into `submitted/` with the time of collection; say what that changed."""
    path = room.notebook("submitted", lesson, student)
    if path.exists() and path.read_bytes() == data:
        return "unchanged"
    happened = "replaced" if path.exists() else "new"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    write_whole(path.with_name("timestamp.txt"), now)
    return happened


def _refuse(room: Classroom, lesson: str, student: str, why: str) -> None:
    """Keep the refusal as the student's verdict, unless an earlier file was taken."""
    if not room.notebook("submitted", lesson, student).exists():
        verdicts.save(room.root, Record(student, lesson, verdicts.UNREADABLE, why))
