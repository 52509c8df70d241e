"""Take one submission through the sandbox: cells and checks in the notebook's order.

Where a process dies or is stopped, the step that did it is noted and left out, and a new
process takes the rest from there: one mistake costs once.
"""

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from autograde import judge
from autograde.judge import Judged
from autograde.plan import Step
from autograde.sandbox import Died, Sandbox, Submission, TooSlow, WireError, wire
from autograde.sandbox.strip import locked_by
from autograde.sandbox.wire import MAX_TEXT, one_line
from autograde.verdicts import CRASHED, OVER_LIMIT
from lstm_utils import checks

_SIGNALS = {4: "an illegal instruction", 6: "an abort", 7: "a bus error", 8: "a fault in C"}
_SIGNALS |= {9: "the system: its memory ran out, or the grader's channel was closed"}
_SIGNALS |= {11: "a crash in C code (a segmentation fault)"}


@dataclass(frozen=True)
class Ran:
    """What one cell did."""

    printed: str = ""
    dropped: int = 0
    raised: tuple[str, str, str] | None = None
    stopped: Judged | None = None


@dataclass
class Graded:
    """What came of a submission, by the cells' places in the notebook.

    `used` has its processor seconds, its most memory in bytes, and how many processes it took.
    """

    cells: dict[int, Ran] = field(default_factory=dict)
    tests: dict[int, Judged] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)


class _Stopped(Exception):  # noqa: N818
    """A step ended its process; `end` is what the student is told."""

    def __init__(self, step: Step, end: Judged):
        super().__init__(end.message)
        self.step, self.end = step, end


def grade(sandbox: Sandbox, steps: Sequence[Step], seed: int) -> Graded:
    """Run and judge one submission.

    Args:
        sandbox: the lesson's.
        steps: what `plan.read` found in the rebuilt notebook.
        seed: the secret of this submission, from which hidden inputs are drawn.
    """
    graded = Graded(used={"cpu_seconds": 0.0, "memory": 0, "processes": 0})
    deadline = time.monotonic() + sandbox.limits.total_seconds
    stops: Counter[int] = Counter()
    while True:
        try:
            _play(sandbox, steps, seed, graded, stops, deadline)
            return graded
        except _Stopped as stopped:
            stops[stopped.step.index] += 1
            _note(graded, stopped.step, stopped.end)
        if time.monotonic() >= deadline:
            _give_up(graded, steps, sandbox)
            return graded


def _play(
    sandbox: Sandbox, steps: Sequence[Step], seed: int, graded: Graded, stops: Counter[int],
    deadline: float,
) -> None:  # fmt: skip
    """Run all cells but those that ended a process, and judge what is not judged yet."""
    submission = sandbox.spawn()
    step, trouble = None, None
    try:
        for step in steps:
            if step.checks:
                if step.index not in graded.tests:
                    graded.tests[step.index] = _judge(
                        sandbox, submission, step, steps, seed, graded, deadline
                    )
                if stops[step.index] < 2:
                    _unlock(submission, step, deadline)
            elif not stops[step.index]:
                graded.cells[step.index] = _run(sandbox, submission, step, deadline)
    except (Died, TooSlow, WireError) as error:
        trouble = error
    finally:  # a fault of ours must not leave it running beside the next one
        used = submission.end()
    graded.used["cpu_seconds"] += used["cpu_seconds"]
    graded.used["memory"] = max(graded.used["memory"], used["memory"])
    graded.used["processes"] += 1
    if trouble is not None:
        raise _Stopped(step, _end(sandbox, step, trouble, used))


def _run(sandbox: Sandbox, submission: Submission, step: Step, deadline: float) -> Ran:
    if len(step.source) > MAX_TEXT:
        words = f"the cell has over {MAX_TEXT} characters"
        return Ran(stopped=Judged(step.name, OVER_LIMIT, message=_told(step.name, words)))
    submission.tell({"do": "cell", "name": step.name, "source": step.source})
    left = deadline - time.monotonic()
    most = sandbox.limits.cell_seconds
    limit = "cell_seconds" if most <= left else "total_seconds"
    return _ran(submission.answer(min(most, left), limit), sandbox.limits.output)


