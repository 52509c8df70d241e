"""A student's own notebook: submit it, show the solution.

Nothing here writes to the student's notebook.
"""

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograde.classroom import exchange
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.core.reports import STUDENT_ID
from autograde.core.results import not_written
from autograde.core.users import user_name
from autograde.lessons import build
from autograde.lessons.regions import scan_regions
from autograde.student import selfcheck


@dataclass(frozen=True)
class HandedIn:
    """A submission: where it is, in words, what is in it, and what is not.

    `zip_id` is the student's id in the zip's name; None if the exchange took the lesson.
    """

    where: str
    contents: tuple[str, ...]
    missing: tuple[str, ...]
    repairs: tuple[str, ...]
    zip_id: str | None = None


def submit(
    home: Path, lesson: str, course: Path, student: str | None = None, as_zip: bool = False
) -> HandedIn:
    """Hand a lesson in: to nbgrader's exchange if one is set up here, else as a zip.

    Args:
        home: the student's workspace; the zip is put into it.
        lesson: such as "02_feedforward".
        course: the released lessons.
        student: the id under which the instructor knows the student; the user name if None.
        as_zip: make a zip in any case.

    Raises:
        CourseError: if the notebook is missing or unreadable, or the id cannot name a file.
    """
    rebuilt, released = selfcheck.rebuilt(home, lesson, course)
    notebook = selfcheck.own_notebook(home, lesson)
    settings = None if as_zip else exchange.settings()
    if settings is not None:
        where, zip_id = exchange.submit(settings, home, lesson, student), None
    else:
        zip_id = student or user_name()
        where = str(_zip(notebook, home, zip_id))
    return HandedIn(
        where=where,
        contents=(f"{notebook.name}, {notebook.stat().st_size / 1024:.0f} KiB",),
        missing=tuple(not_written(rebuilt.notebook, released)),
        repairs=rebuilt.repairs,
        zip_id=zip_id,
    )


def _zip(notebook: Path, home: Path, student: str) -> Path:
    if not student:
        raise CourseError("This system has no user name: give your id, `--id ID`.")
    if not STUDENT_ID.fullmatch(student):
        raise CourseError(
            f"'{student}' cannot be an id: use letters, digits and . _ - @ (`--id YOUR_ID`)."
        )
    path = home / f"{notebook.stem}_{student}.zip"
    write_atomically(path, zipped(notebook))
    return path


def zipped(notebook: Path) -> bytes:
    """Return a zip with one notebook in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(notebook, notebook.name)
    return stream.getvalue()


def solution(home: Path, lesson_dir: Path) -> Path:
    """Write the solved lesson beside the student's own notebook.

    Args:
        home: the student's workspace.
        lesson_dir: the lesson's folder in `solutions/`.

    Returns:
        The path of the solved notebook.

    Raises:
        CourseError: if a file of that name is there already.
    """
    folder = home / lesson_dir.name
    path = folder / f"{lesson_dir.name}_solution.ipynb"
    if path.exists():
        raise CourseError(f"{path} exists already: remove or rename it to get a new copy.")
    folder.mkdir(parents=True, exist_ok=True)
    solved = readable(build.source_notebook(lesson_dir))
    if not (folder / "figures").exists() and (lesson_dir / "figures").is_dir():
        shutil.copytree(lesson_dir / "figures", folder / "figures")
    write_atomically(path, nbformat.writes(solved))
    return path


_TITLES = {"MARK SCHEME": "How it is marked", "SOLUTION": "A good answer"}


def readable(source: NotebookNode, keep_names: bool = False) -> NotebookNode:
    """Turn a source notebook, in place, into one to read: no markers, no hidden tests.

    Without nbgrader's names it cannot be mistaken for a submission.
    """
    for cell in source.cells:
        if not keep_names:
            cell.metadata.pop("nbgrader", None)
        lines = cell.source.split("\n")
        drop = set()
        for region in scan_regions(cell.source)[0]:
            hidden = region.kind == "HIDDEN TESTS"
            drop |= set(range(region.begin, region.end + 1)) if hidden else {region.end}
            if cell.cell_type == "markdown":
                lines[region.begin] = f"\n**{_TITLES[region.kind]}**\n"
            else:
                drop.add(region.begin)
        kept = [line for index, line in enumerate(lines) if index not in drop]
        cell.source = "\n".join(kept).strip()
    return source
