"""What a feedback page says: a student's record and scores turned into words and rows.

The text of a submission reaches the page as text, or as markdown that was cleaned; the
hidden tests never do.
"""

import re
from dataclasses import dataclass

import bleach
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from pygments.formatters.html import HtmlFormatter

from autograde.classroom.folder import TEMPLATES
from autograde.core import verdicts
from autograde.core.results import grade_id, is_graded
from autograde.core.verdicts import Record, Result
from autograde.report import status
from autograde.report.status import BY_HAND, Points

MARKS = {"good": "✓", "bad": "✗", "open": "○"}
LOOKS_LIKE = "  Looks like: "
MOST_SHOWN = 20_000  # characters of an answer; the longest of the course's own has 2,000
NO_RESPONSE = "No response."  # nbgrader's comment on an answer that equals its stub
FIGURE = re.compile(r"figures/[\w-]+\.(?:svg|png)")  # of the lesson
HIGHLIGHTED = re.compile(r"highlight|[a-z0-9]{1,3}")  # classes of highlighted code
PROSE_TAGS = {
    "p", "br", "hr", "em", "strong", "b", "i", "del", "sub", "sup", "pre", "code", "a",
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


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


def page_of(record: Record, notebook: NotebookNode, gradebook_url: str) -> dict:
    """Return what the template shows.

    Args:
        record: the student's verdict.
        notebook: the autograded notebook with scores and comments, as `GetGrades` leaves it;
            the released one if the submission could not be graded.
        gradebook_url: nbgrader's `db_url`.
    """
    cells = {name: cell for cell in notebook.cells if (name := grade_id(cell))}
    points, waiting, name = _gradebook(gradebook_url, record)
    rows = [_row(result, cells, waiting) for result in record.results]
    most = [float(c.metadata.nbgrader.points) for c in cells.values() if is_graded(c)]
    return {
        "title": title_of(notebook),
        "student": name,
        "score": None if points.score is None else number(points.score),
        "max_score": number(sum(most)),
        "penalty": number(points.penalty) if points.penalty else "",
        "sentence": in_words(record, points),
        "tone": _tone_of(record),
        "rows": rows,
        "repairs": record.repairs,
        "graded_at": record.graded_at,
        "css": stylesheet(),
    }


def in_words(record: Record, points: Points) -> str:
    """Return the verdict as a sentence for the student."""
    if not record.scored:
        return _without_verdict(record, points)
    checked = [result for result in record.results if not result.by_hand]
    right = sum(result.passed for result in checked)
    blank = sum(result.status == "not written" for result in checked)
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
    waiting = [result for result in record.results if _waits(result, points)]
    more = number(sum(result.points for result in waiting))
    by_hand = f" Up to {more} more points are graded manually." if waiting else ""
    silent = sum(result.status == "not answered" for result in record.results)
    unanswered = " A question is not answered." if silent else ""
    return ", ".join(parts) + "." + by_hand + unanswered


def _waits(result: Result, points: Points) -> bool:
    """Whether a person still has to grade a result: an answer in prose, or a crash."""
    cell = points.cells.get(result.cell)
    return result.status == "answered" if cell is None else cell.score is None


def _without_verdict(record: Record, points: Points) -> str:
    if points.status == BY_HAND:
        return "An instructor graded this manually."
    if points.waits:
        return f"This is being graded manually: no program could do it. {record.message}"
    return f"This could not be graded, and it does not count as 0. {record.message}"


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook."""
    lines = (line for cell in notebook.cells for line in cell.source.splitlines())
    return next((line.lstrip("# ") for line in lines if line.startswith("# ")), "Feedback")


def stylesheet() -> str:
    """Return the page's CSS, with the colours of highlighted code for light and dark."""
    own = (TEMPLATES / "feedback" / "feedback.css").read_text(encoding="utf-8")
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n{own}"


def _row(result: Result, cells: dict[str, NotebookNode], waiting: set[str]) -> Row:
    graded = cells.get(result.cell)
    given = graded.metadata.nbgrader.get("score") if graded else None
    score = None if result.cell in waiting else given
    answer, prompt = cells.get(result.name), cells.get(f"{result.name}-prompt")
    blank = result.status in ("not written", "not answered")
    comment = answer.metadata.nbgrader.get("comment") if answer else ""
    lines = [line for line in result.message.splitlines() if not line.startswith(LOOKS_LIKE)]
    lines = lines[1:] if result.passed else lines
    return Row(
        name=result.name,
        tone=_tone(result, score),
        score="–" if score is None else number(score),
        points=number(result.points),
        in_words=_status(result, score),
        diagnosis=result.diagnosis,
        message="\n".join(lines),
        comment="" if comment in (None, NO_RESPONSE) else comment,
        prompt=prose(prompt.source) if prompt and result.by_hand else "",
        answer=_shown(answer, result) if answer and not blank else "",
        question=result.by_hand,
    )


def _shown(answer: NotebookNode, result: Result) -> str:
    """Return an answer as the template takes it: code as it is, prose as HTML."""
    text = _cut(answer.source)
    return prose(text) if result.by_hand else text


def _cut(text: str) -> str:
    """Return a text that converts to HTML in seconds at most."""
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}\n\n(and {len(text) - MOST_SHOWN:,} more characters)"


