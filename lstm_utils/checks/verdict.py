"""What came of a check, and the message that says so."""

import re
from dataclasses import dataclass
from itertools import takewhile

STATUSES = (
    "passed",
    "not written",
    "raised",
    "wrong type",
    "wrong number of results",
    "wrong keys",
    "wrong length",
    "wrong shape",
    "wrong dtype",
    "changed its input",
    "not finite",
    "wrong value",
)
FORM = ("wrong type", "wrong number of results", "wrong keys", "wrong shape", "wrong dtype")

_PASSED = re.compile(
    r"^✓ (?P<name>[\w-]+): (?:all (?P<total>\d+) cases pass|the one case passes)", re.M
)
_FAILED = re.compile(
    r"^✗ (?P<name>[\w-]+): (?P<status>[a-z ]+?)"
    r"(?: \((?P<right>\d+) of (?P<total>\d+) cases? right\)| yet)$",
    re.M,
)
_LOOKS_LIKE = "  Looks like: "
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking one function: a status, a diagnosis, and what to show."""

    exercise: str
    status: str
    right: int = 0
    total: int = 0
    diagnosis: str = ""
    details: tuple[str, ...] = ()
    shown_case: int = 0

    @property
    def passed(self) -> bool:
        """Whether every case was answered right."""
        return self.status == "passed"

    def headline(self) -> str:
        """Return the first line of the message."""
        if self.passed:
            those = "the one case passes" if self.total == 1 else f"all {self.total} cases pass"
            return f"✓ {self.exercise}: {those}"
        if self.status == "not written":
            return f"✗ {self.exercise}: not written yet"
        cases = "case" if self.total == 1 else "cases"
        return f"✗ {self.exercise}: {self.status} ({self.right} of {self.total} {cases} right)"

    def text(self) -> str:
        """Return the whole message, a few lines of plain text."""
        looks_like = [f"Looks like: {line}" for line in self.diagnosis.splitlines()]
        return "\n  ".join([self.headline(), *looks_like, *self.details])

    @classmethod
    def parse(cls, text: str) -> "Verdict | None":
        """Read the last message in a cell's output back; None if there is none."""
        text = _ANSI.sub("", text)
        found = max(
            [*_PASSED.finditer(text), *_FAILED.finditer(text)],
            key=lambda match: match.start(),
            default=None,
        )
        if found is None:
            return None
        values = found.groupdict()
        failed = "status" in values
        total = int(values["total"] or (0 if failed else 1))
        right = int(values["right"] or 0) if failed else total
        below = text[found.end() :].split("\n")[1:]  # a text further down may be the student's
        ours = takewhile(lambda line: line.startswith(_LOOKS_LIKE), below)
        diagnosis = "\n".join(line.removeprefix(_LOOKS_LIKE) for line in ours)
        return cls(values["name"], values.get("status", "passed"), right, total, diagnosis)
