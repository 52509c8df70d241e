"""Make each student's feedback: one HTML page that is read in a minute, also on a phone.

nbgrader's GenerateFeedback does the work; our template shows a summary and, per exercise, what
held, what did not, and which mistake it looks like. Nothing that a submission printed or
contains reaches the page as HTML, and no hidden test does, nor a traceback.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.classroom import exchange, late
from autograde.classroom.folder import TEMPLATES, Classroom
from autograde.classroom.release import reason
from autograde.classroom.submissions import fingerprint, submitted
from autograde.collect import downloads
from autograde.core import notebooks, verdicts
from autograde.core.atomic import write_whole
from autograde.core.errors import CourseError
from autograde.core.results import results
from autograde.core.verdicts import Record
from autograde.grade.gradebook import receipts
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


def feedback(
    room: Classroom,
    lesson: str,
    students: Iterable[str] | None = None,
    report: Callable[[str], None] = lambda student: None,
) -> Returned:
    """Write the feedback page of each graded submission.

    Args:
        room: the class.
        lesson: a released lesson.
        students: ids; everybody who submitted if None.
        report: called with each student's id when the page is written.

    Raises:
        CourseError: if nothing was graded yet.
    """
    room.require_released(lesson)
    wanted = list(students) if students is not None else submitted(room, lesson)
    records = [verdicts.load(room.root, lesson, student) for student in wanted]
    graded = [record for record in records if record is not None]
    missing = set(students or ()) - {record.student for record in graded}
    if missing or not graded:
        owners = f" of {', '.join(sorted(missing))}" if missing else ""
        raise CourseError(
            f"Nothing is graded yet{owners}: run `lstm-course grade {lesson}` first."
        )
    late.refresh(room, [lesson])
    returned = Returned()
    for record in graded:
        try:
            _require_current(room, record)
            page = _page(room, record)
            receipts(room, record, page.parent)
            returned.pages[record.student] = page
        except Exception as error:  # one submission never stops the others
            returned.failed[record.student] = one_line(f"{type(error).__name__}: {error}")
        report(record.student)
    if room.api.exchange_is_functional:
        publishing, said = exchange.carry_out(room.api, "ReleaseFeedback", lesson)
        unpublished = getattr(publishing, "failed", {})
        if not said["success"]:
            unpublished = dict.fromkeys(returned.pages, reason(said))
        for student in sorted(returned.pages.keys() & unpublished.keys()):
            returned.unpublished[student] = unpublished[student]
        returned.published.extend(sorted(returned.pages.keys() - unpublished.keys()))
    return returned


def _require_current(room: Classroom, record: Record) -> None:
    """Refuse the page of an older grading: the exchange would publish it as the newer one's."""
    there = room.notebook("submitted", record.lesson, record.student).exists()
    if there and record.fingerprint != fingerprint(room, record.lesson, record.student):
        raise CourseError(
            "a newer submission is not graded yet: run `lstm-course grade` first."
        )


def pack(room: Classroom, lesson: str, pages: dict[str, Path], download: Path) -> list[str]:
    """Pack pages as Canvas and Moodle take them back: named as what they let one download.

    Canvas gives each page the name of the file that was handed in, whatever we call it.

    Args:
        room: the class; the zip is put into its folder, as `feedback_LESSON.zip`.
        lesson: the lesson of the pages.
        pages: by student.
        download: what was collected from, a zip or folder.

    Returns:
        Whose page is not packed, as they have no file in the download.

    Source: instructure/canvas-lms `app/models/abstract_assignment.rb`; moodle/moodle
    `mod/assign/feedback/file/importziplib.php`.
    """
    prefixes = downloads.prefixes(download, room.students(), lesson)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in sorted(pages.keys() & prefixes.keys()):
            archive.write(pages[student], f"{prefixes[student]}{lesson}_feedback.html")
    write_whole(packed_at(room, lesson), stream.getvalue())
    return sorted(pages.keys() - prefixes.keys())


def packed_at(room: Classroom, lesson: str) -> Path:
    """Return where `pack` puts its zip."""
    return room.root / f"feedback_{lesson}.zip"


def _page(room: Classroom, record: Record) -> Path:
    path = room.notebook("feedback", record.lesson, record.student).with_suffix(".html")
    if record.results:
        said = room.api.generate_feedback(record.lesson, record.student, force=True)
        if not said["success"]:
            raise CourseError(reason(said))
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, render(room, record))
    return path


def render(room: Classroom, record: Record) -> str:
    """Return the page of a submission that has no autograded notebook."""
    released = notebooks.read(room.notebook("release", record.lesson))
    page = page_of(record, released, room.course.db_url)
    exporter = HTMLExporter(
        template_name="feedback", extra_template_basedirs=[str(TEMPLATES)], config=room.config
    )
    html, _ = exporter.from_notebook_node(new_notebook(), {"feedback": page})
    return html


class Summary(NbGraderPreprocessor):
    """The last step of nbgrader's feedback pipeline: what the page shows."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the page's content into `resources["feedback"]`.

        What held is read from the autograded notebook, which formgrader may have made; repairs
        come from the record of `lstm-course grade`, if there is one.
        """
        ids, course = resources["nbgrader"], cast(Any, self.parent).parent.coursedir
        student, lesson = ids["student"], ids["assignment"]
        folder = course.format_path(course.release_directory, ".", lesson)
        found = results(nb, notebooks.read(Path(folder) / f"{lesson}.ipynb"))
        record = verdicts.load(Path(course.root), lesson, student)
        record = record or Record(student, lesson, verdicts.judge(found))
        record = replace(record, results=found, verdict=verdicts.judge(found))
        resources["feedback"] = page_of(record, nb, ids["db_url"])
        return nb, resources
