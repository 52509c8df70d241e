"""Make each student's feedback: one HTML page that is read in a minute, also on a phone.

The page shows a summary and, for each exercise, what passed, what failed, and which mistake it
looks like. `feedback` writes all pages in one process; formgrader's button makes one page by
nbgrader's GenerateFeedback, with the same template. Nothing that a submission printed or
contains reaches the page as HTML, and no hidden test does, nor a traceback.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, Template
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.classroom import exceptions, exchange, late
from autograde.classroom.folder import TEMPLATES, Classroom
from autograde.classroom.receipts import RECEIPTS, receipts
from autograde.classroom.release import reason
from autograde.classroom.submissions import is_current, submitted, submitters
from autograde.collect import returning
from autograde.core import notebooks, reports
from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError
from autograde.core.reports import Report
from autograde.report.page import page_of
from lstm_utils.checks.plain import one_line


@dataclass(frozen=True)
class Returned:
    """What came of the feedback on a lesson.

    Args:
        pages: the path of each student's page.
        failed: the reason for a missing page, by student.
        published: the students who can fetch their page from the exchange.
        unpublished: why the page is not on the exchange, by student.
    """

    pages: dict[str, Path] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    unpublished: dict[str, str] = field(default_factory=dict)


def write_pages(
    classroom: Classroom,
    lesson: str,
    students: Iterable[str] | None = None,
    on_done: Callable[[str], None] = lambda student: None,
) -> Returned:
    """Write the feedback page of each graded submission.

    Args:
        classroom: the class.
        lesson: a released lesson.
        students: ids; everybody who submitted if None.
        on_done: called with each student's id when the page is written.

    Raises:
        CourseError: if nothing was graded yet.
    """
    classroom.require_released(lesson)
    wanted = list(students) if students is not None else submitted(classroom, lesson)
    submitter = submitters(classroom, lesson)
    senders = dict.fromkeys(map(submitter, wanted))  # of a pair, one
    loaded = [reports.load(classroom.root, lesson, student) for student in senders]
    graded = [report for report in loaded if report is not None]
    missing = set(map(submitter, students or ())) - {report.student for report in graded}
    if missing or not graded:
        owners = f" of {', '.join(sorted(missing))}" if missing else ""
        raise CourseError(
            f"Nothing is graded yet{owners}: run `lstm-course grade {lesson}` first."
        )
    late.refresh(classroom, [lesson])
    returned, shared, known = Returned(), {}, exceptions.load(classroom.root)
    with classroom.gradebook() as book:
        for report in graded:
            try:
                _require_current(classroom, report)
                members = known.members(report.student, lesson)
                page = _page(classroom, report, book, members)
                receipts(classroom, report, page.parent)
                returned.pages[report.student] = page
                others = {*members} - {report.student} - known.dropped
                shared |= _share(classroom, lesson, sorted(others), page)
            except Exception as error:  # one submission never stops the others
                returned.failed[report.student] = one_line(f"{type(error).__name__}: {error}")
            on_done(report.student)
    returned.pages.update(shared)
    if classroom.api.exchange_is_functional:
        publishing, said = exchange.carry_out(classroom.api, "ReleaseFeedback", lesson)
        unpublished = getattr(publishing, "failed", {})
        if not said["success"]:
            unpublished = dict.fromkeys(returned.pages, reason(said))
        unpublished |= {
            student: f"{submitter(student)} submitted for both, and can fetch the page."
            for student in shared
        }
        for student in sorted(returned.pages.keys() & unpublished.keys()):
            returned.unpublished[student] = unpublished[student]
        returned.published.extend(sorted(returned.pages.keys() - unpublished.keys()))
    return returned


def _share(
    classroom: Classroom, lesson: str, students: Iterable[str], page: Path
) -> dict[str, Path]:
    """Copy a page for the students who handed in together with its student."""
    copies = {}
    for student in students:
        path = classroom.notebook("feedback", lesson, student).with_suffix(".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        for receipt in RECEIPTS:  # of an earlier submission: the exchange would publish it
            path.with_name(receipt).unlink(missing_ok=True)
        write_atomically(path, page.read_bytes())
        copies[student] = path
    return copies


def _require_current(classroom: Classroom, report: Report) -> None:
    """Refuse the page of an older grading: the exchange would publish it as the newer one's."""
    if not is_current(classroom, report):
        raise CourseError(
            "a newer submission is not graded yet: run `lstm-course grade` first."
        )


def zip_pages(
    classroom: Classroom, lesson: str, pages: dict[str, Path], download: Path
) -> list[str]:
    """Pack pages as Canvas and Moodle take them back: named as what they let one download.

    Canvas gives each page the name of the file that was handed in, whatever we call it.

    Args:
        classroom: the class; the zip is put into its folder, as `feedback_LESSON.zip`.
        lesson: the lesson of the pages.
        pages: by student.
        download: what was collected from, a zip or folder.

    Returns:
        The students without a file in the download: their pages are not packed.

    Source: instructure/canvas-lms `app/models/abstract_assignment.rb`; moodle/moodle
    `mod/assign/feedback/file/importziplib.php`.
    """
    prefixes = returning.prefixes(classroom, lesson, download)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in sorted(pages.keys() & prefixes.keys()):
            archive.write(pages[student], f"{prefixes[student]}{lesson}_feedback.html")
    write_atomically(zip_path(classroom, lesson), stream.getvalue())
    return sorted(pages.keys() - prefixes.keys())


def zip_path(classroom: Classroom, lesson: str) -> Path:
    """Return where `zip_pages` puts its zip."""
    return classroom.root / f"feedback_{lesson}.zip"


def _page(
    classroom: Classroom, report: Report, book: Gradebook, members: Sequence[str]
) -> Path:
    path = classroom.notebook("feedback", report.lesson, report.student).with_suffix(".html")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, render(classroom, report, book, members))
    return path


def render(
    classroom: Classroom, report: Report, book: Gradebook, members: Sequence[str] = ()
) -> str:
    """Return the page of a submission as HTML; `members` handed it in together."""
    lesson, student = report.lesson, report.student
    graded = classroom.notebook("autograded", lesson, student) if report.results else None
    notebook = notebooks.read(graded or classroom.notebook("release", lesson))
    page = page_of(report, notebook, book, members)
    return _template().render(resources={"feedback": page})


@cache
def _template() -> Template:
    """Return the template with the one filter of nbconvert that it uses."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES))
    environment.filters["highlight_code"] = Highlight2HTML()
    return environment.get_template("feedback/index.html.j2")


class Summary(NbGraderPreprocessor):
    """The one step of nbgrader's feedback, behind formgrader's button: what the page shows."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the page's content into `resources["feedback"]`.

        Raises:
            CourseError: if there is no report on the submission.
        """
        ids, course = resources["nbgrader"], cast(Any, self.parent).parent.coursedir
        student, lesson = ids["student"], ids["assignment"]
        report = reports.load(Path(course.root), lesson, student)
        if report is None:
            raise CourseError(f"{student} is not graded: run `lstm-course grade {lesson}`.")
        members = exceptions.load(Path(course.root)).members(student, lesson)
        with Gradebook(ids["db_url"]) as book:
            resources["feedback"] = page_of(report, nb, book, members)
        return nb, resources
