"""Grade a lesson: rebuild, run, evaluate, save, for as many submissions as there are.

Workers run in parallel (`workers`) and grade one submission at a time (`submission`). This
process alone writes the reports (`gradebook`). Whatever goes wrong with one submission becomes
that student's verdict and never stops the others. A run that was killed continues where it
stopped: what has a verdict and has not changed since is not graded again.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from nbformat import NotebookNode

from autograde.classroom import own, submissions
from autograde.classroom.folder import Classroom
from autograde.classroom.lock import alone
from autograde.core import notebooks, verdicts
from autograde.core.atomic import write_atomically
from autograde.core.reports import Report
from autograde.core.submissions import Submission
from autograde.grade import cluster, regrade, steps
from autograde.grade import workers as pool
from autograde.grade.gradebook import Recorder
from autograde.grade.submission import Graded, LessonData, seed_for
from autograde.sandbox import Limits, require
from lstm_utils.checks import versions
from lstm_utils.checks.versions import ENGINE


def grade(
    classroom: Classroom,
    lesson: str,
    students: Iterable[str] | None = None,
    force: bool = False,
    workers: int | None = None,
    limits: Limits | None = None,
    scheduler: str | None = None,
    on_done: Callable[[Report], None] = lambda report: None,
    say: Callable[[str], None] = lambda text: None,
) -> list[Report]:
    """Grade what was submitted and not graded yet.

    Args:
        classroom: the class.
        lesson: a released lesson.
        students: ids; everybody who submitted if None.
        force: grade again what was graded and did not change since.
        workers: how many submissions run at the same time; one per core if None.
        limits: of each submission.
        scheduler: the address of a Dask cluster that is to do the work.
        on_done: called with each student's report as it is ready.
        say: called with what the user should know while it works.

    Returns:
        The report of each of these students, in their order.

    Raises:
        CourseError: if the lesson was not released, a student submitted nothing, another
            `grade` is running, this machine cannot isolate submissions, or nothing can be
            written.
    """
    classroom.require_released(lesson)
    everybody = submissions.submitted(classroom, lesson) if students is None else students
    wanted = list(dict.fromkeys(everybody))
    data = lesson_data(classroom, lesson, limits)
    with alone(classroom):
        done = {
            student: report
            for student in wanted
            if (report := regrade.finished(classroom, data, student, force))
        }
        waiting = [student for student in wanted if student not in done]
        fresh = _fresh(classroom, data, waiting, workers, scheduler, say)
        for report in chain(list(done.values()), fresh if waiting else ()):
            done[report.student] = report
            on_done(report)
    return [done[student] for student in wanted]


def _fresh(
    classroom: Classroom,
    data: LessonData,
    waiting: Sequence[str],
    workers: int | None,
    scheduler: str | None,
    say: Callable[[str], None],
) -> Iterator[Report]:
    """Grade submissions and yield each report once it is recorded."""
    unread: list[Graded] = []
    read = _read(classroom, data.lesson, waiting, unread)
    done = _work(data, read, len(waiting), workers, scheduler, say)
    with Recorder(classroom) as recorder:
        for graded in chain(done, unread):
            yield recorder.save(graded)


def _read(
    classroom: Classroom, lesson: str, students: Iterable[str], unread: list[Graded]
) -> Iterator[Submission]:
    """Yield submissions as they are read, and put those that cannot be read into `unread`."""
    for student in students:
        try:
            yield submissions.read(classroom, lesson, student)
        except OSError as error:
            why = f"The file cannot be read: {error}"
            unread.append(Graded(Report(student, lesson, verdicts.FAULT, why)))


def _work(
    lesson: LessonData,
    read: Iterator[Submission],
    count: int,
    workers: int | None,
    scheduler: str | None,
    say: Callable[[str], None],
) -> Iterator[Graded]:
    if scheduler:
        return cluster.on_cluster(lesson, read, scheduler, say)
    require()
    most = workers or len(os.sched_getaffinity(0))
    return pool.here(lesson, read, max(1, min(most, count // 4)))


def lesson_data(classroom: Classroom, lesson: str, limits: Limits | None = None) -> LessonData:
    """Return a lesson as a worker needs it; the checks of the class are in use then."""
    own_checks = own.use_checks(classroom)
    released, source = (
        classroom.notebook(step, lesson).read_text(encoding="utf-8")
        for step in ("release", "source")
    )
    seed = seed_for(_secret(classroom), lesson)
    checks = _versions(notebooks.parse(source.encode()))
    return LessonData(lesson, released, source, seed, limits or Limits(), checks, own_checks)


def _versions(notebook: NotebookNode) -> dict[str, str]:
    """Return the versions of the checks of a lesson, and of what they have in common."""
    names = [check.exercise for step in steps.read(notebook) for check in step.checks]
    return {ENGINE: versions.engine_version()} | {n: versions.version(n) for n in names}


def _secret(classroom: Classroom) -> bytes:
    """Return the class's secret, which is made when first needed, for its owner only."""
    path = classroom.root / "secret"
    if not path.exists() or not path.stat().st_size:
        write_atomically(path, secrets.token_bytes(32), mode=0o600)
    return path.read_bytes()
