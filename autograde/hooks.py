"""Our two steps in nbgrader's own autograde pipeline.

`nbgrader autograde` and formgrader's button take them in a class folder that
`lstm-course classroom` made, so that they grade as `lstm-course grade` does: what stands in
the notebook that nbgrader read is not used, but the bytes that were handed in.
"""

from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor

from autograde import classroom, grading, intake
from autograde.record import Recorder
from autograde.work import work


class Intake(NbGraderPreprocessor):
    """The step that sanitises: the lesson with the student's answers in it."""

    def preprocess(self, nb, resources):
        """Return the rebuilt notebook."""
        room, ids = _room(self), resources["nbgrader"]
        released = intake.read(room.notebook("release", ids["assignment"]))
        return intake.rebuild(nb, released).notebook, resources


class Grade(NbGraderPreprocessor):
    """The step that grades: the submission is run, judged and recorded."""

    def preprocess(self, nb, resources):
        """Return the notebook with the judge's outputs, or raise with the reason why not."""
        room, ids = _room(self), resources["nbgrader"]
        lesson, student = ids["assignment"], ids["student"]
        done = work(grading.pack(room, lesson), grading.job(room, lesson, student))
        with Recorder(room) as recorder:
            record = recorder.save(done)
        if done.notebook is None:
            raise RuntimeError(f"{record.verdict}: {record.message}")
        return intake.parse(done.notebook.encode()), resources


def _room(step: NbGraderPreprocessor) -> classroom.Classroom:
    return classroom.load(Path(step.parent.parent.coursedir.root))
