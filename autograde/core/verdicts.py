"""The verdict on each submission, kept next to the gradebook so that no failure looks like a 0.

nbgrader's gradebook contains points only: an unreadable notebook has the same 0 there as a
wrong one. Each student's verdict on a lesson is therefore a small JSON file,
`verdicts/LESSON/STUDENT.json`, written in one step so that a batch can be stopped at any time.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograde.core.atomic import write_whole

CORRECT = "correct"
WRONG = "wrong"
UNFINISHED = "unfinished"
CRASHED = "crashed"
OVER_LIMIT = "resource limit exceeded"
UNREADABLE = "unreadable"
FAULT = "grader error"
NOT_SUBMITTED = "not submitted"
NOT_GRADED = "not graded yet"
AWAITING = "needs manual grading"

_RENAMED = {  # words of records that were written before these were renamed
    "over a limit": OVER_LIMIT,
    "fault of the grader": FAULT,
}
SCORED = (CORRECT, WRONG, UNFINISHED, OVER_LIMIT)

# A student's id names a folder, is part of a file name and goes through nbgrader's globs.
STUDENT_ID = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9_.@-]*")


@dataclass(frozen=True)
class Result:
    """What came of one exercise or question.

    Args:
        name: the exercise's name; for a question that a person grades, its grade_id.
        points: what it is worth.
        status: `passed`, `not written`, `raised`, `wrong value`, ...; `answered` or
            `not answered` for a question.
        diagnosis: the known mistake that the answer looks like, or "".
        message: what the check said, a few lines of plain text.
    """

    name: str
    points: float
    status: str
    diagnosis: str = ""
    message: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether a person grades it."""
        return self.status in ("answered", "not answered")

    @property
    def cell(self) -> str:
        """The grade_id of the cell that carries the points."""
        return self.name if self.by_hand else f"{self.name}-tests"

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return self.status == "passed"


@dataclass(frozen=True)
class Record:
    """One student's verdict on one lesson, with its reasons and where it came from.

    `seed` gave the hidden inputs, and `versions` are those of what graded it: with both, any
    grading can be done again exactly, for an appeal.
    """

    student: str
    lesson: str
    verdict: str
    message: str = ""
    results: tuple[Result, ...] = ()
    repairs: tuple[str, ...] = ()
    fingerprint: str = ""
    collected_at: str = ""
    graded_at: str = ""
    seed: int = 0
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def scored(self) -> bool:
        """Whether the gradebook's points mean something for this submission.

        Where Python crashed, they do as soon as another exercise of it was right.
        """
        crashed = self.verdict == CRASHED and any(result.passed for result in self.results)
        return self.verdict in SCORED or crashed

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The known mistakes that were recognised, in the order of the exercises."""
        return tuple(result.diagnosis for result in self.results if result.diagnosis)


def judge(results: tuple[Result, ...]) -> str:
    """Sum up the results of a notebook that ran; the most serious one decides."""
    statuses = {result.status for result in results if not result.passed}
    for serious in (CRASHED, OVER_LIMIT):
        if serious in statuses:
            return serious
    unfinished = statuses & {"not written", "not answered"}
    if statuses - {"not written", "not answered", "answered"}:
        return WRONG
    return UNFINISHED if unfinished else CORRECT


def save(root: Path, record: Record) -> Path:
    """Write a record below the class folder in one step and return its path."""
    path = _path(root, record.lesson, record.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(asdict(record), indent=1, ensure_ascii=False))
    return path


def load(root: Path, lesson: str, student: str) -> Record | None:
    """Return what `save` wrote; None if it is missing or damaged: then grade again."""
    try:
        fields = json.loads(_path(root, lesson, student).read_text(encoding="utf-8"))
        fields["verdict"] = _RENAMED.get(fields["verdict"], fields["verdict"])
        results = tuple(map(_result, fields["results"]))
        return Record(**fields | {"results": results, "repairs": tuple(fields["repairs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _result(fields: dict) -> Result:
    return Result(**fields | {"status": _RENAMED.get(fields["status"], fields["status"])})


def _path(root: Path, lesson: str, student: str) -> Path:
    return root / "verdicts" / lesson / f"{student}.json"
