"""Where the lessons are: at the root of a clone, or inside an installed package.

A clone has `solutions/` and `course/` beside the packages. A wheel has them in
`autograde/data/` (see `setup.py`), where nothing is ever written.
"""

import os
from pathlib import Path

from autograde.core.errors import CourseError

PACKAGE = Path(__file__).resolve().parents[1]


def root_of(package: Path) -> Path:
    """Return the folder with `solutions/` and `course/` for the package `autograde`."""
    data = package / "data"
    return data if data.is_dir() else package.parent


ROOT = root_of(PACKAGE)
SOLUTIONS = ROOT / "solutions"
COURSE = ROOT / "course"
WORKSPACE = ROOT / "workspace"  # of a clone
IS_CLONE = PACKAGE.parent == ROOT


def require_clone(what: str) -> None:
    """Refuse what changes the lessons where they are part of an installed package.

    Raises:
        CourseError: if this is not a clone; its text begins with `what`.
    """
    if not IS_CLONE:
        raise CourseError(
            f"{what} changes the lessons of the course, and needs a clone of its repository:"
            f" {ROOT} belongs to an installed package."
        )


def writable(folder: Path) -> bool:
    """Whether files can be created in a folder, or the folder itself where it is missing."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
