"""What a feedback page says: a student's report and scores turned into words and rows.

The text of a submission reaches the page as text, or as markdown that was cleaned; the
hidden tests never do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from pygments.formatters.html import HtmlFormatter

from autograde.classroom.folder import TEMPLATES
from autograde.core import verdicts
from autograde.core.cells import grade_id, graded_cell, is_graded
from autograde.core.reports import Report
from autograde.report import status
from autograde.report.prose import cut, prose
from autograde.report.status import GRADED_MANUALLY, Points
from lstm_utils.checks.result import NOT_ANSWERED, NOT_WRITTEN, Result

MARKS = {"good": "✓", "bad": "✗", "open": "○"}
NO_RESPONSE = "No response."  # nbgrader's comment on an answer that equals its stub


@dataclass(frozen=True)
class Row:
    """One exercise or question as the page shows it."""

    name: str
    tone: str
    score: str
    points: str
    in_words: str
    diagnosis: str = ""
    message: str = ""
    comment: str = ""
    prompt: str = ""
    answer: str = ""
    question: bool = False

    @property
    def mark(self) -> str:
        """The sign before the name."""
        return MARKS[self.tone]

    @property
    def open(self) -> bool:
        """Whether the answer is shown at once: if something failed."""
        return self.tone == "bad"


def page_of(
    report: Report, notebook: NotebookNode, book: Gradebook, members: Sequence[str] = ()
) -> dict:
    """Return what the template shows.

    Args:
        report: the student's verdict.
        notebook: the autograded notebook; the released one if the submission could not be
            graded.
        book: nbgrader's gradebook, with scores and comments.
        members: the ids of the students who handed in together.
    """
    cells = {name: cell for cell in notebook.cells if (name := grade_id(cell))}
    submission = status.entry(book, report.lesson, report.student)
    points = status.points(report, submission)
    notebooks = submission.notebooks if submission and report.results else []
    scores = {
        grade.name: None if status.waits_for_a_person(grade) else grade.score
        for each in notebooks
        for grade in each.grades
    }
    comments = {found.name: found.comment for each in notebooks for found in each.comments}
    names = [_full_name(book, student) for student in members or (report.student,)]
    rows = [_row(result, cells, scores, comments) for result in report.results]
    most = [float(c.metadata.nbgrader.points) for c in cells.values() if is_graded(c)]
    return {
        "title": title_of(notebook),
        "student": " and ".join(names),
        "score": None if points.score is None else number(points.score),
        "max_score": number(sum(most)),
        "penalty": number(points.penalty) if points.penalty else "",
        "sentence": in_words(report, points),
        "tone": _tone_of(report),
        "rows": rows,
        "repairs": report.repairs,
        "graded_at": report.graded_at,
        "css": stylesheet(),
    }


def in_words(report: Report, points: Points) -> str:
    """Return the verdict as a sentence for the student."""
    if not report.scored:
        return _without_verdict(report, points)
    checked = [result for result in report.results if not result.manual]
    right = sum(result.passed for result in checked)
    blank = sum(result.status == NOT_WRITTEN for result in checked)
    wrong = len(checked) - right - blank
    parts = [
        f"{right} of {len(checked)} exercises passed"
        if wrong or blank
        else "All exercises passed"
    ]
    if wrong:
        parts.append(f"{wrong} failed")
    if blank:
        parts.append(f"{blank} {'is' if blank == 1 else 'are'} not written")
    waiting = [result for result in report.results if _waits(result, points)]
    more = number(sum(result.max_points for result in waiting))
    manual = f" Up to {more} more points are graded manually." if waiting else ""
    silent = sum(result.status == NOT_ANSWERED for result in report.results)
    unanswered = " A question is not answered." if silent else ""
    return ", ".join(parts) + "." + manual + unanswered


def _waits(result: Result, points: Points) -> bool:
    """Whether a person still has to grade a result: an answer in prose, or a crash."""
    cell = points.cells.get(graded_cell(result))
    return result.answered if cell is None else cell.score is None


def _without_verdict(report: Report, points: Points) -> str:
    if points.status == GRADED_MANUALLY:
        return "An instructor graded this manually."
    if points.waits:
        return f"This is being graded manually: no program could do it. {report.message}"
    return f"This could not be graded, and it does not count as 0. {report.message}"


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook."""
    lines = (line for cell in notebook.cells for line in cell.source.splitlines())
    return next((line.lstrip("# ") for line in lines if line.startswith("# ")), "Feedback")


@cache
def stylesheet() -> str:
    """Return the page's CSS, with the colours of highlighted code for light and dark."""
    own = (TEMPLATES / "feedback" / "feedback.css").read_text(encoding="utf-8")
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n{own}"


def _row(
    result: Result,
    cells: dict[str, NotebookNode],
    scores: dict[str, float | None],
    comments: dict[str, str | None],
) -> Row:
    score, comment = scores.get(graded_cell(result)), comments.get(result.exercise)
    answer, prompt = cells.get(result.exercise), cells.get(f"{result.exercise}-prompt")
    blank = result.status in (NOT_WRITTEN, NOT_ANSWERED)
    failed = result.details and not result.passed
    headline = [result.headline()] if failed else []
    return Row(
        name=result.exercise,
        tone=_tone(result, score),
        score="–" if score is None else number(score),
        points=number(result.max_points),
        in_words=_status(result, score),
        diagnosis=result.diagnosis,
        message="\n".join([*headline, *(f"  {line}" for line in result.details)]),
        comment="" if comment in (None, NO_RESPONSE) else comment,
        prompt=prose(prompt.source) if prompt and result.manual else "",
        answer=_shown(answer, result) if answer and not blank else "",
        question=result.manual,
    )


def _shown(answer: NotebookNode, result: Result) -> str:
    """Return an answer as the template takes it: code as it is, prose as HTML."""
    text = cut(answer.source)
    return prose(text) if result.manual else text


def _tone(result: Result, score: float | None) -> str:
    if score is None or result.status in (NOT_WRITTEN, NOT_ANSWERED):
        return "open"
    return "good" if score >= result.max_points else "bad"


def _status(result: Result, score: float | None) -> str:
    if result.answered:
        return "needs manual grading" if score is None else "graded manually"
    if score is None and result.status == verdicts.CRASHED:
        return "crashed: needs manual grading"
    return result.summary() if result.passed else result.status


def _tone_of(report: Report) -> str:
    tones = {verdicts.CORRECT: "good", verdicts.UNFINISHED: "open"}
    return tones.get(report.verdict, "bad")


def number(points: float) -> str:
    """Return points as people write them: 2, not 2.0."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _full_name(book: Gradebook, student_id: str) -> str:
    try:
        student = book.find_student(student_id)
    except MissingEntry:
        return student_id
    return f"{student.first_name or ''} {student.last_name or ''}".strip() or student_id
