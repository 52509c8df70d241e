"""The end of a term: a class in one file, and the next class with its lessons and points.

The archive has everything in the class folder. The gradebook in it is an SQLite file, whatever
database the class uses.
"""

import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.api import Base, Gradebook
from sqlalchemy import func, make_url, select

from autograde.classroom import folder
from autograde.classroom.folder import CONFIG_NAME, Classroom
from autograde.core.errors import CourseError

GRADEBOOK = "gradebook.db"
KEPT = (CONFIG_NAME, "points.toml", "solutions", "source", "released.json")


def write(classroom: Classroom, extra: Mapping[str, Path]) -> Path:
    """Write a class into one file beside its folder, readable for its owner only.

    Args:
        classroom: the class.
        extra: more files, by their names in the archive.

    Returns:
        The file; it was read completely before it got its name.

    Raises:
        CourseError: if the gradebook in it is not complete.
    """
    root = classroom.root
    path = root.with_name(f"{root.name}_{datetime.now():%Y-%m-%d_%H%M%S}.tar.gz")
    part = path.with_name(f".{path.name}.part")
    with tempfile.TemporaryDirectory(prefix="lstm-course-") as place:
        copies = _databases(classroom, Path(place))
        live = tuple(copies)  # with what SQLite writes beside them
        contents = {p.name: p for p in root.iterdir() if not p.name.startswith(live)}
        contents |= {**copies, **extra}
        try:
            part.touch(mode=0o600, exist_ok=False)
            with tarfile.open(part, "w:gz", compresslevel=6) as archive:
                for name, source in sorted(contents.items()):
                    archive.add(source, f"{root.name}/{name}")
            _require_complete(classroom, part)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    return path


def _databases(classroom: Classroom, place: Path) -> dict[str, Path]:
    """Copy the gradebook, and other SQLite files of a class, each as it is at one moment."""
    for path in classroom.root.glob("*.db"):
        if path.name != GRADEBOOK:
            with (
                closing(sqlite3.connect(path)) as live,
                closing(sqlite3.connect(place / path.name)) as copy,
            ):
                live.backup(copy)
    _copy_gradebook(classroom, place / GRADEBOOK)
    return {path.name: path for path in place.iterdir()}


def _copy_gradebook(classroom: Classroom, path: Path) -> None:
    """Copy all tables of a gradebook, whatever its database, into an SQLite file."""
    tables = Base.metadata.sorted_tables
    copy = Gradebook(f"sqlite:///{path}", classroom.api.course_id)
    with (
        classroom.gradebook() as book,
        copy,
        book.engine.connect() as source,
        copy.engine.begin() as target,
    ):
        for table in reversed(tables):
            target.execute(table.delete())
        for table in tables:
            rows = [dict(row._mapping) for row in source.execute(table.select())]
            if rows:
                target.execute(table.insert(), rows)


def _require_complete(classroom: Classroom, path: Path) -> None:
    """Read an archive completely and compare its gradebook with the class's."""
    with tempfile.TemporaryDirectory(prefix="lstm-course-") as place:
        with tarfile.open(path) as archive:
            for member in archive:
                if member.name == f"{classroom.root.name}/{GRADEBOOK}":
                    archive.extract(member, place, filter="data")
                elif data := archive.extractfile(member):
                    while data.read(2**20):
                        pass
        url = f"sqlite:///{place}/{classroom.root.name}/{GRADEBOOK}"
        with classroom.gradebook() as live, Gradebook(url, classroom.api.course_id) as copy:
            counts = [_counts(book) for book in (live, copy)]
    if counts[0] != counts[1]:
        raise CourseError(
            "The gradebook changed while it was archived: run `lstm-course archive` again."
        )


def _counts(book: Gradebook) -> dict[str, int]:
    with book.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def next_class(
    classroom: Classroom, target: Path, course_id: str = "", database: str = ""
) -> Generator[Callable[[], Classroom]]:
    """Prepare the next class and give a function that puts it in its place.

    It has the settings, the lessons and the points of the class; no students, releases, due
    dates or exceptions, and another secret.

    Args:
        classroom: the class.
        target: the new folder; it must not exist, or be empty.
        course_id: nbgrader's name of the new class; the folder's name if "".
        database: the address of its gradebook; an SQLite file in the folder if "".

    Raises:
        CourseError: if there is something at `target`, or its gradebook would be the old one.
    """
    target = target.resolve()
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise CourseError(f"{target} is not empty: name a new folder for the next class.")
    staged = target.with_name(f".{target.name}.new")

    def finish() -> Classroom:
        if target.is_dir():
            target.rmdir()
        staged.rename(target)
        return folder.load(target)

    try:
        _copy(classroom.root, staged)
        _settle(staged / CONFIG_NAME, course_id or target.name, database)
        made = folder.load(staged)
        if made.course.db_url == classroom.course.db_url:
            address = make_url(made.course.db_url)  # as text, without the password
            raise CourseError(
                f"{CONFIG_NAME} names the database {address}, which has the grades of this"
                " class: pass another one for the next class with --database URL."
            )
        made.gradebook().close()
        yield finish
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _copy(root: Path, staged: Path) -> None:
    """Copy what the next class keeps."""
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    for name in KEPT:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, staged / name, symlinks=True)
        elif source.is_file():
            shutil.copy2(source, staged / name)


def _settle(config: Path, course_id: str, database: str) -> None:
    """Write the course id, and the address of the database if it has one, into the settings."""
    text = config.read_text(encoding="utf-8")
    text, found = re.subn(r"course_id=(['\"]).*?\1", f"course_id={course_id!r}", text, count=1)
    if not found:
        text += f"\nc.CourseDirectory.course_id = {course_id!r}\n"
    if database:
        text += f"\nc.CourseDirectory.db_url = {database!r}\n"
    config.write_text(text, encoding="utf-8")
