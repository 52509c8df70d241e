"""The questions of a lesson that a person grades, and what is booked for each answer."""

from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograde.classroom.folder import Classroom
from autograde.core import notebooks
from autograde.core.cells import grade_id, is_answer, is_graded
from autograde.lessons.regions import inside, without
from autograde.marking.scheme import Item, items
from autograde.report.status import waits_for_a_person


@dataclass(frozen=True)
class Question:
    """A question with its mark scheme and a model answer, all as Markdown."""

    name: str
    points: float
    prompt: str
    scheme: str
    answer: str

    @property
    def items(self) -> tuple[Item, ...]:
        """The parts of the mark scheme."""
        return items(self.scheme)


def of_lesson(classroom: Classroom, lesson: str) -> tuple[Question, ...]:
    """Return the questions of a lesson, as the class folder's `source/` has them."""
    classroom.require_released(lesson)
    cells = notebooks.read(classroom.notebook("source", lesson)).cells
    prompts = {grade_id(cell): cell.source for cell in cells}
    return tuple(
        _question(cell, prompts.get(f"{grade_id(cell)}-prompt", ""))
        for cell in cells
        if is_graded(cell) and is_answer(cell) and cell.cell_type == "markdown"
    )


def _question(cell: NotebookNode, prompt: str) -> Question:
    return Question(
        name=grade_id(cell) or "",
        points=float(cell.metadata.nbgrader.points),
        prompt=without(prompt, "MARK SCHEME").strip(),
        scheme=inside(prompt, "MARK SCHEME").strip(),
        answer=inside(cell.source, "SOLUTION").strip(),
    )


@dataclass(frozen=True)
class Booked:
    """What the gradebook has for one answer: points are None until a person gave some."""

    student: str
    points: float | None
    waits: bool


def booked(book: Gradebook, lesson: str, question: str) -> list[Booked]:
    """Return what the gradebook has for all answers to a question that a person grades.

    An answer that is not written got its 0 from the grader: it is left out.
    """
    rows = (
        book.db.query(SubmittedAssignment.student_id, Grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == lesson, GradeCell.name == question)
    )
    return [
        Booked(student, grade.manual_score, waits_for_a_person(grade))
        for student, grade in rows
        if grade.auto_score is None
    ]