def _ran(said: Any, most: int) -> Ran:
    if type(said) is not dict or set(said) != {"printed", "dropped", "raised"}:
        raise WireError("expected what a cell printed and raised")
    printed, dropped, raised = said["printed"], said["dropped"], said["raised"]
    if type(printed) is not str or type(dropped) is not int:
        raise WireError("expected what a cell printed")
    printed = printed[:most]
    if raised is None:
        return Ran(printed, dropped)
    if type(raised) is not list or [*map(type, raised)] != [str, str, str]:
        raise WireError("expected what a cell raised")
    return Ran(printed, dropped, tuple(map(one_line, raised)))


def _judge(
    sandbox: Sandbox, submission: Submission, step: Step, steps: Sequence[Step], seed: int,
    graded: Graded, deadline: float,
) -> Judged:  # fmt: skip
    """Judge a test cell; where its answer's cell failed, that is the reason to tell."""
    answer = next((s.index for s in steps if s.answer and s.name == step.name), -1)
    cell = graded.cells.get(answer, Ran())
    if cell.stopped:
        return cell.stopped
    seconds = sandbox.limits.call_seconds
    result = judge.ask(submission, step.name, step.checks, seed, seconds, deadline)
    if result.status == OVER_LIMIT:
        return _over(sandbox, step.name, result.message)
    if result.status == "raised" and "NameError" in result.message and cell.raised:
        kind, text, line = cell.raised
        if kind == "MemoryError":
            return _over(sandbox, step.name, "memory")
        message = f"✗ {step.name}: the cell stopped before its function was there"
        return Judged(step.name, "raised", message=f"{message}\n  {kind}: {text}\n  In {line}")
    return result


def _unlock(submission: Submission, step: Step, deadline: float) -> None:
    """Give the lesson's next cells the course's own functions for what was just judged."""
    submission.send(_key_for(tuple(dict.fromkeys(check.exercise for check in step.checks))))
    submission.answer(max(1.0, deadline - time.monotonic()), "total_seconds")


@lru_cache
def _key_for(exercises: tuple[str, ...]) -> bytes:
    """Return the order that gives back what was locked for some exercises."""
    locked = [one for name in exercises for one in locked_by(checks.get(name))]
    sources = [[one.module, one.source] for one in locked]
    return wire.encode({"do": "unlock", "sources": sources})


def _over(sandbox: Sandbox, name: str, limit: str) -> Judged:
    return Judged(name, OVER_LIMIT, message=_told(name, sandbox.limits.words(limit)))


def _told(name: str, words: str) -> str:
    return f"✗ {name}: {OVER_LIMIT}\n  {words}"


def _end(sandbox: Sandbox, step: Step, trouble: Exception, used: dict) -> Judged:
    """Say in a student's words why a process ended."""
    if isinstance(trouble, TooSlow):
        return _over(sandbox, step.name, str(trouble))
    if used["cpu_seconds"] > sandbox.limits.cpu_seconds - 2:
        return _over(sandbox, step.name, "cpu_seconds")
    status = used["status"]
    if isinstance(trouble, WireError):
        words = "your code wrote into the grader's own channel, or changed how it answers"
    elif os.WIFSIGNALED(status):
        signal = os.WTERMSIG(status)
        words = f"Python was ended by {_SIGNALS.get(signal, f'signal {signal}')}"
    else:
        words = "Python was ended by the code itself (os._exit or the like)"
    return Judged(step.name, CRASHED, message=f"✗ {step.name}: crashed\n  {words}")


def _note(graded: Graded, step: Step, end: Judged) -> None:
    if step.checks:
        graded.tests.setdefault(step.index, end)
    else:
        graded.cells[step.index] = Ran(stopped=end)


def _give_up(graded: Graded, steps: Sequence[Step], sandbox: Sandbox) -> None:
    for step in steps:
        if step.checks and step.index not in graded.tests:
            graded.tests[step.index] = _over(sandbox, step.name, "total_seconds")
