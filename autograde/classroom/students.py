"""A student of a class, and the ids that nbgrader's gradebook has no place for.

canvas.json   in the class folder: SIS User ID and SIS Login ID of each student, as exported
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograde.core.atomic import write_atomically

IN_GRADEBOOK = ("id", "first_name", "last_name", "email", "lms_user_id")
SIS_NAME = "canvas.json"


@dataclass(frozen=True)
class Student:
    """One line of the roster; `lms_user_id` is Canvas's own number, where it is known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""


def sis_ids(root: Path) -> dict[str, list[str]]:
    """Return SIS User ID and SIS Login ID of the students of a class folder, by our id."""
    path = root / SIS_NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep_sis_ids(root: Path, students: Iterable[Student]) -> None:
    """Write the SIS ids of these students; those of others stay."""
    fresh = {s.id: [s.sis_user_id, s.sis_login_id] for s in students}
    known = {name: ids for name, ids in fresh.items() if any(ids)}
    if known:
        text = json.dumps(sis_ids(root) | known, indent=1, ensure_ascii=False)
        write_atomically(root / SIS_NAME, text)
