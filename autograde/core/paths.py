"""Where the parts of the repository lie."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
COURSE = ROOT / "course"
WORKSPACE = ROOT / "workspace"


def writable(folder: Path) -> bool:
    """Whether files can be created in a folder, or the folder itself where it is missing."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
