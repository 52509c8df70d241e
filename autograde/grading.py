"""Grade a lesson: rebuild each submission, run it, and record what came of it.

Notebooks run side by side, each in a kernel of its own; the gradebook has one writer. Whatever
goes wrong with one submission becomes that student's verdict and never stops the others.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde
from nbgrader.utils import capture_log, temp_attrs

from autograde import intake, verdicts
from autograde.classroom import Classroom
from autograde.collect import collected_at
from autograde.errors import CourseError
from autograde.release import reason
from autograde.results import is_answer, results
from autograde.running import CELL_SECONDS, Died, Run, run
from autograde.standing import fingerprint, submitted
from autograde.verdicts import Record

Report = Callable[[Record], None]


def grade(
    room: Classroom,
    lesson: str,
    students: Iterable[str] | None = None,
    force: bool = False,
    workers: int | None = None,
    cell_seconds: float = CELL_SECONDS,
    report: Report = lambda record: None,
) -> list[Record]:
    """Grade what was submitted and not graded yet.

    Args:
        room: the class.
        lesson: a released lesson.
        students: ids; everybody who submitted if None.
        force: grade again what was graded and did not change since.
        workers: how many notebooks run at the same time; one per core if None.
        cell_seconds: the time limit of one cell, in seconds.
        report: called with each student's record as it is ready.

    Returns:
        The record of each of these students, in their order.

    Raises:
        CourseError: if the lesson was not released or a student submitted nothing.
    """
    room.require_released(lesson)
    wanted = list(dict.fromkeys(submitted(room, lesson) if students is None else students))
    released = intake.read(room.notebook("release", lesson))
    source = intake.read(room.notebook("source", lesson))
    done: dict[str, Record] = {}
    ready: list[tuple[Record, NotebookNode]] = []
    for student in wanted:
        record, notebook = _take_in(room, lesson, student, released, source, force)
        if notebook is None:
            done[student] = record
            report(record)
        else:
            ready.append((record, notebook))
    job = partial(run, cell_seconds=cell_seconds)
    for record in _run_all(room, ready, released, job, workers or os.cpu_count() or 1):
        done[record.student] = record
        report(record)
    return [done[student] for student in wanted]


def _take_in(
    room: Classroom,
    lesson: str,
    student: str,
    released: NotebookNode,
    source: NotebookNode,
    force: bool,
) -> tuple[Record, NotebookNode | None]:
    """Return a finished record, or a started one and the notebook that is to run."""
    path = room.notebook("submitted", lesson, student)
    if not path.exists():
        record = verdicts.load(room.root, lesson, student)
        if record is None:
            raise CourseError(f"{student} has submitted nothing for {lesson}.")
        return record, None
    mark = fingerprint(room, lesson, student)
    old = verdicts.load(room.root, lesson, student)
    if old and old.fingerprint == mark and old.verdict != verdicts.FAULT and not force:
        return old, None
    record = Record(
        student,
        lesson,
        verdicts.NOT_GRADED,
        fingerprint=mark,
        collected_at=collected_at(path.with_name("timestamp.txt")),
    )
    try:
        rebuilt = intake.rebuild(intake.read(path), released)
    except intake.UnreadableError as error:
        record = replace(record, verdict=verdicts.UNREADABLE, message=str(error))
        return _close(room, record), None
    except Exception as error:  # what nobody has thought of is still one student's trouble only
        return _close(room, _fault(record, error)), None
    return replace(record, repairs=rebuilt.repairs), intake.restore(rebuilt.notebook, source)


def _run_all(
    room: Classroom,
    ready: list[tuple[Record, NotebookNode]],
    released: NotebookNode,
    job: Callable[[NotebookNode], Died | None],
    workers: int,
) -> Iterable[Record]:
    """Run notebooks side by side and record each as it ends."""
    with ThreadPoolExecutor(workers) as pool:
        running = {pool.submit(job, notebook): (record, notebook) for record, notebook in ready}
        for future in as_completed(running):
            record, notebook = running.pop(future)
            try:
                yield _judge(room, record, notebook, future.result(), released)
            except Exception as error:  # one submission's trouble never stops the others
                yield _close(room, _fault(record, error))


def _fault(record: Record, error: Exception) -> Record:
    return replace(record, verdict=verdicts.FAULT, message=f"{type(error).__name__}: {error}")


def _judge(
    room: Classroom,
    record: Record,
    notebook: NotebookNode,
    died: Died | None,
    released: NotebookNode,
) -> Record:
    """Turn a notebook that ran into a record, and its outputs into the gradebook's points."""
    if died is not None:
        message = f"Grading stopped at {died.cell}: {died.reason}."
        return _close(room, replace(record, verdict=verdicts.CRASHED, message=message))
    broken = _broken_lesson(notebook)
    if broken:
        return _close(room, replace(record, verdict=verdicts.FAULT, message=broken))
    _save_grades(room, record, notebook)
    found = results(notebook, released)
    return _close(room, replace(record, verdict=verdicts.judge(found), results=found))


def _broken_lesson(notebook: NotebookNode) -> str:
    """Say which of the lesson's own cells failed before any answer could be to blame."""
    for cell in notebook.cells:
        if is_answer(cell):
            return ""
        errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
        if errors:
            return f"The lesson's own cell failed: {errors[0].ename}: {errors[0].evalue}"
    return ""


def _save_grades(room: Classroom, record: Record, executed: NotebookNode) -> None:
    """Let nbgrader's Autograde write the points, with the outputs that we already have.

    It is shown a folder with the rebuilt notebook, and never reads what was handed in.
    """
    api = room.api
    with (
        tempfile.TemporaryDirectory(prefix="lstm-course-") as folder,
        temp_attrs(
            api.coursedir,
            assignment_id=record.lesson,
            student_id=record.student,
            submitted_directory=folder,
        ),
    ):
        shown = room.notebook("submitted", record.lesson, record.student)
        shown.parent.mkdir(parents=True)
        nbformat.write(executed, shown)
        if record.collected_at:
            shown.with_name("timestamp.txt").write_text(record.collected_at)
        autograde = Autograde(coursedir=api.coursedir, parent=api, force=True)
        autograde.autograde_preprocessors = [
            (lambda notebook, resources: (executed, resources)) if _is_run(step) else step
            for step in autograde.autograde_preprocessors
        ]
        said = capture_log(autograde)
    if not said["success"]:
        raise RuntimeError(reason(said))


def _is_run(step: type | str) -> bool:
    return step is Run or step == f"{Run.__module__}.{Run.__name__}"


def _close(room: Classroom, record: Record) -> Record:
    """Save a record; where it has no score, no older automatic points stay behind."""
    record = replace(record, graded_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    if not record.scored:
        _forget_points(room, record)
    verdicts.save(room.root, record)
    return record


def _forget_points(room: Classroom, record: Record) -> None:
    with room.gradebook() as book:
        try:
            submission = book.find_submission(record.lesson, record.student)
        except MissingEntry:
            return
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
        book.db.commit()
