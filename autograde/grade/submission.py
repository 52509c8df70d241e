"""Grade one submission, in whatever process: rebuild, run, evaluate, sum up.

A worker needs nothing but what is handed to it: no class folder, no gradebook, no nbgrader. It
keeps one warm sandbox, that of the lesson it worked on last.
"""

import atexit
import hashlib
import hmac
import json
import platform
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.metadata import version
from itertools import takewhile

from nbformat import NotebookNode

from autograde.core import notebooks, results, verdicts
from autograde.core.cells import is_answer
from autograde.core.reports import Report
from autograde.core.submissions import Submission
from autograde.grade import outputs, rebuild, session
from autograde.grade import steps as plan
from autograde.grade.bounded import Child
from autograde.grade.repairs import Unrun
from autograde.sandbox import Limits, NoSandboxError, Sandbox, SandboxEndedError
from autograde.sandbox.strip import is_lock
from lstm_utils import checks

RECURRENT = ("lstm", "gru", "rnn")
ANY_KIND = "(mkldnn|cudnn|miopen)_rnn"  # operators that take the kind of layer as an argument


@dataclass(frozen=True)
class LessonData:
    """A lesson as a worker needs it: the notebooks as text, the secret seed, the limits.

    `checks` has the versions of its checks, for the reports. `own_checks` are the files with
    the checks that the class itself declares: from its folder, never from a submission.
    """

    lesson: str
    released: str
    source: str
    seed: int
    limits: Limits = field(default_factory=Limits)
    checks: dict[str, str] = field(default_factory=dict)
    own_checks: dict[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """A hash of all of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True)
class Graded:
    """The report on a submission, and its notebook with outputs where there is one."""

    report: Report
    notebook: str | None = None


def seed_for(secret: bytes, lesson: str) -> int:
    """Return the seed of a lesson's hidden inputs: one for the whole class.

    Everybody is asked the same, so that equal answers get equal marks for every student, and
    whenever they are graded. Nobody can foresee it who does not know the class's secret.
    """
    return int.from_bytes(hmac.digest(secret, lesson.encode(), "sha256")[:6], "big") + 1


def grade_submission(lesson: LessonData, submission: Submission) -> Graded:
    """Grade one submission; whatever goes wrong with it becomes its verdict.

    Raises:
        NoSandboxError: if nothing can be graded on this machine.
    """
    report = Report(
        submission.student,
        submission.lesson,
        verdicts.NOT_GRADED,
        fingerprint=submission.fingerprint,
        collected_at=submission.collected_at,
        seed=lesson.seed,
        versions=dict(_versions()),
        file=submission.file,
        checks=lesson.checks,
    )
    try:
        released, source = _released(lesson.released), _parse(lesson.source)
        rebuilt = _reader(lesson.released)(submission.data)
        report = replace(report, repairs=rebuilt.repairs)
        notebook = rebuild.restore(rebuilt.notebook, source)
        ran = run(lesson, notebook, rebuilt.unrun)
        fault = _fault(notebook, ran)
    except notebooks.UnreadableError as error:
        return Graded(replace(report, verdict=verdicts.UNREADABLE, message=str(error)))
    except NoSandboxError:
        raise
    except SandboxEndedError as error:
        fault = str(error)
    except Exception as error:  # an unforeseen error concerns this submission only
        fault = f"{type(error).__name__}: {error}"
    if fault:
        return Graded(replace(report, verdict=verdicts.FAULT, message=fault))
    outputs.write(notebook, ran)
    found = results.of_notebook(notebook, released, ran.results)
    report = replace(report, verdict=results.sum_up(found), results=found)
    if report.verdict == verdicts.CRASHED:
        crashed = next(result for result in found if result.status == verdicts.CRASHED)
        report = replace(report, message=crashed.details[0])
    return Graded(report, json.dumps(notebook, ensure_ascii=False))


def run(lesson: LessonData, notebook: NotebookNode, unrun: Unrun) -> session.Run:
    """Run a rebuilt notebook in the sandbox and evaluate its checks.

    Raises:
        SandboxEndedError: if the lesson's warm process ends twice.
    """
    steps = plan.read(notebook)
    try:
        ran = _play(lesson, steps)
    except SandboxEndedError:
        _close()
        ran = _play(lesson, steps)
    explained = {index: unrun.explain(result) for index, result in ran.results.items()}
    return replace(ran, results=explained)


def _play(lesson: LessonData, steps: list[plan.Step]) -> session.Run:
    with _one_at_a_time:
        checks.use(lesson.own_checks)
        return session.grade(_sandbox(lesson), steps, lesson.seed)


def _fault(notebook: NotebookNode, ran: session.Run) -> str:
    """Return what went wrong where nothing is the student's fault, or ""."""
    faults = [r.details[0] for r in ran.results.values() if r.status == verdicts.FAULT]
    return (faults or [_broken_lesson(notebook, ran)])[0]


def _broken_lesson(notebook: NotebookNode, ran: session.Run) -> str:
    """Return which of the lesson's own cells failed before any answer could be to blame."""
    for index, cell in enumerate(notebook.cells):
        if is_answer(cell) or notebooks.PART in cell.metadata:
            return ""
        raised = ran.cells[index].raised if index in ran.cells else None
        if raised and not is_lock(raised.message):
            return f"The lesson's own cell failed: {raised.type_name}: {raised.message}"
    return ""


@cache
def _parse(text: str) -> NotebookNode:
    """Read a notebook of the lesson; what comes back is shared and must not be changed."""
    return notebooks.parse(text.encode())


@cache
def _released(text: str) -> NotebookNode:
    """Read the released lesson and rebuild it once: the reader inherits what that caches."""
    notebook = _parse(text)
    rebuild.from_answers(notebook, notebook)
    return notebook


_readers: dict[str, Child[bytes, rebuild.Rebuilt]] = {}


def _reader(text: str) -> Child[bytes, rebuild.Rebuilt]:
    """Return the process that reads submissions of a released lesson; there is one at most."""
    if text not in _readers:
        _end_reader()
        released = _released(text)
        _readers[text] = Child(
            lambda data: rebuild.from_answers(notebooks.parse(data), released)
        )
    return _readers[text]


@atexit.register
def _end_reader() -> None:
    while _readers:
        _readers.popitem()[1].close()


@cache  # to read them takes longer than to rebuild a submission
def _versions() -> dict[str, str]:
    packages = ("lstm-course", "numpy", "nbgrader")
    return {"python": platform.python_version()} | {name: version(name) for name in packages}


_warm: dict[str, Sandbox] = {}
_one_at_a_time = threading.Lock()  # a cluster's workers may have threads


def _sandbox(lesson: LessonData) -> Sandbox:
    """Return the warm sandbox of a lesson, starting it where it is not there yet."""
    if lesson.key not in _warm:
        _close()
        steps = plan.read(_parse(lesson.source))
        sources = [step.source for step in steps]
        before = takewhile(lambda step: not (step.answer or step.checks), steps)
        first = [step.source for step in before]
        _warm[lesson.key] = Sandbox(
            lesson.lesson, sources, lesson.limits, first, forbidden_operators(steps)
        )
    return _warm[lesson.key]


def forbidden_operators(steps: Iterable[plan.Step]) -> list[str]:
    """Return which recurrent operators of PyTorch would answer an exercise of a lesson."""
    asked = {check.exercise for step in steps for check in step.checks}
    references = " ".join(checks.get(name).reference.__name__ for name in asked)
    kinds = [kind for kind in RECURRENT if kind in references]
    return [*kinds, ANY_KIND] if kinds else []


@atexit.register
def _close() -> None:
    while _warm:
        _warm.popitem()[1].close()
