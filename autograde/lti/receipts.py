"""Receipts: what was sent to a platform for each student, when, and what it answered.

lti/receipts/LESSON/STUDENT.json   a list, the oldest first; nothing in it is ever changed
"""

import json
from pathlib import Path

from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.lti.keys import FOLDER

UNKNOWN = 0  # status of a score that the platform did not answer


def load(root: Path, lesson: str, student: str) -> list[dict]:
    """Return a student's receipts for a lesson.

    Raises:
        CourseError: if the file is damaged.
    """
    path = _path(root, lesson, student)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if all(isinstance(each["score"], dict) and "status" in each for each in found):
            return found
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError):
        pass
    raise CourseError(f"{path} is damaged: move it away; the score is then sent again.")


def keep(root: Path, lesson: str, student: str, receipt: dict) -> None:
    """Add a receipt, completely or not at all."""
    path = _path(root, lesson, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    every = [*load(root, lesson, student), receipt]
    write_atomically(path, json.dumps(every, indent=1, ensure_ascii=False), mode=0o600)


def accepted(receipt: dict) -> bool:
    """Whether the platform took a score."""
    return 200 <= receipt["status"] < 300


def _path(root: Path, lesson: str, student: str) -> Path:
    return root / FOLDER / "receipts" / lesson / f"{student}.json"
