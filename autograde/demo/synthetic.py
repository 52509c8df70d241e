"""Make up what students hand in: right answers, known mistakes, unfinished work, and worse.

Right answers and mistakes are those of the exercises' own declarations, as far as their source
stands alone; the same number of students always hands in the same.
"""

import copy
import inspect
import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode

from autograde.classroom.folder import Student
from autograde.core.cells import grade_id, is_answer
from lstm_utils import checks

# One student of each kind comes first; then they come as often as these numbers say.
KINDS = {
    "crashes": 0, "loops": 0, "hostile": 0, "late": 1, "absent": 1,
    "unfinished": 3, "mistake": 8, "right": 9,
}  # fmt: skip
FIRST = (
    "Aino",
    "Bo",
    "Chidi",
    "Dalia",
    "Emre",
    "Fatou",
    "Grace",
    "Hiro",
    "Lucía",
    "Óscar",
    "Mei",
)
LAST = ("Achebe", "Berg", "Castro", "Dubois", "Eze", "Gupta", "Haddad", "Ito", "Jansen", "Łuk")
CRASHES = """\
import os


def {name}(*arguments):
    os._exit(0)
"""
LOOPS = """\
def {name}(*arguments):
    while True:
        pass
"""
# Everybody's grades, if the gradebook could be found; and an object that equals anything.
HOSTILE = """\
import glob
import sqlite3


class Yes:
    __eq__ = __le__ = __ge__ = lambda self, other: True


def {name}(*arguments):
    for depth in range(5):
        for path in glob.glob("/" + "*/" * depth + "gradebook.db"):
            with sqlite3.connect(path) as book:
                book.execute("UPDATE grade SET manual_score = max_score")
    return Yes()
"""


@dataclass(frozen=True)
class SyntheticStudent:
    """A synthetic student, what kind, and the answers by exercise; None: hands in nothing."""

    student: Student
    kind: str
    answers: dict[str, str] | None


def crowd(lesson: str, number: int, right: dict[str, str]) -> list[SyntheticStudent]:
    """Return that many synthetic students, each kind among the first ones.

    Args:
        lesson: the lesson's name.
        number: how many.
        right: the model answers, by exercise.
    """
    rng = random.Random(0)
    usual = rng.choices(list(KINDS), weights=list(KINDS.values()), k=number)
    kinds = [*KINDS, *usual][:number]
    return [
        SyntheticStudent(_student(n), kind, _answers(kind, lesson, right, rng))
        for n, kind in enumerate(kinds)
    ]


def _student(n: int) -> Student:
    first, last = FIRST[n % len(FIRST)], LAST[n * 3 % len(LAST)]
    return Student(f"s{n:03}", first, last, f"s{n:03}@example.org")


def _answers(
    kind: str, lesson: str, right: dict[str, str], rng: random.Random
) -> dict[str, str] | None:
    exercises = [name for name in checks.names(lesson) if name in right]
    answers = right | _differently(exercises, rng)
    name = rng.choice(exercises)
    called = checks.get(name).reference.__name__
    if kind == "absent":
        return None
    if kind == "mistake":
        known = [
            (name, found.function)
            for name in exercises
            for found in checks.get(name).mistakes
            if stands_alone(found.function)
        ]
        name, function = rng.choice(known)
        return answers | {name: source_of(name, function)}
    if kind == "unfinished":
        missing = rng.sample(exercises, rng.randint(1, len(exercises) - 1))
        return {name: text for name, text in answers.items() if name not in missing}
    special = {"crashes": CRASHES, "loops": LOOPS, "hostile": HOSTILE}
    if kind in special:
        return answers | {name: special[kind].format(name=called)}
    return answers


def _differently(exercises: list[str], rng: random.Random) -> dict[str, str]:
    """Return other right answers to some of the exercises."""
    found = {}
    for name in exercises:
        others = [f for f in checks.get(name).same_answers.values() if stands_alone(f)]
        chosen = rng.choice([None, *others])
        if chosen:
            found[name] = source_of(name, chosen)
    return found


def stands_alone(function: Callable) -> bool:
    """Whether a function's source needs nothing but NumPy from around it."""
    needs = inspect.getclosurevars(function)
    return set(needs.globals) <= {"np"} and not needs.nonlocals


def answered(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Return a released notebook with these answers in it."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = answers.get(grade_id(cell), cell.source)
    return notebook


def mistake(name: str, start: str) -> Callable:
    """Return the known mistake of an exercise with a diagnosis that starts like this."""
    found = [m for m in checks.get(name).mistakes if m.diagnosis.startswith(start)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} mistakes of {name} start with {start!r}")
    return found[0].function


def same(name: str, description: str) -> Callable:
    """Return a right answer to an exercise that is written differently."""
    return checks.get(name).same_answers[description]


def source_of(name: str, function: Callable) -> str:
    """Return a function's source as a student would have written it for an exercise."""
    source = textwrap.dedent(inspect.getsource(function))
    wanted = checks.get(name).reference.__name__
    return re.sub(r"(?s)^.*?^def _\(", f"def {wanted}(", source, count=1, flags=re.M)
