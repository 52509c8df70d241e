"""Our reader and our two steps in nbgrader's own autograde pipeline.

`nbgrader autograde` and formgrader's button take them in a class folder that
`lstm-course classroom` made, so that they grade as `lstm-course grade` does: they use the
submitted bytes, not the notebook that nbgrader has read.
"""

from pathlib import Path
from typing import Any, TextIO

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograde.classroom import folder, submissions
from autograde.core import notebooks, verdicts
from autograde.grade import batch, rebuild, workers
from autograde.grade.bounded import in_child
from autograde.grade.gradebook import Recorder
from autograde.grade.submission import Graded


class Reader(NotebookExporter):
    """Read submissions as `core.notebooks` does; an unreadable file gets its verdict, too."""

    def from_file(
        self, file_stream: TextIO, resources: dict | None = None, **options: Any
    ) -> tuple[NotebookNode, dict]:
        """Return the notebook in a file that is open, preprocessed.

        Raises:
            UnreadableError: if it is none; the verdict that says so is recorded by then.
            RuntimeError: if reading it does not end; this, too, is recorded.
        """
        data = file_stream.buffer.read(notebooks.MAX_NOTEBOOK_BYTES + 1)
        try:
            notebook = in_child(lambda: notebooks.parse(data))
        except (notebooks.UnreadableError, RuntimeError):
            _grade(_classroom(self), (resources or {})["nbgrader"])
            raise
        return self.from_notebook_node(notebook, resources=resources, **options)


class Intake(NbGraderPreprocessor):
    """The step that sanitises: the lesson with the student's answers in it."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the rebuilt notebook; another lesson's gets its verdict.

        Raises:
            UnreadableError: if it is another lesson's; the verdict is recorded by then.
            RuntimeError: if rebuilding it does not end; this, too, is recorded.
        """
        classroom, ids = _classroom(self.parent), resources["nbgrader"]
        released = notebooks.read(classroom.notebook("release", ids["assignment"]))
        try:
            return in_child(lambda: rebuild.from_answers(nb, released)).notebook, resources
        except (notebooks.UnreadableError, RuntimeError):
            _grade(classroom, ids)
            raise


class Grade(NbGraderPreprocessor):
    """The step that grades: the submission is run and evaluated, its report is saved."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with the grader's outputs, or raise with the reason why not."""
        done = _grade(_classroom(self.parent), resources["nbgrader"])
        if done.notebook is None:
            raise RuntimeError(f"{done.report.verdict}: {done.report.message}")
        return notebooks.parse(done.notebook.encode()), resources


def _grade(classroom: folder.Classroom, ids: dict[str, str]) -> Graded:
    """Run and evaluate one submission, and save its report."""
    lesson, student = ids["assignment"], ids["student"]
    done = workers.attempt(
        batch.lesson_data(classroom, lesson), submissions.read(classroom, lesson, student)
    )
    with Recorder(classroom) as recorder:
        report = recorder.save(done)
    return Graded(report, None if report.verdict == verdicts.FAULT else done.notebook)


def _classroom(exporter: Any) -> folder.Classroom:
    """Return the class of a `NotebookExporter`, which nbgrader gave a converter as parent."""
    return folder.load(Path(exporter.parent.coursedir.root))
