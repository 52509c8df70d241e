"""The work on one submission, in whatever process it is done: rebuild, run, judge, sum up.

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
from functools import cache
from importlib.metadata import version
from itertools import takewhile

from nbformat import NotebookNode

from autograde.core import notebooks, verdicts
from autograde.core.results import is_answer, results
from autograde.core.verdicts import Record
from autograde.grade import outputs, rebuild, session
from autograde.grade import steps as plan
from autograde.grade.bounded import bounded
from autograde.grade.repairs import Unrun
from autograde.sandbox import Limits, NoSandboxError, Sandbox, SandboxEndedError
from autograde.sandbox.strip import is_lock
from lstm_utils import checks

RECURRENT = ("lstm", "gru", "rnn")
ANY_KIND = "(mkldnn|cudnn|miopen)_rnn"  # operators that take the kind of layer as an argument


@dataclass(frozen=True)
class Pack:
    """A lesson as a worker needs it: the notebooks as text, and the limits."""

    lesson: str
    released: str
    source: str
    limits: Limits = field(default_factory=Limits)

    @property
    def key(self) -> str:
        """A hash of all of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """One submission: student, submitted bytes, time of collection, and the secret seed."""

    student: str
    data: bytes
    fingerprint: str
    seed: int
    collected_at: str = ""


@dataclass(frozen=True)
class Done:
    """The record of a submission, and its notebook with outputs where there is one."""

    record: Record
    notebook: str | None = None


def seed_for(secret: bytes, lesson: str) -> int:
    """Return the seed of a lesson's hidden inputs: one for the whole class.

    Everybody is asked the same, so that equal answers get equal marks for every student, and
    whenever they are graded. Nobody can foresee it who does not know the class's secret.
    """
    return int.from_bytes(hmac.digest(secret, lesson.encode(), "sha256")[:6], "big") + 1


def work(pack: Pack, job: Job) -> Done:
    """Grade one submission; whatever goes wrong with it becomes its verdict.

    Raises:
        NoSandboxError: if nothing can be graded on this machine.
    """
    record = Record(
        job.student,
        pack.lesson,
        verdicts.NOT_GRADED,
        fingerprint=job.fingerprint,
        collected_at=job.collected_at,
        seed=job.seed,
        versions=_versions(),
    )
    try:
        released, source = _parse(pack.released), _parse(pack.source)
        rebuilt = bounded(lambda: rebuild.rebuild(notebooks.parse(job.data), released))
        record = replace(record, repairs=rebuilt.repairs)
        notebook = rebuild.restore(rebuilt.notebook, source)
        fault = judge(pack, notebook, job.seed, rebuilt.unrun)
    except notebooks.UnreadableError as error:
        return Done(replace(record, verdict=verdicts.UNREADABLE, message=str(error)))
    except NoSandboxError:
        raise
    except Exception as error:  # what nobody has thought of is one submission's trouble only
        fault = f"{type(error).__name__}: {error}"
    if fault:
        return Done(replace(record, verdict=verdicts.FAULT, message=fault))
    found = results(notebook, released)
    record = replace(record, verdict=verdicts.judge(found), results=found)
    if record.verdict == verdicts.CRASHED:
        crashed = next(r for r in found if r.status == verdicts.CRASHED)
        record = replace(record, message=crashed.message.splitlines()[-1].strip())
    return Done(record, json.dumps(notebook, ensure_ascii=False))


def judge(pack: Pack, notebook: NotebookNode, seed: int, unrun: Unrun) -> str:
    """Run and judge a rebuilt notebook, and write what came of it into its outputs.

    Returns:
        "", or what went wrong where nothing is the student's fault.
    """
    steps = plan.read(notebook)
    for attempt in (1, 2):
        try:
            with _one_at_a_time:
                graded = session.grade(_sandbox(pack), steps, seed)
            break
        except SandboxEndedError as error:
            _close()
            if attempt == 2:
                return str(error)
    for index, judged in graded.tests.items():
        graded.tests[index] = replace(judged, message=unrun.explain(judged.message))
    outputs.write(notebook, graded)
    faults = [j.message for j in graded.tests.values() if j.status == verdicts.FAULT]
    return (faults or [_broken_lesson(notebook)])[0]


def _broken_lesson(notebook: NotebookNode) -> str:
    """Say which of the lesson's own cells failed before any answer could be to blame."""
    for cell in notebook.cells:
        if is_answer(cell) or notebooks.PART in cell.metadata:
            return ""
        errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
        if errors and not is_lock(errors[0].evalue):
            return f"The lesson's own cell failed: {errors[0].ename}: {errors[0].evalue}"
    return ""


@cache
def _parse(text: str) -> NotebookNode:
    """Read a notebook of the lesson; what comes back is shared and must not be changed."""
    return notebooks.parse(text.encode())


def _versions() -> dict[str, str]:
    packages = ("lstm-course", "numpy", "nbgrader")
    return {"python": platform.python_version()} | {name: version(name) for name in packages}


_warm: dict[str, Sandbox] = {}
_one_at_a_time = threading.Lock()  # a cluster's workers may have threads


def _sandbox(pack: Pack) -> Sandbox:
    """Return the warm sandbox of a lesson, starting it where it is not there yet."""
    if pack.key not in _warm:
        _close()
        steps = plan.read(_parse(pack.source))
        sources = [step.source for step in steps]
        before = takewhile(lambda step: not (step.answer or step.checks), steps)
        first = [step.source for step in before]
        _warm[pack.key] = Sandbox(pack.lesson, sources, pack.limits, first, withheld(steps))
    return _warm[pack.key]


def withheld(steps: Iterable[plan.Step]) -> list[str]:
    """Return which recurrent operators of PyTorch would answer an exercise of a lesson."""
    asked = {check.exercise for step in steps for check in step.checks}
    references = " ".join(checks.get(name).reference.__name__ for name in asked)
    kinds = [kind for kind in RECURRENT if kind in references]
    return [*kinds, ANY_KIND] if kinds else []


@atexit.register
def _close() -> None:
    while _warm:
        _warm.popitem()[1].close()
