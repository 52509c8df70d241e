"""What differs for single students: dropped, extended, paired, or with a chosen submission.

`exceptions.jsonl` in the class folder has one line per decision: what, who decided, when, why.
No line is ever changed. What is in effect follows from the lines, in their order; a later
decision on the same student and lesson replaces the earlier one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograde.core.errors import CourseError
from autograde.core.users import user_name

NAME = "exceptions.jsonl"


@dataclass(frozen=True)
class Decision:
    """One line of the file.

    Args:
        action: drop, restore, extend, use, pair or unpair.
        students: whom it concerns.
        lesson: such as "02_feedforward"; "" for all lessons.
        until: the new due date, or the time of the chosen submission, as ISO 8601 in UTC.
        note: why.
        by: the user who decided.
        at: when, as ISO 8601 in UTC.
    """

    action: str
    students: tuple[str, ...]
    lesson: str = ""
    until: str = ""
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass
class Exceptions:
    """The decisions that are in effect in a class.

    Args:
        dropped: students who have left.
        until: the due date of a student and lesson, in UTC.
        chosen: the time of the submission that was chosen for a student and lesson; the newest
            choice last.
        pairs: the students with whom one works, by student and lesson; "" for all lessons.
    """

    dropped: set[str] = field(default_factory=set)
    until: dict[tuple[str, str], datetime] = field(default_factory=dict)
    chosen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def members(self, student: str, lesson: str) -> tuple[str, ...]:
        """Return the students who hand in a lesson together, at least this one."""
        alone = (student,)
        return self.pairs.get((student, lesson)) or self._usual(student, lesson) or alone

    def _usual(self, student: str, lesson: str) -> tuple[str, ...]:
        """Return the pair of all lessons, without those who have another one in this lesson."""
        usual = self.pairs.get((student, ""), ())
        return tuple(each for each in usual if (each, lesson) not in self.pairs)

    def due(self, student: str, lesson: str, due: datetime | None) -> datetime | None:
        """Return until when a student may hand in, the latest of a pair.

        Args:
            student: the id.
            lesson: the lesson.
            due: of the class; an earlier date of a student does not count.
        """
        members = self.members(student, lesson)
        own = [self.until[each, lesson] for each in members if (each, lesson) in self.until]
        return due and max([due, *own])

    def extends(self, lesson: str) -> bool:
        """Whether an extension of a lesson was ever decided."""
        return any(name == lesson for _, name in self.until)

    def take(self, decision: Decision) -> None:
        """Bring one more decision into effect."""
        lesson = decision.lesson
        for student in decision.students:
            match decision.action:
                case "drop":
                    self.dropped.add(student)
                case "restore":
                    self.dropped.discard(student)
                case "extend":
                    self.until[student, lesson] = datetime.fromisoformat(decision.until)
                case "use":
                    self.chosen.pop((student, lesson), None)  # the newest choice is the last
                    self.chosen[student, lesson] = datetime.fromisoformat(decision.until)
                case "pair" | "unpair":
                    self._separate(student, lesson)
                case unknown:
                    raise ValueError(f"unknown action {unknown!r}")
        if decision.action == "pair":
            self.pairs |= {(each, lesson): decision.students for each in decision.students}

    def _separate(self, student: str, lesson: str) -> None:
        """Let a student work alone; two of a group of three go on together."""
        others = [each for each in self.pairs.get((student, lesson), ()) if each != student]
        for each in others:
            self.pairs[each, lesson] = tuple(others)
        self.pairs[student, lesson] = (student,)


def load(root: Path) -> Exceptions:
    """Return what is in effect in a class folder.

    Raises:
        CourseError: if a line cannot be read.
    """
    found = Exceptions()
    for decision in history(root):
        found.take(decision)
    return found


def history(root: Path) -> list[Decision]:
    """Return all decisions of a class, in their order.

    Raises:
        CourseError: if a line cannot be read.
    """
    path = root / NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return list(_decisions(path, lines))


def _decisions(path: Path, lines: Iterable[str]) -> Iterator[Decision]:
    for number, line in enumerate(lines, start=1):
        try:
            fields = json.loads(line)
            decision = Decision(**fields | {"students": tuple(fields["students"])})
            Exceptions().take(decision)  # its action or time may be damaged
        except (ValueError, TypeError, KeyError) as error:
            raise CourseError(
                f"{path}, line {number} is damaged ({error}): remove it, and repeat the command"
                " that wrote it."
            ) from None
        yield decision


def decide(root: Path, decision: Decision) -> Exceptions:
    """Add a decision, with the time and the user, and return what is in effect then.

    Raises:
        CourseError: if a line of the file cannot be read.
    """
    found = load(root)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps(asdict(decision) | {"by": user_name(), "at": at}, ensure_ascii=False)
    with (root / NAME).open("ab") as file:
        file.write(f"{line}\n".encode())
    found.take(decision)
    return found
