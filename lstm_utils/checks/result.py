"""What came of one exercise: data, and the text that shows it."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from lstm_utils.checks.run import Raised

PASSED = "passed"
NOT_WRITTEN = "not written"
RAISED = "raised"
ANSWERED, NOT_ANSWERED = "answered", "not answered"  # questions that a person grades
STATUSES = (
    PASSED,
    NOT_WRITTEN,
    RAISED,
    "wrong type",
    "wrong number of results",
    "wrong keys",
    "wrong length",
    "wrong shape",
    "wrong dtype",
    "changed its input",
    "not finite",
    "wrong value",
)  # that a check can give
FORM = ("wrong type", "wrong number of results", "wrong keys", "wrong shape", "wrong dtype")
MIME = "application/vnd.lstm-course.result+json"


@dataclass(frozen=True)
class Result:
    """What came of one exercise or question.

    Args:
        exercise: its name; for a question that a person grades, its grade_id.
        status: `passed`, `not written`, `raised`, `wrong value`, ...
        diagnosis: the known mistake that the answer looks like, or "".
        details: lines for the student: the case, what was expected, what came.
        right: the number of cases answered right.
        total: the number of cases; 0 if none was run.
        max_points: what the exercise is worth when it is graded.
        shown_case: the number of the case that the details describe.
        raised: the exception in that case, if there was one.
        parts: the named parts that are right although not all are (see `parts`).
        of_parts: the number of parts; 0 where it is all or nothing.
    """

    exercise: str
    status: str
    diagnosis: str = ""
    details: tuple[str, ...] = ()
    right: int = 0
    total: int = 0
    max_points: float = 0.0
    shown_case: int = 0
    raised: Raised | None = None
    parts: tuple[str, ...] = ()
    of_parts: int = 0

    @property
    def share(self) -> float:
        """The share of the points that the answer gets."""
        if self.passed:
            return 1.0
        return len(self.parts) / self.of_parts if self.of_parts else 0.0

    @property
    def passed(self) -> bool:
        """Whether every case was answered right."""
        return self.status == PASSED

    @property
    def manual(self) -> bool:
        """Whether it is a question, which a person grades."""
        return self.status in (ANSWERED, NOT_ANSWERED)

    @property
    def answered(self) -> bool:
        """Whether it is a question with an answer that a person has to grade."""
        return self.status == ANSWERED

    def adding(self, *lines: str) -> "Result":
        """Return this result with more lines for the student."""
        return replace(self, details=(*self.details, *lines))

    def summary(self) -> str:
        """Return what came of it in a few words, without the name."""
        if self.passed and self.total:
            return "the one case passes" if self.total == 1 else f"all {self.total} cases pass"
        if self.status == NOT_WRITTEN:
            return "not written yet"
        cases = "case" if self.total == 1 else "cases"
        count = f" ({self.right} of {self.total} {cases} right)" if self.total else ""
        return f"{self.status}{count}"

    def headline(self) -> str:
        """Return the first line of the text."""
        return f"{'✓' if self.passed else '✗'} {self.exercise}: {self.summary()}"

    def text(self) -> str:
        """Return all of it as a few lines of plain text."""
        looks_like = [f"Looks like: {line}" for line in self.diagnosis.splitlines()]
        return "\n  ".join([self.headline(), *looks_like, *self.details, *self._parts()])

    def _parts(self) -> list[str]:
        right = f"{len(self.parts)} of {self.of_parts} parts"
        return [f"Right, and counted: {right} ({', '.join(self.parts)})"] if self.parts else []

    def as_json(self) -> dict[str, Any]:
        """Return the fields as JSON can represent them."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Result":
        """Return the result that `as_json` represented.

        Raises:
            TypeError: if the fields are not those of a result.
        """
        raised = fields.get("raised")
        result = cls(**fields)
        details, parts = tuple(result.details), tuple(result.parts)
        known = Raised(**raised) if raised else None
        return replace(result, details=details, raised=known, parts=parts)