def prose(markdown: str) -> str:
    """Turn markdown into HTML with nothing in it that could run or load."""
    return bleach.clean(_html(markdown), tags=PROSE_TAGS, attributes={"a": ["href"]})


def prose_with_figures(markdown: str) -> str:
    """Turn markdown into HTML that runs nothing and loads only the lesson's own figures.

    In formgrader it replaces nbconvert's `markdown2html`, which lets a student's HTML through.
    """
    tags = PROSE_TAGS | {"img", "span", "div"}
    return bleach.clean(_html(_cut(markdown)), tags=tags, attributes=_with_figures)


class _Renderer(IPythonRenderer):
    """nbconvert's renderer without attachments: a missing one makes nbconvert raise."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return HTMLRenderer.image(self, text, url, title)


def _html(markdown: str) -> str:
    renderer = _Renderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(markdown)


def _with_figures(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or (name == "src" and FIGURE.fullmatch(value) is not None)
    if tag in ("div", "span"):
        return name == "class" and HIGHLIGHTED.fullmatch(value) is not None
    return (tag, name) == ("a", "href")


def _tone(result: Result, score: float | None) -> str:
    if score is None or result.status in ("not written", "not answered"):
        return "open"
    return "good" if score >= result.points else "bad"


def _status(result: Result, score: float | None) -> str:
    if result.status == "answered":
        return "needs manual grading" if score is None else "graded manually"
    if score is None and result.status == verdicts.CRASHED:
        return "crashed: needs manual grading"
    if result.passed:
        headline = result.message.partition("\n")[0]
        return headline.partition(": ")[2] or "passed"
    return result.status


def _tone_of(record: Record) -> str:
    tones = {verdicts.CORRECT: "good", verdicts.UNFINISHED: "open"}
    return tones.get(record.verdict, "bad")


def number(points: float) -> str:
    """Return points as people write them: 2, not 2.0."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _gradebook(url: str, record: Record) -> tuple[Points, set[str], str]:
    """Return the points, the cells that wait for a person, and the student's name."""
    with Gradebook(url) as book:
        submission = status.entry(book, record.lesson, record.student)
        notebooks = submission.notebooks if submission and record.results else []
        grades = [grade for notebook in notebooks for grade in notebook.grades]
        waiting = {grade.name for grade in grades if status.waits_for_a_person(grade)}
        return status.points(record, submission), waiting, _full_name(book, record.student)


def _full_name(book: Gradebook, student_id: str) -> str:
    try:
        student = book.find_student(student_id)
    except MissingEntry:
        return student_id
    return f"{student.first_name or ''} {student.last_name or ''}".strip() or student_id
