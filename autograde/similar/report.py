"""Compare the submissions of a lesson, and write a page about the pairs that agree.

similarity/LESSON.html   in the class folder, readable for its owner only
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from autograde.classroom import exceptions, submissions
from autograde.classroom.folder import Classroom, Student
from autograde.core import notebooks
from autograde.core.atomic import write_atomically
from autograde.core.cells import grade_id, is_answer
from autograde.core.errors import CourseError
from autograde.report import html, status
from autograde.similar import chance, evidence
from autograde.similar.evidence import Evidence

FOLDER = "similarity"
MOST = 20_000  # characters of an answer that are compared; a finished lesson has 10,000


@dataclass(frozen=True)
class Answered:
    """A submission that counts: the student, and the text of each answer that was written."""

    student: Student
    answers: dict[str, str]


@dataclass(frozen=True)
class Exercise:
    """What a pair shares in one exercise, and the answers of both."""

    name: str
    shared: tuple[Evidence, ...]
    texts: tuple[str, str]


@dataclass(frozen=True)
class Agreement:
    """Two students, the share of honest classes with such a pair, and what both wrote."""

    students: tuple[Student, Student]
    chance: float
    exercises: tuple[Exercise, ...]


def compare(classroom: Classroom, lesson: str) -> tuple[int, list[Agreement]]:
    """Return how many submissions were compared, and the pairs that chance does not explain.

    Raises:
        CourseError: if the lesson is not released, or has fewer than two exercises.
    """
    classroom.require_released(lesson)
    released = notebooks.read(classroom.notebook("release", lesson))
    named = ((grade_id(cell), cell) for cell in released.cells if is_answer(cell))
    cells = {name: cell for name, cell in named if name}
    if len(cells) < chance.FEWEST:
        raise CourseError(f"{lesson} has fewer than two answers: nothing can be compared.")
    given = _given(released)
    there = list(_answered(classroom, lesson, cells))
    answers = [_evidence(classroom, lesson, each, cells, given) for each in there]
    found = [
        Agreement(
            (there[pair.first].student, there[pair.second].student),
            pair.chance,
            tuple(_exercises(pair, list(cells), there)),
        )
        for pair in chance.pairs(answers)
    ]
    return len(there), found


def _given(released: NotebookNode) -> frozenset[Evidence]:
    """Return the names, comments and phrases that everybody got with the lesson."""
    read = {"code": evidence.of_code, "markdown": evidence.of_prose}
    cells = [cell for cell in released.cells if cell.cell_type in read]
    return frozenset().union(*(read[cell.cell_type](cell.source) for cell in cells))


def _answered(
    classroom: Classroom, lesson: str, cells: dict[str, NotebookNode]
) -> Iterable[Answered]:
    """Yield the submissions that count, without those that cannot be read."""
    dropped = exceptions.load(classroom.root).dropped
    submitter = submissions.submitters(classroom, lesson)
    for student in classroom.students():
        path = classroom.notebook("submitted", lesson, student.id)
        if student.id in dropped or submitter(student.id) != student.id or not path.exists():
            continue
        try:
            data = submissions.read(classroom, lesson, student.id).data
            yield Answered(student, _texts(notebooks.parse(data), cells))
        except (OSError, notebooks.UnreadableError):
            continue


def _texts(notebook: NotebookNode, cells: dict[str, NotebookNode]) -> dict[str, str]:
    """Return the text of each answer, of all its cells; none of an answer as released."""
    texts: dict[str, str] = {}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name in cells and cell.source.strip() not in ("", cells[name].source.strip()):
            texts[name] = f"{texts[name]}\n{cell.source}" if name in texts else cell.source
    return {name: text[:MOST] for name, text in texts.items()}


def _evidence(
    classroom: Classroom,
    lesson: str,
    each: Answered,
    cells: dict[str, NotebookNode],
    given: frozenset[Evidence],
) -> list[frozenset[Evidence] | None]:
    """Return what a student chose in each exercise; None where there is no answer."""
    report = status.current(classroom, lesson, each.student.id)
    wrong = {result.exercise: evidence.of_result(result) for result in report.results}
    found = []
    for name, cell in cells.items():
        text = each.answers.get(name, "")
        read = evidence.of_code if cell.cell_type == "code" else evidence.of_prose
        mistake = wrong.get(name, frozenset()) if text else frozenset()
        found.append(read(text) - given | mistake)
    first = zip(cells, evidence.first_uses(found), strict=True)
    return [mine if name in each.answers else None for name, mine in first]


def _exercises(
    pair: chance.Pair, names: list[str], there: list[Answered]
) -> Iterable[Exercise]:
    for name, shared in zip(names, pair.shared, strict=True):
        texts = [there[k].answers.get(name, "") for k in (pair.first, pair.second)]
        if any(texts):
            yield Exercise(name, tuple(sorted(shared)), (texts[0], texts[1]))


def write(classroom: Classroom, lesson: str, compared: int, found: list[Agreement]) -> Path:
    """Write the page into the class folder and return its path."""
    page = html.render(
        "similarity/index.html.j2",
        lesson=lesson,
        compared=compared,
        found=found,
        now=datetime.now().astimezone(),
        level=chance.LEVEL,
    )
    path = classroom.root / FOLDER / f"{lesson}.html"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_atomically(path, page, mode=0o600)
    return path
