"""The student's own copy of the lessons: fill it, and open it in JupyterLab."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.core.paths import COURSE, IS_CLONE, WORKSPACE, writable

FIRST_LESSON = "00_welcome"
SETTINGS = "nbgrader_config.py"  # of a class, beside the folders of released lessons
MANIFEST = ".released.json"  # {"01_neuron/01_neuron.ipynb": hash of the release it came from}


def default(course: Path = COURSE) -> Path:
    """Return the folder of a student who names none.

    It is the current folder if it contains a lesson, or the one above if it is a lesson's own.
    Else it is `workspace/` of a clone, or `lstm-course/` in the student's home folder if the
    course is an installed package, or a clone that the student cannot write into.
    """
    here = Path.cwd()
    lessons = [path.name for path in course.glob("[0-9][0-9]_*")]
    folder = here.parent if here.name in lessons else here
    released = folder.is_relative_to(course) or (folder.parent / SETTINGS).exists()
    if not released and any(_notebook(folder / name).is_file() for name in lessons):
        return folder
    return WORKSPACE if IS_CLONE and writable(WORKSPACE) else Path.home() / "lstm-course"


@dataclass
class Changes:
    """What `prepare` copied into the workspace or left alone, lesson by lesson."""

    workspace: Path
    copied: list[str] = field(default_factory=list)  # had files missing
    newer: list[str] = field(default_factory=list)  # a newer release than the copy
    kept: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """Return what a student should know; an empty list when nothing has changed."""
        said = [f"New in {self.workspace}: {', '.join(self.copied)}."] if self.copied else []
        said += [
            f"{lesson} has a newer release; your copy is unchanged. To work on the new one, "
            f"rename the folder {self.workspace / lesson} and start again."
            for lesson in self.newer
        ]
        return said


def prepare(workspace: Path, course: Path = COURSE) -> Changes:
    """Copy released lessons into the workspace, never over a file that is there.

    Args:
        workspace: the student's folder; made where it is missing.
        course: the folder of released lessons.

    Returns:
        The lessons that got files, those with a newer release than the student's copy, and
        the others.

    Raises:
        CourseError: when there is no released lesson, or the workspace cannot be written.
    """
    return _go_through(Path(workspace).absolute(), Path(course).absolute(), write=True)


def compare(workspace: Path, course: Path = COURSE) -> Changes:
    """Report what `prepare` would do, and write nothing."""
    return _go_through(Path(workspace).absolute(), Path(course).absolute(), write=False)


def _go_through(workspace: Path, course: Path, write: bool) -> Changes:
    lessons = [path for path in sorted(course.glob("*")) if _notebook(path).is_file()]
    if not lessons:
        raise CourseError(f"There are no released lessons in {course}: run `make course`.")
    if workspace.resolve().is_relative_to(course.resolve()):
        raise CourseError(f"{workspace} lies in {course}, where the released lessons are.")
    changes = Changes(workspace)
    try:
        manifest = _read_manifest(workspace)
        before = dict(manifest)
        for lesson in lessons:
            getattr(changes, _fill(lesson, workspace, manifest, write)).append(lesson.name)
        if write and manifest != before:
            text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
            write_atomically(workspace / MANIFEST, text)
    except OSError as error:
        raise CourseError(
            f"The lessons cannot be put into {workspace}: {error.strerror} "
            f"({error.filename}). Choose another folder with --workspace."
        ) from error
    return changes


def _notebook(lesson: Path) -> Path:
    return lesson / f"{lesson.name}.ipynb"


def _fill(lesson: Path, workspace: Path, manifest: dict[str, str], write: bool) -> str:
    """Copy the files that are missing; return the list of `Changes` that gets the lesson."""
    copied = newer = False
    for source in sorted(path for path in lesson.rglob("*") if path.is_file()):
        if ".ipynb_checkpoints" in source.parts:
            continue
        name = source.relative_to(lesson.parent).as_posix()
        content, target = source.read_bytes(), workspace / name
        released = _hash(content)
        if not target.exists():
            copied = True
            if write:
                target.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(target, content)
        elif _hash(target.read_bytes()) != released:
            # The student's own. Without a record take it for the present release.
            newer |= manifest.setdefault(name, released) != released
            continue
        manifest[name] = released
    return "newer" if newer else "copied" if copied else "kept"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(workspace: Path) -> dict[str, str]:
    """Read where the copies came from; a lost or damaged record is started again."""
    try:
        manifest = json.loads((workspace / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def start(workspace: Path, args: Sequence[str] = ()) -> int:
    """Run JupyterLab on the first lesson until Ctrl-C; return its exit status.

    Args:
        workspace: a folder that `prepare` has filled.
        args: more arguments for JupyterLab, such as `--no-browser`.
    """
    from autograde.student import lab

    workspace = Path(workspace).absolute()
    return lab.run(_notebook(workspace / FIRST_LESSON), workspace, list(args))
