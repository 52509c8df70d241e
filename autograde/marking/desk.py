"""Which grader has which answer, and what each one chose: a small database in the class folder.

The gradebook has the points and the comment; here are the items they were made of, so that an
answer can be opened again as its grader left it, and reservations, so that graders who work at
the same time get different answers.
"""

import json
import sqlite3
import time
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

MINUTES = 15  # a reservation lapses after this long without a sign of life
_TABLES = """
CREATE TABLE IF NOT EXISTS reserved (
    lesson TEXT, question TEXT, student TEXT, grader TEXT, until REAL,
    PRIMARY KEY (lesson, question, student)
);
CREATE TABLE IF NOT EXISTS chosen (
    lesson TEXT, question TEXT, student TEXT, grader TEXT, items TEXT, points REAL, words TEXT,
    PRIMARY KEY (lesson, question, student)
);
"""


@dataclass(frozen=True)
class Choice:
    """What a grader chose for an answer.

    Args:
        grader: the grader.
        items: the points of each item of the mark scheme.
        points: what the answer is worth; it may differ from the sum.
        words: the grader's own comment.
    """

    grader: str
    items: tuple[float, ...]
    points: float
    words: str


class Desk:
    """The answers to one question, shared by graders.

    Args:
        root: the class folder.
        lesson: its lesson.
        question: the name of the question.
    """

    def __init__(self, root: Path, lesson: str, question: str) -> None:
        self._path, self._key = root / "marking.db", (lesson, question)

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """Open the database for one transaction in which nobody else writes."""
        with closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as base:
            base.executescript(_TABLES)
            base.execute("BEGIN IMMEDIATE")
            yield base
            base.execute("COMMIT")

    def take(self, students: Iterable[str], grader: str) -> str | None:
        """Reserve the first of these answers that no other grader has; None if there is none.

        What the grader had before is free again.
        """
        with self._open() as base:
            self._release(base, grader)
            others = self._others(base, grader)
            found = next((student for student in students if student not in others), None)
            if found is not None:
                until = time.time() + 60 * MINUTES
                row = (*self._key, found, grader, until)
                base.execute("REPLACE INTO reserved VALUES (?, ?, ?, ?, ?)", row)
            return found

    def others(self, grader: str) -> set[str]:
        """Return the students with an answer that another grader has."""
        with self._open() as base:
            return self._others(base, grader)

    def release(self, grader: str) -> None:
        """Let other graders have what this one had."""
        with self._open() as base:
            self._release(base, grader)

    def choose(self, student: str, choice: Choice) -> None:
        """Keep what a grader chose for an answer."""
        items = json.dumps(choice.items)
        row = (*self._key, student, choice.grader, items, choice.points, choice.words)
        with self._open() as base:
            base.execute("REPLACE INTO chosen VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def chosen(self) -> dict[str, Choice]:
        """Return what was chosen, by student; the last choice comes last."""
        query = (
            "SELECT student, grader, items, points, words FROM chosen"
            " WHERE lesson = ? AND question = ? ORDER BY rowid"
        )
        with self._open() as base:
            rows = base.execute(query, self._key).fetchall()
        return {
            student: Choice(grader, tuple(json.loads(items)), points, words)
            for student, grader, items, points, words in rows
        }

    def _release(self, base: sqlite3.Connection, grader: str) -> None:
        where = "lesson = ? AND question = ? AND grader = ?"
        base.execute(f"DELETE FROM reserved WHERE {where}", (*self._key, grader))

    def _others(self, base: sqlite3.Connection, grader: str) -> set[str]:
        where = "lesson = ? AND question = ? AND grader != ? AND until > ?"
        query = f"SELECT student FROM reserved WHERE {where}"
        rows = base.execute(query, (*self._key, grader, time.time()))
        return {student for (student,) in rows}
