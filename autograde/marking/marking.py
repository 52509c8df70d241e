"""Give the answers to one question to a grader, one at a time, and write what each is worth."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from autograde.classroom.folder import Classroom
from autograde.classroom.submissions import is_current, uncounted
from autograde.core import notebooks, reports
from autograde.core.cells import grade_id
from autograde.core.errors import CourseError
from autograde.grade.gradebook import Recorder
from autograde.marking import questions, scheme
from autograde.marking.desk import Choice, Desk
from autograde.marking.questions import Booked, Question

MOST_WORDS = 2000  # characters of a comment
MOST_REUSED = 9  # comments that are offered again, one for each digit key


class Answer(NamedTuple):
    """An answer as a grader sees it: nothing in it names the student."""

    key: str
    text: str
    points: float | None
    waits: bool
    choice: Choice | None


@dataclass(frozen=True)
class Progress:
    """How many answers are graded, how many there are, and how many others grade now."""

    graded: int
    total: int
    taken: int
    by: dict[str, int]


class Marking:
    """One question in the hands of one grader.

    Args:
        classroom: the class.
        lesson: the lesson.
        question: the question.
        grader: the name under which this grader's work is counted.
    """

    def __init__(
        self, classroom: Classroom, lesson: str, question: Question, grader: str
    ) -> None:
        self.question, self.grader = question, grader
        self._classroom, self._lesson = classroom, lesson
        self._desk = Desk(classroom.root, lesson, question.name)
        self._secret = secrets.token_bytes(16)

    def next(self, after: str | None = None) -> Answer | None:
        """Reserve the next answer that waits; None if there is none, or others have the rest.

        Args:
            after: the key of the answer that was skipped: those behind it come first.
        """
        waiting = [each.student for each in self._booked() if each.waits]
        start = next((n for n, s in enumerate(waiting, 1) if self._key(s) == after), 0)
        ready = filter(self._is_graded, [*waiting[start:], *waiting[:start]])
        student = self._desk.take(ready, self.grader)
        return None if student is None else self._answer(student)

    def open(self, key: str) -> Answer:
        """Return an answer that this grader has seen before.

        Raises:
            CourseError: if there is no such answer, or another grader has it now.
        """
        student = self._student(key)
        if self._desk.take([student], self.grader) is None:
            raise CourseError("Another grader has this answer open now.")
        return self._answer(student)

    def save(
        self, key: str, items: Iterable[float], points: float, words: str, seen: float | None
    ) -> None:
        """Write the points and the comment of an answer into the gradebook.

        Args:
            key: the answer.
            items: the points of each item of the mark scheme.
            points: what the answer is worth.
            words: the grader's own comment.
            seen: the points that the answer had when the grader opened it.

        Raises:
            CourseError: for points that the question does not have.
            ChangedError: if the answer has other points by now; nothing is written then.
        """
        student, items, words = self._student(key), tuple(items), words.strip()[:MOST_WORDS]
        self._require_possible(items, points)
        comment = scheme.comment(self.question.items, items, words)
        with Recorder(self._classroom) as recorder:
            recorder.mark(self._lesson, student, self.question.name, points, comment, seen)
        self._desk.choose(student, Choice(self.grader, items, points, words))

    def progress(self) -> Progress:
        """Return how far the grading of this question is."""
        booked, taken = self._booked(), self._desk.others(self.grader)
        done = {each.student for each in booked if not each.waits}
        by = Counter(c.grader for s, c in self._desk.chosen().items() if s in done)
        return Progress(len(done), len(booked), len(taken - done), dict(by))

    def outdated(self) -> int:
        """Return how many answers wait for `grade`, because a newer submission is there."""
        waiting = (each.student for each in self._booked() if each.waits)
        return sum(not self._is_graded(student) for student in waiting)

    def reusable(self) -> list[str]:
        """Return the comments that were used for this question, the most frequent first."""
        used = Counter(c.words for c in self._desk.chosen().values() if c.words)
        return [words for words, _ in used.most_common(MOST_REUSED)]

    def leave(self) -> None:
        """Let other graders have the answer that is open."""
        self._desk.release(self.grader)

    def _booked(self) -> list[Booked]:
        """Return the answers in an order that has nothing to do with the students."""
        with self._classroom.gradebook() as book:
            found = questions.booked(book, self._lesson, self.question.name)
        left_out = uncounted(self._classroom, self._lesson)
        counting = [each for each in found if each.student not in left_out]
        return sorted(counting, key=lambda each: _shuffled(self.question.name, each.student))

    def _answer(self, student: str) -> Answer:
        one = next(each for each in self._booked() if each.student == student)
        path = self._classroom.notebook("autograded", self._lesson, student)
        cells = {grade_id(cell): cell.source for cell in notebooks.read(path).cells}
        text = cells.get(self.question.name, "")
        chosen = self._desk.chosen().get(student)
        same = chosen is not None and chosen.points == one.points
        return Answer(self._key(student), text, one.points, one.waits, chosen if same else None)

    def _is_graded(self, student: str) -> bool:
        """Whether `grade` has read the newest submission: else this answer is an old one."""
        report = reports.load(self._classroom.root, self._lesson, student)
        return report is not None and is_current(self._classroom, report)

    def _key(self, student: str) -> str:
        """Return a name for an answer that does not reveal the student."""
        return hashlib.blake2b(student.encode(), key=self._secret, digest_size=8).hexdigest()

    def _student(self, key: str) -> str:
        for each in self._booked():
            if self._key(each.student) == key:
                return each.student
        raise CourseError("There is no such answer: its submission was replaced. Skip it.")

    def _require_possible(self, items: tuple[float, ...], points: float) -> None:
        scheme_items, most = self.question.items, self.question.points
        if not 0 <= points <= most:
            raise CourseError(f"This question has 0 to {most:g} points, not {points:g}.")
        if len(items) != len(scheme_items) or not all(
            0 <= given <= item.points for given, item in zip(items, scheme_items, strict=True)
        ):
            raise CourseError("The mark scheme was changed: load the page again.")


def _shuffled(question: str, student: str) -> bytes:
    return hashlib.blake2b(f"{question}\0{student}".encode()).digest()
