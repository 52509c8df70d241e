"""The report on each submission, kept next to the gradebook so that no failure looks like a 0.

nbgrader's gradebook contains points only: an unreadable notebook has the same 0 there as a
wrong one. Each student's report on a lesson is therefore a small JSON file,
`verdicts/LESSON/STUDENT.json`, written in one step so that a batch can be stopped at any time.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograde.core import verdicts
from autograde.core.atomic import write_atomically
from lstm_utils.checks import Result

# A student's id names a folder, is part of a file name and goes through nbgrader's globs.
STUDENT_ID = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9_.@-]*")

_RENAMED = {  # words of reports that were written before these were renamed
    "over a limit": verdicts.OVER_LIMIT,
    "fault of the grader": verdicts.FAULT,
}


@dataclass(frozen=True)
class Report:
    """What came of one submission, with the reasons and where it came from.

    `seed` gave the hidden inputs, and `versions` are those of what graded it: with both, any
    grading can be done again exactly, for an appeal. `file` is a hash of the submitted file,
    and `checks` has the version of the check of each exercise.
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
    file: str = ""
    checks: dict[str, str] = field(default_factory=dict)

    @property
    def scored(self) -> bool:
        """Whether the gradebook's points mean something for this submission.

        Where Python crashed, they do as soon as another exercise of it was right.
        """
        crashed = self.verdict == verdicts.CRASHED and any(r.passed for r in self.results)
        return self.verdict in verdicts.SCORED or crashed

    @property
    def passed(self) -> bool:
        """Whether every exercise passed; questions are graded manually and do not count."""
        return all(result.passed for result in self.results if not result.manual)

    def same_file(self, other: "Report") -> bool:
        """Whether both are on the same submitted file."""
        if self.file and other.file:
            return self.file == other.file
        return self.collected_at == other.collected_at != ""  # of before `file` was kept

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The known mistakes that were recognised, in the order of the exercises."""
        return tuple(result.diagnosis for result in self.results if result.diagnosis)


def save(root: Path, report: Report) -> Path:
    """Write a report below the class folder in one step and return its path."""
    path = _path(root, report.lesson, report.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(asdict(report), indent=1, ensure_ascii=False))
    return path


def load(root: Path, lesson: str, student: str) -> Report | None:
    """Return what `save` wrote; None if it is missing or damaged: then grade again."""
    try:
        fields = json.loads(_path(root, lesson, student).read_text(encoding="utf-8"))
        fields["verdict"] = _RENAMED.get(fields["verdict"], fields["verdict"])
        results = tuple(map(_result, fields["results"]))
        return Report(**fields | {"results": results, "repairs": tuple(fields["repairs"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _result(fields: dict) -> Result:
    fields = _before_details(fields) if "message" in fields else fields
    return Result.from_json(
        fields | {"status": _RENAMED.get(fields["status"], fields["status"])}
    )


def _before_details(fields: dict) -> dict:
    """Return the fields of a result that was written with its text in place of details.

    Only lines to show come from the text; status and diagnosis were fields then, too.
    """
    lines = fields["message"].splitlines()
    lines = lines[1:] if lines and lines[0].startswith(("✓", "✗")) else lines
    return {
        "exercise": fields["name"],
        "status": fields["status"],
        "diagnosis": fields["diagnosis"],
        "details": [line.strip() for line in lines if "Looks like: " not in line],
        "max_points": fields["points"],
    }


def _path(root: Path, lesson: str, student: str) -> Path:
    return root / "verdicts" / lesson / f"{student}.json"
